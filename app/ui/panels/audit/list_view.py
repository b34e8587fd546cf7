"""The table of events: an icon for the kind, the sentence, when and where."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.services.audit_trail import AuditEntry
from app.ui.models.audit_list import ENTRY_ROLE, Column
from app.ui.models.audit_words import look_of
from app.ui.theme.fonts import text_font
from app.ui.theme.icons import draw_icon
from app.ui.theme.sizes import px
from app.ui.theme.style import qcolor, theme
from app.ui.theme.tokens import TEXT_BODY
from app.ui.widgets.table import ColumnPlan, ListView

_PAD, _ICON, _DISC = 12, 16, 28
Index = QModelIndex | QPersistentModelIndex


class AuditListView(ListView):
    """The sentence takes the room that is left; the workstation goes first where it is narrow."""

    def __init__(self, *, accessible: str) -> None:
        super().__init__(name="audit_list", accessible=accessible, people=False)
        self.setItemDelegate(AuditDelegate(self))
        self.set_columns(
            [
                ColumnPlan("Somebody looked at Featherstone", extra=px(_DISC) + 3 * _PAD),
                ColumnPlan("00 Mmm 0000, 00:00:00", drop_rank=1),
                ColumnPlan("Workstation at desk", drop_rank=2),
            ]
        )


class AuditDelegate(QStyledItemDelegate):
    """Paints one cell in both themes and reading directions."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, rule, then the kind's icon and the words."""
        painter.save()
        rect: QRect = option.rect  # type: ignore[attr-defined]  # missing in the stubs
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]  # as above
        direction: Qt.LayoutDirection = option.direction  # type: ignore[attr-defined]  # as above
        self._paint_ground(painter, rect, is_chosen=bool(state & QStyle.StateFlag.State_Selected))
        entry: AuditEntry | None = index.data(ENTRY_ROLE)
        left = rect.left() + _PAD
        if index.column() == Column.EVENT and entry is not None:
            disc = QRect(left, rect.center().y() - px(_DISC) // 2, px(_DISC), px(_DISC))
            self._paint_kind(painter, QStyle.visualRect(direction, rect, disc), entry)
            left += px(_DISC) + _PAD
        if entry is None:
            bar = QRect(left, rect.center().y() - 5, min(120, rect.width() - 2 * _PAD), 10)
            painter.fillRect(QStyle.visualRect(direction, rect, bar), qcolor(theme().colours.line))
        else:
            words = QRect(left, rect.top(), rect.right() - left - 4, rect.height())
            place = QStyle.visualRect(direction, rect, words)
            self._paint_words(painter, place, str(index.data()), index.column(), direction)
        painter.restore()

    def _paint_ground(self, painter: QPainter, rect: QRect, *, is_chosen: bool) -> None:
        colours = theme().colours
        painter.fillRect(rect, qcolor(colours.accent_soft if is_chosen else colours.surface))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), qcolor(colours.line))

    def _paint_kind(self, painter: QPainter, disc: QRect, entry: AuditEntry) -> None:
        tone, icon = look_of(entry.line.action)
        tint = theme().tint(tone)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(qcolor(tint.ground))
        painter.drawEllipse(disc)
        inset = (px(_DISC) - px(_ICON)) // 2
        draw_icon(painter, icon, tint.text, QRectF(disc.adjusted(inset, inset, -inset, -inset)))

    def _paint_words(
        self, painter: QPainter, rect: QRect, text: str, column: int, direction: Qt.LayoutDirection
    ) -> None:
        is_event = column == Column.EVENT
        font = text_font(TEXT_BODY, 400, tabular=not is_event)
        painter.setFont(font)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        painter.setPen(qcolor(theme().colours.text if is_event else theme().colours.text2))
        cut = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        sides = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(rect, QStyle.visualAlignment(direction, sides), cut)
