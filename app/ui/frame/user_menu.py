"""Who is signed in, in which role, and what they can do about it."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QCoreApplication, QPoint, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from app.domain.permissions import acting_roles
from app.domain.staff import Role, User
from app.ui.widgets.button import Button, Look
from app.ui.wording import shown_choice

LOCK_KEY = QKeySequence("Ctrl+L")
_LONGEST_NAME = 22
SWITCH_KEY = QKeySequence("Ctrl+Shift+U")


class Said(Enum):
    """How much the button tells."""

    ROLE = "name and role"
    NAME = "name"
    NOTHING = "nothing"


class UserButton(Button):
    """The signed-in person and the role they act in; opens their menu."""

    def __init__(self, user: User, role: str) -> None:
        name = user.display_name
        shown = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
        words = f"{shown}  ·  {shown_choice(role)}"
        self._words = {Said.ROLE: words, Said.NAME: shown, Said.NOTHING: ""}
        said = QCoreApplication.translate("UserButton", "{0}, signed in as {1}")
        said = said.format(name, shown_choice(role))
        super().__init__("", name="user_button", look=Look.QUIET, icon="user", accessible=said)
        self.setToolTip(said)
        self.say(Said.ROLE)

    def say(self, said: Said) -> None:
        """Show this much of who is signed in."""
        words = self._words[said].replace("&", "&&")
        if words != self.text():
            self.setText(words)


class UserMenu(QMenu):
    """Lock, switch, change one's PIN or passphrase, act as administrator, quit.

    Each signal is a wish; the session carries it out.
    """

    lock_wished = Signal()
    switch_wished = Signal()
    pin_wished = Signal()
    passphrase_wished = Signal()
    admin_wished = Signal()
    everyday_wished = Signal()
    reset_wished = Signal()
    """Give a colleague another passphrase; for administrators."""
    quit_wished = Signal()

    def __init__(self, user: User, role: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("user_menu")
        self.setAccessibleName(self.tr("User"))
        who = self._item("who", f"{user.display_name} ({user.username})")
        who.setEnabled(False)
        acting = self._item("acting", self.tr("Acts as {0}").format(shown_choice(role)))
        acting.setEnabled(False)
        self.addSeparator()
        self._add_roles(user, role)
        self.pin = self._item("pin", self.tr("Change PIN…"), self.pin_wished)
        self._item("passphrase", self.tr("Change passphrase…"), self.passphrase_wished)
        self.addSeparator()
        self._item("lock", self.tr("Lock"), self.lock_wished, LOCK_KEY)
        self._item("switch", self.tr("Switch user"), self.switch_wished, SWITCH_KEY)
        self.addSeparator()
        self._item("quit", self.tr("Quit"), self.quit_wished)

    def open_under(self, button: Button) -> None:
        """Show the menu below the person's name, inside the window."""
        left = button.mapToGlobal(QPoint(0, button.height() + 4))
        left.setX(left.x() + button.width() - self.sizeHint().width())
        self.popup(left)

    def _add_roles(self, user: User, role: str) -> None:
        if Role.ADMIN not in acting_roles(user.role):
            return
        if role == Role.ADMIN:
            self._item("everyday", self.tr("Stop acting as administrator"), self.everyday_wished)
            self.reset = self._item(
                "reset", self.tr("A colleague forgot their passphrase…"), self.reset_wished
            )
        else:
            self._item("admin", self.tr("Act as administrator…"), self.admin_wished)
        self.addSeparator()

    def _item(
        self, name: str, text: str, wish: object = None, key: QKeySequence | None = None
    ) -> QAction:
        action = self.addAction(text.replace("&", "&&"))
        action.setObjectName(f"user_{name}_action")
        if key is not None:
            action.setShortcut(key)
        if wish is not None:
            action.triggered.connect(wish)
        return action
