"""The list of conflicts: what clashed, and below it whom it is about and how long it waits."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.services.conflict_list import ConflictLine
from app.ui.models.conflict_list import BELOW_ROLE, LINE_ROLE
from app.ui.models.conflict_words import kind_words
from app.ui.theme.fonts import text_font
from app.ui.theme.icons import draw_icon
from app.ui.theme.sizes import people_row, px
from app.ui.theme.style import qcolor, theme
from app.ui.theme.tokens import TEXT_BODY, TEXT_META
from app.ui.widgets.focus import KeyboardFocus

_DISC, _ICON, _PAD = 30, 16, 12
Index = QModelIndex | QPersistentModelIndex


class ConflictListView(KeyboardFocus, QListView):
    """opened_row(row): Enter on a line. The arrow keys move and show at once."""

    opened_row = Signal(int)

    def __init__(self, *, accessible: str) -> None:
        super().__init__()
        self.setObjectName("conflict_list")
        self.setAccessibleName(accessible)
        self.setItemDelegate(ConflictDelegate(self))
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes over to the decision."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened_row.emit(self.currentIndex().row())
            return
        super().keyPressEvent(event)


class ConflictDelegate(QStyledItemDelegate):
    """Two lines and the kind's icon, in both themes and reading directions."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Every line is equally high."""
        return QSize(super().sizeHint(option, index).width(), people_row() + px(4))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, rule, icon, words."""
        painter.save()
        rect: QRect = option.rect  # type: ignore[attr-defined]  # missing in the stubs
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]  # as above
        direction: Qt.LayoutDirection = option.direction  # type: ignore[attr-defined]  # as above
        colours = theme().colours
        is_chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.fillRect(rect, qcolor(colours.accent_soft if is_chosen else colours.surface))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), qcolor(colours.line))
        if is_chosen:
            bar = QRect(rect.left(), rect.top(), 3, rect.height())
            painter.fillRect(QStyle.visualRect(direction, rect, bar), qcolor(colours.accent))
        line: ConflictLine = index.data(LINE_ROLE)
        disc = QRect(rect.left() + _PAD, rect.center().y() - px(_DISC) // 2, px(_DISC), px(_DISC))
        _paint_kind(painter, QStyle.visualRect(direction, rect, disc), line.kind)
        left = rect.left() + px(_DISC) + 2 * _PAD
        top = rect.top() + (rect.height() - px(40)) // 2
        first = QRect(left, top, rect.right() - left - 6, px(20))
        sides = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        sides = QStyle.visualAlignment(direction, sides)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        for place, role, size, weight, colour in (
            (first, Qt.ItemDataRole.DisplayRole, TEXT_BODY, 600, colours.text),
            (first.translated(0, px(20)), BELOW_ROLE, TEXT_META, 400, colours.text2),
        ):
            font = text_font(size, weight)
            painter.setFont(font)
            painter.setPen(qcolor(colour))
            text = str(index.data(role))
            cut = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, place.width())
            painter.drawText(QStyle.visualRect(direction, rect, place), sides, cut)
        painter.restore()


def _paint_kind(painter: QPainter, disc: QRect, kind: str) -> None:
    _, tone, icon = kind_words(kind)
    tint = theme().tint(tone)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(qcolor(tint.ground))
    painter.drawEllipse(disc)
    inset = (px(_DISC) - px(_ICON)) // 2
    draw_icon(painter, icon, tint.text, QRectF(disc.adjusted(inset, inset, -inset, -inset)))
