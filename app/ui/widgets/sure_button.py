"""A button for what cannot be taken back: it asks once more in its own place, without a dialog."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QFocusEvent

from app.ui.widgets.button import Button

ASKS_FOR_MS = 5_000


class SureButton(Button):
    """confirmed(): pressed, and pressed again while it asked."""

    confirmed = Signal()

    def __init__(self, text: str, *, name: str, question: str) -> None:
        super().__init__(text, name=name)
        self._text, self._question = text, question
        self._is_asking = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(ASKS_FOR_MS)
        self._timer.timeout.connect(self.calm)
        self.clicked.connect(self._on_clicked)

    def calm(self) -> None:
        """Ask nothing any more."""
        self._timer.stop()
        self._is_asking = False
        self.setText(self._text)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Whoever goes elsewhere has not confirmed."""
        super().focusOutEvent(event)
        self.calm()

    def _on_clicked(self) -> None:
        if self._is_asking:
            self.calm()
            self.confirmed.emit()
            return
        self._is_asking = True
        self.setText(self._question)
        self._timer.start()
