"""The window: unlock a desk, show it, keep it in step with the server, and close it cleanly.

The first picture comes before anything slow is imported: the database, the network and the
keyring are loaded on a thread while the unlock window is already there.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import qasync
from PySide6.QtCore import QLocale, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from app import logs
from app.domain.errors import ApiError, ClinicError
from app.domain.ports import Clock, KeyStore
from app.settings import Settings

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk
    from app.bootstrap.first_run import FirstRunResult
    from app.live.data_sync import DataSync
    from app.sync.runner import SyncRunner
    from app.sync.status import SyncStatus

_log = logging.getLogger(__name__)
SWITCH_INTERVAL_S = 0.0001
"""How long a thread may hold the interpreter while another waits for it."""


GC_THRESHOLDS = (2_000, 20, 100)
"""New objects before a young collection, young before a middle one, middle before a full one."""


def run_window(
    home: Path,
    *,
    settings: Settings,
    passphrase: str | None = None,
    clock: Clock | None = None,
    keystore: KeyStore | None = None,
) -> int:
    """Show the program until its window is closed. A given passphrase skips the unlock window."""
    application = make_application()
    # Only the session says when the program ends: the unlock window closes before the next opens.
    application.setQuitOnLastWindowClosed(False)
    session = WindowSession(home, settings=settings, clock=clock, keystore=keystore)
    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(application)) as loop:
        loop.get_loop().set_exception_handler(logs.on_asyncio_error)
        loop.run(session.run(passphrase))
    return 0


def make_application() -> QApplication:
    """The one Qt application of this process; what Qt reports goes through the log's filter."""
    # The window takes its turn back from the database thread fifty times sooner than by default.
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    qInstallMessageHandler(logs.on_qt_message)
    application = QApplication(["clinic-desk"])
    application.setApplicationName("Clinic Desk")
    application.setQuitOnLastWindowClosed(False)
    QLocale.setDefault(QLocale.system())
    return application


def settle() -> None:
    """Leave what is loaded by now out of later garbage collections, and make full ones rare.

    A full collection looks at every object with the interpreter held: 50 ms in an open window.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)


def make_data_sync(desk: Desk, runner: SyncRunner | None) -> DataSync:
    """The shared model of an open desk, which every panel binds to."""
    from app.live.data_sync import DataSync, DeskParts

    parts = DeskParts(
        threads=desk.worker,
        begin=desk.store.unit_of_work,
        publisher=desk.store.feed,
        context=desk.context,
        clinic=desk.clinic,
        user=desk.user,
        clock=desk.clock,
        is_read_only=desk.trail.is_broken,
    )
    return DataSync(parts, sync=runner)


class WindowSession:
    """One run of the program, from the unlock window to the closed main window."""

    def __init__(
        self,
        home: Path,
        *,
        settings: Settings,
        clock: Clock | None = None,
        keystore: KeyStore | None = None,
    ) -> None:
        self._home = home
        self._keystore = keystore
        self._settings = settings
        self._clock = clock
        self._first_run: FirstRunResult | None = None

    async def run(self, passphrase: str | None = None) -> None:
        """Unlock, work, close. A passphrase that is given is used instead of asking.

        A folder that is no desk yet is made one first, by the assistant.
        """
        from app.bootstrap.home import needs_first_run

        try:
            if needs_first_run(self._home):
                opened = await self._begin_here()
            else:
                opened = await self._open_or_ask(passphrase)
        finally:
            self._end_first_run()
        if opened is None:
            return
        desk, passphrase = opened
        try:
            await self._work(desk, passphrase)
        finally:
            await desk.aclose()

    async def _begin_here(self) -> tuple[Desk, str] | None:
        from app.bootstrap.first_run import run_first_run

        done = self._first_run = await run_first_run(
            self._home, settings=self._settings, clock=self._clock, keystore=self._keystore
        )
        if done is None:
            return None
        try:
            return await self._open(done.passphrase), done.passphrase
        except ClinicError as error:
            _log.warning("a new desk did not open: %s", error)
            self._end_first_run()
            return await self._ask()

    def _end_first_run(self) -> None:
        if self._first_run is not None:
            self._first_run.close()
        self._first_run = None

    async def _open_or_ask(self, passphrase: str | None) -> tuple[Desk, str] | None:
        if passphrase is not None:
            return await self._open(passphrase), passphrase
        return await self._ask()

    async def _ask(self) -> tuple[Desk, str] | None:
        from app.bootstrap.home import Home
        from app.ui.unlock_window import UnlockWindow

        window = UnlockWindow(Home(self._home).read().clinic_name)
        answers: asyncio.Queue[str | None] = asyncio.Queue()
        window.unlock_requested.connect(answers.put_nowait)
        window.cancelled.connect(lambda: answers.put_nowait(None))
        window.show()
        try:
            while (passphrase := await answers.get()) is not None:
                try:
                    return await self._open(passphrase), passphrase
                except ClinicError as error:
                    window.show_error(_words(error))
            return None
        finally:
            window.cancelled.disconnect()
            window.close()
            window.deleteLater()

    async def _open(self, passphrase: str) -> Desk:
        return await asyncio.to_thread(self._open_now, passphrase)

    def _open_now(self, passphrase: str) -> Desk:
        from app.bootstrap.desk import open_desk

        return open_desk(
            self._home,
            passphrase,
            clock=self._clock,
            keystore=self._keystore,
            settings=self._settings,
        )

    async def _work(self, desk: Desk, passphrase: str) -> None:
        from app.ui.main_window import MainWindow

        runner = desk.make_runner() if desk.api is not None else None
        data_sync = make_data_sync(desk, runner)
        window = MainWindow(data_sync)
        closed = asyncio.Event()
        window.closed.connect(closed.set)
        window.open_panel(0)
        window.show()
        settle()
        helper = _SignInAgain(desk, runner, passphrase) if runner is not None else None
        if runner is not None:
            runner.start()
        try:
            await closed.wait()
        finally:
            if helper is not None:
                await helper.stop()
            if runner is not None:
                await runner.stop()
            window.deleteLater()
            data_sync.deleteLater()


class _SignInAgain:
    """Signs in once with the passphrase just typed when the server has forgotten this desk.

    The passphrase is dropped at the first answer of the server, whichever it is.
    """

    def __init__(self, desk: Desk, runner: SyncRunner, passphrase: str) -> None:
        self._desk = desk
        self._runner = runner
        self._passphrase: str | None = passphrase
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
        from app.sync.status import SyncState

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


def _words(error: ClinicError) -> str:
    from app.ui.error_presenter import words_for

    return words_for(error)
