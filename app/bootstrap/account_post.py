"""Tells the server about new and changed accounts while a desk is connected."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from app.bootstrap.members import post_due_credentials
from app.domain.errors import ApiError, ClinicError

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk
    from app.sync.runner import SyncRunner
    from app.sync.status import SyncStatus

_log = logging.getLogger(__name__)
EVERY_S = 30.0
"""Seconds between two looks at whether something is due, while the desk stays in step."""


class AccountPost:
    """Posts what is due each time the desk is in step with the server. Stop it with the runner."""

    def __init__(self, desk: Desk, runner: SyncRunner, *, every_s: float = EVERY_S) -> None:
        self._desk = desk
        self._every_s = every_s
        self._looked_at: float | None = None
        self._task: asyncio.Task[None] | None = None
        self._stop_listening = runner.subscribe(self._on_status)

    async def stop(self) -> None:
        """Stop posting."""
        self._stop_listening()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def _on_status(self, status: SyncStatus) -> None:
        from app.sync.status import SyncState

        if status.state is SyncState.SYNCED and self._is_due():
            self._looked_at = self._desk.clock.monotonic()
            self._task = asyncio.get_running_loop().create_task(self._post())

    def _is_due(self) -> bool:
        if self._task is not None and not self._task.done():
            return False
        now = self._desk.clock.monotonic()
        return self._looked_at is None or now - self._looked_at >= self._every_s

    async def _post(self) -> None:
        try:
            await post_due_credentials(self._desk)
        except ApiError as error:
            _log.warning("the server was not told of an account: %s", error.code)
        except ClinicError as error:
            _log.warning("what is due could not be read: %s", error.code)
