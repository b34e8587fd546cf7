"""What the signed-in person does about their own account, from the window's dialogs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication
from shiboken6 import isValid

from app.bootstrap.members import post_due_credentials
from app.bootstrap.noting import note_presence
from app.bootstrap.resetting import colleagues, is_given
from app.bootstrap.sign_in_help import users_of
from app.bootstrap.signing_in import sign_in
from app.bootstrap.switching import prove
from app.domain.audit import AuditAction
from app.domain.context import ExecutionContext
from app.domain.errors import ApiError, ClinicError, InvalidValue, WrongPassphrase
from app.domain.staff import Role
from app.security.keyring_store import KeyMode
from app.ui.account_dialogs import (
    Answers,
    admin_dialog,
    passphrase_dialog,
    pin_dialog,
    reset_dialog,
    server_dialog,
)
from app.ui.error_presenter import words_for
from app.ui.frame.admin_banner import ADMIN_MINUTES
from app.ui.lock_words import sign_in_words
from app.ui.sign_in_card import LONGEST_PIN

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk
    from app.ui.account_dialogs import AccountDialog
    from app.ui.main_window import MainWindow


class Account:
    """Answers the wishes of the user menu of one window. on_role(context, passphrase) changes the
    role."""

    def __init__(
        self, desk: Desk, window: MainWindow, on_role: Callable[[ExecutionContext, str], None]
    ) -> None:
        self._desk = desk
        self._window = window
        self._on_role = on_role
        self._username = window.user.username
        self._raised: ExecutionContext | None = None
        menu = window.user_menu
        menu.admin_wished.connect(self._ask_admin)
        menu.pin_wished.connect(self._ask_pin)
        menu.passphrase_wished.connect(self._ask_passphrase)
        menu.reset_wished.connect(self._ask_reset)
        window.sync.sign_in_requested.connect(self._ask_server)
        window.tasks.start(asyncio.to_thread(is_given, desk), done=self._ask_for_own)
        if desk.mode != KeyMode.KEYRING:
            menu.pin.setEnabled(False)
            menu.pin.setText(_tr("Change PIN… (needs a keyring on this computer)"))

    def _ask_admin(self) -> None:
        dialog = admin_dialog(self._window, ADMIN_MINUTES)
        self._open(dialog, self._become_admin)

    def _ask_pin(self) -> None:
        mine = self._username.casefold()
        users = users_of(self._desk.home)
        has_pin = any(one.has_pin for one in users if one.username.casefold() == mine)
        self._open(pin_dialog(self._window, has_pin=has_pin), self._change_pin)

    def _ask_passphrase(self) -> None:
        dialog = passphrase_dialog(self._window)
        self._open(dialog, self._change_passphrase, then=self._tell_server)

    def _ask_reset(self) -> None:
        people = colleagues(self._desk)
        if people:
            dialog = reset_dialog(self._window, people)
            self._open(dialog, self._reset_passphrase, then=self._tell_server)
        else:
            self._window.say(_tr("Nobody else has a passphrase at this desk."))

    def _ask_for_own(self, is_theirs: bool) -> None:
        """Somebody else knows the passphrase until its owner changes it."""
        if is_theirs:
            self._window.say(
                _tr("An administrator chose your passphrase: change it in your menu, at the top.")
            )

    def _ask_server(self) -> None:
        dialog = server_dialog(self._window)

        def begin(answers: Answers) -> None:
            self._window.tasks.start(self._sign_in(dialog, answers))

        dialog.submitted.connect(begin)
        dialog.open()

    def _open(
        self,
        dialog: AccountDialog,
        work: Callable[[Answers], str],
        *,
        then: Callable[[], Coroutine[Any, Any, None]] | None = None,
    ) -> None:
        def begin(answers: Answers) -> None:
            self._window.tasks.start(self._carry_out(dialog, work, answers, then))

        dialog.submitted.connect(begin)
        dialog.open()

    async def _carry_out(
        self,
        dialog: AccountDialog,
        work: Callable[[Answers], str],
        answers: Answers,
        then: Callable[[], Coroutine[Any, Any, None]] | None,
    ) -> None:
        try:
            said = await asyncio.to_thread(work, answers)
        except InvalidValue as error:
            if isValid(dialog):
                dialog.show_error(words_for(error), is_new=True)
            return
        except ClinicError as error:
            if isValid(dialog):
                dialog.show_error(words_for(error))
            return
        if isValid(dialog):
            dialog.accept()
        if said:
            self._window.say(said)
        if self._raised is not None:
            raised, self._raised = self._raised, None
            self._on_role(raised, answers.proof)
        if then is not None:
            await then()

    async def _tell_server(self) -> None:
        """Now, where it answers; else when the desk is next in step with it."""
        with suppress(ApiError):
            await post_due_credentials(self._desk)

    async def _sign_in(self, dialog: AccountDialog, answers: Answers) -> None:
        """Show the server the passphrase: this desk's, or one that was changed at another."""
        desk = self._desk
        try:
            is_proven = await asyncio.to_thread(self._is_passphrase, answers.proof)
            await sign_in(
                desk,
                answers.proof,
                username=self._username,
                kdf=desk.login_kdf,
                is_proven=is_proven,
            )
        except ClinicError as error:
            if isValid(dialog):
                dialog.show_error(sign_in_words(error))
            return
        if isValid(dialog):
            dialog.accept()
        if isValid(self._window):
            self._window.sync.sync_now()
            self._window.say(_tr("Signed in to the server."))

    def _is_passphrase(self, secret: str) -> bool:
        try:
            prove(self._desk, username=self._username, passphrase=secret)
        except WrongPassphrase:
            return False
        return True

    def _become_admin(self, answers: Answers) -> str:
        context = prove(
            self._desk, username=self._username, passphrase=answers.proof, acting=Role.ADMIN
        )
        note_presence(self._desk, AuditAction.ACT_AS, context)
        self._raised = context
        return ""

    def _change_pin(self, answers: Answers) -> str:
        from app.bootstrap.own_keys import change_pin

        self._prove(answers.proof)
        change_pin(self._desk, answers.fresh, context=self._desk.context)
        return _tr("The PIN was changed.")

    def _change_passphrase(self, answers: Answers) -> str:
        from app.bootstrap.own_keys import change_own_passphrase

        change_own_passphrase(
            self._desk, old=answers.proof, new=answers.fresh, context=self._desk.context
        )
        return _tr("The passphrase was changed.")

    def _reset_passphrase(self, answers: Answers) -> str:
        from app.bootstrap.resetting import reset_passphrase

        context = prove(
            self._desk, username=self._username, passphrase=answers.proof, acting=Role.ADMIN
        )
        reset_passphrase(self._desk, username=answers.whose, new=answers.fresh, context=context)
        return _tr("{0} can unlock this desk with the new passphrase.").format(answers.whose)

    def _prove(self, secret: str) -> None:
        is_pin = secret.isascii() and secret.isdigit() and len(secret) <= LONGEST_PIN
        prove(
            self._desk,
            username=self._username,
            pin=secret if is_pin else None,
            passphrase="" if is_pin else secret,
        )


def sign_in_quietly(desk: Desk, passphrase: str) -> asyncio.Task[None] | None:
    """Let the server know who administers: it takes an administrator's work from nobody else's
    session. Without an answer the work waits in the queue."""
    if not passphrase or desk.api is None:
        return None

    async def sign_in() -> None:
        with suppress(ApiError):
            await desk.sign_in(passphrase)

    return asyncio.get_running_loop().create_task(sign_in())


def _tr(text: str) -> str:
    return QCoreApplication.translate("account", text)
