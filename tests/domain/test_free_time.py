"""The nearest free times: inside open time, outside busy time, the later of two equally near."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.domain.free_time import STEP, Stretch, nearest_starts

DAY = datetime(2026, 11, 23, tzinfo=UTC)


def at(hour: float) -> datetime:
    return DAY + timedelta(hours=hour)


def starts(
    near: float, *busy: tuple[float, float], open_: tuple[float, float] = (8, 12), after: float = 0
) -> list[float]:
    found = nearest_starts(
        at(near),
        timedelta(minutes=30),
        open_time=[Stretch(*map(at, open_))],
        busy=[Stretch(*map(at, one)) for one in busy],
        not_before=at(after),
    )
    return [(one - DAY).total_seconds() / 3600 for one in found]


def test_later_of_two_equally_near_comes_first_and_the_time_itself_never() -> None:
    assert starts(10) == [10.25, 9.75, 10.5]


def test_what_is_busy_is_passed_over_and_its_end_is_free_again() -> None:
    assert starts(9.75, (9, 11)) == [11.0, 8.5, 11.25]


def test_whole_visit_fits_before_closing() -> None:
    assert starts(12) == [11.5, 11.25, 11.0]


def test_nothing_is_offered_before_now_or_where_all_is_taken() -> None:
    assert starts(10, after=11.4) == [11.5]
    assert starts(10, (8, 12)) == []


@given(
    busy=st.lists(st.tuples(st.integers(0, 40), st.integers(1, 12)), max_size=6),
    length=st.integers(1, 16),
    near=st.integers(0, 47),
)
def test_offers_are_free_the_nearest_there_are_and_in_order(
    busy: list[tuple[int, int]], length: int, near: int
) -> None:
    taken = [Stretch(DAY + STEP * a, DAY + STEP * (a + n)) for a, n in busy]
    whole = Stretch(DAY, DAY + STEP * 48)
    found = nearest_starts(
        DAY + STEP * near, STEP * length, open_time=[whole], busy=taken, not_before=DAY
    )
    steps = [(one - DAY) // STEP for one in found]
    fits = [
        step
        for step in range(48 - length + 1)
        if step != near and not any(a < step + length and step < a + n for a, n in busy)
    ]
    best = sorted(fits, key=lambda step: (abs(step - near), step < near))[:3]
    assert steps == best
