"""Cells of a plain table: ground, row line, words cut where they do not fit, figures at the end."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.ui.theme.fonts import text_font
from app.ui.theme.style import qcolor, theme
from app.ui.theme.tokens import TEXT_BODY

PAD = 12
Index = QModelIndex | QPersistentModelIndex


class PlainCells(QStyledItemDelegate):
    """Paints one cell in both themes and reading directions.

    main names the columns in the first colour of text; figures those of numbers.
    """

    def __init__(
        self,
        parent: QObject,
        *,
        main: frozenset[int] = frozenset({0}),
        figures: frozenset[int] = frozenset(),
    ) -> None:
        super().__init__(parent)
        self._main, self._figures = main, figures

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, rule, then what the cell holds."""
        painter.save()
        rect: QRect = option.rect  # type: ignore[attr-defined]  # missing in the stubs
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]  # as above
        direction: Qt.LayoutDirection = option.direction  # type: ignore[attr-defined]  # as above
        is_chosen = bool(state & QStyle.StateFlag.State_Selected)
        colours = theme().colours
        painter.fillRect(rect, qcolor(colours.accent_soft if is_chosen else colours.surface))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), qcolor(colours.line))
        is_figure = index.column() in self._figures
        inner = rect.adjusted(PAD, 0, -PAD if is_figure else -4, 0)
        place = QStyle.visualRect(direction, rect, inner)
        self.paint_inside(painter, place, index, direction, is_chosen=is_chosen)
        painter.restore()

    def paint_inside(
        self,
        painter: QPainter,
        rect: QRect,
        index: Index,
        direction: Qt.LayoutDirection,
        *,
        is_chosen: bool,  # noqa: ARG002 (for cells with chips)
    ) -> None:
        """The words."""
        column = index.column()
        is_figure = column in self._figures
        font = text_font(TEXT_BODY, 400, tabular=True)
        painter.setFont(font)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        colours = theme().colours
        painter.setPen(qcolor(colours.text if column in self._main else colours.text2))
        words = str(index.data() or "")
        cut = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, rect.width())
        side = Qt.AlignmentFlag.AlignRight if is_figure else Qt.AlignmentFlag.AlignLeft
        sides = side | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(rect, QStyle.visualAlignment(direction, sides), cut)
