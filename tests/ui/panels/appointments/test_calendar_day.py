"""A schedule becomes columns and blocks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.domain.day_visit import DayVisit
from app.domain.ids import new_id
from app.domain.values import day_bounds
from app.services.day import DaySchedule, Whose
from app.ui.panels.appointments.calendar_day import calendar_day
from app.ui.panels.appointments.places import Places, Split
from tests.factories import NOON, ZONE, a_practitioner
from tests.ui.models.day_visits import a_day_visit

WEISS = a_practitioner()


def a_schedule(*visits: DayVisit, day: date = date(2026, 11, 21)) -> DaySchedule:
    begins, ends = day_bounds(day, ZONE)
    return DaySchedule(
        day=day,
        zone=ZONE,
        begins_at=begins,
        ends_at=ends,
        opens_min=480,
        closes_min=1080,
        practitioners=(WEISS,),
        visits=visits,
    )


def test_a_column_says_its_room_and_how_many_visits() -> None:
    mine = {"practitioner_id": WEISS.id}
    day = calendar_day(a_schedule(a_day_visit(**mine), a_day_visit(**mine)))
    assert [(c.title, c.subtitle) for c in day.columns] == [("Dr. Weiß", "Room 1 · 2 visits")]


def test_unassigned_appears_only_when_somebody_is_there() -> None:
    day = calendar_day(a_schedule(a_day_visit(practitioner_id=None, room_name="")))
    assert [(c.title, c.subtitle) for c in day.columns] == [
        ("Dr. Weiß", "0 visits"),
        ("Unassigned", "1 visit"),
    ]
    assert day.visits[0].column == day.columns[1].key


def test_visits_of_a_provider_who_was_removed_stand_with_the_unassigned() -> None:
    day = calendar_day(a_schedule(a_day_visit(practitioner_id=new_id())))
    assert day.columns[1].title == "Unassigned"
    assert day.visits[0].column == day.columns[1].key


def test_cancelled_visits_hold_no_place() -> None:
    assert calendar_day(a_schedule(a_day_visit(status="cancelled"))).visits == ()


@pytest.mark.parametrize(
    ("status", "movable"),
    [("booked", True), ("arrived", True), ("in_room", False), ("completed", False)],
)
def test_only_visits_to_come_can_be_carried(status: str, movable: bool) -> None:
    assert calendar_day(a_schedule(a_day_visit(status=status))).visits[0].is_movable is movable


def test_everything_to_know_is_said_in_words() -> None:
    visit = a_day_visit(has_allergy=True, is_pending=True, reason="Cough")
    assert calendar_day(a_schedule(visit)).visits[0].spoken.splitlines() == [
        "12:00 – 12:30  Okafor, Amara",
        "Follow-up · Scheduled",
        "Dr. Weiß · Room 1",
        "Cough",
        "allergy, waiting to be sent",
    ]


@pytest.mark.parametrize(
    ("day", "elapsed"), [(date(2026, 3, 8), 8 * 60), (date(2026, 11, 1), 10 * 60)]
)
def test_nine_o_clock_stays_nine_o_clock_when_the_clocks_change(day: date, elapsed: int) -> None:
    start = day_bounds(day, ZONE)[0] + timedelta(minutes=elapsed)
    shown = calendar_day(
        a_schedule(a_day_visit(starts_at=start, ends_at=start + timedelta(minutes=30)), day=day)
    )
    assert shown.visits[0].time == "09:00"
    assert shown.axis.words(shown.opens) == "08:00"
    assert shown.visits[0].start == elapsed


def test_a_visit_over_midnight_ends_with_the_day() -> None:
    late = datetime(2026, 11, 22, 4, 45, tzinfo=UTC)
    day = calendar_day(a_schedule(a_day_visit(starts_at=late, ends_at=late + timedelta(hours=1))))
    assert day.visits[0].end == day.axis.last == 1440
    assert late > NOON


@pytest.mark.parametrize("day", [date(2026, 3, 8), date(2026, 11, 1)])
def test_a_week_keeps_wall_times_on_one_line_where_the_clocks_change(day: date) -> None:
    monday = day - timedelta(days=6)
    begins, ends = day_bounds(monday, ZONE)[0], day_bounds(day, ZONE)[1]
    nine = [
        datetime.combine(one, time(9), tzinfo=ZoneInfo(ZONE)).astimezone(UTC)
        for one in (monday, day)
    ]
    visits = [a_day_visit(starts_at=at, ends_at=at + timedelta(minutes=30)) for at in nine]
    week = replace(
        a_schedule(*visits, day=day),
        begins_at=begins,
        ends_at=ends,
        first=monday,
        whose=Whose(practitioner_id=WEISS.id),
    )
    shown = calendar_day(week, split=Split.WEEK)
    assert [(one.column, one.start, one.time) for one in shown.visits] == [
        (monday.isoformat(), 540, "09:00"),
        (day.isoformat(), 540, "09:00"),
    ]
    places = Places(week, Split.WEEK)
    assert [places.instant(one.column, one.start) for one in shown.visits] == nine
