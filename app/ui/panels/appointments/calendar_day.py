"""Turns a day's schedule into what the painted calendar draws."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from app.domain.day_visit import DayVisit
from app.domain.permissions import Permission
from app.services.day import DaySchedule
from app.ui.models.day_words import look_of, marks_of, said
from app.ui.permitted import Permits
from app.ui.theme.tokens import PERSON_TONES, Tone
from app.ui.widgets.calendar_geometry import DayAxis, shown_range, wall_minute
from app.ui.widgets.calendar_values import CalendarColumn, CalendarDay, CalendarVisit

HIDDEN = frozenset({"cancelled"})
"""Visits that hold no time; the list shows them."""
MOVABLE = frozenset({"requested", "booked", "arrived"})


def calendar_day(schedule: DaySchedule, permits: Permits | None = None) -> CalendarDay:
    """The schedule as columns and blocks; "Unassigned" appears only when somebody is there.

    permits: what the acting role may not book or move is marked so.
    """
    visits = [visit for visit in schedule.visits if visit.status not in HIDDEN]
    axis = _axis(schedule, visits)
    known = frozenset[str](practitioner.id for practitioner in schedule.practitioners)
    locked = {
        one
        for one in {visit.practitioner_id for visit in visits}
        if not _may(permits, Permission.SCHEDULE_EDIT, one)
    }
    return CalendarDay(
        axis=axis,
        opens=wall_minute(schedule.day, schedule.zone, schedule.opens_min),
        closes=wall_minute(schedule.day, schedule.zone, schedule.closes_min),
        columns=tuple(
            column._replace(is_bookable=_may(permits, Permission.SCHEDULE_BOOK, column.key))
            for column in _columns(schedule, visits)
        ),
        visits=tuple(
            _locked(_block(visit, axis, known), visit.practitioner_id in locked) for visit in visits
        ),
    )


def _locked(block: CalendarVisit, is_locked: bool) -> CalendarVisit:
    if not (is_locked and block.is_movable):
        return block
    return block._replace(is_movable=False, is_locked=True)


def _may(permits: Permits | None, permission: Permission, practitioner_id: str | None) -> bool:
    return permits is None or not permits.why_not_visit(permission, practitioner_id)


def empty_day(day: CalendarDay) -> CalendarDay:
    """The grid of a day alone, while another day is being read: columns without their counts."""
    columns = tuple(column._replace(subtitle="") for column in day.columns)
    return replace(day, columns=columns, visits=(), is_read=False)


def visits_words(count: int) -> str:
    """ "1 visit", "9 visits"."""
    return said("1 visit") if count == 1 else said("{0} visits").format(count)


def spoken(visit: DayVisit, axis: DayAxis) -> str:
    """The whole visit in words: tooltip and screen reader say the same."""
    start, end = (axis.words(axis.minute_of(at)) for at in (visit.starts_at, visit.ends_at))
    lines = (
        f"{start} – {end}  {visit.patient_name}",
        " · ".join(part for part in (visit.visit_type_name, look_of(visit).word) if part),
        " · ".join(part for part in (visit.practitioner_name, visit.room_name) if part),
        visit.reason,
        ", ".join(marks_of(visit)),
    )
    return "\n".join(line for line in lines if line)


def _axis(schedule: DaySchedule, visits: Sequence[DayVisit]) -> DayAxis:
    length = int((schedule.ends_at - schedule.begins_at).total_seconds() // 60)
    whole = DayAxis(schedule.zone, schedule.begins_at, 0, length)
    first, last = shown_range(
        wall_minute(schedule.day, schedule.zone, schedule.opens_min),
        wall_minute(schedule.day, schedule.zone, schedule.closes_min),
        ((whole.minute_of(v.starts_at), whole.minute_of(v.ends_at)) for v in visits),
        length=length,
    )
    return DayAxis(schedule.zone, schedule.begins_at, first, last)


def _columns(schedule: DaySchedule, visits: Sequence[DayVisit]) -> tuple[CalendarColumn, ...]:
    columns = [
        CalendarColumn(
            practitioner.id,
            practitioner.display_name,
            _subtitle([v for v in visits if v.practitioner_id == practitioner.id]),
            PERSON_TONES[practitioner.colour % len(PERSON_TONES)],
        )
        for practitioner in schedule.practitioners
    ]
    known = {column.key for column in columns}
    nobody = [visit for visit in visits if (visit.practitioner_id or "") not in known]
    if nobody:
        title = said("Unassigned")
        columns.append(CalendarColumn("", title, _subtitle(nobody), Tone.NEUTRAL))
    return tuple(columns)


def _subtitle(visits: Sequence[DayVisit]) -> str:
    rooms = Counter(visit.room_name for visit in visits if visit.room_name)
    if len(rooms) > 2:
        place = said("{0} rooms").format(len(rooms))
    else:
        place = ", ".join(name for name, _count in rooms.most_common())
    return " · ".join(part for part in (place, visits_words(len(visits))) if part)


def _block(visit: DayVisit, axis: DayAxis, known: frozenset[str]) -> CalendarVisit:
    look = look_of(visit)
    start = axis.minute_of(visit.starts_at)
    return CalendarVisit(
        key=visit.id,
        # A provider who was removed has no column: their visits stand with the unassigned.
        column=visit.practitioner_id or "" if visit.practitioner_id in known else "",
        start=start,
        end=min(max(axis.minute_of(visit.ends_at), start + 1), axis.last),
        time=axis.words(start),
        name=visit.patient_name,
        detail=visit.visit_type_name,
        status=look.word,
        tone=look.tone,
        icon=look.icon,
        spoken=spoken(visit, axis),
        is_tentative=visit.is_tentative,
        is_waiting=visit.is_pending,
        is_conflict=visit.needs_resolution,
        has_allergy=visit.has_allergy,
        is_movable=visit.status in MOVABLE,
    )
