"""What covers a locked desk: who may go on, and nothing of any patient.

It stands alone: neither the model nor a panel is known here, so nothing can be left in it.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.sign_in_card import SignInCard, SignInUser
from app.ui.theme.style import theme
from app.ui.theme.tokens import Tone
from app.ui.widgets.button import Button, Look
from app.ui.widgets.surfaces import Card, Notice, label


class LockScreen(QWidget):
    """Asks who goes on at an open desk. unlock_requested(SignInAttempt); quit_requested()."""

    unlock_requested = Signal(object)
    quit_requested = Signal()

    def __init__(
        self,
        clinic_name: str,
        users: Sequence[SignInUser] = (),
        *,
        chosen: str = "",
        words: str = "",
        network: str = "",
    ) -> None:
        super().__init__()
        theme()
        self.setObjectName("lock_screen")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(self.tr("Clinic Desk"))
        self.setMinimumSize(480, 480)
        text = words or self.tr("Locked. What you typed is kept.")
        self.card = SignInCard(clinic_name, text, button=self.tr("Unlock"))
        self.card.attempted.connect(self.unlock_requested)
        self._network = label(network, "meta", name="lock_network", wraps=True)
        self._network.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._network.setFixedWidth(self.card.width())
        self._quit = Button(self.tr("Quit"), name="lock_quit", icon="log-out", look=Look.QUIET)
        self._quit.clicked.connect(self.close)
        _in_the_middle(self, self.card, self._network, self._quit)
        self.set_users(users, chosen=chosen)

    def set_users(self, users: Sequence[SignInUser], *, chosen: str = "") -> None:
        """Offer these people; chosen is marked."""
        self.card.set_users(users, chosen=chosen)
        self.card.take_focus()

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
        """Whoever closes the lock screen ends the program; it never opens anything."""
        self.quit_requested.emit()
        super().closeEvent(event)


class ShutScreen(QWidget):
    """The server has to be heard before anybody works here again: why, since when, what helps.

    connect_requested(); quit_requested().
    """

    connect_requested = Signal()
    quit_requested = Signal()

    def __init__(self, clinic_name: str, title: str, words: str, *, can_connect: bool) -> None:
        super().__init__()
        theme()
        self.setObjectName("shut_screen")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(self.tr("Clinic Desk"))
        self.setMinimumSize(480, 420)
        self.resize(640, 480)
        card = Card(name="shut_card", padding=28)
        card.setFixedWidth(440)
        card.body.setSpacing(14)
        card.body.addWidget(label(clinic_name, "label", name="shut_clinic", wraps=True))
        card.body.addWidget(label(title, "title", name="shut_title", wraps=True))
        self.words = label(words, name="shut_words", wraps=True)
        card.body.addWidget(self.words)
        self.notice = Notice(Tone.DANGER, "triangle-alert", name="shut_notice")
        self.notice.hide()
        card.body.addWidget(self.notice)
        self.connect_button = Button(
            self.tr("Connect now"), name="connect_button", icon="refresh-cw", look=Look.PRIMARY
        )
        self.connect_button.setVisible(can_connect)
        self.connect_button.setAutoDefault(True)
        self.connect_button.clicked.connect(self._on_connect)
        leave = Button(self.tr("Quit"), name="shut_quit", icon="log-out")
        leave.setAutoDefault(True)
        leave.clicked.connect(self.close)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(leave)
        foot.addWidget(self.connect_button)
        card.body.addLayout(foot)
        _in_the_middle(self, card)
        (self.connect_button if can_connect else leave).setFocus()

    def show_error(self, text: str) -> None:
        """Connecting did not help: say why; it can be tried again."""
        self.notice.set_text(text)
        self.connect_button.setEnabled(True)
        self.connect_button.setText(self.tr("Connect now"))
        self.connect_button.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing it ends the program."""
        self.quit_requested.emit()
        super().closeEvent(event)

    def _on_connect(self) -> None:
        self.notice.set_text("")
        self.connect_button.setEnabled(False)
        self.connect_button.setText(self.tr("Connecting…"))
        self.connect_requested.emit()


def _in_the_middle(page: QWidget, *parts: QWidget) -> None:
    column = QVBoxLayout(page)
    column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
    column.setSpacing(12)
    column.addStretch(1)
    for part in parts:
        column.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
    column.addStretch(1)
