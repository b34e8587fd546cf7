"""A shift at an open desk: the window, its locks, who takes over, and what ends it all.

Whatever happens arrives as a wish in one queue; a lock covers the screen before it is queued, so
that nothing under way delays it.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QObject, QTimer

from app.bootstrap.account import Account, sign_in_quietly
from app.bootstrap.acting import everyday, still_fits
from app.bootstrap.capture_shield import shield
from app.bootstrap.clipboard_watch import ClipboardWatch
from app.bootstrap.leasing import Ended, LeaseGuard, LeaseVerdict
from app.bootstrap.lock_watch import LockWatch, policy_of
from app.bootstrap.noting import note_presence
from app.bootstrap.sign_in_help import refusal_of, users_of
from app.bootstrap.switching import prove
from app.bootstrap.system_events import SystemEvents
from app.bootstrap.upkeep import Upkeep
from app.bootstrap.window_session import show_refusal
from app.bootstrap.workplace import Workplace, forget, read_choices
from app.domain.audit import AuditAction
from app.domain.context import ExecutionContext
from app.domain.errors import ClinicError, DeviceRevoked, NeedsLogin, WrongPassphrase
from app.security.lock_state import Level, LockState, Seen
from app.sync.status import SyncState, SyncStatus
from app.ui.frame.admin_banner import ADMIN_MINUTES
from app.ui.lock_screen import LockScreen, ShutScreen
from app.ui.lock_words import connect_words, network_words, shut_title, shut_words
from app.ui.panel_registry import APPOINTMENTS
from app.ui.sign_in_card import SignInAttempt

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk

LEASE_EVERY_MS = 60_000
LATE_READS_MS = 1000
"""A read that a database thread had begun ends within this time; then nobody waits for it."""
_CLOSING_PATIENCE_S = 20.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Locked:
    state: LockState


@dataclass(frozen=True, slots=True)
class _Ended:
    """The desk is shut: cause "" is the person's own wish to quit."""

    cause: str = ""


@dataclass(frozen=True, slots=True)
class _Role:
    context: ExecutionContext
    passphrase: str = field(default="", repr=False)


_Wish = _Locked | _Ended | _Role | SignInAttempt


class Shift(QObject):
    """From an open desk to its end. run() gives the cause of a hard lock; None: the person quit."""

    def __init__(self, desk: Desk, *, passphrase: str | None) -> None:
        super().__init__()
        self._desk = desk
        self._passphrase = passphrase
        self._inbox: asyncio.Queue[_Wish] = asyncio.Queue()
        self._place: Workplace | None = None
        self._account: Account | None = None
        self._screen: LockScreen | ShutScreen | None = None
        self._next_user = ""
        self._panel = APPOINTMENTS
        self._geometry: QByteArray | None = None
        self._status: SyncStatus | None = None
        self.watch = LockWatch(policy_of(desk.settings), parent=self)
        self.watch.locked.connect(self._on_locked)
        self._clipboard = ClipboardWatch(self)
        self._shield = shield(desk.settings, self)
        self._system = SystemEvents(self)
        self._system.seen.connect(self.watch.see)
        self._admin_time = QTimer(self)
        self._admin_time.setSingleShot(True)
        self._admin_time.setInterval(ADMIN_MINUTES * 60_000)
        self._admin_time.timeout.connect(self._be_everyday)
        self._lease: LeaseGuard | None = None
        self._lease_time = QTimer(self)
        self._lease_time.setInterval(LEASE_EVERY_MS)
        self._lease_time.timeout.connect(self._on_lease_time)
        self._leasing: asyncio.Task[None] | None = None
        self._signing_in: asyncio.Task[None] | None = None
        self._upkeep = Upkeep(desk, self)
        self._upkeep.said.connect(self._on_said)
        self._upkeep.broken.connect(self._renew)

    async def run(self) -> str | None:
        """Work until somebody quits or the desk is locked for good."""
        self.watch.start()
        self._lease = await asyncio.to_thread(LeaseGuard, self._desk)
        if not await self._pass_lease():
            return await self._answer_until_end()
        await self._open_place()
        self._lease_time.start()
        await asyncio.to_thread(self._upkeep.begin)
        return await self._answer_until_end()

    async def end(self) -> None:
        """Put everything away and close the desk; the keys go with it."""
        self.watch.stop()
        self._lease_time.stop()
        self._admin_time.stop()
        try:
            async with asyncio.timeout(_CLOSING_PATIENCE_S):
                await self._end_in_order()
        finally:
            await self._desk.aclose()
            self._drop_screen()
            self.deleteLater()

    async def _end_in_order(self) -> None:
        if self._leasing is not None:
            await asyncio.gather(self._leasing, return_exceptions=True)
        await self._leave_place()
        await asyncio.to_thread(self._upkeep.stop)
        await self._note(AuditAction.SIGN_OUT)

    async def _answer_until_end(self) -> str | None:
        while True:
            wish = await self._inbox.get()
            if isinstance(wish, _Ended):
                return wish.cause or None
            if isinstance(wish, _Locked):
                await self._lock(wish.state)
                if wish.state.level is Level.HARD:
                    return str(wish.state.cause)
            elif isinstance(wish, SignInAttempt):
                await self._unlock(wish)
            else:
                await self._change_role(wish.context)
                self._signing_in = sign_in_quietly(self._desk, wish.passphrase)

    async def _open_place(self) -> None:
        """A window for whoever works at the desk now, as they like it."""
        chosen = await read_choices(self._desk)
        if self.watch.state.is_locked:  # meanwhile: no window for nobody
            return
        place = self._place = Workplace(
            self._desk, chosen, passphrase=self._passphrase, on_broken=self._renew
        )
        self._passphrase = None
        window = place.window
        # Kept here: Qt alone does not keep whoever answers a signal.
        self._account = Account(self._desk, window, self._on_role)
        window.closed.connect(self._on_closed)
        window.remake_wished.connect(self._renew)
        window.user_menu.everyday_wished.connect(self._be_everyday)
        window.user_menu.lock_wished.connect(self._on_lock_wished)
        window.user_menu.switch_wished.connect(self._on_switch_wished)
        place.data_sync.sync_changed.connect(self._on_status)
        place.data_sync.feed.changed.connect(self._on_change)
        place.show(panel=self._panel, geometry=self._geometry)
        self._drop_screen()

    async def _leave_place(self) -> None:
        if self._place is None:
            return
        place, self._place, self._account = self._place, None, None
        self._status = place.status
        if place.window.isVisible():
            self._geometry = place.window.saveGeometry()
        self._panel = place.window.position
        place.cover()  # from here on no lock knows of it
        await place.put_away()

    async def _change_role(self, context: ExecutionContext) -> None:
        """The same person in another role: everything is asked anew, so it is all made anew."""
        if self.watch.state.is_locked or self._place is None:
            return
        self._desk.hand_to(context, username=self._desk.user.username)
        await self._leave_place()
        if self.watch.state.is_locked:
            return
        await self._open_place()
        self._admin_time.stop()
        if context.role == "admin":
            self._admin_time.start()

    def _be_everyday(self) -> None:
        self._on_role(everyday(self._desk.context, self._desk.user))

    def _on_role(self, context: ExecutionContext, passphrase: str = "") -> None:
        self._inbox.put_nowait(_Role(context, passphrase))

    def _renew(self) -> None:
        """The window is made anew: its size is another, or the desk is for reading only now."""
        self._inbox.put_nowait(_Role(self._desk.context))

    def _on_closed(self) -> None:
        self._inbox.put_nowait(_Ended())

    def _on_lock_wished(self) -> None:
        self.watch.see(Seen.MANUAL)

    def _on_switch_wished(self) -> None:
        """The same lock, with somebody else marked."""
        here = self._desk.user.username
        others = [one.username for one in users_of(self._desk.home) if one.username != here]
        self._next_user = others[0] if others else ""
        self.watch.see(Seen.MANUAL)

    def _on_locked(self, state: LockState) -> None:
        """Cover first, and whatever takes time afterwards."""
        if self._screen is None:
            status = self._place.status if self._place else self._status
            self._show_lock_screen(status)
        if self._place is not None:
            self._geometry = self._place.window.saveGeometry()
            self._place.cover()
        self._clipboard.forget()
        self._inbox.put_nowait(_Locked(state))

    def _show_lock_screen(self, status: SyncStatus | None) -> None:
        desk = self._desk
        network = network_words(status if desk.api is not None else None)
        screen = self._screen = LockScreen(
            desk.clinic.name,
            users_of(desk.home),
            chosen=self._next_user or desk.user.username,
            network=network,
        )
        self._next_user = ""
        screen.unlock_requested.connect(self._inbox.put_nowait)
        screen.quit_requested.connect(self._on_closed)
        if self._geometry is not None:
            screen.restoreGeometry(self._geometry)
        elif self._place is not None:
            screen.setGeometry(self._place.window.geometry())
        screen.show()
        screen.activateWindow()
        screen.card.take_focus()

    async def _lock(self, state: LockState) -> None:
        self._admin_time.stop()
        was_open = self._place is not None
        await self._leave_place()
        if was_open or state.level is Level.HARD:
            await self._note(AuditAction.LOCK)
            forget()  # by now nobody has the window any more
            QTimer.singleShot(LATE_READS_MS, self, forget)

    async def _unlock(self, attempt: SignInAttempt) -> None:
        screen = self._screen
        if not isinstance(screen, LockScreen):
            return
        try:
            context = await asyncio.to_thread(self._prove, attempt)
        except ClinicError as error:
            if isinstance(error, WrongPassphrase):
                self.watch.see(Seen.FAILURE)
            refusal = await asyncio.to_thread(
                refusal_of, error, self._desk.home, attempt, self._desk.keystore
            )
            show_refusal(screen, refusal)
            return
        self.watch.see(Seen.UNLOCKED)
        if self.watch.state.is_locked:  # for good, meanwhile
            return
        is_same = context.user_id == self._desk.context.user_id
        self._desk.hand_to(context, username=attempt.username or self._desk.user.username)
        await self._note(AuditAction.UNLOCK if is_same else AuditAction.SWITCH_USER)
        self._passphrase = None if attempt.is_pin else attempt.secret
        if self.watch.state.is_locked:
            return
        if await self._pass_lease():
            await self._open_place()

    def _prove(self, attempt: SignInAttempt) -> ExecutionContext:
        return prove(
            self._desk,
            username=attempt.username or self._desk.user.username,
            pin=attempt.secret if attempt.is_pin else None,
            passphrase="" if attempt.is_pin else attempt.secret,
        )

    def _drop_screen(self) -> None:
        screen, self._screen = self._screen, None
        if screen is not None:
            screen.blockSignals(True)  # closing it is nobody's wish to quit
            screen.close()
            screen.deleteLater()

    async def _pass_lease(self) -> bool:
        """Whether the desk may go on; else the screen that says why is there."""
        if self._lease is None:
            return True
        verdict = await asyncio.to_thread(self._lease.check)
        if verdict.is_good:
            return True
        self._drop_screen()
        self._show_shut(verdict)
        return False

    def _show_shut(self, verdict: LeaseVerdict) -> None:
        clinic, ended = self._desk.clinic, verdict.ended
        words = shut_words(ended, verdict.last_contact, clinic.zone)
        screen = self._screen = ShutScreen(
            clinic.name, shut_title(ended), words, can_connect=self._desk.api is not None
        )
        screen.quit_requested.connect(self._on_closed)
        screen.connect_requested.connect(self._on_connect)
        if self._geometry is not None:
            screen.restoreGeometry(self._geometry)
        screen.show()
        # Its keys stay no longer than behind any other lock.
        self.watch.see(Seen.MANUAL)

    def _on_connect(self) -> None:
        self._leasing = asyncio.get_running_loop().create_task(self._connect())

    async def _connect(self) -> None:
        """Ask the server; with its leave the desk opens as after any sign-in."""
        screen = self._screen
        if not isinstance(screen, ShutScreen):
            return
        try:
            await self._reach_server()
        except ClinicError as error:
            screen.show_error(connect_words(error, has_passphrase=self._passphrase is not None))
            return
        if self._lease is None or self.watch.state.level is Level.HARD:
            return
        verdict = await asyncio.to_thread(self._lease.check)
        if not verdict.is_good:
            clinic = self._desk.clinic
            screen.show_error(shut_words(verdict.ended, verdict.last_contact, clinic.zone))
            return
        self.watch.see(Seen.UNLOCKED)
        if not self.watch.state.is_locked:
            await self._open_place()
            self._lease_time.start()

    async def _reach_server(self) -> None:
        api = self._desk.api
        if api is None:
            return
        try:
            await api.refresh()
        except (NeedsLogin, DeviceRevoked):
            if self._passphrase is None:
                raise
            await self._desk.sign_in(self._passphrase)

    def _on_lease_time(self) -> None:
        if self._leasing is None or self._leasing.done():
            self._leasing = asyncio.get_running_loop().create_task(self._look_at_lease())

    async def _look_at_lease(self) -> None:
        if self._lease is None:
            return
        verdict = await asyncio.to_thread(self._lease.check)
        if not verdict.is_good:
            await self._note(AuditAction.LEASE_ENDED)
            self._shut(verdict.ended)

    def _on_status(self, status: SyncStatus) -> None:
        if status.state is SyncState.REVOKED:
            self._shut(Ended.REVOKED)

    def _on_change(self, _changes: object) -> None:
        if not self._desk.user.is_active:
            self._shut("account_closed")
        elif not still_fits(self._desk.context, self._desk.user):
            self._be_everyday()

    def _shut(self, cause: str) -> None:
        """Off the screen at once; the session ends and says why where one signs in again."""
        if self._place is not None:
            self._place.cover()
        self._inbox.put_nowait(_Ended(cause))

    def _on_said(self, words: str) -> None:
        if self._place is not None:
            self._place.window.say(words)

    async def _note(self, action: AuditAction) -> None:
        """Write it down; a disk that is full keeps nobody's screen open."""
        try:
            await asyncio.to_thread(note_presence, self._desk, action)
        except ClinicError as error:
            _log.warning("not in the audit trail: %s (%s)", action, error.code)
