"""Paints the day: ground, visits, ghost and now line, in both reading directions."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle

from app.ui.theme.fonts import text_font
from app.ui.theme.icons import draw_icon
from app.ui.theme.sizes import px
from app.ui.theme.style import qcolor, theme
from app.ui.theme.tokens import RADIUS_CONTROL, Tone
from app.ui.widgets.calendar_values import CalendarVisit

ONE_LINE_BELOW_PX = 36
_BAR, _PAD, _ICON, _GAP = 4, 10, 14, 5
_RADIUS = 5.0
_ROOM_FOR_TIME_PX = 92
_NARROW_PX = 120


def _font(size_px: int, weight: int) -> QFont:
    return text_font(size_px, weight, tabular=True)


@lru_cache(maxsize=16)
def _metrics(size_px: int, weight: int) -> QFontMetrics:
    return QFontMetrics(_font(size_px, weight))


@lru_cache(maxsize=4096)
def _fitted(text: str, width: int, font: tuple[int, int]) -> tuple[str, int]:
    """The text as it fits and the pixels it takes; measured once, painted many times."""
    metrics = _metrics(*font)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
    return shown, metrics.horizontalAdvance(shown)


def forget_painted_words() -> None:
    """The desk locks, or letters are of another size: let go of the names that were measured."""
    _fitted.cache_clear()
    _metrics.cache_clear()


def _see_through(value: str, alpha: int) -> QColor:
    colour = QColor(value)
    colour.setAlpha(alpha)
    return colour


class VisitPainter:
    """Paints blocks on one widget. direction mirrors bar, icons and words."""

    def __init__(self, painter: QPainter, direction: Qt.LayoutDirection) -> None:
        self._painter = painter
        self._direction = direction
        self._colours = theme().colours
        self._lead = QStyle.visualAlignment(direction, Qt.AlignmentFlag.AlignLeft)

    def visit(self, visit: CalendarVisit, rect: QRect, *, hovered: bool, selected: bool) -> None:
        """One visit: soft tint, bar, icon, words; never a word cut in half its height."""
        tint = self._colours.tints[visit.tone]
        self._block(rect, tint.text, tint.ground, hatched=visit.is_tentative)
        outline = self._outline(visit, tint.text, hovered=hovered)
        if outline is not None:
            self._frame(rect, outline)
        inner = rect.adjusted(_BAR + _PAD - 4, 0, -_GAP, 0)
        is_low = rect.height() < px(ONE_LINE_BELOW_PX)
        if rect.width() < px(_NARROW_PX):
            self._narrow(visit, rect, inner.adjusted(-2, 0, 2, 0), is_low=is_low)
            if selected:
                self._frame(rect, QPen(qcolor(self._colours.accent), 2.5))
            return
        inner = self._icons(visit, rect, inner)
        if is_low:
            self._one_line(visit, rect, inner)
        else:
            self._two_lines(visit, rect, inner, tint.text)
        if selected:
            self._frame(rect, QPen(qcolor(self._colours.accent), 2.5))

    def ghost(self, rect: QRect, words: str) -> None:
        """Where a carried visit or a new booking would stand, with its time."""
        painter = self._painter
        painter.setPen(QPen(qcolor(self._colours.accent), 2, Qt.PenStyle.DashLine))
        painter.setBrush(_see_through(self._colours.accent_soft, 242))
        painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), _RADIUS, _RADIUS)
        painter.setPen(qcolor(self._colours.accent_text))
        painter.setFont(_font(13, 650))
        line = QRect(rect.left() + _PAD, rect.top(), rect.width() - 2 * _PAD, px(22))
        shown = _metrics(13, 650).elidedText(words, Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, self._lead | Qt.AlignmentFlag.AlignVCenter, shown)

    def slot(self, rect: QRect, words: str) -> None:
        """The keyboard's cursor on a free slot."""
        painter = self._painter
        painter.setPen(QPen(qcolor(self._colours.accent), 2))
        painter.setBrush(_see_through(self._colours.accent_soft, 130))
        painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), _RADIUS, _RADIUS)
        painter.setPen(qcolor(self._colours.accent_text))
        painter.setFont(_font(12, 600))
        line = rect.adjusted(_PAD, 0, -_PAD, 0)
        shown = _metrics(12, 600).elidedText(words, Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, self._lead | Qt.AlignmentFlag.AlignVCenter, shown)

    def _outline(self, visit: CalendarVisit, tone: str, *, hovered: bool) -> QPen | None:
        if visit.is_conflict:
            return QPen(qcolor(self._colours.tints[Tone.DANGER].text), 2)
        if visit.is_tentative:
            return QPen(qcolor(tone), 1, Qt.PenStyle.DashLine)
        return QPen(qcolor(tone), 1) if hovered else None

    def _block(self, rect: QRect, bar: str, ground: str, *, hatched: bool) -> None:
        painter = self._painter
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(qcolor(bar))
        painter.drawRoundedRect(rect, _RADIUS, _RADIUS)
        body = QStyle.visualRect(self._direction, rect, rect.adjusted(_BAR, 0, 0, 0))
        square = QStyle.visualRect(
            self._direction, rect, QRect(rect.left() + _BAR, rect.top(), 8, rect.height())
        )
        painter.setBrush(qcolor(ground))
        painter.drawRoundedRect(body, _RADIUS, _RADIUS)
        painter.fillRect(square, qcolor(ground))
        if hatched:
            painter.setBrush(QBrush(_see_through(bar, 60), Qt.BrushStyle.BDiagPattern))
            painter.drawRect(body.adjusted(0, 1, 0, -1))

    def _frame(self, rect: QRect, pen: QPen) -> None:
        self._painter.setPen(pen)
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        inset = pen.widthF() / 2
        place = QRectF(rect).adjusted(inset, inset, -inset, -inset)
        self._painter.drawRoundedRect(place, _RADIUS, _RADIUS)

    def _icons(self, visit: CalendarVisit, rect: QRect, inner: QRect) -> QRect:
        """Draw the marks from the far end; the room that is left for words."""
        danger = self._colours.tints[Tone.DANGER].text
        marks = [(visit.icon, self._colours.tints[visit.tone].text)]
        if visit.is_conflict:
            marks.append(("triangle-alert", danger))
        if visit.is_waiting:
            marks.append(("hourglass", self._colours.text2))
        if visit.has_allergy:
            marks.append(("badge-alert", danger))
        size = min(px(_ICON), rect.height() - 3)
        height = min(rect.height(), px(24))
        right = inner.right()
        for name, colour in marks:
            if right - size < inner.left() + 44:
                break
            place = QRect(right - size, rect.top() + (height - size) // 2, size, size)
            target = QRectF(QStyle.visualRect(self._direction, rect, place))
            draw_icon(self._painter, name, colour, target)
            right -= size + 4
        return inner.adjusted(0, 0, right - inner.right() - 2, 0)

    def _one_line(self, visit: CalendarVisit, rect: QRect, inner: QRect) -> None:
        size = 13 if rect.height() >= px(20) else 12
        lead = _lead(visit, inner.width())
        used = self._words(lead, rect, inner, font=(size, 600), colour=self._colours.text)
        rest = inner.adjusted(used + 8, 0, 0, 0)
        if rest.width() > 40 and visit.detail:
            colour = self._colours.tints[visit.tone].text
            self._words(visit.detail, rect, rest, font=(12, 500), colour=colour)

    def _two_lines(self, visit: CalendarVisit, rect: QRect, inner: QRect, tone: str) -> None:
        top = rect.top() + (2 if rect.height() < px(44) else px(5))
        line = px(18)
        first = QRect(inner.left(), top, inner.width(), line)
        lead = _lead(visit, first.width())
        self._words(lead, rect, first, font=(13, 600), colour=self._colours.text)
        full = QRect(inner.left(), top + line, rect.right() - inner.left() - _GAP, px(16))
        detail = " · ".join(part for part in (visit.detail, visit.status) if part)
        self._words(detail, rect, full, font=(12, 500), colour=tone)

    def _narrow(self, visit: CalendarVisit, rect: QRect, inner: QRect, *, is_low: bool) -> None:
        """A lane of a double booking: the name has all the room, on two lines where it can.

        The frame tells a conflict and the tint the status; icons would leave "D'An…".
        """
        family, _, given = visit.name.partition(", ")
        if is_low:
            self._words(visit.name, rect, inner, font=(12, 600), colour=self._colours.text)
            return
        top = rect.top() + (2 if rect.height() < px(44) else px(5))
        for line, words in enumerate((family, given)):
            place = QRect(inner.left(), top + px(16) * line, inner.width(), px(17))
            self._words(words, rect, place, font=(12, 600), colour=self._colours.text)
        if rect.height() >= top - rect.top() + px(50):
            place = QRect(inner.left(), top + px(33), inner.width(), px(16))
            tone = self._colours.tints[visit.tone].text
            self._words(visit.status, rect, place, font=(12, 500), colour=tone)

    def _words(
        self, text: str, rect: QRect, place: QRect, *, font: tuple[int, int], colour: str
    ) -> int:
        """Write what fits; the width it took."""
        shown, advance = _fitted(text, place.width(), font)
        self._painter.setPen(qcolor(colour))
        self._painter.setFont(_font(*font))
        visual = QStyle.visualRect(self._direction, rect, place)
        self._painter.drawText(visual, self._lead | Qt.AlignmentFlag.AlignVCenter, shown)
        return advance


def _lead(visit: CalendarVisit, width: int) -> str:
    """Time and name; in a narrow lane the name alone, for the time stands beside the day."""
    return f"{visit.time}  {visit.name}" if width >= px(_ROOM_FOR_TIME_PX) else visit.name


def paint_now(painter: QPainter, left: int, right: int, y: int, *, dot_at: int) -> None:
    """The line of the present minute with its dot at the edge where the times stand."""
    colour = qcolor(theme().tint(Tone.DANGER).text)
    painter.setPen(QPen(colour, 2))
    painter.drawLine(QLineF(left, y, right, y))
    paint_dot(painter, dot_at, y)


def paint_dot(painter: QPainter, x: int, y: int) -> None:
    """The dot on the line; half of it stands beside the columns, in the gutter."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(qcolor(theme().tint(Tone.DANGER).text))
    painter.drawEllipse(QPointF(x, y), 5, 5)


def paint_pill(painter: QPainter, rect: QRect, words: str) -> None:
    """The present time in the gutter."""
    tint = theme().tint(Tone.DANGER)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(qcolor(tint.ground))
    painter.drawRoundedRect(rect, RADIUS_CONTROL, RADIUS_CONTROL)
    painter.setPen(qcolor(tint.text))
    painter.setFont(_font(12, 650))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, words)
