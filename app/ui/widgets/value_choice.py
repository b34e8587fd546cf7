"""A value that can be picked out of two or more: a round mark and the value beside it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QRadioButton

from app.ui.widgets.surfaces import label

MARK_TOP = 3
"""Pixels by which words stand lower than the mark, to be in line with it."""


class ValueChoice(QFrame):
    """A value that can be picked: a round mark and the value beside it, on several lines."""

    def __init__(self, words: str, *, name: str, accessible: str) -> None:
        super().__init__()
        self.mark = QRadioButton()
        self.mark.setObjectName(name)
        self.mark.setAccessibleName(accessible)
        self.words = label(words, wraps=True, name=f"{name}_value")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self.words.setContentsMargins(0, MARK_TOP, 0, 0)
        row.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.words, 1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the words picks the value, too."""
        super().mousePressEvent(event)
        if self.mark.isEnabled():
            self.mark.click()
            self.mark.setFocus(Qt.FocusReason.MouseFocusReason)
