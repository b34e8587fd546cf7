"""The first thing on screen: who opens the clinic, and with what. Imports nothing heavy."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.sign_in_card import SignInCard, SignInUser
from app.ui.theme.style import theme


class UnlockWindow(QWidget):
    """Asks for the passphrase or PIN of a home. unlock_requested(SignInAttempt); cancelled()."""

    unlock_requested = Signal(object)
    cancelled = Signal()

    def __init__(
        self, clinic_name: str, users: Sequence[SignInUser] = (), *, notice: str = ""
    ) -> None:
        super().__init__()
        theme()
        self.setObjectName("unlock_window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(self.tr("Clinic Desk"))
        words = self.tr("This clinic's data is encrypted on this computer.")
        self.card = SignInCard(clinic_name, words, button=self.tr("Open"))
        self.card.attempted.connect(self.unlock_requested)
        self.card.notice.set_text(notice)
        column = QVBoxLayout(self)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        column.addStretch(1)
        column.addWidget(self.card, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self.setMinimumSize(480, 400)
        self.resize(560, 480)
        self.set_users(users)
        self.card.take_focus()

    def set_users(self, users: Sequence[SignInUser], *, chosen: str = "") -> None:
        """Offer these people, once they are known."""
        self.card.set_users(users, chosen=chosen)
        needed = self.card.sizeHint() + QSize(0, 80)
        if needed.height() > self.height():
            self.resize(self.width(), needed.height())

    def show_error(self, text: str) -> None:
        """Say why it did not open; it can be typed again."""
        self.card.show_error(text)

    def show_wait(self, seconds: float) -> None:
        """Nothing can be tried for some seconds."""
        self.card.show_wait(seconds)

    def error(self) -> str:
        """What is said to be wrong."""
        return self.card.error()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The person gave up."""
        self.cancelled.emit()
        super().closeEvent(event)
