"""The arrow keys reach every visit and every free slot."""

from __future__ import annotations

from app.ui.widgets.calendar_cursor import Step, Stop, free_from, nearest, stop_of, stops, walk
from tests.ui.widgets.calendar_days import a_day, a_visit

DAY = a_day(a_visit("a", 480), a_visit("b", 540, 45), a_visit("c", 600, column="two"))


def test_down_walks_visits_and_free_half_hours_in_order() -> None:
    at, seen = Stop(0, 480, "a"), []
    for _ in range(4):
        seen.append(at.key or at.minute)
        at = walk(DAY, at, Step.LATER)
    assert seen == ["a", 510, "b", 600]


def test_up_comes_back_the_same_way() -> None:
    places = stops(DAY, 0)
    at = places[-1]
    back = [at]
    while (before := walk(DAY, at, Step.EARLIER)) != at:
        back.append(before)
        at = before
    assert back == places[::-1]


def test_sideways_lands_on_the_visit_beside() -> None:
    assert walk(DAY, Stop(0, 600, ""), Step.NEXT_COLUMN) == Stop(1, 600, "c")
    assert walk(DAY, Stop(1, 600, "c"), Step.PREVIOUS_COLUMN) == Stop(0, 600, "")


def test_the_edge_holds() -> None:
    first = walk(DAY, Stop(0, 600, ""), Step.FIRST)
    last = walk(DAY, Stop(0, 600, ""), Step.LAST)
    assert first.key == "a"
    assert last.minute == 1050
    assert walk(DAY, first, Step.EARLIER) == first
    assert walk(DAY, last, Step.LATER) == last
    assert walk(DAY, first, Step.PREVIOUS_COLUMN) == first


def test_an_empty_column_still_has_slots() -> None:
    assert nearest(a_day(), 1, 601) == Stop(1, 600, "")


def test_a_visit_is_found_by_its_key() -> None:
    assert stop_of(DAY, "c") == Stop(1, 600, "c")
    assert stop_of(DAY, "gone") is None


def test_free_time_begins_after_what_is_booked() -> None:
    assert free_from(DAY, 0, 480, 30) == 510
    assert free_from(DAY, 0, 510, 60) == 585
