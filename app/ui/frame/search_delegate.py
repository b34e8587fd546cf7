"""Paints one line of the search box: a picture, a name, what tells it apart, and its key."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.ui.models.search_results import RESULT_ROLE, Hit, HitKind
from app.ui.theme.fonts import text_font
from app.ui.theme.icons import draw_icon
from app.ui.theme.sizes import px
from app.ui.theme.style import qcolor, theme
from app.ui.theme.tokens import TEXT_BODY, TEXT_META
from app.ui.widgets.key_cap import KEY_HEIGHT, draw_key, key_width
from app.ui.widgets.painting import draw_avatar

RESULT_HEIGHT = 48
_DISC, _ICON = 30, 18
Index = QModelIndex | QPersistentModelIndex


class ResultDelegate(QStyledItemDelegate):
    """Two lines per match."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Every match is equally high."""
        return QSize(super().sizeHint(option, index).width(), px(RESULT_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, picture, two lines, key."""
        painter.save()
        rect: QRect = option.rect  # type: ignore[attr-defined]  # missing in the stubs
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]  # as above
        direction: Qt.LayoutDirection = option.direction  # type: ignore[attr-defined]  # as above
        colours = theme().colours
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.fillRect(rect, qcolor(colours.accent_soft if chosen else colours.surface))
        hit: Hit = index.data(RESULT_ROLE)
        disc = QRect(rect.left() + 10, rect.center().y() - px(_DISC) // 2, px(_DISC), px(_DISC))
        _picture(painter, QStyle.visualRect(direction, rect, disc), hit)
        key_width = _draw_keys(painter, rect, hit, direction)
        sides = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        sides = QStyle.visualAlignment(direction, sides)
        left, line = rect.left() + px(_DISC) + 22, px(20)
        room = rect.width() - px(_DISC) - 32
        name = QRect(left, rect.top() + px(5), room - key_width, line)
        detail = QRect(left, rect.top() + px(24), room, line)
        first = colours.text2 if hit.why else colours.text
        for place, text, size, weight, colour in (
            (name, hit.title, TEXT_BODY, 600, first),
            (detail, hit.detail, TEXT_META, 400, colours.text2),
        ):
            font = text_font(size, weight)
            painter.setFont(font)
            painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
            painter.setPen(qcolor(colour))
            cut = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, place.width())
            painter.drawText(QStyle.visualRect(direction, rect, place), sides, cut)
        painter.restore()


def _picture(painter: QPainter, disc: QRect, hit: Hit) -> None:
    if hit.kind is HitKind.PATIENT:
        draw_avatar(painter, disc, hit.title, hit.id)
        return
    colours = theme().colours
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(qcolor(colours.surface2))
    painter.drawRoundedRect(disc, 6, 6)
    inset = (px(_DISC) - px(_ICON)) // 2
    picture = "lock" if hit.why else hit.icon or "chevron-right"
    draw_icon(painter, picture, colours.text2, QRectF(disc.adjusted(inset, inset, -inset, -inset)))


def _draw_keys(painter: QPainter, rect: QRect, hit: Hit, direction: Qt.LayoutDirection) -> int:
    """The key at the end of the line; the pixels it takes."""
    if not hit.keys:
        return 0
    width = key_width(hit.keys)
    place = QRect(rect.right() - width - 9, rect.top() + 5, width, px(KEY_HEIGHT) - 2)
    draw_key(painter, QStyle.visualRect(direction, rect, place), hit.keys)
    return width + 12
