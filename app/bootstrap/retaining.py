"""Chart detail that nobody uses leaves the disk of a desk whose clinic has a server; opt-in.

Off by default (CLINIC_DESK_RETENTION_H=0): the protocol cannot send one patient's rows again, so
what was put away comes back only by reading everything again, and until then the chart must say
that it is not whole. A desk without a server holds the only copy and never puts anything away; nor
does one that has not just been in step with its server.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from app.domain.context import Purpose
from app.domain.errors import ClinicError
from app.domain.ids import RecordId
from app.domain.ports import Priority
from app.storage.retention import Purged, forget_put_away, is_put_away, purge_unused
from app.sync.pull import forget_cursor

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk

_log = logging.getLogger(__name__)
LOOK_EVERY_S = 3600.0
MOST_ROUNDS = 200
"""Rounds of one look: the rest has an hour's time."""


class RetentionSchedule:
    """Looks every hour, on a thread of its own, what is due. Stop it before the desk is closed.

    is_in_step says whether the server has just answered; without that nothing is put away.
    """

    def __init__(
        self,
        desk: Desk,
        *,
        is_in_step: Callable[[], bool],
        look_every_s: float = LOOK_EVERY_S,
    ) -> None:
        self._desk = desk
        self._is_in_step = is_in_step
        self._wait_s = look_every_s
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def is_on(self) -> bool:
        """Whether this desk puts anything away at all."""
        desk = self._desk
        return bool(desk.settings.retention_h and desk.server_url and not desk.trail.is_broken)

    def start(self) -> None:
        """Begin to look, where this desk puts anything away."""
        if self.is_on and self._thread is None:
            self._thread = threading.Thread(target=self._run, name="retention", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End the thread. Safe to call twice."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join()

    def look(self) -> int:
        """Put away what is due, in small steps between people's edits; how many rows."""
        rows = 0
        for _ in range(MOST_ROUNDS):
            if self._ended.is_set() or not self.is_on or not self._is_in_step():
                break
            done = self._desk.worker.submit(self._round, priority=Priority.BULK).result()
            rows += done.rows
            if done.is_done:
                break
        return rows

    def _round(self) -> Purged:
        desk = self._desk
        context = replace(desk.context, purpose=Purpose.SYSTEM)
        unused_for = timedelta(hours=desk.settings.retention_h)
        return purge_unused(desk.store, context, now=desk.clock.now(), unused_for=unused_for)

    def _run(self) -> None:
        while not self._ended.wait(self._wait_s):
            try:
                self.look()
            except ClinicError as error:
                _log.warning("putting chart detail away failed: %s", error.code)


def is_whole(desk: Desk, patient_id: RecordId) -> bool:
    """Whether a patient's whole chart is on this desk; else show that it is not, and fetch."""
    return not is_put_away(desk.store, patient_id)


def fetch_everything(desk: Desk) -> None:
    """Let the next synchronisation read everything again; wake the runner afterwards."""

    def work() -> None:
        forget_put_away(desk.store, desk.context, now=desk.clock.now())
        forget_cursor(desk.store.unit_of_work, desk.context)

    desk.worker.submit(work).result()
