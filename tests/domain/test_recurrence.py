"""Which days a series means."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.errors import InvalidValue
from app.domain.recurrence import MOST_VISITS, days_of, weekly

MONDAY = date(2026, 10, 19)


def test_every_week_means_the_same_weekday() -> None:
    days = days_of(weekly(weeks=1, count=3), MONDAY)
    assert days == (MONDAY, date(2026, 10, 26), date(2026, 11, 2))


def test_every_second_week_leaves_one_out() -> None:
    assert days_of(weekly(weeks=2, count=2), MONDAY) == (MONDAY, date(2026, 11, 2))


def test_a_rule_without_an_end_has_one_here() -> None:
    assert len(days_of("FREQ=DAILY", MONDAY)) == MOST_VISITS


@pytest.mark.parametrize(("weeks", "count"), [(0, 3), (27, 3), (1, 1), (1, 53)])
def test_a_series_is_neither_endless_nor_one_visit(weeks: int, count: int) -> None:
    with pytest.raises(InvalidValue):
        weekly(weeks=weeks, count=count)


@pytest.mark.parametrize("rule", ["", "FREQ=NEVER", "COUNT=3", "nonsense"])
def test_what_is_no_rule_is_refused(rule: str) -> None:
    with pytest.raises(InvalidValue):
        days_of(rule, MONDAY)
