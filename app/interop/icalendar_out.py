"""Appointments as an iCalendar file (RFC 5545) for other programs' calendars."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from app.domain.phi import quiet

if TYPE_CHECKING:
    from icalendar import Event

_PRODUCT = "-//Clinic Desk//Appointments//EN"
_AROUND = timedelta(days=366)
"""The zone's changes are described for so long before and after the events."""


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEvent:
    """One entry of a calendar. Starts and ends are aware instants; uid never changes for it."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str = ""
    is_tentative: bool = False


def calendar_file(
    events: Iterable[CalendarEvent], *, name: str, zone: str, made_at: datetime
) -> bytes:
    """The events in the zone's wall time, with the zone's own changes; lines end as RFC 5545 says.

    The library takes a second to be loaded: not for the UI thread.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    listed, days = list(events), set[date]()
    for one in listed:
        calendar.add_component(_entry(one, zone=zone, made_at=made_at))
        days |= {one.starts_at.date(), one.ends_at.date()}
    if days:
        calendar.add_missing_timezones(
            first_date=min(days) - _AROUND, last_date=max(days) + _AROUND
        )
    return calendar.to_ical()


def _entry(one: CalendarEvent, *, zone: str, made_at: datetime) -> Event:
    from icalendar import Event as Entry

    entry = Entry()
    entry.add("uid", one.uid)
    entry.add("dtstamp", made_at.astimezone(UTC))
    entry.add("dtstart", wall_time(one.starts_at, zone))
    entry.add("dtend", wall_time(one.ends_at, zone))
    entry.add("summary", one.title)
    if one.place:
        entry.add("location", one.place)
    entry.add("status", "TENTATIVE" if one.is_tentative else "CONFIRMED")
    entry.add("class", "PRIVATE")
    return entry


def wall_time(at: datetime, zone: str) -> datetime:
    """The clock on the wall; UTC in the hour that comes twice, where the wall does not say which
    of the two it is (RFC 5545 section 3.3.5)."""
    local = at.astimezone(ZoneInfo(zone))
    return at.astimezone(UTC) if local.fold else local
