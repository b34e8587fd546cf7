"""What was just decided, with the way back; it stays until the next decision."""

from __future__ import annotations

from PySide6.QtCore import Signal

from app.ui.theme.tokens import Tone
from app.ui.widgets.button import Button
from app.ui.widgets.surfaces import Notice


class ResultBar(Notice):
    """undo_wished(), message_wished(message id)."""

    undo_wished = Signal()
    message_wished = Signal(str)

    def __init__(self) -> None:
        super().__init__(Tone.OK, "check", name="conflict_result")
        self._message_id = ""
        self.message = Button(self.tr("Edit the message"), name="result_message", icon="mail")
        self.undo = Button(self.tr("Undo"), name="result_undo")
        self.undo.setToolTip(self.tr("Key: {0}").format("Ctrl+Z"))
        self.message.clicked.connect(lambda: self.message_wished.emit(self._message_id))
        self.undo.clicked.connect(self.undo_wished)
        self.action_row.setSpacing(8)
        self.action_row.addWidget(self.message)
        self.action_row.addWidget(self.undo)
        self.clear()

    def say(self, words: str, *, can_undo: bool) -> None:
        """Show what was decided."""
        self.message.hide()
        self.undo.setVisible(can_undo)
        self.set_text(words)

    def offer_message(self, message_id: str) -> None:
        """A message about it waits to be sent."""
        self._message_id = message_id
        self.message.show()

    def clear(self) -> None:
        """Say nothing."""
        self._message_id = ""
        self.set_text("")
