"""A key as it looks on the keyboard: on the sheet of keys and beside commands."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QLabel

from app.ui.theme.fonts import text_font
from app.ui.theme.sizes import px
from app.ui.theme.style import qcolor, theme
from app.ui.theme.tokens import TEXT_META

KEY_HEIGHT = 22
_BESIDE = 12


def key_width(text: str) -> int:
    """Pixels a key's picture needs."""
    return QFontMetrics(text_font(TEXT_META, 600)).horizontalAdvance(text) + _BESIDE


def draw_key(painter: QPainter, rect: QRect, text: str) -> None:
    """A small bordered key."""
    colours = theme().colours
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(qcolor(colours.outline))
    painter.setBrush(qcolor(colours.surface2))
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    painter.setFont(text_font(TEXT_META, 600))
    painter.setPen(qcolor(colours.text2))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)


class KeyCap(QLabel):
    """A key as a label; words: what it does, for the screen reader."""

    def __init__(self, text: str, *, words: str) -> None:
        super().__init__(text)
        self.setAccessibleName(f"{words}: {text}")
        self.setAccessibleDescription(words)

    def sizeHint(self) -> QSize:
        """As large as the key."""
        return QSize(key_width(self.text()), px(KEY_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Never cut."""
        return self.sizeHint()

    def paintEvent(self, _event: object) -> None:
        """Paint the key."""
        painter = QPainter(self)
        draw_key(painter, self.rect(), self.text())
        painter.end()
