"""Chart detail that nobody uses leaves the disk of a desk whose clinic has a server.

A desk without a server holds the only copy and never puts anything away; nor does one that has
not just been in step with its server, or whose audit trail is broken. Whoever is expected soon has
a whole chart here: what was put away of them is fetched again.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from app.domain.context import Purpose
from app.domain.declare import Keeping, entities
from app.domain.errors import ClinicError
from app.domain.permissions import Scope, is_account_allowed
from app.domain.ports import Priority
from app.domain.record_permissions import permission_for
from app.storage.retention import find_expected, find_unused, purge, wipe_log
from app.sync.retrieval import Retrieval
from app.sync.status import SyncState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.bootstrap.desk import Desk
    from app.domain.context import ExecutionContext
    from app.domain.ids import RecordId
    from app.settings import Settings
    from app.sync.runner import SyncRunner

_log = logging.getLogger(__name__)
FIRST_LOOK_S = 60.0
LOOK_EVERY_S = 3600.0
MOST_ROUNDS = 200
"""Rounds of one look, each of some hundred rows: the rest has an hour's time."""


class Retention:
    """Looks every hour what is due, while a window is open. Everything runs beside people's work:
    the search on a reader, the rest as bulk work of the writer, behind every edit."""

    def __init__(
        self,
        desk: Desk,
        runner: SyncRunner,
        *,
        first_look_s: float = FIRST_LOOK_S,
        look_every_s: float = LOOK_EVERY_S,
    ) -> None:
        self._desk = desk
        self._runner = runner
        self._first_look_s, self._look_every_s = first_look_s, look_every_s
        self._task: asyncio.Task[None] | None = None
        self._stop_listening = runner.subscribe(lambda _status: self._begin())

    async def stop(self) -> None:
        """Look no more."""
        self._stop_listening()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    @property
    def is_on(self) -> bool:
        """Whether anything may be put away now."""
        desk = self._desk
        is_in_step = self._runner.status.state is SyncState.SYNCED
        return bool(unused_for(desk.settings)) and is_in_step and not desk.trail.is_broken

    async def look(self) -> int:
        """Put away what is due, wipe the log, and fetch for whoever is expected; how many rows.

        Raises StorageError, ApiError.
        """
        rows = 0
        for _ in range(MOST_ROUNDS):
            done = await self._round() if self.is_on else 0
            rows += done
            if not done:
                break
        if self.is_on:
            await self._wipe()
            await self._fetch_expected()
        return rows

    def _begin(self) -> None:
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run())

    async def _run(self) -> None:
        wait_s = self._first_look_s
        while True:
            await asyncio.sleep(wait_s)
            wait_s = self._look_every_s
            try:
                await self.look()
            except (ClinicError, TimeoutError) as error:
                _log.info("retention waits: %s", getattr(error, "code", "timeout"))

    async def _round(self) -> int:
        desk, now = self._desk, self._desk.clock.now()
        terms = unused_for(desk.settings)
        due = await desk.worker.read(
            lambda _reader: find_unused(desk.store, now=now, unused_for=terms)
        )
        if not due:
            return 0
        return await desk.worker.write(
            lambda: purge(desk.store, self._context(), due, now=now, unused_for=terms),
            priority=Priority.BULK,
        )

    async def _wipe(self) -> None:
        """Each time: what was put away before a crash, or beside a reader, is wiped now."""
        session = self._desk.store.database.writer
        is_wiped = await self._desk.worker.write(lambda: wipe_log(session), priority=Priority.BULK)
        if not is_wiped:
            _log.info("the log is wiped at the next look: somebody was reading")

    async def _fetch_expected(self) -> None:
        desk = self._desk
        if desk.api is None:
            return
        now, shown = desk.clock.now(), _shown_to(desk.user.role)
        expected: tuple[RecordId, ...] = await desk.worker.read(
            lambda _reader: find_expected(desk.store, now=now, shown=shown)
        )
        retrieval = Retrieval(desk.worker, desk.store.unit_of_work, desk.api, self._context)
        for patient_id in expected:
            await retrieval.fetch(patient_id)

    def _context(self) -> ExecutionContext:
        return replace(self._desk.context, purpose=Purpose.SYSTEM)


def _shown_to(role: str) -> frozenset[str]:
    """The chart detail that the server sends to an account of this role."""
    leaving = {
        spec.name: permission_for(spec.name, "view") for spec in entities() if spec.leaves_disk
    }
    return frozenset(
        name
        for name, permission in leaving.items()
        if permission is not None and is_account_allowed(role, permission, Scope.OTHER)
    )


def unused_for(settings: Settings) -> Mapping[Keeping, timedelta]:
    """Which classes leave a desk, and after what time without use; empty where none does."""
    hours = settings.retention_chart_h
    return {Keeping.CHART: timedelta(hours=hours)} if hours else {}
