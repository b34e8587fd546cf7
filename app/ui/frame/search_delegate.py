"""Paints one match of the search box: initials, name, and what tells namesakes apart."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.services.patients import PatientRow
from app.ui.models.search_results import RESULT_ROLE, detail_words
from app.ui.theme.fonts import text_font
from app.ui.theme.style import qcolor, theme
from app.ui.theme.tokens import TEXT_BODY, TEXT_META
from app.ui.widgets.painting import draw_avatar

RESULT_HEIGHT = 48
Index = QModelIndex | QPersistentModelIndex


class ResultDelegate(QStyledItemDelegate):
    """Two lines per match."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Every match is equally high."""
        return QSize(super().sizeHint(option, index).width(), RESULT_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, initials, two lines."""
        painter.save()
        rect: QRect = option.rect  # type: ignore[attr-defined]  # missing in the stubs
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]  # as above
        direction: Qt.LayoutDirection = option.direction  # type: ignore[attr-defined]  # as above
        colours = theme().colours
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.fillRect(rect, qcolor(colours.accent_soft if chosen else colours.surface))
        row: PatientRow = index.data(RESULT_ROLE)
        disc = QRect(rect.left() + 10, rect.center().y() - 15, 30, 30)
        draw_avatar(painter, QStyle.visualRect(direction, rect, disc), row.name, row.id)
        line = QRect(rect.left() + 52, rect.top() + 5, rect.width() - 62, 20)
        sides = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        sides = QStyle.visualAlignment(direction, sides)
        for place, text, size, weight, colour in (
            (line, row.name, TEXT_BODY, 600, colours.text),
            (line.translated(0, 19), detail_words(row), TEXT_META, 400, colours.text2),
        ):
            font = text_font(size, weight)
            painter.setFont(font)
            painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
            painter.setPen(qcolor(colour))
            cut = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, place.width())
            painter.drawText(QStyle.visualRect(direction, rect, place), sides, cut)
        painter.restore()
