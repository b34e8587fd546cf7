"""Where visits stand: lanes never collide, and a day of 23 or 25 hours is drawn that long."""

from __future__ import annotations

from datetime import UTC, date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.values import day_bounds
from app.ui.widgets.calendar_geometry import (
    PIXELS_PER_HOUR,
    SHORTEST_SHOWN_MIN,
    DayAxis,
    Lane,
    Span,
    lanes,
    shown_range,
    snapped,
    wall_minute,
)

ZONE = "America/New_York"


def axis_of(day: date) -> DayAxis:
    begins, ends = day_bounds(day, ZONE)
    return DayAxis(ZONE, begins, 0, int((ends - begins).total_seconds() // 60))


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], {}),
        ([("a", 0, 30)], {"a": (0, 1, 1)}),
        ([("a", 0, 30), ("b", 30, 60)], {"a": (0, 1, 1), "b": (0, 1, 1)}),
        ([("a", 0, 30), ("b", 15, 45)], {"a": (0, 1, 2), "b": (1, 1, 2)}),
        (
            [("a", 0, 60), ("b", 0, 20), ("c", 20, 40)],
            {"a": (0, 1, 2), "b": (1, 1, 2), "c": (1, 1, 2)},
        ),
        (
            [("a", 0, 20), ("b", 0, 20), ("c", 0, 60), ("d", 25, 60)],
            {"c": (0, 1, 3), "a": (1, 1, 3), "b": (2, 1, 3), "d": (1, 2, 3)},
        ),
        # Ten minutes is drawn as twelve, so its neighbour must not share the lane.
        ([("a", 0, 10), ("b", 11, 40)], {"a": (0, 1, 2), "b": (1, 1, 2)}),
    ],
)
def test_visits_that_overlap_stand_side_by_side(
    spans: list[tuple[str, int, int]], expected: dict[str, tuple[int, int, int]]
) -> None:
    found = lanes(Span(*span) for span in spans)
    assert {key: tuple(lane) for key, lane in found.items()} == expected


SPANS = st.lists(st.tuples(st.integers(0, 300), st.integers(1, 90)), max_size=25).map(
    lambda pairs: [Span(str(i), start, start + length) for i, (start, length) in enumerate(pairs)]
)


@given(SPANS)
def test_no_two_visits_are_ever_drawn_over_each_other(spans: list[Span]) -> None:
    placed = lanes(spans)
    assert placed.keys() == {span.key for span in spans}
    shown = [s._replace(end=max(s.end, s.start + SHORTEST_SHOWN_MIN)) for s in spans]
    for i, one in enumerate(shown):
        mine = placed[one.key]
        assert 0 <= mine.lane < mine.lane + mine.width <= mine.of
        for other in shown[i + 1 :]:
            if one.start < other.end and other.start < one.end:
                assert not _share(mine, placed[other.key])
                assert mine.of == placed[other.key].of


def _share(one: Lane, other: Lane) -> bool:
    return one.lane < other.lane + other.width and other.lane < one.lane + one.width


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 11, 21), 24), (date(2026, 3, 8), 23), (date(2026, 11, 1), 25)],
)
def test_a_day_is_as_tall_as_it_is_long(day: date, hours: int) -> None:
    axis = axis_of(day)
    assert axis.y_of(axis.last) - axis.y_of(axis.first) == hours * PIXELS_PER_HOUR
    full = [axis.words(minute) for minute, is_hour in axis.lines() if is_hour]
    assert len(full) == hours + 1
    assert ("02:00" in full) is (hours != 23)
    assert full.count("01:00") == (2 if hours == 25 else 1)


def test_wall_times_follow_the_clock_change() -> None:
    assert wall_minute(date(2026, 3, 8), ZONE, 9 * 60) == 8 * 60
    assert wall_minute(date(2026, 11, 1), ZONE, 9 * 60) == 10 * 60
    assert wall_minute(date(2026, 11, 1), ZONE, 24 * 60) == 25 * 60


@given(st.integers(0, 1440))
def test_a_minute_survives_the_way_to_pixels_and_back(minute: int) -> None:
    axis = axis_of(date(2026, 11, 21))
    assert abs(axis.minute_at(axis.y_of(minute)) - minute) <= 1


def test_instants_are_aware_and_match_their_words() -> None:
    axis = axis_of(date(2026, 11, 21))
    assert axis.instant(570).tzinfo is UTC
    assert axis.words(570) == "09:30"
    assert axis.minute_of(axis.instant(570)) == 570


def test_the_shown_part_grows_to_take_in_early_and_late_visits() -> None:
    assert shown_range(480, 1080, [], length=1440) == (420, 1140)
    assert shown_range(480, 1080, [(375, 400), (1130, 1190)], length=1440) == (360, 1200)
    assert shown_range(0, 1440, [], length=1440) == (0, 1440)


@pytest.mark.parametrize(
    ("minute", "step", "where"), [(487, 15, 480), (488, 15, 495), (487, 5, 485)]
)
def test_times_snap_to_what_people_book_at(minute: int, step: int, where: int) -> None:
    assert snapped(minute, step=step) == where
