"""Which time of each column is closed: a closed day, a block, and outside of a provider's hours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from app.domain.availability import PractitionerSchedule
from app.domain.open_hours import hours_on
from app.ui.models.day_words import said
from app.ui.panels.appointments.places import Places, Split
from app.ui.widgets.calendar_geometry import DayAxis
from app.ui.widgets.calendar_values import CalendarColumn, CalendarShade


def shades_of(
    places: Places, columns: Sequence[CalendarColumn], axis: DayAxis
) -> tuple[CalendarShade, ...]:
    """Everything closed that can be seen, columns in order."""
    found = (
        shade
        for column in columns
        for shade in (
            *_outside_hours(places, column.key),
            *_holidays(places, column.key, axis),
            *_blocks(places, column.key, axis),
        )
    )
    return tuple(shade for shade in found if shade.end > shade.start)


def closed_words(places: Places, column: str) -> str:
    """Why the clinic is closed all of a column's day; "" where it is not."""
    day = places.day_of(column)
    names = (one.name for one in places.schedule.holidays if one.on == day)
    name = next(names, "")
    return said("Closed: {0}").format(name) if name else ""


def _holidays(places: Places, column: str, axis: DayAxis) -> Iterator[CalendarShade]:
    words = closed_words(places, column)
    if words:
        yield CalendarShade(column, axis.first, axis.last, words)


def _blocks(places: Places, column: str, axis: DayAxis) -> Iterator[CalendarShade]:
    provider, room = places.practitioner_in(column), places.room_in(column)
    begins, ends = places.instant(column, axis.first), places.instant(column, axis.last)
    for block in places.schedule.blocks:
        is_theirs = provider is not None and block.practitioner_id == provider
        is_here = room is not None and block.room_id == room
        if not (is_theirs or is_here) or block.starts_at >= ends or block.ends_at <= begins:
            continue
        start = places.minute_of(block.starts_at) if block.starts_at > begins else axis.first
        end = places.minute_of(block.ends_at) if block.ends_at < ends else axis.last
        yield CalendarShade(column, start, end, block.reason, block.id)


def _outside_hours(places: Places, column: str) -> Iterator[CalendarShade]:
    """What lies inside the clinic's hours and outside the provider's own."""
    provider = places.practitioner_in(column)
    if provider is None or places.split is Split.ROOMS:
        return
    mine = [one for one in places.schedule.hours if one.practitioner_id == provider]
    if mine:
        yield from _between(places, column, hours_on(mine, places.day_of(column)))


def _between(
    places: Places, column: str, hours: Iterable[PractitionerSchedule]
) -> Iterator[CalendarShade]:
    schedule = places.schedule
    at = schedule.opens_min
    for one in sorted(hours, key=lambda one: one.begins_at):
        if one.begins_at > at:
            yield _shade(places, column, at, min(one.begins_at, schedule.closes_min))
        at = max(at, one.ends_at)
    yield _shade(places, column, at, schedule.closes_min)


def _shade(places: Places, column: str, begins: int, ends: int) -> CalendarShade:
    return CalendarShade(column, places.minute_of_wall(begins), places.minute_of_wall(ends))
