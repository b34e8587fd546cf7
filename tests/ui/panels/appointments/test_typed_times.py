"""Times and days are read as people type them."""

from __future__ import annotations

from datetime import date

import pytest

from app.ui.panels.appointments.booking_values import shown_day
from app.ui.panels.appointments.typed_times import is_in_reach, read_day, read_time

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("9:30", 570),
        ("0930", 570),
        ("930", 570),
        ("9.30am", 570),
        ("9.30 AM", 570),
        ("9:30 p.m.", 1290),
        ("9", 540),
        ("5p", 1020),
        ("12am", 0),
        ("12pm", 720),
        ("17h30", 1050),
        ("00:00", 0),
        ("24:00", None),
        ("9:60", None),
        ("13pm", None),
        ("9m", None),
        ("half nine", None),
        ("", None),
    ],
)
def test_times(text: str, minutes: int | None) -> None:
    assert read_time(text) == minutes


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("24 nov", "2026-11-24"),
        ("nov 24", "2026-11-24"),
        ("11/24", "2026-11-24"),
        ("24.11", "2026-11-24"),
        ("24.11.", "2026-11-24"),
        ("2026-11-24", "2026-11-24"),
        ("11/24/26", "2026-11-24"),
        ("Tue 24 Nov 2026", "2026-11-24"),
        ("tuesday", "2026-11-24"),
        ("sat", "2026-11-28"),
        ("today", "2026-11-21"),
        ("tomorrow", "2026-11-22"),
        ("+7", "2026-11-28"),
        ("3 nov", "2027-11-03"),
        ("30 feb", None),
        ("soon", None),
        ("", None),
    ],
)
def test_days(text: str, day: str | None) -> None:
    assert read_day(text, TODAY) == (date.fromisoformat(day) if day else None)


@pytest.mark.parametrize(
    ("day", "reached"),
    [("1900-01-01", True), ("1899-12-31", False), ("2031-11-20", True), ("2031-11-21", False)],
)
def test_the_calendar_reaches_five_years_ahead(day: str, reached: bool) -> None:
    assert is_in_reach(date.fromisoformat(day), TODAY) is reached


@pytest.mark.parametrize("offset", range(0, 800, 13))
def test_what_the_form_writes_it_reads_back(offset: int) -> None:
    day = date.fromordinal(TODAY.toordinal() + offset)
    assert read_day(shown_day(day), TODAY) == day
