"""One run of the program: from the unlock window through a shift at the desk to its end.

Nothing heavy is imported here: the first picture comes before the database and the network.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.errors import ClinicError
from app.domain.liking import Language
from app.domain.ports import Clock, KeyStore
from app.settings import Settings

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk
    from app.bootstrap.first_run import FirstRunResult
    from app.bootstrap.shift import Shift
    from app.bootstrap.sign_in_help import Refusal
    from app.ui.sign_in_card import SignInAttempt, SignInUser
    from app.ui.unlock_window import UnlockWindow

_log = logging.getLogger(__name__)


class Ending(Enum):
    """How the program goes on after a session."""

    QUIT = auto()
    ANEW = auto()
    """Locked for good: the process begins anew, with empty memory, at the unlock window."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An open desk and, where one was typed, the passphrase for a server that asks for it."""

    desk: Desk
    passphrase: str | None = field(default=None, repr=False)


class WindowSession:
    """One run of the program, from the unlock window to the closed main window.

    begins_anew: a hard lock ends the process's life; without it (the demo, whose server is a
    child) the keys are dropped and the unlock window comes back in the same process.
    """

    def __init__(
        self,
        home: Path,
        *,
        settings: Settings,
        clock: Clock | None = None,
        keystore: KeyStore | None = None,
        begins_anew: bool = False,
        cause: str = "",
    ) -> None:
        self._home = home
        self._keystore = keystore
        self._settings = settings
        self._clock = clock
        self._begins_anew = begins_anew
        self.cause = cause
        """Why the desk was locked for good the last time; "" at an ordinary start."""
        self._first_run: FirstRunResult | None = None
        self.shift: Shift | None = None

    async def run(self, passphrase: str | None = None) -> Ending:
        """Unlock, work, close. A passphrase that is given is used instead of asking.

        A folder that is no desk yet is made one first, by the assistant.
        """
        while True:
            opened = await self._enter(passphrase)
            passphrase = None
            if opened is None:
                return Ending.QUIT
            cause = await self._work(opened)
            if cause is None:
                return Ending.QUIT
            self.cause = cause
            if self._begins_anew:
                return Ending.ANEW

    async def _enter(self, passphrase: str | None) -> Opened | None:
        from app.bootstrap.home import needs_first_run
        from app.ui.language import use_language

        # Whoever comes next is not known yet: the computer's language until they sign in.
        use_language(Language.SYSTEM)
        try:
            if needs_first_run(self._home):
                return await self._begin_here()
            if passphrase is not None:
                return await self._open(_typed(passphrase))
            return await self._ask()
        finally:
            self._end_first_run()

    async def _begin_here(self) -> Opened | None:
        from app.bootstrap.first_run import run_first_run

        done = self._first_run = await run_first_run(
            self._home, settings=self._settings, clock=self._clock, keystore=self._keystore
        )
        if done is None:
            return None
        try:
            return await self._open(_typed(done.passphrase, done.username))
        except ClinicError as error:
            _log.warning("a new desk did not open: %s", error.code)
            self._end_first_run()
            return await self._ask()

    def _end_first_run(self) -> None:
        if self._first_run is not None:
            self._first_run.close()
        self._first_run = None

    async def _ask(self) -> Opened | None:
        from app.bootstrap.home import Home
        from app.ui.lock_words import cause_words
        from app.ui.unlock_window import UnlockWindow

        name = Home(self._home).read().clinic_name
        window = UnlockWindow(name, notice=cause_words(self.cause))
        answers: asyncio.Queue[SignInAttempt | None] = asyncio.Queue()
        window.unlock_requested.connect(answers.put_nowait)
        window.cancelled.connect(lambda: answers.put_nowait(None))
        window.show()
        naming = asyncio.get_running_loop().create_task(self._name_users(window))
        try:
            while (attempt := await answers.get()) is not None:
                try:
                    return await self._open(attempt)
                except ClinicError as error:
                    await self._refuse(window, error, attempt)
            return None
        finally:
            naming.cancel()
            await asyncio.gather(naming, return_exceptions=True)
            window.cancelled.disconnect()
            window.close()
            window.deleteLater()

    async def _name_users(self, window: UnlockWindow) -> None:
        """Who can unlock: read beside the first picture."""
        window.set_users(await asyncio.to_thread(self._users))

    def _users(self) -> tuple[SignInUser, ...]:
        from app.bootstrap.sign_in_help import users_of

        return users_of(self._home)

    async def _refuse(
        self, window: UnlockWindow, error: ClinicError, attempt: SignInAttempt
    ) -> None:
        from app.bootstrap.sign_in_help import refusal_of

        refusal = await asyncio.to_thread(refusal_of, error, self._home, attempt, self._keystore)
        show_refusal(window, refusal)

    async def _open(self, attempt: SignInAttempt) -> Opened:
        desk = await asyncio.to_thread(self._open_now, attempt)
        return Opened(desk, None if attempt.is_pin else attempt.secret)

    def _open_now(self, attempt: SignInAttempt) -> Desk:
        from app.bootstrap.desk import open_desk
        from app.bootstrap.noting import Arrival

        return open_desk(
            self._home,
            "" if attempt.is_pin else attempt.secret,
            user=attempt.username or None,
            pin=attempt.secret if attempt.is_pin else None,
            clock=self._clock,
            keystore=self._keystore,
            settings=self._settings,
            arrival=Arrival.SIGN_IN,
        )

    async def _work(self, opened: Opened) -> str | None:
        from app.bootstrap.shift import Shift

        shift = self.shift = Shift(opened.desk, passphrase=opened.passphrase)
        try:
            return await shift.run()
        finally:
            await shift.end()


def show_refusal(window: object, refusal: Refusal) -> None:
    """Say on an unlock window or a lock screen why somebody was not let in."""
    from app.ui.lock_screen import LockScreen
    from app.ui.lock_words import refusal_words
    from app.ui.unlock_window import UnlockWindow

    if not isinstance(window, UnlockWindow | LockScreen):
        return
    window.show_error(
        refusal_words(refusal.error, is_pin=refusal.is_pin, is_disabled=refusal.is_disabled)
    )
    if refusal.wait_s > 0 and not refusal.is_disabled:
        window.show_wait(refusal.wait_s)


def _typed(passphrase: str, username: str = "") -> SignInAttempt:
    from app.ui.sign_in_card import SignInAttempt

    return SignInAttempt(username, passphrase, is_pin=False)
