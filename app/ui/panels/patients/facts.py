"""Small groups of labelled facts in the side panel."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.ui.theme.fonts import text_font
from app.ui.theme.tokens import TEXT_BODY
from app.ui.widgets.surfaces import WrappingLabel, label


class FactGroup(QWidget):
    """A heading and lines of name and value; hidden while it has nothing to say."""

    def __init__(self, title: str, *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._title = title
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(label(title, "section"))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnMinimumWidth(0, 64)
        column.addLayout(self._grid)

    def set_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show name and value lines; a fact without a name takes the whole line."""
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for line, (name, value) in enumerate(facts):
            words = WrappingLabel(value)
            words.setTextFormat(Qt.TextFormat.PlainText)
            words.setFont(text_font(TEXT_BODY))
            words.make_selectable()
            if name:
                self._grid.addWidget(label(name, "label"), line, 0, Qt.AlignmentFlag.AlignTop)
                self._grid.addWidget(words, line, 1)
            else:
                self._grid.addWidget(words, line, 0, 1, 2)
        self.setVisible(bool(facts))
        self.setAccessibleName(
            f"{self._title}: " + "; ".join(f"{name} {value}".strip() for name, value in facts)
        )
