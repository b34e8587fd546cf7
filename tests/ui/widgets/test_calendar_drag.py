"""Dragging is meant, snapped, and stays inside the day."""

from __future__ import annotations

import pytest

from app.ui.widgets.calendar_drag import Press, carried, is_drag, is_moved, nudged, swept
from app.ui.widgets.calendar_values import Ghost
from tests.ui.widgets.calendar_days import AXIS, a_day, a_visit

PRESS = Press(100, 100, "", "one", 600)


@pytest.mark.parametrize(
    ("x", "y", "meant"), [(107, 100, False), (100, 93, False), (108, 100, True), (100, 92, True)]
)
def test_eight_pixels_make_a_drag(x: int, y: int, meant: bool) -> None:
    assert is_drag(PRESS, x, y) is meant


@pytest.mark.parametrize(
    ("start", "step", "where"),
    [(606, 15, 600), (608, 15, 615), (606, 5, 605), (0, 15, 420), (2000, 15, 1110)],
)
def test_a_carried_visit_snaps_and_stays_inside(start: int, step: int, where: int) -> None:
    assert carried(AXIS, a_visit("a", 480), column="two", start=start, step=step) == Ghost(
        "a", "two", where, 30
    )


@pytest.mark.parametrize(
    ("minute", "start", "length"), [(600, 600, 15), (640, 600, 45), (560, 555, 45)]
)
def test_a_swept_booking_covers_both_ends(minute: int, start: int, length: int) -> None:
    assert swept(PRESS, minute) == Ghost("", "one", start, length)


def test_a_nudge_stops_at_the_edges() -> None:
    day = a_day(a_visit("a", 480))
    ghost = Ghost("a", "two", 1105, 30)
    assert nudged(day, ghost, minutes=15, columns=1) == Ghost("a", "two", 1110, 30)


def test_back_where_it_was_is_no_move() -> None:
    day = a_day(a_visit("a", 480))
    assert not is_moved(day, Ghost("a", "one", 480, 30))
    assert is_moved(day, Ghost("a", "two", 480, 30))
    assert not is_moved(day, Ghost("gone", "two", 480, 30))
