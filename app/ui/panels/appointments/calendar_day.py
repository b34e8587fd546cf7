"""Turns a schedule, of a day or a week, into what the painted calendar draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from app.domain.day_visit import DayVisit
from app.domain.permissions import Permission
from app.services.day import DaySchedule
from app.ui.habits import clock_words
from app.ui.models.day_words import look_of, marks_of
from app.ui.panels.appointments.calendar_columns import columns_of
from app.ui.panels.appointments.closed_time import closed_words, shades_of
from app.ui.panels.appointments.places import Places, Split
from app.ui.permitted import Permits
from app.ui.widgets.calendar_geometry import DayAxis, shown_range
from app.ui.widgets.calendar_values import (
    COLUMN_MIN_WIDTH,
    DAY_MIN_WIDTH,
    CalendarDay,
    CalendarVisit,
)

HIDDEN = frozenset({"cancelled"})
"""Visits that hold no time; the list shows them."""
MINUTES_OF_A_DAY = 24 * 60
MOVABLE = frozenset({"requested", "booked", "arrived"})


def calendar_day(
    schedule: DaySchedule, permits: Permits | None = None, split: Split = Split.PROVIDERS
) -> CalendarDay:
    """The schedule as columns and blocks; "Unassigned" appears only when somebody is there.

    permits: what the acting role may not book or move is marked so.
    """
    places = Places(schedule, split)
    visits = [visit for visit in schedule.visits if visit.status not in HIDDEN]
    axis = _axis(places, visits)
    columns = tuple(
        column._replace(
            is_bookable=may_book(permits, places, column.key),
            subtitle=closed_words(places, column.key) or column.subtitle,
        )
        for column in columns_of(places, visits)
    )
    known = frozenset(column.key for column in columns)
    locked = {
        one
        for one in {visit.practitioner_id for visit in visits}
        if not _may(permits, Permission.SCHEDULE_EDIT, one)
    }
    return CalendarDay(
        axis=axis,
        opens=places.minute_of_wall(schedule.opens_min),
        closes=places.minute_of_wall(schedule.closes_min),
        columns=columns,
        visits=tuple(
            _locked(_block(visit, places, axis, known), visit.practitioner_id in locked)
            for visit in visits
        ),
        shades=shades_of(places, columns, axis),
        column_width=DAY_MIN_WIDTH if places.is_week else COLUMN_MIN_WIDTH,
    )


def may_book(permits: Permits | None, places: Places, column: str) -> bool:
    """Whether the acting role may give away time in a column."""
    return permits is None or not why_not_in(permits, places, column)


def why_not_in(permits: Permits, places: Places, column: str) -> str:
    """Why the acting role may not book in a column; "" where it may."""
    provider = places.practitioner_in(column)
    if provider is None and places.split is not Split.PROVIDERS:
        return permits.why_not_book()  # a room is nobody's: the form asks with whom
    return permits.why_not_visit(Permission.SCHEDULE_BOOK, provider)


def _locked(block: CalendarVisit, is_locked: bool) -> CalendarVisit:
    if not (is_locked and block.is_movable):
        return block
    return block._replace(is_movable=False, is_locked=True)


def _may(permits: Permits | None, permission: Permission, practitioner_id: str | None) -> bool:
    return permits is None or not permits.why_not_visit(permission, practitioner_id)


def empty_day(day: CalendarDay) -> CalendarDay:
    """The grid of a day alone, while another day is being read: columns without their counts."""
    columns = tuple(column._replace(subtitle="") for column in day.columns)
    return replace(day, columns=columns, visits=(), shades=(), is_read=False)


def spoken(visit: DayVisit, zone: str) -> str:
    """The whole visit in words: tooltip and screen reader say the same."""
    start, end = (
        clock_words(at.astimezone(ZoneInfo(zone))) for at in (visit.starts_at, visit.ends_at)
    )
    lines = (
        f"{start} – {end}  {visit.patient_name}",
        " · ".join(part for part in (visit.visit_type_name, look_of(visit).word) if part),
        " · ".join(part for part in (visit.practitioner_name, visit.room_name) if part),
        visit.reason,
        ", ".join(marks_of(visit)),
    )
    return "\n".join(line for line in lines if line)


def _axis(places: Places, visits: Sequence[DayVisit]) -> DayAxis:
    schedule = places.schedule
    if places.is_week:
        # Wall times of seven days on one axis: UTC has no days of another length.
        begins, zone, length = datetime(2001, 1, 1, tzinfo=UTC), "UTC", MINUTES_OF_A_DAY
    else:
        begins, zone = schedule.begins_at, schedule.zone
        length = int((schedule.ends_at - schedule.begins_at).total_seconds() // 60)
    first, last = shown_range(
        places.minute_of_wall(schedule.opens_min),
        places.minute_of_wall(schedule.closes_min),
        (_span(visit, places) for visit in visits),
        length=length,
    )
    return DayAxis(zone, begins, first, last)


def _span(visit: DayVisit, places: Places) -> tuple[int, int]:
    start = places.minute_of(visit.starts_at)
    return start, start + int((visit.ends_at - visit.starts_at).total_seconds() // 60)


def _block(visit: DayVisit, places: Places, axis: DayAxis, known: frozenset[str]) -> CalendarVisit:
    look = look_of(visit)
    start, end = _span(visit, places)
    column = places.column_of(visit)
    zone = places.schedule.zone
    return CalendarVisit(
        key=visit.id,
        # A provider who was removed has no column: their visits stand with the unassigned.
        column=column if column in known else "",
        start=start,
        end=min(max(end, start + 1), axis.last),
        time=clock_words(visit.starts_at.astimezone(ZoneInfo(zone))),
        name=visit.patient_name,
        detail=visit.visit_type_name,
        status=look.word,
        tone=look.tone,
        icon=look.icon,
        spoken=spoken(visit, zone),
        is_tentative=visit.is_tentative,
        is_waiting=visit.is_pending,
        is_conflict=visit.needs_resolution,
        has_allergy=visit.has_allergy,
        is_movable=visit.status in MOVABLE,
    )
