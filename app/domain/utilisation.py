"""How much time practitioners offer: their hours less closed days and blocked time.

A day's minutes are the bits of a whole number, so that hours which overlap count once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from app.domain.availability import Weekday

_WEEK = tuple(Weekday)
_DAY_MIN = 24 * 60


class Stretch(NamedTuple):
    """Working hours of one practitioner on one weekday, in minutes after midnight."""

    practitioner_id: str
    weekday: str
    begins_at: int
    ends_at: int
    since: date | None
    until: date | None
    location_id: str | None


class Closure(NamedTuple):
    """A closed day, of the clinic or (where one is named) of a location."""

    on: date
    location_id: str | None


class Blocked(NamedTuple):
    """Time in which a practitioner, or without one everybody, sees nobody."""

    starts_at: datetime
    ends_at: datetime
    practitioner_id: str | None


def offered_minutes(
    days: Sequence[date],
    stretches: Iterable[Stretch],
    *,
    closures: Iterable[Closure],
    blocked: Iterable[Blocked],
    zone: str,
) -> Mapping[tuple[date, str], int]:
    """Minutes offered by day and practitioner; without an entry they offer none that day."""
    closed = {(one.on, one.location_id) for one in closures}
    open_minutes: dict[tuple[date, str], int] = {}
    for one in stretches:
        for day in days:
            if _holds(one, day) and not {(day, None), (day, one.location_id)} & closed:
                key = (day, one.practitioner_id)
                open_minutes[key] = open_minutes.get(key, 0) | _bits(one.begins_at, one.ends_at)
    for block in blocked:
        for day, taken in _taken(block, ZoneInfo(zone)):
            for key in list(open_minutes):
                if key[0] == day and block.practitioner_id in (None, key[1]):
                    open_minutes[key] &= ~taken
    return {key: minutes.bit_count() for key, minutes in open_minutes.items()}


def days_between(first: date, last: date) -> list[date]:
    """Every day from the first to the last."""
    return [first + timedelta(days=at) for at in range((last - first).days + 1)]


def _holds(one: Stretch, day: date) -> bool:
    return (
        one.weekday == _WEEK[day.weekday()]
        and (one.since is None or one.since <= day)
        and (one.until is None or day <= one.until)
    )


def _taken(block: Blocked, zone: ZoneInfo) -> list[tuple[date, int]]:
    """The days of a block, each with its minutes in the clinic's wall time."""
    begins, ends = block.starts_at.astimezone(zone), block.ends_at.astimezone(zone)
    taken: list[tuple[date, int]] = []
    for day in days_between(begins.date(), ends.date()):
        first = begins.hour * 60 + begins.minute if day == begins.date() else 0
        last = ends.hour * 60 + ends.minute if day == ends.date() else _DAY_MIN
        taken.append((day, _bits(first, last)))
    return taken


def _bits(begins_at: int, ends_at: int) -> int:
    return ((1 << max(ends_at - begins_at, 0)) - 1) << begins_at
