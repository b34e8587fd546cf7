"""The box a message is typed into: Ctrl+Enter sends, files can be dropped and pasted."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit

from app.ui.dropped_files import local_files

LONGEST = 10_000
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_PAGES = {Qt.Key.Key_PageUp.value: -1, Qt.Key.Key_PageDown.value: 1}


class MessageText(QPlainTextEdit):
    """send_wished(): Ctrl+Enter. files_brought(paths): dropped or pasted.

    page_wished(±1): Page Up and Page Down, where something above it has pages to turn.
    """

    send_wished = Signal()
    files_brought = Signal(object)
    page_wished = Signal(int)

    def __init__(self, *, name: str, accessible: str, placeholder: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(accessible)
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        self.turns_pages = False

    def text(self) -> str:
        """What is typed, as far as a message goes."""
        return self.toPlainText().strip()

    def put(self, text: str) -> None:
        """Put a text in place of an empty one, else where the cursor stands."""
        if self.text():
            self.insertPlainText(text)
        else:
            self.setPlainText(text)
            cursor = self.textCursor()
            cursor.movePosition(cursor.MoveOperation.End)
            self.setTextCursor(cursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter sends; Enter alone is a new line."""
        is_control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in _ENTER and is_control:
            self.send_wished.emit()
            return
        if self.turns_pages and event.key() in _PAGES:
            self.page_wished.emit(_PAGES[event.key()])
            return
        super().keyPressEvent(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Text and files."""
        return bool(local_files(source)) or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Files are attached, text is put in without its looks."""
        files = local_files(source)
        if files:
            self.files_brought.emit(files)
        else:
            super().insertFromMimeData(source)
