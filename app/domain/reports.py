"""The clinic's figures over a stretch of days: what they are made of and how they are summed up.

Nothing here names a patient. Amounts are minor units; days are the clinic's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

MOST_DAYS = 366
EARLIEST, LATEST = date(1970, 1, 1), date(2199, 12, 31)


class Report(StrEnum):
    """The figures there are."""

    USE = "use"
    """How much of the offered time is booked."""
    NO_SHOWS = "no_shows"
    OWED = "owed"
    """What is owed, by the age of the service."""
    COLLECTED = "collected"


class Span(StrEnum):
    """How long a stretch of days is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class By(StrEnum):
    """What figures are kept apart by."""

    DAY = "day"
    PROVIDER = "provider"
    VISIT_TYPE = "visit_type"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days, both ends included."""

    span: Span
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Minutes booked and offered by one provider on one day, or by all that were summed up.

    practitioner_id is "" for visits with nobody; day is None where several days are summed up.
    """

    day: date | None
    practitioner_id: str
    name: str
    visits: int
    booked: int
    offered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Visits kept, missed and cancelled late; key: a provider, a visit type or "2026-11"."""

    key: str
    name: str
    kept: int
    missed: int
    late: int

    @property
    def missed_of_thousand(self) -> int | None:
        """Missed visits among those kept and missed, in thousandths; None without any."""
        met = self.kept + self.missed
        return round(1000 * self.missed / met) if met else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What came in by one method and went back by it."""

    method: str
    payments: int
    paid: int
    refunded: int

    @property
    def net(self) -> int:
        """What stayed."""
        return self.paid - self.refunded


def period_of(span: Span, day: date, *, week_begins: int = 0) -> Period:
    """The stretch a day is in. week_begins: 0 Monday … 6 Sunday."""
    day = min(max(day, EARLIEST), LATEST)
    match span:
        case Span.DAY:
            return Period(span, day, day)
        case Span.WEEK:
            first = day - timedelta(days=(day.weekday() - week_begins) % 7)
            return Period(span, first, first + timedelta(days=6))
        case Span.MONTH:
            first = day.replace(day=1)
            return Period(span, first, _next_month(first) - timedelta(days=1))
        case Span.YEAR:
            return Period(span, day.replace(month=1, day=1), day.replace(month=12, day=31))


def stepped(period: Period, steps: int, *, week_begins: int = 0) -> Period:
    """The stretch before (-1) or after (1) another; at the ends of time the same one."""
    at = period.first - timedelta(days=1) if steps < 0 else period.last + timedelta(days=1)
    if not EARLIEST <= at <= LATEST:
        return period
    return period_of(period.span, at, week_begins=week_begins)


def used_by_day(
    lines: Iterable[Use], period: Period, *, practitioner_id: str = ""
) -> tuple[Use, ...]:
    """One line for each day of a stretch, of everybody or of one provider."""
    wanted = [one for one in lines if practitioner_id in ("", one.practitioner_id)]
    summed = {one.day: one for one in _summed(wanted, lambda one: one.day or date.min)}
    none = Use(day=None, practitioner_id="", name="", visits=0, booked=0, offered=0)
    days = (
        period.first + timedelta(days=at) for at in range((period.last - period.first).days + 1)
    )
    return tuple(
        replace(summed.get(day, none), day=day, practitioner_id="", name="") for day in days
    )


def used_by_provider(lines: Iterable[Use]) -> tuple[Use, ...]:
    """One line a provider, by name; visits with nobody last."""
    summed = _summed(lines, lambda one: one.practitioner_id)
    by_name = sorted(summed, key=lambda one: (not one.name, one.name, one.practitioner_id))
    return tuple(replace(one, day=None) for one in by_name)


def _summed(lines: Iterable[Use], key: Callable[[Use], object]) -> list[Use]:
    found: dict[object, Use] = {}
    for one in lines:
        known = found.get(key(one))
        found[key(one)] = one if known is None else _together(known, one)
    return list(found.values())


def _together(one: Use, other: Use) -> Use:
    return replace(
        one,
        visits=one.visits + other.visits,
        booked=one.booked + other.booked,
        offered=one.offered + other.offered,
    )


def _next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)
