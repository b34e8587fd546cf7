"""A desk looks at every patient another desk wrote: is it somebody who is registered already?"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING

from app.domain.changes import ChangeSet, Origin
from app.domain.errors import ClinicError
from app.domain.ids import RecordId
from app.domain.ports import Priority
from app.services import duplicates

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk
    from app.domain.duplicates import Pair
    from app.domain.ports import Reader

MOST_AT_ONCE = 20
"""More patients in one commit are a first load or an import: `duplicates` looks at everybody."""
_log = logging.getLogger(__name__)


class Newcomers:
    """Makes a task of each pair that may be one person; a person answers it, nobody is merged."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._loop = asyncio.get_running_loop()
        self._ids: set[RecordId] = set()
        self._task: asyncio.Task[None] | None = None
        self._stop_listening = desk.store.feed.watch("patient/*", self._on_commit)

    async def stop(self) -> None:
        """Stop listening."""
        self._stop_listening()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def _on_commit(self, changes: ChangeSet) -> None:
        """Runs on the thread that committed."""
        if changes.origin is not Origin.REMOTE:
            return
        ids = {one.row_id for one in changes.changes if one.entity == "patient"}
        if 0 < len(ids) <= MOST_AT_ONCE:
            with contextlib.suppress(RuntimeError):  # the loop closed meanwhile
                self._loop.call_soon_threadsafe(self._look_at, ids)

    def _look_at(self, ids: set[RecordId]) -> None:
        self._ids |= ids
        if self._task is None or self._task.done():
            self._task = self._loop.create_task(self._look())

    async def _look(self) -> None:
        try:
            while self._ids:
                some, self._ids = sorted(self._ids), set()
                await self._ask_about(some)
        except ClinicError as error:
            _log.info("nobody was asked about possible duplicates: %s", error.code)

    async def _ask_about(self, patient_ids: list[RecordId]) -> None:
        desk = self._desk

        def find(reader: Reader) -> list[Pair]:
            return duplicates.unasked(reader, patient_ids)

        pairs = await desk.worker.read(find)
        if pairs:
            begin, context = desk.store.unit_of_work, desk.context
            await desk.worker.write(
                lambda: duplicates.ask_about(begin, context, pairs), priority=Priority.SYNC
            )
