"""The signed-in person's own choices at this desk, at hand at once and remembered soon after."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.errors import ClinicError
from app.domain.ports import DatabaseThreads, UnitOfWorkFactory
from app.live.access import Access
from app.live.running_loop import running_loop
from app.services import preferences as service

SOON_MS = 400
"""Choices made one after the other (a splitter being dragged) are kept together."""
_log = logging.getLogger(__name__)


class PreferenceCollection(QObject):
    """Read once when the window opens; what is chosen later is kept in the encrypted database.

    loaded(): what was chosen before is at hand now.
    """

    loaded = Signal()

    def __init__(
        self, threads: DatabaseThreads, begin: UnitOfWorkFactory, access: Access, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._threads, self._begin, self._access = threads, begin, access
        self._values: dict[str, object] = {}
        self._unsaved: dict[str, object] = {}
        self._task: asyncio.Task[None] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SOON_MS)
        self._timer.timeout.connect(self._on_time)

    async def load(self) -> None:
        """Read what this person chose before; what they chose meanwhile stays."""
        context = self._access.context
        found = await self._threads.write(lambda: service.read(self._begin, context))
        self.hold(found)

    def hold(self, found: Mapping[str, object]) -> None:
        """Have what was chosen before at hand; what is chosen meanwhile stays."""
        self._values = {**found, **self._unsaved}
        self.loaded.emit()

    def get(self, name: str) -> object:
        """A choice, or None; values are what JSON knows."""
        return self._values.get(name)

    def text(self, name: str, default: str = "") -> str:
        """A choice that is a word."""
        value = self._values.get(name)
        return value if isinstance(value, str) else default

    def remember(self, name: str, value: object) -> None:
        """Keep a choice; None forgets it."""
        if self._values.get(name) == value:
            return
        self._values[name] = self._unsaved[name] = value
        self._timer.start()

    async def keep(self) -> None:
        """Write down what was chosen, and return once it is. Raises StorageError."""
        self._timer.stop()
        if self._task is not None:
            await asyncio.shield(self._task)
        await self._write()

    async def _write(self) -> None:
        changes, self._unsaved = self._unsaved, {}
        if not changes:
            return
        context = self._access.context
        try:
            await self._threads.write(lambda: service.keep(self._begin, context, changes=changes))
        except BaseException:
            self._unsaved = {**changes, **self._unsaved}
            raise

    def stop(self) -> None:
        """The window is gone: nothing is chosen any more."""
        self._timer.stop()

    def _on_time(self) -> None:
        loop = running_loop(None)
        if self._task is not None:
            self._timer.start()  # one write at a time, in order
        elif loop is not None:
            self._task = loop.create_task(self._write_quietly())
            self._task.add_done_callback(self._on_done)

    def _on_done(self, _task: asyncio.Task[None]) -> None:
        self._task = None

    async def _write_quietly(self) -> None:
        try:
            await self._write()
        except ClinicError as error:  # the next choice, or the lock, tries again
            _log.warning("choices were not kept: %s", error.code)
