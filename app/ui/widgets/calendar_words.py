"""What the painted day says in words: of a free slot, and of what lies under the pointer."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QRect

from app.domain.phi import quiet
from app.ui.widgets.calendar_cursor import SLOT_MIN, Stop
from app.ui.widgets.calendar_layout import DayLayout
from app.ui.widgets.calendar_values import CalendarDay


@quiet
class Tip(NamedTuple):
    """Words, and the place they hold for."""

    words: str
    rect: QRect


def tip_at(layout: DayLayout, x: int, y: int) -> Tip | None:
    """The visit under a pixel in words, else why the time there is closed; None for neither."""
    visit = layout.visit_at(x, y)
    if visit is not None:
        return Tip(visit.spoken, layout.rects[visit.key])
    if not layout.day.columns:
        return None
    column = layout.day.columns[layout.column_at(x)].key
    shade = layout.day.shade_of(column, layout.day.axis.minute_at(y))
    return Tip(shade.words, layout.shade_rect(shade)) if shade and shade.words else None


def slot_words(day: CalendarDay | None, stop: Stop | None) -> str:
    """A free half hour as a screen reader says it; closed time with its reason."""
    if stop is None or day is None or stop.column >= len(day.columns):
        return ""
    column, axis = day.columns[stop.column], day.axis
    shade = day.shade_of(column.key, stop.minute)
    words = _tr("{0}, {1} to {2}, closed") if shade else _tr("{0}, {1} to {2}, free")
    start, end = axis.words(stop.minute), axis.words(stop.minute + SLOT_MIN)
    said = words.format(column.title, start, end)
    return f"{said}: {shade.words}" if shade and shade.words else said


def _tr(text: str) -> str:
    return QCoreApplication.translate("CalendarCanvas", text)
