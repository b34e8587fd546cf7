"""The first run: the assistant's window in front, keys, files and network on threads behind.

Nothing heavy is imported before the window is on screen.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, QTimeZone

from app.bootstrap.home import Home
from app.domain.audit import AuditAction
from app.domain.errors import (
    ClinicError,
    ConfigurationError,
    InvalidValue,
    RequestRefused,
    Unreachable,
    WrongPassphrase,
)
from app.domain.ports import Clock, KeyStore
from app.security.passphrase import KdfParameters
from app.settings import Settings
from app.ui.first_run import words
from app.ui.first_run.answers import CreateAnswers, JoinAnswers, Unreached, Work
from app.ui.first_run.recovery_sheet import RecoverySheet
from app.ui.first_run.window import FirstRunWindow

if TYPE_CHECKING:
    from app.bootstrap.first_home import FirstHome, JoinRun

_log = logging.getLogger(__name__)
_LOOK_EVERY_MS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstRunResult:
    """Who made or joined a clinic here, and how to open it. close() when the next window shows."""

    username: str
    passphrase: str = field(repr=False)
    close: Callable[[], None] = field(repr=False)


async def run_first_run(
    home: Path,
    *,
    settings: Settings,
    clock: Clock | None = None,
    keystore: KeyStore | None = None,
    kdf: KdfParameters | None = None,
) -> FirstRunResult | None:
    """Show the assistant until there is a desk; None where it was closed before.

    keystore stands for the computer's keyring, kdf for the cost of every slot; both in tests.
    """
    window = FirstRunWindow(str(home), workstation_name=socket.gethostname())
    if Home(home).has_lost_its_file:
        return await _stopped(window)
    terms = _Terms(folder=home, settings=settings, clock=clock, kdf=kdf)
    assistant = _Assistant(window, terms, keystore)
    window.show()
    return await assistant.run()


async def _stopped(window: FirstRunWindow) -> None:
    """Say that a clinic's data lies here without its desk.json, and make nothing."""
    try:
        Home(Path(window.folder)).read()
    except ConfigurationError as error:
        window.stop(words.making_words(error))
    closed = asyncio.Event()
    window.closed.connect(closed.set)
    window.show()
    await closed.wait()
    window.deleteLater()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Terms:
    """What a FirstHome is made of, once there is time to import it."""

    folder: Path
    settings: Settings
    clock: Clock | None
    kdf: KdfParameters | None

    def load(self) -> FirstHome:
        from app.bootstrap.first_home import FirstHome

        return FirstHome(folder=self.folder, settings=self.settings, clock=self.clock, kdf=self.kdf)


class _Assistant:
    """Does what the window asks for, one thing at a time, and tells it the outcome."""

    def __init__(self, window: FirstRunWindow, terms: _Terms, keystore: KeyStore | None) -> None:
        self._window = window
        self._terms = terms
        self._home: FirstHome
        self._is_loaded = asyncio.Event()
        self._given_keystore = keystore
        self._keystore = keystore
        self._username = ""
        self._passphrase = ""
        self._wants_code = True
        self._has_pin = False
        self._is_cancelled = False
        self._is_leaving = False
        self._joining: JoinRun | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._ended: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        window.create_requested.connect(self._on_create)
        window.join_requested.connect(self._on_join)
        window.pin_requested.connect(self._on_pin)
        window.look_again_requested.connect(self._on_look_again)
        window.start_over_requested.connect(self._on_start_over)
        window.cancel_requested.connect(self._on_cancel)
        window.close_requested.connect(self._on_close)
        window.handing_out.connect(self._on_handing_out)
        window.finished.connect(self._on_finished)
        window.closed.connect(self._on_closed)

    async def run(self) -> FirstRunResult | None:
        """Until the person is done or gives up."""
        self._start(self._look())
        self._start(self._show_zones())
        self._home = await asyncio.to_thread(self._terms.load)
        self._is_loaded.set()
        unfinished = await asyncio.to_thread(self._home.unfinished)
        if unfinished is not None:
            self._window.show_unfinished(unfinished)
        is_done = await self._ended
        while self._tasks:
            await asyncio.wait(set(self._tasks))
        if not is_done:
            self._close()
            return None
        return FirstRunResult(
            username=self._username, passphrase=self._passphrase, close=self._close
        )

    async def _look(self) -> None:
        from app.bootstrap.protection import look_at_keyring
        from app.ui.first_run.answers import Guard, Protection

        if self._given_keystore is not None:
            name = str(getattr(self._given_keystore, "name", ""))
            self._window.show_protection(Protection(Guard.KEYRING, name))
            return
        found, self._keystore = await asyncio.to_thread(look_at_keyring)
        self._window.show_protection(found)

    async def _show_zones(self) -> None:
        from app.bootstrap.protection import zones

        mine = bytes(QTimeZone.systemTimeZoneId().data()).decode("ascii", "replace")
        known = await asyncio.to_thread(zones)
        self._window.show_zones(known, mine if mine in known else "UTC")

    async def _create(self, answers: CreateAnswers) -> None:
        try:
            await asyncio.to_thread(self._home.create, answers, self._keystore)
        except Exception as error:
            self._fail(words.making_words(_known(error)))
            return
        if self._is_cancelled:
            await asyncio.to_thread(self._home.take_back, self._keystore)
            self._fail(words.stopped_words(is_joining=False))
            return
        self._username, self._passphrase = answers.username, answers.passphrase
        self._made()

    async def _join(self, answers: JoinAnswers) -> None:
        from app.bootstrap.first_home import JoinRun

        run = self._joining = JoinRun(self._home, answers, self._keystore)
        if self._is_cancelled:
            run.cancel()
        watch = self._watch_stage()
        try:
            has_joined = await asyncio.to_thread(run.run)
            if has_joined:
                self._wants_code = await asyncio.to_thread(
                    self._home.is_administrators, answers.passphrase, self._keystore
                )
        except Exception as error:
            watch.stop()
            await self._say_not_joined(_known(error), answers)
            return
        finally:
            self._joining = None
            watch.stop()
        if not has_joined:
            await self._go_on_later(words.stopped_words(is_joining=self._home.has_begun))
            return
        self._username, self._passphrase = answers.username, answers.passphrase
        self._made()

    async def _say_not_joined(self, error: Exception, answers: JoinAnswers) -> None:
        why = Unreached.UNKNOWN
        if isinstance(error, Unreachable):
            why = await asyncio.to_thread(_why_unreached, answers, self._home.settings)
        is_secret = (
            isinstance(error, WrongPassphrase)
            or (isinstance(error, InvalidValue) and error.field != "authority")
            or (isinstance(error, RequestRefused) and error.reason == "bad_credentials")
        )
        await self._go_on_later(words.join_words(error, why), at_join=not is_secret)

    async def _go_on_later(self, said: str, *, at_join: bool = True) -> None:
        unfinished = await asyncio.to_thread(self._home.unfinished)
        if unfinished is not None:
            self._window.set_busy("")
            self._window.show_unfinished(unfinished)
        self._fail(said, at_join=at_join)

    async def _start_over(self) -> None:
        try:
            await asyncio.to_thread(self._home.take_back, self._keystore)
        except Exception as error:
            self._fail(words.making_words(_known(error)))
            return
        self._window.set_busy("")
        self._window.show_unfinished(None)
        self._finish_leaving()

    async def _keep_pin(self, pin: str) -> None:
        if pin:
            try:
                await asyncio.to_thread(self._home.set_pin, self._passphrase, pin, self._keystore)
            except Exception as error:
                self._fail(words.making_words(_known(error)))
                return
            self._has_pin = True
        self._window.show_ready(has_pin=self._has_pin, can_have_pin=self._home.has_keyring)
        if self._wants_code:
            await self._show_code()
        else:
            self._window.go_ready()
        self._finish_leaving()

    async def _show_code(self) -> None:
        self._begin(Work.CODE)
        try:
            code, audit_key = await asyncio.to_thread(
                self._home.make_code, self._passphrase, self._keystore
            )
        except Exception as error:
            self._window.go_ready()
            self._fail(words.no_code_words(_known(error)))
            return
        now = self._home.clock.now() if self._home.clock is not None else datetime.now(UTC)
        sheet = RecoverySheet(
            clinic_name=self._home.clinic_name,
            workstation_name=self._window.clinic.workstation.value(),
            username=self._username,
            made_at=now.astimezone(),
            code=code,
            audit_key=audit_key,
        )
        self._window.show_recovery(sheet)

    async def _hand_out(self, action: AuditAction, go: Callable[[], None]) -> None:
        """Nothing leaves before the audit trail says so."""
        try:
            await asyncio.to_thread(
                self._home.note_handed_out, self._passphrase, action, self._keystore
            )
        except Exception as error:
            self._window.recovery.say(words.making_words(_known(error)))
            return
        go()

    def _made(self) -> None:
        self._window.home_made(has_keyring=self._home.has_keyring, has_recovery=self._wants_code)
        self._finish_leaving()

    def _watch_stage(self) -> QTimer:
        """Say how far the join has come, by the files it makes."""

        def look() -> None:
            if not self._is_cancelled:
                self._window.set_busy(words.busy_words(self._home.stage()), can_cancel=True)

        timer = QTimer(self._window)
        timer.setInterval(_LOOK_EVERY_MS)
        timer.timeout.connect(look)
        timer.start()
        return timer

    def _begin(self, work: Work, *, can_cancel: bool = False) -> None:
        self._is_cancelled = False
        self._window.set_busy(words.busy_words(work), can_cancel=can_cancel)

    def _fail(self, said: str, *, at_join: bool = False) -> None:
        self._window.fail(said, at_join=at_join)
        self._finish_leaving()

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(self._when_loaded(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(lambda _: work.close())  # the program ended before it began

    async def _when_loaded(self, work: Coroutine[Any, Any, None]) -> None:
        await self._is_loaded.wait()
        await work

    def _on_create(self, answers: CreateAnswers) -> None:
        self._begin(Work.MAKING, can_cancel=True)  # at once: a second click finds it busy
        self._start(self._create(answers))

    def _on_join(self, answers: JoinAnswers) -> None:
        self._begin(Work.ASKING, can_cancel=True)
        self._start(self._join(answers))

    def _on_pin(self, pin: str) -> None:
        self._begin(Work.PIN if pin else Work.CODE)
        self._start(self._keep_pin(pin))

    def _on_start_over(self) -> None:
        self._begin(Work.STOPPING)
        self._start(self._start_over())

    def _on_handing_out(self, action: AuditAction, go: Callable[[], None]) -> None:
        self._start(self._hand_out(action, go))

    def _on_look_again(self) -> None:
        self._start(self._look())

    def _on_cancel(self) -> None:
        if not self._window.footer.can_cancel:
            return
        self._is_cancelled = True
        if self._joining is not None:
            self._joining.cancel()
        self._window.set_busy(words.busy_words(Work.STOPPING))

    def _on_close(self) -> None:
        self._is_leaving = True
        self._on_cancel()

    def _finish_leaving(self) -> None:
        """The window was to be closed while something was under way."""
        if self._is_leaving and not self._window.is_busy:
            self._is_leaving = False
            self._window.close()

    def _on_finished(self) -> None:
        self._window.set_busy(words.busy_words(Work.OPENING))
        if not self._ended.done():
            self._ended.set_result(True)

    def _on_closed(self) -> None:
        if not self._ended.done():
            self._ended.set_result(False)

    def _close(self) -> None:
        self._window.let_close()
        self._window.deleteLater()


def _why_unreached(answers: JoinAnswers, settings: Settings) -> Unreached:
    from app.bootstrap.reaching import why_unreached

    return why_unreached(answers.server_url, answers.ca_file or settings.server_ca_file)


def _known(error: Exception) -> Exception:
    if not isinstance(error, ClinicError):
        # The type only: an unexpected error's text may hold what was typed.
        _log.error("the first run failed: %s", type(error).__name__)
    return error
