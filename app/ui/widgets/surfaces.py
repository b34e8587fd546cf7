"""Plain building parts: cards, labels with a text role, notices, thin rules."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QResizeEvent
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
from app.ui.wording import without_marks

# Letters that fit the narrowest place, also as wide capitals of a title.
_PIECE = 8
_BREAK = "\u200b"
_KEPT = {ord(" "): "\u00a0", ord("-"): "\u2060-\u2060"}
"""No line ends at these."""
_LONG_WORD = re.compile(r"\S{21,}")

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
    made = WrappingLabel(text) if wraps else QLabel(text)
    made.setObjectName(name)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    size, weight = _ROLES[role]
    made.setFont(text_font(size, weight))
    return made


class WrappingLabel(QLabel):
    """Text on several lines; a word longer than the line (an e-mail address) is broken too."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._plain = ""
        self.setWordWrap(True)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show a text; the places where a long word may break are not part of it."""
        self._plain = text
        shown = _LONG_WORD.sub(lambda word: _broken(word[0]), text)
        super().setText(shown)
        self.setAccessibleName(text if shown != text else "")
        if self.isVisible():
            self._fit()

    def set_facts(self, *facts: str) -> None:
        """Show short facts one after the other; a line ends between two of them only."""
        self.setText(" · ".join(facts))
        super().setText("\u00a0· ".join(fact.translate(_KEPT) for fact in facts))
        self.setAccessibleName(self._plain)
        if self.isVisible():
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrower line needs more of them; layouts forget that inside each other."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        before = self.minimumHeight()
        self.setMinimumHeight(0)  # else Qt counts it in, and what was once high never is low again
        self.setMinimumHeight(max(0, self.heightForWidth(self.width())))
        if before > self.minimumHeight():
            self.updateGeometry()

    def text(self) -> str:
        """What was set."""
        return self._plain

    def make_selectable(self) -> None:
        """Let the mouse select; a copy holds the text alone."""
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        copy = QAction(self.tr("Copy"), self)
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy.triggered.connect(self._on_copy)
        self.addAction(copy)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def _on_copy(self) -> None:
        chosen = self.selectedText().replace(_BREAK, "").replace("\u2029", "\n")
        QGuiApplication.clipboard().setText(without_marks(chosen or self._plain))


def _broken(word: str) -> str:
    pieces = [piece for piece in re.split(r"(?<=[@._/-])", word) if piece]
    return _BREAK.join(
        piece[at : at + _PIECE] for piece in pieces for at in range(0, len(piece), _PIECE)
    )


def rule() -> QFrame:
    """A thin line between groups."""
    line = QFrame()
    line.setProperty("rule", True)
    return line


def upright_rule() -> QFrame:
    """A thin line between parts that stand side by side."""
    line = QFrame()
    line.setProperty("upright_rule", True)
    line.setFixedWidth(1)
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


def column_of_parts() -> tuple[QWidget, QVBoxLayout]:
    """Parts one below the other, as wide as the panel."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(GAP)
    return holder, column
