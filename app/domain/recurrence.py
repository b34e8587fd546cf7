"""Series of visits: which days a rule means. Wall times stay, whatever the clocks do."""

from __future__ import annotations

from datetime import date, datetime
from itertools import islice

from dateutil.rrule import rrulestr

from app.domain.errors import InvalidValue

MOST_VISITS = 52
"""A series is at most this long; who needs more begins another."""
LONGEST_GAP_WEEKS = 26


def weekly(*, weeks: int, count: int) -> str:
    """The RFC 5545 rule of visits every so many weeks. Raises InvalidValue."""
    if not 1 <= weeks <= LONGEST_GAP_WEEKS:
        raise InvalidValue("weeks", f"is not between 1 and {LONGEST_GAP_WEEKS}")
    if not 2 <= count <= MOST_VISITS:
        raise InvalidValue("count", f"is not between 2 and {MOST_VISITS}")
    return f"FREQ=WEEKLY;INTERVAL={weeks};COUNT={count}"


def days_of(rule: str, first: date) -> tuple[date, ...]:
    """The days of a rule that begins on `first`, in order. Raises InvalidValue."""
    begins = datetime(first.year, first.month, first.day)  # noqa: DTZ001 - days have no zone
    try:
        found = rrulestr(rule, dtstart=begins)
    except (ValueError, TypeError) as error:
        raise InvalidValue("recurrence", "is no rule of RFC 5545") from error
    return tuple(one.date() for one in islice(found, MOST_VISITS))
