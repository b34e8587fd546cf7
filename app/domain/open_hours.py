"""When somebody works: which of their weekly hours hold on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from app.domain.availability import PractitionerSchedule, Weekday

_WEEKDAYS = tuple(Weekday)
_WEEKEND = 5


def hours_on(hours: Iterable[PractitionerSchedule], day: date) -> list[PractitionerSchedule]:
    """Those of some weekly hours that hold on a day."""
    return [one for one in hours if _holds(one, day)]


def spans_on(
    hours: Iterable[PractitionerSchedule], day: date, *, opens_at: int, closes_at: int
) -> list[tuple[int, int]]:
    """When somebody with these weekly hours works on a day, in minutes after midnight.

    Without any hours of their own they keep the clinic's, from Monday to Friday.
    """
    mine = list(hours)
    if not mine:
        return [(opens_at, closes_at)] if day.weekday() < _WEEKEND else []
    return [(one.begins_at, one.ends_at) for one in hours_on(mine, day)]


def _holds(hours: PractitionerSchedule, day: date) -> bool:
    begins, ends = hours.valid_from or date.min, hours.valid_to or date.max
    return hours.weekday == _WEEKDAYS[day.weekday()] and begins <= day <= ends
