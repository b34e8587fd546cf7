"""How the arrow keys walk over a day: from visit to free slot to visit, column to column."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from app.ui.widgets.calendar_values import CalendarDay

SLOT_MIN = 30


class Step(Enum):
    """Where an arrow key leads."""

    EARLIER = "earlier"
    LATER = "later"
    PREVIOUS_COLUMN = "previous column"
    NEXT_COLUMN = "next column"
    FIRST = "first"
    LAST = "last"


class Stop(NamedTuple):
    """One place the cursor can stand on: a visit (its key) or a free slot (key "")."""

    column: int
    minute: int
    key: str


def stops(day: CalendarDay, column: int) -> list[Stop]:
    """Every place of a column in the order of the day: visits, and free half hours while open."""
    visits = [visit for visit in day.visits if visit.column == day.columns[column].key]
    found = [Stop(column, visit.start, visit.key) for visit in visits]
    first = day.opens + -day.opens % SLOT_MIN
    found.extend(
        Stop(column, minute, "")
        for minute in range(first, day.closes, SLOT_MIN)
        if all(v.end <= minute or v.start >= minute + SLOT_MIN for v in visits)
    )
    return sorted(found, key=lambda stop: (stop.minute, stop.key))


def walk(day: CalendarDay, at: Stop, step: Step) -> Stop:
    """Where the cursor stands after an arrow key; at the edge it stays."""
    if step in (Step.PREVIOUS_COLUMN, Step.NEXT_COLUMN):
        column = at.column + (1 if step is Step.NEXT_COLUMN else -1)
        return nearest(day, column, at.minute) if 0 <= column < len(day.columns) else at
    places = stops(day, at.column)
    if not places:
        return at
    match step:
        case Step.FIRST:
            return places[0]
        case Step.LAST:
            return places[-1]
        case Step.EARLIER:
            before = [p for p in places if (p.minute, p.key) < (at.minute, at.key)]
            return before[-1] if before else at
        case Step.LATER:
            after = [p for p in places if (p.minute, p.key) > (at.minute, at.key)]
            return after[0] if after else at


def nearest(day: CalendarDay, column: int, minute: int) -> Stop:
    """The visit that covers a minute of a column, else the closest place."""
    key = day.columns[column].key
    for visit in day.visits:
        if visit.column == key and visit.start <= minute < visit.end:
            return Stop(column, visit.start, visit.key)
    places = stops(day, column)
    if not places:
        return Stop(column, minute, "")
    return min(places, key=lambda stop: (abs(stop.minute - minute), stop.minute))


def free_from(day: CalendarDay, column: int, minute: int, length: int) -> int:
    """The first quarter hour from a minute on at which nobody has the column for that long."""
    visits = [visit for visit in day.visits if visit.column == day.columns[column].key]
    for start in range(minute + -minute % 15, day.axis.last - length + 1, 15):
        if all(v.end <= start or v.start >= start + length for v in visits):
            return start
    return minute


def stop_of(day: CalendarDay, key: str) -> Stop | None:
    """Where a visit stands; None when it is not on this day."""
    columns = {column.key: index for index, column in enumerate(day.columns)}
    for visit in day.visits:
        if visit.key == key and visit.column in columns:
            return Stop(columns[visit.column], visit.start, key)
    return None
