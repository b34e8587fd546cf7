"""What desk and server owe each other once they are in step: new credentials, files, numbers."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from app.bootstrap.file_keeping import FileTidying
from app.bootstrap.members import post_due_credentials
from app.bootstrap.record_numbers import refill_numbers
from app.domain.errors import ClinicError
from app.sync.status import SyncState, SyncStatus

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk
    from app.sync.runner import SyncRunner

_log = logging.getLogger(__name__)


class OnlineDuties:
    """Does them once each time the desk comes into step."""

    def __init__(self, desk: Desk, runner: SyncRunner) -> None:
        self._desk = desk
        self._files = FileTidying(desk)
        self._task: asyncio.Task[None] | None = None
        self._was_in_step = False
        self._stop_listening = runner.subscribe(self._on_status)

    async def stop(self) -> None:
        """Stop listening."""
        self._stop_listening()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def _on_status(self, status: SyncStatus) -> None:
        is_in_step = status.state is SyncState.SYNCED
        if is_in_step and not self._was_in_step and (self._task is None or self._task.done()):
            self._task = asyncio.get_running_loop().create_task(self._do())
        self._was_in_step = is_in_step

    async def _do(self) -> None:
        try:
            await post_due_credentials(self._desk)
            await self._files.tidy()
            await refill_numbers(self._desk)
        except ClinicError as error:
            _log.info("duties wait for the next time: %s", error.code)
