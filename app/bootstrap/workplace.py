"""What one person works with at an open desk: the shared model, the window, the way to the server.

It is made when somebody unlocks and taken apart when the desk locks; nothing of it is kept.
"""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QCoreApplication, QEvent, QObject
from PySide6.QtGui import QPixmapCache

from app.bootstrap.collecting import settle
from app.bootstrap.desktop import make_data_sync
from app.bootstrap.head_keeper import HeadKeeper
from app.bootstrap.newcomers import Newcomers
from app.bootstrap.online_duties import OnlineDuties
from app.bootstrap.retaining import Retention
from app.domain.errors import ApiError, ClinicError
from app.domain.liking import read_liking
from app.live.data_sync import DataSync
from app.services import preferences
from app.sync.status import SyncState, SyncStatus
from app.ui.liking import use_liking
from app.ui.main_window import MainWindow
from app.ui.panel_registry import APPOINTMENTS

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk
    from app.sync.runner import SyncRunner

SAVING_PATIENCE_S = 12.0
"""Longer than the database waits for anything: what was clicked is saved or has failed by then."""
_DRAFT_PATIENCE_S = 5.0
_LOOK_EVERY_S = 0.01
_log = logging.getLogger(__name__)


class Workplace:
    """The window of whoever is at the desk, in step with the server while it is there."""

    def __init__(
        self,
        desk: Desk,
        chosen: Mapping[str, object],
        *,
        passphrase: str | None,
        on_broken: Callable[[], None],
    ) -> None:
        self._store = desk.store
        self.runner = desk.make_runner() if desk.api is not None else None
        self.data_sync = make_data_sync(desk, self.runner)
        self.data_sync.preferences.hold(chosen)
        use_liking(read_liking(chosen))
        self.window = MainWindow(self.data_sync)
        self.window.shelf_life.forgot.connect(desk.store.forget)
        self.window.shelf_life.forgot.connect(self.data_sync.forget_ahead)
        self._helpers = _helpers(desk, self.runner, passphrase, on_broken) if self.runner else ()
        self._is_away = False

    def show(self, *, panel: str = APPOINTMENTS, geometry: QByteArray | None = None) -> None:
        """Put the window where the last one was and begin to sync."""
        memory = self.window.memory
        if not memory.restore_window() and geometry is not None:
            self.window.restoreGeometry(geometry)
        memory.restore_places()
        self.window.open_panel(memory.panel or panel)
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()
        settle()
        if self.runner is not None:
            self.runner.start()

    @property
    def status(self) -> SyncStatus | None:
        """How the desk stood with the server."""
        return self.runner.status if self.runner else None

    def cover(self) -> None:
        """Take everything off the screen at once; what is typed stays until it is kept."""
        self.window.cover()
        self.data_sync.cover()  # every cover ends with put_away
        self._store.forget()

    async def put_away(self) -> None:
        """Keep what is typed, wait for what is being saved, then destroy it all."""
        if self._is_away:
            return
        self._is_away = True
        await self._keep_typed()
        self.window.put_away()
        for helper in self._helpers:
            await helper.stop()
        if self.runner is not None:
            await self.runner.stop()
        await self._end_tasks()
        self.data_sync.close()
        destroy(self.window, self.data_sync)
        del self.window, self.data_sync
        self._store.forget()  # what the last reads brought in after the cover
        forget()

    async def _keep_typed(self) -> None:
        """Twice: a save that fails meanwhile leaves its form as it was typed."""
        await self._keep_drafts()
        await self._saved()
        await self._keep_drafts()

    async def _saved(self) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + SAVING_PATIENCE_S
        while self._is_saving() and loop.time() < end:  # noqa: ASYNC110  (no event tells)
            await asyncio.sleep(_LOOK_EVERY_S)

    def _is_saving(self) -> bool:
        """Until its form has heard how a save ended, too."""
        return self.data_sync.is_writing or self.data_sync.drafts.is_saving

    async def _keep_drafts(self) -> None:
        try:
            async with asyncio.timeout(_DRAFT_PATIENCE_S):
                await self.window.keep_drafts()
        except (ClinicError, TimeoutError) as error:
            # A full disk or a desk for reading only: the lock closes all the same.
            _log.warning("drafts were not kept: %s", type(error).__name__)

    async def _end_tasks(self) -> None:
        try:
            async with asyncio.timeout(_DRAFT_PATIENCE_S):
                await self.window.tasks.settled()
        except TimeoutError:
            _log.warning("a task of the window did not end")
        await asyncio.sleep(_LOOK_EVERY_S)  # reads that were given up say so to living objects


async def read_choices(desk: Desk) -> Mapping[str, object]:
    """What whoever works at the desk chose before; nothing where it cannot be read."""
    begin, context = desk.store.unit_of_work, desk.context
    try:
        return await desk.worker.write(lambda: preferences.read(begin, context))
    except ClinicError as error:
        _log.warning("choices were not read: %s", error.code)
        return {}


def _helpers(
    desk: Desk, runner: SyncRunner, passphrase: str | None, on_broken: Callable[[], None]
) -> tuple[SignInAgain, HeadKeeper, OnlineDuties, Retention, Newcomers]:
    """What accompanies the way to the server."""
    return (
        SignInAgain(desk, runner, passphrase),
        HeadKeeper(desk, runner, on_broken=on_broken),
        OnlineDuties(desk, runner),
        Retention(desk, runner),
        Newcomers(desk),
    )


class SignInAgain:
    """Signs in once with the passphrase just typed when the server has forgotten this desk.

    The passphrase is dropped at the first answer of the server, whichever it is.
    """

    def __init__(self, desk: Desk, runner: SyncRunner, passphrase: str | None) -> None:
        self._desk = desk
        self._runner = runner
        self._passphrase = passphrase
        self._task: asyncio.Task[None] | None = None
        self._stop_listening = runner.subscribe(self._on_status)

    async def stop(self) -> None:
        """Stop listening."""
        self._passphrase = None
        self._stop_listening()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def _on_status(self, status: SyncStatus) -> None:
        passphrase = self._passphrase
        if passphrase is None:
            return
        if status.state is SyncState.NEEDS_LOGIN:
            self._task = asyncio.get_running_loop().create_task(self._sign_in(passphrase))
        if status.state in (SyncState.NEEDS_LOGIN, SyncState.SYNCED):
            self._passphrase = None

    async def _sign_in(self, passphrase: str) -> None:
        try:
            await self._desk.sign_in(passphrase)
        except ApiError as error:
            _log.warning("signing in again failed: %s", error.code)
        else:
            self._runner.sync_now()


def destroy(*objects: MainWindow | DataSync) -> None:
    """Delete Qt objects now, not when the event loop finds the time.

    Whoever still holds a part of a window that is gone holds an empty one.
    """
    parts = [part for one in objects for part in (one, *one.findChildren(QObject))]
    for one in objects:
        one.deleteLater()
        QCoreApplication.sendPostedEvents(one, QEvent.Type.DeferredDelete)
    for part in parts:
        part.__dict__.clear()


def forget() -> None:
    """Let go of what Qt and Python still hold of a window that is gone."""
    QPixmapCache.clear()
    # What was frozen when the window opened is collected no more until it is thawed.
    gc.unfreeze()
    gc.collect()
