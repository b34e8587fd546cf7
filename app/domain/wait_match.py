"""Who on the waiting list would come to a freed time: urgent first, then who waits longest."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from app.domain.appointment import Priority
from app.domain.availability import Weekday
from app.domain.ids import PractitionerId
from app.domain.waiting import WaitlistEntry, WaitStatus

_WEEKDAYS = tuple(Weekday)
_OPEN = frozenset({WaitStatus.WAITING.value, WaitStatus.OFFERED.value})


class Freed(NamedTuple):
    """Time that got free. starts is the clinic's wall time."""

    starts: datetime
    length_min: int
    practitioner_id: PractitionerId | None


def fits(entry: WaitlistEntry, freed: Freed) -> bool:
    """Whether somebody who waits would come then, and the time is long enough for them."""
    minute = freed.starts.hour * 60 + freed.starts.minute
    return (
        entry.status in _OPEN
        and entry.length_min <= freed.length_min
        and entry.practitioner_id in (None, freed.practitioner_id)
        and (entry.earliest_on or date.min) <= freed.starts.date() <= (entry.latest_on or date.max)
        and (not entry.weekdays or _WEEKDAYS[freed.starts.weekday()] in entry.weekdays)
        and (entry.after_minute is None or minute >= entry.after_minute)
        and (entry.before_minute is None or minute + entry.length_min <= entry.before_minute)
    )


def ranked(entries: Iterable[WaitlistEntry]) -> list[WaitlistEntry]:
    """Urgent ones first, and of equals whoever waits longest."""
    return sorted(entries, key=lambda one: (one.urgency != Priority.ASAP, one.created_at, one.id))
