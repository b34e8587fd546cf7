"""Reads times and days as people type them into the booking form."""

from __future__ import annotations

import re
from datetime import date, timedelta

from app.domain.typed_time import read_time
from app.domain.values import read_date
from app.ui.language import in_english

__all__ = ["is_in_reach", "last_day", "read_day", "read_time"]
YEARS_AHEAD = 5
"""Nobody books further ahead; a later day is a slip of the finger."""
_FIRST_DAY = date(1900, 1, 1)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WRITTEN_WEEKDAY = rf"^({'|'.join(_WEEKDAYS)})[a-z]*[.,]?\s+"


def read_day(text: str, today: date) -> date | None:
    """The day meant by "24 nov", "11/24", "2026-11-24", "tue", "tomorrow", "+7"; None if none.

    A day without a year is the next one to come.
    """
    cleaned = in_english(text).strip().lower()
    if cleaned in ("today", "0", "."):
        return today
    if cleaned == "tomorrow":
        return today + timedelta(days=1)
    if re.fullmatch(r"\+\d{1,3}", cleaned):
        return today + timedelta(days=int(cleaned))
    weekday = cleaned[:3]
    if cleaned.isalpha() and weekday in _WEEKDAYS:
        ahead = (_WEEKDAYS.index(weekday) - today.weekday()) % 7
        return today + timedelta(days=ahead or 7)
    return _dated(re.sub(_WRITTEN_WEEKDAY, "", cleaned), today)


def is_in_reach(day: date, today: date) -> bool:
    """Whether a day can be shown and booked at all."""
    return _FIRST_DAY <= day <= last_day(today)


def last_day(today: date) -> date:
    """The last day that can be shown and booked."""
    return today + timedelta(days=YEARS_AHEAD * 365)


def _dated(text: str, today: date) -> date | None:
    horizon = today + timedelta(days=365 * 20)
    text = text.removesuffix(".")
    for wanted in (text, f"{text} {today.year}", f"{text}/{today.year}", f"{text}.{today.year}"):
        found = read_date(wanted, today=horizon)
        if not found or len(found[0]) != len("2026-11-24"):
            continue
        day = date.fromisoformat(found[0])
        if wanted == text or day >= today:
            return day
        return _a_year_on(day)
    return None


def _a_year_on(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day + timedelta(days=366)
