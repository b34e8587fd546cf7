"""Stretches of days and the sums over them, without a database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.reports import (
    EARLIEST,
    LATEST,
    Kept,
    Span,
    Taken,
    Use,
    period_of,
    stepped,
    used_by_day,
    used_by_provider,
)

pytestmark = pytest.mark.row("D6")
SATURDAY = date(2026, 11, 21)
ANY_DAY = st.dates(EARLIEST + timedelta(days=400), LATEST - timedelta(days=400))


@pytest.mark.parametrize(
    ("span", "week_begins", "first", "last"),
    [
        (Span.DAY, 0, "2026-11-21", "2026-11-21"),
        (Span.WEEK, 0, "2026-11-16", "2026-11-22"),
        (Span.WEEK, 5, "2026-11-21", "2026-11-27"),
        (Span.WEEK, 6, "2026-11-15", "2026-11-21"),
        (Span.MONTH, 0, "2026-11-01", "2026-11-30"),
        (Span.YEAR, 0, "2026-01-01", "2026-12-31"),
    ],
)
def test_stretch_of_a_day(span: Span, week_begins: int, first: str, last: str) -> None:
    found = period_of(span, SATURDAY, week_begins=week_begins)
    assert (found.first.isoformat(), found.last.isoformat()) == (first, last)


@given(day=ANY_DAY, span=st.sampled_from(Span), week_begins=st.integers(0, 6))
def test_stretches_meet_without_a_gap(day: date, span: Span, week_begins: int) -> None:
    here = period_of(span, day, week_begins=week_begins)
    after = stepped(here, 1, week_begins=week_begins)
    assert here.first <= day <= here.last
    assert after.first == here.last + timedelta(days=1)
    assert stepped(after, -1, week_begins=week_begins) == here


def test_there_is_nothing_before_the_first_year_or_after_the_last() -> None:
    first, last = period_of(Span.YEAR, date.min), period_of(Span.YEAR, date.max)
    assert (first.first, last.last) == (EARLIEST, LATEST)
    assert stepped(first, -1) == first
    assert stepped(last, 1) == last


def use(day: date, who: str, visits: int, booked: int, offered: int, name: str = "") -> Use:
    return Use(
        day=day, practitioner_id=who, name=name, visits=visits, booked=booked, offered=offered
    )


LINES = (
    use(SATURDAY, "b", 2, 60, 240, "Dr Weiss"),
    use(SATURDAY, "a", 1, 30, 120, "Dr Ito"),
    use(SATURDAY, "", 1, 15, 0),
    use(SATURDAY + timedelta(days=1), "b", 0, 0, 60, "Dr Weiss"),
)


def test_days_are_summed_up_and_one_without_anything_is_there() -> None:
    week = period_of(Span.WEEK, SATURDAY)
    days = used_by_day(LINES, week)
    assert [one.day for one in days] == [week.first + timedelta(days=at) for at in range(7)]
    assert [(one.visits, one.booked, one.offered) for one in days[4:]] == [
        (0, 0, 0),
        (4, 105, 360),
        (0, 0, 60),
    ]


def test_days_of_one_provider_leave_the_others_out() -> None:
    day = period_of(Span.DAY, SATURDAY)
    (only,) = used_by_day(LINES, day, practitioner_id="a")
    assert (only.visits, only.booked, only.offered) == (1, 30, 120)


def test_providers_stand_by_name_and_visits_with_nobody_last() -> None:
    found = used_by_provider(LINES)
    assert [(one.name, one.booked, one.offered) for one in found] == [
        ("Dr Ito", 30, 120),
        ("Dr Weiss", 60, 300),
        ("", 15, 0),
    ]


def test_share_of_missed_visits_leaves_late_cancellations_out() -> None:
    some = Kept(key="", name="", kept=7, missed=1, late=5)
    assert some.missed_of_thousand == 125
    assert Kept(key="", name="", kept=0, missed=0, late=3).missed_of_thousand is None


def test_what_was_given_back_is_not_collected() -> None:
    assert Taken(method="cash", payments=2, paid=5000, refunded=1500).net == 3500
