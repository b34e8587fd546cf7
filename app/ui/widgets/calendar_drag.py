"""What a mouse or the Alt keys carry over the calendar, as plain decisions without Qt."""

from __future__ import annotations

from typing import NamedTuple

from app.ui.widgets.calendar_geometry import SNAP_MIN, DayAxis, snapped
from app.ui.widgets.calendar_values import CalendarDay, CalendarVisit, Ghost

THRESHOLD_PX = 8
"""A shorter way of the mouse is a click with an unsteady hand."""
DEFAULT_LENGTH_MIN = 30


class Press(NamedTuple):
    """Where the button went down. grab: minutes from the visit's start to the pointer."""

    x: int
    y: int
    key: str
    column: str
    minute: int
    grab: int = 0


def is_drag(press: Press, x: int, y: int) -> bool:
    """Whether the pointer went far enough to mean it."""
    return max(abs(x - press.x), abs(y - press.y)) >= THRESHOLD_PX


def carried(
    axis: DayAxis, visit: CalendarVisit, *, column: str, start: int, step: int = SNAP_MIN
) -> Ghost:
    """The visit at another place, whole inside the shown day."""
    length = visit.end - visit.start
    latest = max(axis.first, axis.last - length)
    placed = min(max(snapped(start, step=step), axis.first), latest)
    return Ghost(visit.key, column, placed, length)


def swept(press: Press, minute: int, *, step: int = SNAP_MIN) -> Ghost:
    """A new booking from where the button went down to where the pointer is."""
    low, high = sorted((press.minute, minute))
    start = low // step * step
    end = max(start + step, -(-high // step) * step)
    return Ghost("", press.column, start, end - start)


def nudged(day: CalendarDay, ghost: Ghost, *, minutes: int = 0, columns: int = 0) -> Ghost:
    """A carried visit one key further, inside the shown day and the columns open to it."""
    place = min(max(day.place_of(ghost.column) + columns, 0), len(day.columns) - 1)
    column = day.columns[place]
    latest = max(day.axis.first, day.axis.last - ghost.length)
    return ghost._replace(
        column=column.key if column.is_bookable else ghost.column,
        start=min(max(ghost.start + minutes, day.axis.first), latest),
    )


def is_moved(day: CalendarDay, ghost: Ghost) -> bool:
    """Whether a carried visit stands somewhere else than before."""
    for visit in day.visits:
        if visit.key == ghost.key:
            return (ghost.column, ghost.start) != (visit.column, visit.start)
    return False
