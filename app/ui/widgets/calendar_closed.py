"""Paints time that is not given away: outside somebody's hours, blocked, or a closed day."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle

from app.ui.theme.fonts import text_font
from app.ui.theme.sizes import px
from app.ui.theme.style import qcolor, theme
from app.ui.theme.tokens import TEXT_META

_PAD, _LINE = 10, 20


class ClosedPainter:
    """Paints shades on one widget. direction is where words begin."""

    def __init__(self, painter: QPainter, direction: Qt.LayoutDirection) -> None:
        self._painter, self._direction = painter, direction

    def paint(self, rect: QRect, words: str) -> None:
        """A plain ground outside of hours; hatched and with its reason where it is blocked."""
        painter = self._painter
        painter.fillRect(rect, closed_ground())
        if not words:
            return
        painter.save()
        painter.setClipRect(rect)
        painter.fillRect(rect, QBrush(_hatch(), Qt.BrushStyle.BDiagPattern))
        font = text_font(TEXT_META, 600)
        painter.setFont(font)
        painter.setPen(qcolor(theme().colours.text2))
        room = rect.width() - 2 * _PAD
        shown = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, room)
        width = min(room, QFontMetrics(font).horizontalAdvance(shown)) + 12
        height = min(px(_LINE), rect.height())
        place = QRect(rect.left() + _PAD - 6, rect.top() + 1, width, height - 1)
        place = QStyle.visualRect(self._direction, rect, place)
        painter.fillRect(place, qcolor(theme().colours.surface2))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, shown)
        painter.restore()


def closed_ground() -> QColor:
    """The ground of time outside of hours."""
    colour = QColor(theme().colours.surface2)
    colour.setAlpha(190)
    return colour


def _hatch() -> QColor:
    colour = QColor(theme().colours.outline)
    colour.setAlpha(90)
    return colour
