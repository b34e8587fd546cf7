"""Esc, Enter and the buttons of a form, alike in every form that lies beside a list."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QPushButton


def heard_by_form(
    event: QKeyEvent, *, leave: Callable[[], object], save: Callable[[], object]
) -> bool:
    """Esc leaves, Enter in a line saves, Enter on a button presses it; False for other keys."""
    if event.key() == Qt.Key.Key_Escape:
        leave()
    elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        focus = QApplication.focusWidget()
        if isinstance(focus, QPushButton):
            focus.click()
        else:
            save()
    else:
        return False
    return True
