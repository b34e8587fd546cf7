"""Who is at the desk, and the PIN or passphrase that shows it; for the keyboard first.

One field takes both: digits alone, as many as a PIN has, are the PIN of somebody who has one.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QProgressBar

from app.ui.theme.tokens import Tone
from app.ui.widgets.button import Button, Look
from app.ui.widgets.fields import Field, line_edit
from app.ui.widgets.surfaces import Card, Notice, label

LONGEST_PIN = 12
_WIDTH = 420
_ROW = 40
_MOST_ROWS = 5
_COUNT_EVERY_MS = 200


@dataclass(frozen=True, slots=True)
class SignInUser:
    """Somebody who can unlock this desk."""

    username: str
    has_pin: bool


@dataclass(frozen=True, slots=True)
class SignInAttempt:
    """Who says to be at the desk, and what they typed. username "" is the sole user's."""

    username: str
    secret: str = field(repr=False)
    is_pin: bool


class SignInCard(Card):
    """attempted(SignInAttempt) once the person has typed; the owner answers with an error, a wait,
    or by taking the card away."""

    attempted = Signal(object)

    def __init__(self, clinic_name: str, words: str, *, button: str) -> None:
        super().__init__(name="sign_in_card", padding=28)
        self.setFixedWidth(_WIDTH)
        self._users: tuple[SignInUser, ...] = ()
        self._free_at: dict[str, float] = {}
        self._title = label(clinic_name, "title", name="unlock_clinic", wraps=True)
        self._words = label(words, "label", name="sign_in_words", wraps=True)
        self.notice = Notice(Tone.WARN, "triangle-alert", name="sign_in_notice")
        self.notice.hide()
        self.who = label(self.tr("Who is at the desk?"), "label")
        self.list = _UserList()
        self.who.setBuddy(self.list)
        self.control = line_edit("passphrase")
        self.control.setEchoMode(QLineEdit.EchoMode.Password)
        self.field = Field(self.tr("Passphrase"), self.control)
        self._open = Button(button, name="unlock_button", icon="lock", look=Look.PRIMARY)
        self._busy = QProgressBar()
        self._busy.setObjectName("unlock_progress")
        self._busy.setAccessibleName(self.tr("Opening"))
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.hide()
        self._counting = QTimer(self)
        self._counting.setInterval(_COUNT_EVERY_MS)
        self._counting.timeout.connect(self._count_down)
        self._lay_out()
        self._connect()
        self.set_users(())

    def set_users(self, users: Sequence[SignInUser], *, chosen: str = "") -> None:
        """Offer these people; chosen is marked, else the first. A sole one needs no choice."""
        before = self.username if self._users else chosen
        self._users = tuple(users)
        self.list.clear()
        for user in self._users:
            QListWidgetItem(user.username, self.list).setSizeHint(QSize(0, _ROW))
        names = [user.username for user in self._users]
        row = names.index(before) if before in names else 0
        self.list.setCurrentRow(row if names else -1)
        is_choice = len(names) > 1
        self.who.setVisible(is_choice)
        self.list.setVisible(is_choice)
        self.list.setFixedHeight(min(_MOST_ROWS, len(names)) * _ROW + 4)
        self._on_chosen()

    @property
    def username(self) -> str:
        """Who is marked; "" while nobody is known."""
        row = self.list.currentRow()
        return self._users[row].username if 0 <= row < len(self._users) else ""

    def show_error(self, text: str) -> None:
        """Say why it did not open; it can be typed again."""
        self.set_busy(False)
        self.field.set_error(text)
        self.control.setFocus()

    def show_wait(self, seconds: float) -> None:
        """Nothing can be tried for this person for some seconds; count them down."""
        self._free_at[self.username] = time.monotonic() + seconds
        self.set_busy(False)
        self._count_down()
        self._counting.start()

    def error(self) -> str:
        """What is said to be wrong."""
        return self.field.error()

    def set_busy(self, busy: bool) -> None:
        """Show that an attempt runs."""
        self._busy.setVisible(busy)
        for part in (self._open, self.control, self.list):
            part.setEnabled(not busy)

    def take_focus(self) -> None:
        """Put the cursor where one types."""
        self.control.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows in the field move among the names."""
        if watched is self.control and isinstance(event, QKeyEvent) and self._moves(event):
            return True
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        self.body.setSpacing(14)
        for part in (self._title, self._words, self.notice, self.who, self.list, self.field):
            self.body.addWidget(part)
        self.body.addWidget(self._busy)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._open)
        self.body.addLayout(foot)

    def _connect(self) -> None:
        self._open.clicked.connect(self._on_submitted)
        self.control.returnPressed.connect(self._on_submitted)
        self.control.installEventFilter(self)
        self.list.currentRowChanged.connect(self._on_chosen)
        self.list.typed.connect(self._on_typed)
        self.list.itemActivated.connect(self.take_focus)

    def _moves(self, event: QKeyEvent) -> bool:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        step = steps.get(Qt.Key(event.key()))
        if event.type() != QEvent.Type.KeyPress or step is None or len(self._users) < 2:
            return False
        row = self.list.currentRow() + step
        self.list.setCurrentRow(max(0, min(len(self._users) - 1, row)))
        return True

    def _on_typed(self, text: str) -> None:
        self.take_focus()
        self.control.insert(text)

    def _on_chosen(self, *_row: object) -> None:
        has_pin = self._has_pin()
        words = self.tr("PIN or passphrase") if has_pin else self.tr("Passphrase")
        self.field.caption.setText(words)
        self.control.setAccessibleName(words)
        self.control.clear()
        self.field.set_error("")
        self._count_down()

    def _has_pin(self) -> bool:
        row = self.list.currentRow()
        return 0 <= row < len(self._users) and self._users[row].has_pin

    def _on_submitted(self) -> None:
        secret = self.control.text()
        if not secret or not self._open.isEnabled() or self._wait_s() > 0:
            return
        is_digits = secret.isascii() and secret.isdigit() and len(secret) <= LONGEST_PIN
        attempt = SignInAttempt(self.username, secret, is_pin=is_digits and self._has_pin())
        self.field.set_error("")
        self.control.clear()
        self.set_busy(True)
        self.attempted.emit(attempt)

    def _wait_s(self) -> float:
        return self._free_at.get(self.username, 0.0) - time.monotonic()

    def _count_down(self) -> None:
        left_s = self._wait_s()
        if left_s > 0:
            words = self.tr("Too many failures. Try again in {0} s.").format(math.ceil(left_s))
            if words != self.error():
                self.field.set_error(words)
            self._open.setEnabled(False)
            return
        if self._free_at.pop(self.username, None) is not None:
            self.field.set_error("")
        if not self._busy.isVisible():
            self._open.setEnabled(True)
        if not self._free_at:
            self._counting.stop()


class _UserList(QListWidget):
    """The names; what is typed here belongs into the field. typed(text)."""

    typed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("sign_in_users")
        self.setAccessibleName(self.tr("Who is at the desk?"))
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows choose, letters and digits are the secret's."""
        text = event.text()
        if text and text.isprintable():
            self.typed.emit(text)
            return
        super().keyPressEvent(event)
