"""Paints the lines of the list of conversations, in both reading directions."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.domain.conversations import ThreadRow
from app.ui.models.message_words import (
    last_words,
    priority_tone,
    priority_words,
    said,
    title_words,
)
from app.ui.models.paged_rows import ROW_ROLE
from app.ui.models.thread_list import WHEN_ROLE
from app.ui.theme.fonts import text_font
from app.ui.theme.icons import draw_icon
from app.ui.theme.sizes import px
from app.ui.theme.style import qcolor, theme
from app.ui.theme.tokens import TEXT_BODY, TEXT_LABEL, TEXT_META, Tone
from app.ui.widgets.painting import CHIP_HEIGHT, chip_width, draw_avatar, draw_chip

ROW_HEIGHT = 84
_AVATAR, _PAD, _GAP, _LINE = 36, 12, 8, 20
_MARK = 16
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class _Brush:
    """Where a line is painted, and which way it reads."""

    painter: QPainter
    rect: QRect
    direction: Qt.LayoutDirection
    is_chosen: bool

    def place(self, rect: QRect) -> QRect:
        return QStyle.visualRect(self.direction, self.rect, rect)

    def words(self, rect: QRect, text: str, font: QFont, colour: str, *, end: bool = False) -> None:
        """Text that is cut where it has no room."""
        painter = self.painter
        painter.setFont(font)
        painter.setPen(qcolor(colour))
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        cut = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        side = Qt.AlignmentFlag.AlignRight if end else Qt.AlignmentFlag.AlignLeft
        flags = QStyle.visualAlignment(self.direction, side | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(self.place(rect), flags, cut)


class ThreadDelegate(QStyledItemDelegate):
    """Whom it is about and when; the subject; the newest words, and how much of it is new."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Three lines."""
        return QSize(super().sizeHint(option, index).width(), px(ROW_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One line of the list."""
        rect: QRect = option.rect  # type: ignore[attr-defined]  # missing in the stubs
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]  # as above
        direction: Qt.LayoutDirection = option.direction  # type: ignore[attr-defined]  # as above
        is_chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        brush = _Brush(painter, rect, direction, is_chosen)
        _paint_ground(brush)
        row: ThreadRow | None = index.data(ROW_ROLE)
        if row is None:
            bar = QRect(rect.left() + _PAD, rect.center().y() - 5, min(160, rect.width() - 24), 10)
            painter.fillRect(brush.place(bar), qcolor(theme().colours.surface2))
        else:
            _paint_row(brush, row, str(index.data(WHEN_ROLE)))
        painter.restore()


def _paint_ground(brush: _Brush) -> None:
    colours, rect = theme().colours, brush.rect
    ground = colours.accent_soft if brush.is_chosen else colours.surface
    brush.painter.fillRect(rect, qcolor(ground))
    rule = QRect(rect.left(), rect.bottom(), rect.width(), 1)
    brush.painter.fillRect(rule, qcolor(colours.line))
    if brush.is_chosen:
        bar = QRect(rect.left(), rect.top(), 3, rect.height())
        brush.painter.fillRect(brush.place(bar), qcolor(colours.accent))


def _paint_row(brush: _Brush, row: ThreadRow, when: str) -> None:
    colours, rect = theme().colours, brush.rect
    disc = QRect(rect.left() + _PAD, rect.top() + _PAD, px(_AVATAR), px(_AVATAR))
    _paint_face(brush, disc, row)
    left, right = rect.left() + _PAD + px(_AVATAR) + _PAD, rect.right() - _PAD
    unread = row.last.unread if row.last else 0
    meta = text_font(TEXT_META, 450, tabular=True)
    width = QFontMetrics(meta).horizontalAdvance(when) + 2
    top = QRect(left, rect.top() + 10, right - left - width - _GAP, px(_LINE))
    brush.words(top, title_words(row), text_font(TEXT_BODY, 600), colours.text)
    at = QRect(right - width, top.top(), width, px(_LINE))
    brush.words(at, when, meta, colours.text2, end=True)
    room = right - left - _paint_chip(brush, row, right)
    second = QRect(left, top.bottom() + 2, room, px(_LINE))
    brush.words(second, row.subject, text_font(TEXT_LABEL, 600 if unread else 450), colours.text)
    room = right - left - _paint_marks(brush, row, right)
    third = QRect(left, second.bottom() + 2, room, px(_LINE))
    colour = colours.text if unread else colours.text2
    brush.words(third, last_words(row), text_font(TEXT_LABEL, 600 if unread else 400), colour)


def _paint_face(brush: _Brush, disc: QRect, row: ThreadRow) -> None:
    if row.patient_id is not None:
        place, edge = brush.place(disc), brush.is_chosen
        draw_avatar(brush.painter, place, row.patient_name, row.patient_id, bordered=edge)
        return
    tint = theme().tint(Tone.NEUTRAL)
    brush.painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    edge = QPen(qcolor(tint.text), 1) if brush.is_chosen else Qt.PenStyle.NoPen
    brush.painter.setPen(edge)
    brush.painter.setBrush(qcolor(tint.ground))
    brush.painter.drawEllipse(brush.place(disc))
    inner = QRectF(brush.place(disc)).adjusted(9, 9, -9, -9)
    draw_icon(brush.painter, "users", tint.text, inner)


def _paint_chip(brush: _Brush, row: ThreadRow, right: int) -> int:
    """The priority, else what it is about in a done conversation; how much room it takes."""
    tone, words = priority_tone(row.priority), priority_words(row.priority)
    if row.status == "done":
        tone, words = Tone.OK, said("Done")
    if tone is None:
        return 0
    width = chip_width(words)
    top = brush.rect.top() + 10 + px(_LINE) + 1
    chip = brush.place(QRect(right - width, top, width, px(CHIP_HEIGHT)))
    draw_chip(brush.painter, chip, words, tone, bordered=brush.is_chosen, direction=brush.direction)
    return width + _GAP


def _paint_marks(brush: _Brush, row: ThreadRow, right: int) -> int:
    """How much is new, a file, what waits for the server; how much room they take."""
    colours, end = theme().colours, right
    top = brush.rect.top() + 10 + 2 * px(_LINE) + 4
    if row.last and row.last.unread:
        end -= _paint_count(brush, row.last.unread, end, top) + _GAP
    marks = (("clock", row.is_pending), ("paperclip", bool(row.last and row.last.has_files)))
    for name, is_shown in marks:
        if is_shown:
            place = brush.place(QRect(end - px(_MARK), top + 2, px(_MARK), px(_MARK)))
            warn = theme().tint(Tone.WARN).text
            draw_icon(
                brush.painter, name, warn if name == "clock" else colours.text2, QRectF(place)
            )
            end -= px(_MARK) + _GAP
    return right - end


def _paint_count(brush: _Brush, count: int, right: int, top: int) -> int:
    colours, words = theme().colours, "99+" if count > 99 else str(count)
    font = text_font(TEXT_META, 650, tabular=True)
    width = max(20, QFontMetrics(font).horizontalAdvance(words) + 12)
    place = brush.place(QRect(right - width, top, width, 20))
    brush.painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    brush.painter.setPen(Qt.PenStyle.NoPen)
    brush.painter.setBrush(qcolor(colours.accent))
    brush.painter.drawRoundedRect(QRectF(place), 10, 10)
    brush.painter.setPen(qcolor(colours.on_accent))
    brush.painter.setFont(font)
    brush.painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)
    return width
