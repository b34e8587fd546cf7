"""The foot of the assistant: back, what is being done, cancel, and the one way on."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout

from app.ui.widgets.button import Button, Look
from app.ui.widgets.surfaces import label, rule


class Footer(QFrame):
    """back(), cancelled(), went_on()."""

    back = Signal()
    cancelled = Signal()
    went_on = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("first_run_footer")
        self.back_button = Button(self.tr("Back"), name="first_back", icon="chevron-left")
        self.cancel_button = Button(self.tr("Cancel"), name="first_cancel")
        self.next_button = Button(self.tr("Continue"), name="first_next", look=Look.PRIMARY)
        self._busy = QProgressBar()
        self._busy.setObjectName("first_progress")
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._words = label("", "label", name="first_busy", wraps=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(rule())
        row = QHBoxLayout()
        row.setContentsMargins(24, 12, 24, 12)
        row.setSpacing(12)
        middle = QVBoxLayout()
        middle.setSpacing(4)
        middle.addStretch(1)
        middle.addWidget(self._words)
        middle.addWidget(self._busy)
        middle.addStretch(1)
        row.addWidget(self.back_button)
        row.addLayout(middle, 1)
        row.addWidget(self.cancel_button)
        row.addWidget(self.next_button)
        column.addLayout(row)
        self.setFixedHeight(64)
        self.back_button.clicked.connect(self.back)
        self.cancel_button.clicked.connect(self.cancelled)
        self.next_button.clicked.connect(self.went_on)
        self.set_busy("", can_cancel=False)

    def set_busy(self, words: str, *, can_cancel: bool) -> None:
        """Something is being done (these words), or nothing is."""
        self._words.setText(words)
        self._busy.setAccessibleName(words)
        self._words.setVisible(bool(words))
        self._busy.setVisible(bool(words))
        self.cancel_button.setVisible(bool(words) and can_cancel)
        self.back_button.setEnabled(not words)
        self.next_button.setEnabled(not words)

    @property
    def can_cancel(self) -> bool:
        """Whether what is being done can be stopped."""
        return not self.cancel_button.isHidden()

    def busy_words(self) -> str:
        """What is being done; nothing where nothing is."""
        return self._words.text()
