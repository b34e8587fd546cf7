"""Paints the lines of a list of records, in both reading directions."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.ui.models.record_list import LOOK_ROLE, LineLook
from app.ui.theme.fonts import text_font
from app.ui.theme.icons import draw_icon
from app.ui.theme.sizes import px
from app.ui.theme.style import qcolor, theme
from app.ui.theme.tokens import TEXT_BODY, TEXT_LABEL, TEXT_META, Tone
from app.ui.widgets.painting import CHIP_HEIGHT, chip_width, draw_avatar, draw_chip

_FACE, _PAD, _GAP, _LINE, _MARK = 36, 12, 8, 20, 16
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
        self.painter.setFont(font)
        self.painter.setPen(qcolor(colour))
        self.painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        cut = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        side = Qt.AlignmentFlag.AlignRight if end else Qt.AlignmentFlag.AlignLeft
        flags = QStyle.visualAlignment(self.direction, side | Qt.AlignmentFlag.AlignVCenter)
        self.painter.drawText(self.place(rect), flags, cut)


def row_height(*, is_short: bool = False) -> int:
    """Three lines at the scale in force; two where all are one patient's in a narrow place."""
    return px(62 if is_short else 84)


class RecordDelegate(QStyledItemDelegate):
    """What it is and when; whose it is; what is to say about it, and its state."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.names_patients = True
        """Whether lines say whose they are: not where all are one patient's."""
        self.is_short = False
        """Whether two lines are all there is room for."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Three lines, or two."""
        height = row_height(is_short=self.is_short)
        return QSize(super().sizeHint(option, index).width(), height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One line of the list."""
        rect: QRect = option.rect  # type: ignore[attr-defined]  # missing in the stubs
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]  # as above
        direction: Qt.LayoutDirection = option.direction  # type: ignore[attr-defined]  # as above
        painter.save()
        brush = _Brush(painter, rect, direction, bool(state & QStyle.StateFlag.State_Selected))
        _paint_ground(brush)
        look: LineLook | None = index.data(LOOK_ROLE)
        if look is None:
            bar = QRect(
                rect.left() + px(_PAD), rect.center().y() - 5, min(160, rect.width() - 24), 10
            )
            painter.fillRect(brush.place(bar), qcolor(theme().colours.surface2))
        else:
            _paint_line(brush, look, names_patients=self.names_patients, is_short=self.is_short)
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


def _paint_line(brush: _Brush, look: LineLook, *, names_patients: bool, is_short: bool) -> None:
    colours, rect = theme().colours, brush.rect
    disc = QRect(rect.left() + px(_PAD), rect.top() + px(_PAD), px(_FACE), px(_FACE))
    _paint_face(brush, disc, look, is_person=names_patients)
    left, right = rect.left() + px(_PAD) + px(_FACE) + px(_PAD), rect.right() - px(_PAD)
    meta = text_font(TEXT_META, 450, tabular=True)
    width = QFontMetrics(meta).horizontalAdvance(look.when) + 2
    first = QRect(left, rect.top() + px(10), right - left - width - px(_GAP), px(_LINE))
    brush.words(first, look.title, text_font(TEXT_BODY, 600), colours.text)
    at = QRect(right - width, first.top(), width, px(_LINE))
    brush.words(at, look.when, meta, colours.text2, end=True)
    taken = _paint_state(brush, look)
    if is_short:
        taken += _paint_marks(brush, look, below=1, before=taken)
    second = QRect(left, first.bottom() + 2, right - left - taken, px(_LINE))
    if names_patients:
        brush.words(second, look.patient, text_font(TEXT_LABEL, 500), colours.text)
    else:
        brush.words(second, look.detail, text_font(TEXT_LABEL, 400), colours.text2)
    if is_short:
        return
    room = right - left - _paint_marks(brush, look, below=2)
    if names_patients:
        third = QRect(left, second.bottom() + 2, room, px(_LINE))
        brush.words(third, look.detail, text_font(TEXT_LABEL, 400), colours.text2)


def _paint_face(brush: _Brush, disc: QRect, look: LineLook, *, is_person: bool) -> None:
    if is_person and look.patient:
        draw_avatar(brush.painter, brush.place(disc), look.patient, look.patient_key)
        return
    tint = theme().tint(Tone.NEUTRAL)
    brush.painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    brush.painter.setPen(Qt.PenStyle.NoPen)
    brush.painter.setBrush(qcolor(tint.ground))
    brush.painter.drawEllipse(brush.place(disc))
    draw_icon(
        brush.painter,
        look.icon,
        tint.text,
        QRectF(brush.place(disc)).adjusted(px(9), px(9), -px(9), -px(9)),
    )


def _paint_state(brush: _Brush, look: LineLook) -> int:
    """The state as a chip; how much room it takes."""
    if not look.state:
        return 0
    width, right = chip_width(look.state), brush.rect.right() - px(_PAD)
    top = brush.rect.top() + px(10) + px(_LINE) + 1
    chip = brush.place(QRect(right - width, top, width, CHIP_HEIGHT))
    draw_chip(
        brush.painter,
        chip,
        look.state,
        look.tone,
        bordered=brush.is_chosen,
        direction=brush.direction,
    )
    return width + px(_GAP)


def _paint_marks(brush: _Brush, look: LineLook, *, below: int, before: int = 0) -> int:
    """What waits for the server and what else there is to know; how much room it takes.

    below: under how many lines. before: pixels that are taken at the end of the line.
    """
    right = brush.rect.right() - px(_PAD) - before
    end, top = right, brush.rect.top() + px(10) + below * px(_LINE) + 6
    warn, quiet = theme().tint(Tone.WARN).text, theme().colours.text2
    marks = (*(("clock", warn),) * look.is_pending, *((one, quiet) for one in look.marks))
    for name, colour in marks:
        place = brush.place(QRect(end - px(_MARK), top, px(_MARK), px(_MARK)))
        draw_icon(brush.painter, name, colour, QRectF(place))
        end -= px(_MARK) + px(_GAP)
    return right - end
