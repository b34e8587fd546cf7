"""Plain building parts: cards, labels with a text role, notices, thin rules."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.ui.theme.fonts import text_font
from app.ui.theme.icons import icon_pixmap
from app.ui.theme.style import theme
from app.ui.theme.tokens import (
    GAP,
    TEXT_BODY,
    TEXT_FIGURE,
    TEXT_LABEL,
    TEXT_META,
    TEXT_SECTION,
    TEXT_TITLE,
    Tone,
)

_ROLES = {
    "": (TEXT_BODY, 400),
    "title": (TEXT_TITLE, 650),
    "section": (TEXT_SECTION, 600),
    "label": (TEXT_LABEL, 400),
    "meta": (TEXT_META, 400),
    "strong": (TEXT_BODY, 600),
    "error": (TEXT_LABEL, 500),
    "figure": (TEXT_FIGURE, 650),
}


def label(text: str, role: str = "", *, name: str = "", wraps: bool = False) -> QLabel:
    """A label. role is one of the style sheet's: title, section, label, meta, strong, error."""
    made = QLabel(text)
    made.setObjectName(name)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    size, weight = _ROLES[role]
    made.setFont(text_font(size, weight))
    made.setWordWrap(wraps)
    return made


def rule() -> QFrame:
    """A thin line between groups."""
    line = QFrame()
    line.setProperty("rule", True)
    return line


class Card(QFrame):
    """A surface with a border and rounded corners; children stay 1 px inside of it."""

    def __init__(self, *, name: str = "", padding: int = GAP, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("card", True)
        self.body = QVBoxLayout(self)
        inset = max(1, padding)
        self.body.setContentsMargins(inset, inset, inset, inset)


class Notice(QFrame):
    """A tinted line with an icon: an allergy, a warning, an error with its remedy."""

    def __init__(self, tone: Tone, icon: str, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("notice", tone.value)
        self._tone, self._icon = tone, icon
        self._picture = QLabel()
        self._text = label("", "strong", wraps=True)
        self.action_row = QHBoxLayout()
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(8)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._text, 1)
        row.addLayout(self.action_row)
        theme().changed.connect(self._repaint_icon)
        self._repaint_icon()

    def set_text(self, text: str) -> None:
        """Say this; an empty text hides the notice."""
        self._text.setText(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))

    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def _repaint_icon(self) -> None:
        self._picture.setPixmap(icon_pixmap(self._icon, theme().tint(self._tone).text))
