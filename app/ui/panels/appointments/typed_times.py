"""Reads times and days as people type them into the booking form."""

from __future__ import annotations

import re
from datetime import date, timedelta

from app.domain.values import read_date

YEARS_AHEAD = 5
"""Nobody books further ahead; a later day is a slip of the finger."""
_FIRST_DAY = date(1900, 1, 1)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WRITTEN_WEEKDAY = rf"^({'|'.join(_WEEKDAYS)})[a-z]*[.,]?\s+"


def read_time(text: str) -> int | None:
    """Minutes after midnight of "9:30", "0930", "930", "9.30am", "9", "5p"; None if unreadable."""
    cleaned = re.sub(r"\s+", "", text.lower())
    found = re.fullmatch(r"(\d{1,2})(?:[:.h]?(\d{2}))?([ap])?\.?(?:m\.?)?", cleaned)
    if found is None or (cleaned.endswith("m") and not found[3]):
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    return hour * 60 + minute if hour < 24 and minute < 60 else None


def read_day(text: str, today: date) -> date | None:
    """The day meant by "24 nov", "11/24", "2026-11-24", "tue", "tomorrow", "+7"; None if none.

    A day without a year is the next one to come.
    """
    cleaned = text.strip().lower()
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
