"""Places every visit and column of a day on a canvas of a given width."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QStyle

from app.ui.widgets.calendar_geometry import SHORTEST_SHOWN_MIN, Lane, Span, lanes
from app.ui.widgets.calendar_values import CalendarDay, CalendarShade, CalendarVisit, Ghost

_EDGE = 4


@dataclass(frozen=True, slots=True)
class DayLayout:
    """Rectangles of a day, already mirrored where people read from the right."""

    day: CalendarDay
    width: int
    height: int
    direction: Qt.LayoutDirection
    rects: dict[str, QRect]

    def column_rect(self, index: int) -> QRect:
        """The whole height of a column."""
        count = max(1, len(self.day.columns))
        left, right = self.width * index // count, self.width * (index + 1) // count
        return self._visual(QRect(left, 0, right - left, self.height))

    def column_at(self, x: int) -> int:
        """The column under a pixel."""
        count = max(1, len(self.day.columns))
        logical = x if self.direction is Qt.LayoutDirection.LeftToRight else self.width - 1 - x
        return min(max(logical * count // max(1, self.width), 0), count - 1)

    def visit_at(self, x: int, y: int) -> CalendarVisit | None:
        """The visit under a pixel, the one painted last where two meet."""
        for visit in reversed(self.day.visits):
            rect = self.rects.get(visit.key)
            if rect is not None and rect.contains(x, y):
                return visit
        return None

    def ghost_rect(self, ghost: Ghost) -> QRect:
        """Where a ghost or a free slot is drawn: the whole column's width, never too low to read.

        Empty where its column is not on this day.
        """
        place = self.day.place_of(ghost.column)
        if place < 0:
            return QRect()
        column = self.column_rect(place)
        axis = self.day.axis
        top = axis.y_of(ghost.start)
        bottom = axis.y_of(ghost.start + max(ghost.length, SHORTEST_SHOWN_MIN))
        return QRect(column.left() + _EDGE, top + 1, column.width() - 2 * _EDGE, bottom - top - 2)

    def shade_rect(self, shade: CalendarShade) -> QRect:
        """Where closed time is drawn: the column's whole width. Empty where it is not shown."""
        place = self.day.place_of(shade.column)
        if place < 0:
            return QRect()
        column, axis = self.column_rect(place), self.day.axis
        top, bottom = (axis.y_of(at) for at in (shade.start, shade.end))
        return QRect(column.left(), top, column.width(), bottom - top)

    def _visual(self, rect: QRect) -> QRect:
        return QStyle.visualRect(self.direction, QRect(0, 0, self.width, self.height), rect)


def laid_out(day: CalendarDay, width: int, direction: Qt.LayoutDirection) -> DayLayout:
    """Compute every rectangle once per day and width; painting only looks them up."""
    rects: dict[str, QRect] = {}
    layout = DayLayout(day, width, day.axis.height(), direction, rects)
    by_column: dict[str, list[CalendarVisit]] = {column.key: [] for column in day.columns}
    for visit in day.visits:
        by_column.setdefault(visit.column, []).append(visit)
    for index, column in enumerate(day.columns):
        visits = by_column[column.key]
        places = lanes(Span(visit.key, visit.start, visit.end) for visit in visits)
        whole = layout.column_rect(index)
        for visit in visits:
            rects[visit.key] = _block(day, visit, whole, places[visit.key], direction)
    return layout


def _block(
    day: CalendarDay, visit: CalendarVisit, column: QRect, lane: Lane, direction: Qt.LayoutDirection
) -> QRect:
    usable = column.width() - 2 * _EDGE
    left = column.left() + _EDGE + usable * lane.lane // lane.of
    right = column.left() + _EDGE + usable * (lane.lane + lane.width) // lane.of
    top = day.axis.y_of(visit.start)
    bottom = day.axis.y_of(max(visit.end, visit.start + SHORTEST_SHOWN_MIN))
    gap = 3 if lane.lane + lane.width < lane.of else 0
    block = QRect(left, top + 1, right - left - gap, bottom - top - 2)
    return QStyle.visualRect(direction, column, block)
