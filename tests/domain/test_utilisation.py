"""Offered time: hours less closed days and blocked minutes, in the clinic's wall time."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.domain.utilisation import Blocked, Closure, Stretch, days_between, offered_minutes

pytestmark = pytest.mark.row("D6")
SATURDAY = date(2026, 11, 21)
HOURS = Stretch("p", "SA", 480, 720, None, None, "here")


def minutes(*stretches: Stretch, **options: Any) -> int:
    """What practitioner p offers on the Saturday."""
    given: dict[str, Any] = {"closures": (), "blocked": (), "zone": "America/New_York", **options}
    return offered_minutes([SATURDAY], stretches, **given).get((SATURDAY, "p"), 0)


@pytest.mark.parametrize(
    ("stretch", "expected"),
    [
        (HOURS, 240),
        (HOURS._replace(weekday="SU"), 0),
        (HOURS._replace(since=SATURDAY, until=SATURDAY), 240),
        (HOURS._replace(since=date(2026, 11, 22)), 0),
        (HOURS._replace(until=date(2026, 11, 20)), 0),
    ],
)
def test_hours_hold_on_their_weekday_and_in_their_period(stretch: Stretch, expected: int) -> None:
    assert minutes(stretch) == expected


def test_hours_that_overlap_count_once() -> None:
    assert minutes(HOURS, HOURS._replace(begins_at=600, ends_at=780, location_id="there")) == 300


@pytest.mark.parametrize(
    ("closure", "expected"),
    [
        (Closure(SATURDAY, None), 0),
        (Closure(SATURDAY, "here"), 0),
        (Closure(SATURDAY, "there"), 240),
        (Closure(date(2026, 11, 22), None), 240),
    ],
)
def test_a_closed_day_is_closed_where_it_says(closure: Closure, expected: int) -> None:
    assert minutes(HOURS, closures=[closure]) == expected


@pytest.mark.parametrize(
    ("begins", "ends", "who", "expected"),
    [
        ((21, 14, 0), (21, 15, 0), "p", 180),
        ((21, 14, 0), (21, 15, 0), None, 180),
        ((21, 14, 0), (21, 15, 0), "q", 240),
        ((21, 8, 0), (21, 12, 0), "p", 240),
        ((20, 0, 0), (22, 23, 0), "p", 0),
        ((21, 16, 30), (22, 5, 0), "p", 210),
    ],
)
def test_blocked_time_is_not_offered(
    begins: tuple[int, ...], ends: tuple[int, ...], who: str | None, expected: int
) -> None:
    def at(day: int, hour: int, minute: int) -> datetime:
        return datetime(2026, 11, day, hour, minute, tzinfo=UTC)

    assert minutes(HOURS, blocked=[Blocked(at(*begins), at(*ends), who)]) == expected


def test_days_are_counted_with_both_ends() -> None:
    assert days_between(SATURDAY, SATURDAY) == [SATURDAY]
    assert len(days_between(date(2026, 2, 27), date(2026, 3, 1))) == 3
