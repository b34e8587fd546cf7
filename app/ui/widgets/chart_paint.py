"""How a chart is painted, on the screen and into a picture: axis, bars and words, mirrored too."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle

from app.ui.theme.fonts import text_font
from app.ui.theme.sizes import px
from app.ui.theme.style import qcolor
from app.ui.theme.tokens import RADIUS_CONTROL, TEXT_LABEL, TEXT_META, Colours, Tone
from app.ui.widgets.chart_values import Bar, ChartData, ticks
from app.ui.widgets.focus import draw_focus_ring

_GAP = 8
_WIDEST_BAR, _NARROWEST_SLOT, _NAMED_SLOT = 64, 24, 84
_SHARE = 0.64
_RADIUS = 3
_CENTRE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Marks:
    """What is marked in a chart: the bar somebody is on, and whether by the keyboard."""

    current: int = -1
    has_ring: bool = False


_NO_MARKS = Marks()


def room_wanted(data: ChartData) -> int:
    """Pixels below which the bars of a chart are too narrow to be read."""
    slot = px(_NARROWEST_SLOT if data.is_ordered else _NAMED_SLOT)
    return _axis_width(data) + slot * len(data.bars)


class ChartPainter:
    """One chart in one rectangle. Laid out from left to right and mirrored as a whole."""

    def __init__(
        self, data: ChartData, rect: QRect, colours: Colours, direction: Qt.LayoutDirection
    ) -> None:
        self._data, self._rect = data, rect
        self._colours, self._direction = colours, direction
        self._small = text_font(TEXT_META, 400, tabular=True)
        self._strong = text_font(TEXT_LABEL, 600, tabular=True)
        highest = [max(one.value, one.of or 0) for one in data.bars]
        lowest = [one.value for one in data.bars]
        self._ticks = ticks(min(lowest, default=0), max(highest, default=0), unit=data.unit)
        line = QFontMetrics(self._strong).height()
        axis = _axis_width(data)
        self._plot = rect.adjusted(axis, line + _GAP, -_GAP // 2, -(line + _GAP))

        self._every, self._has_figures = self._label_step(), self._fits_figures()

    def slot(self, at: int) -> QRect:
        """Everything of one bar: its room, its figure and its label."""
        count = max(len(self._data.bars), 1)
        left = self._plot.left() + self._plot.width() * at // count
        right = self._plot.left() + self._plot.width() * (at + 1) // count
        place = QRect(left, self._rect.top(), right - left, self._rect.height())
        return QStyle.visualRect(self._direction, self._rect, place)

    def bar_at(self, x: int) -> int:
        """The bar under a point, -1 where there is none."""
        return next(
            (
                at
                for at in range(len(self._data.bars))
                if self.slot(at).left() <= x <= self.slot(at).right()
            ),
            -1,
        )

    def paint(self, painter: QPainter, marks: Marks = _NO_MARKS) -> None:
        """Axis, ground of the bar somebody is on, bars, words, ring."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # "−5" stays "−5"
        if 0 <= marks.current < len(self._data.bars):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(qcolor(self._colours.accent_soft))
            painter.drawRoundedRect(self.slot(marks.current), RADIUS_CONTROL, RADIUS_CONTROL)
        self._axis(painter)
        every = self._every
        for at, bar in enumerate(self._data.bars):
            self._bar(painter, at, bar)
            self._words(painter, at, bar, marks, has_label=at % every == 0 or at == marks.current)
        if marks.has_ring and marks.current >= 0:
            ring = QRectF(self.slot(marks.current))
            draw_focus_ring(painter, ring, RADIUS_CONTROL, colour=self._colours.text)

    def _axis(self, painter: QPainter) -> None:
        painter.setFont(self._small)
        end = QStyle.visualAlignment(self._direction, Qt.AlignmentFlag.AlignRight)
        end |= Qt.AlignmentFlag.AlignAbsolute
        for one in self._ticks:
            y = self._y(one)
            painter.setPen(QPen(qcolor(self._colours.line if one else self._colours.outline), 1))
            painter.drawLine(*self._line(y))
            height = QFontMetrics(self._small).height()
            words = QRect(
                self._rect.left(),
                y - height // 2,
                self._plot.left() - self._rect.left() - _GAP,
                height,
            )
            painter.setPen(qcolor(self._colours.text2))
            place = QStyle.visualRect(self._direction, self._rect, words)
            painter.drawText(place, end | Qt.AlignmentFlag.AlignVCenter, self._data.tick_words(one))

    def _line(self, y: int) -> tuple[int, int, int, int]:
        place = QRect(self._plot.left(), y, self._plot.width(), 1)
        seen = QStyle.visualRect(self._direction, self._rect, place)
        return seen.left(), y, seen.right(), y

    def _bar(self, painter: QPainter, at: int, bar: Bar) -> None:
        if bar.of:
            painter.setPen(QPen(qcolor(self._colours.outline), 1.5))
            painter.setBrush(qcolor(self._colours.surface2))
            painter.drawRoundedRect(self._column(at, bar.of), _RADIUS, _RADIUS)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(qcolor(self._colours.accent))
        inside = bar.of if bar.is_over and bar.of is not None else bar.value
        if inside:
            painter.drawRoundedRect(self._column(at, inside), _RADIUS, _RADIUS)
        if bar.is_over or bar.value < 0:
            self._hatch(painter, self._column(at, bar.value, above=inside if bar.is_over else 0))

    def _hatch(self, painter: QPainter, column: QRectF) -> None:
        """What is over, or below zero: striped, with an edge, and not by its colour alone."""
        tint = self._colours.tints[Tone.DANGER]
        painter.setPen(QPen(qcolor(tint.text), 1.5))
        painter.setBrush(qcolor(tint.ground))
        painter.drawRoundedRect(column, _RADIUS, _RADIUS)
        painter.setBrush(QBrush(qcolor(tint.text), Qt.BrushStyle.BDiagPattern))
        painter.drawRoundedRect(column, _RADIUS, _RADIUS)

    def _column(self, at: int, value: int, *, above: int = 0) -> QRectF:
        slot = self.slot(at)
        width = min(slot.width() * _SHARE, px(_WIDEST_BAR))
        left = slot.left() + (slot.width() - width) / 2
        top, bottom = sorted((self._y(value), self._y(above)))
        return QRectF(left, top, width, max(bottom - top, 1))

    def _words(
        self, painter: QPainter, at: int, bar: Bar, marks: Marks, *, has_label: bool
    ) -> None:
        slot = self.slot(at)
        metrics = QFontMetrics(self._strong)
        height = metrics.height()
        top = self._y(max(bar.value, bar.of or 0, 0)) - height - 2
        is_current = at == marks.current
        if self._has_figures or is_current:
            painter.setFont(self._strong)
            painter.setPen(qcolor(self._colours.text))
            place = self._within(slot, metrics.horizontalAdvance(bar.words) + 2, top, height)
            painter.drawText(place, _CENTRE, bar.words)
        if not has_label:
            return
        small = QFontMetrics(self._small)
        painter.setFont(self._small)
        painter.setPen(qcolor(self._colours.text if is_current else self._colours.text2))
        room = slot.width() * self._every - 4
        label = small.elidedText(bar.label, Qt.TextElideMode.ElideRight, max(room, slot.width()))
        below = self._rect.bottom() - height
        place = self._within(slot, small.horizontalAdvance(label) + 2, below, height)
        painter.drawText(place, _CENTRE, label)

    def _within(self, slot: QRect, width: int, top: int, height: int) -> QRect:
        """Centred over a bar, and not past the chart's own edges."""
        place = QRect(slot.center().x() - width // 2, top, width, height)
        place.moveLeft(min(max(place.left(), self._rect.left()), self._rect.right() - width))
        return place

    def _fits_figures(self) -> bool:
        """Whether every bar has room for its figure; else only the one somebody is on has one."""
        metrics, bars = QFontMetrics(self._strong), self._data.bars
        slot = self._plot.width() // max(len(bars), 1)
        return all(metrics.horizontalAdvance(one.words) + _GAP <= slot for one in bars)

    def _label_step(self) -> int:
        """Of an ordered chart with many bars every so many have a label."""
        bars = self._data.bars
        if not self._data.is_ordered or not bars:
            return 1
        widest = max(QFontMetrics(self._small).horizontalAdvance(one.label) for one in bars) + 4
        slot = max(self._plot.width() // len(bars), 1)
        return max(1, -(-widest // slot))

    def _y(self, value: int) -> int:
        low, high = self._ticks[0], self._ticks[-1]
        share = (value - low) / (high - low)
        return round(self._plot.bottom() - share * self._plot.height())


def _axis_width(data: ChartData) -> int:
    """As wide as the widest mark."""
    values = [value for one in data.bars for value in (one.value, one.of or 0)]
    marks = ticks(min(values, default=0), max(values, default=0), unit=data.unit)
    metrics = QFontMetrics(text_font(TEXT_META, 400, tabular=True))
    return max(metrics.horizontalAdvance(data.tick_words(one)) for one in marks) + 2 * _GAP
