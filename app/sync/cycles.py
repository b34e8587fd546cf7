"""How long it took until both sides were alike again, and how often that failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.ports import Clock
from app.domain.telemetry import OK, Area, Meter
from app.sync.status import SyncState

if TYPE_CHECKING:
    from app.sync.status import SyncStatus

CYCLE = "cycle"


class CycleWatch:
    """Hears the status and tells a meter: a cycle begins when something is to be done and ends
    with both sides alike, or with the state that kept them from it."""

    def __init__(self, meter: Meter, clock: Clock) -> None:
        self._meter = meter
        self._clock = clock
        self._began_at: float | None = None

    def hear(self, status: SyncStatus) -> None:
        """The status changed."""
        if status.state is SyncState.SYNCING:
            if self._began_at is None:
                self._began_at = self._clock.monotonic()
            return
        began_at, self._began_at = self._began_at, None
        if began_at is not None:
            outcome = OK if status.state is SyncState.SYNCED else status.state.value
            self._meter.took(Area.SYNC, CYCLE, self._clock.monotonic() - began_at, outcome)
