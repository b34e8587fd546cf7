"""The demo's time: it starts where it is told and either stands still or runs on."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = "America/New_York"
"""The demo clinic's zone."""

OPENING_HOUR, LAST_HOUR = 9, 16
QUIET_START = (10, 23)


@dataclass(frozen=True, slots=True)
class DemoClock:
    """Shows start_at at first; runs on from there, or stands still for pictures."""

    start_at: datetime
    stands_still: bool = False
    _started: float = field(default_factory=time.monotonic)

    def now(self) -> datetime:
        """The present instant, aware, UTC."""
        passed = 0.0 if self.stands_still else time.monotonic() - self._started
        return self.start_at.astimezone(UTC) + timedelta(seconds=passed)

    def monotonic(self) -> float:
        """Seconds from an arbitrary start; never goes back."""
        return time.monotonic()


@dataclass(slots=True)
class LeapingClock:
    """A clock that can be put ahead, so that a week passes in seconds."""

    clock: DemoClock
    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        """The present instant, aware, UTC."""
        return self.clock.now() + self.ahead

    def monotonic(self) -> float:
        """Seconds from an arbitrary start; never goes back."""
        return self.clock.monotonic()


def opening_time(wanted: str | None) -> datetime:
    """When the demo begins: the wanted ISO time (clinic time where it names no zone), or now.

    Without a wish, and while the clinic would be closed, the same day at 10:23, so that there is
    something to see. Raises ValueError when the text is not a time.
    """
    here = ZoneInfo(ZONE)
    if wanted is not None:
        given = datetime.fromisoformat(wanted)
        return given.astimezone(here) if given.tzinfo else given.replace(tzinfo=here)
    now = datetime.now(here).replace(microsecond=0)
    if OPENING_HOUR <= now.hour < LAST_HOUR:
        return now
    hour, minute = QUIET_START
    return now.replace(hour=hour, minute=minute, second=0, microsecond=0)
