"""One checkpoint a day: the trail says how many events it has and what their links come to.

Its short head is a line for paper: whoever noted it can tell later, at a clinic without a server,
that everything up to then is still there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.domain.changes import Origin
from app.storage.audit import Checkpoint, read_checkpoint

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk


@dataclass(slots=True)
class DailyCheckpoint:
    """Writes the checkpoint of the clinic's day, at its first opening or as it begins."""

    desk: Desk
    _last: datetime | None = None
    _has_looked: bool = False

    def look(self) -> bool:
        """Write today's if there is none yet; whether one was written. Not on the UI thread.

        A desk that is for reading only gets none: a trail that does not fit is not confirmed.
        """
        if self.desk.trail.is_broken:
            return False
        if not self._has_looked:
            last = last_checkpoint(self.desk)
            self._last, self._has_looked = (last.at if last else None), True
        now = self.desk.clock.now()
        if self._last is not None and not self._is_another_day(self._last, now):
            return False
        self.desk.worker.submit(self._write).result()
        self._last = now
        return True

    def _write(self) -> None:
        with self.desk.store.unit_of_work(self.desk.context, origin=Origin.REMOTE) as uow:
            uow.trail.checkpoint()

    def _is_another_day(self, last: datetime, now: datetime) -> bool:
        try:
            zone = ZoneInfo(self.desk.clinic.zone)
        except (ZoneInfoNotFoundError, ValueError):  # a newer zone than this computer knows
            zone = ZoneInfo("UTC")
        return last.astimezone(zone).date() != now.astimezone(zone).date()


def last_checkpoint(desk: Desk) -> Checkpoint | None:
    """The latest checkpoint of a desk; None where there is none yet."""
    with desk.store.database.reading() as session:
        return read_checkpoint(session)
