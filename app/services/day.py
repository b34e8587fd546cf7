"""Reading a clinic day: its columns and its visits, as the day view and the day list show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from app.domain.day_visit import DayVisit
from app.domain.ids import PractitionerId
from app.domain.ports import Reader
from app.domain.query import Order, Query, eq
from app.domain.staff import Clinic, Practitioner
from app.domain.values import day_bounds
from app.services.reading import every


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySchedule:
    """A clinic day: its columns and its visits by start. begins_at/ends_at are UTC instants."""

    day: date
    zone: str
    begins_at: datetime
    ends_at: datetime
    opens_min: int
    closes_min: int
    practitioners: tuple[Practitioner, ...]
    visits: tuple[DayVisit, ...]


def read_day(reader: Reader, *, wanted: date, clinic: Clinic) -> DaySchedule:
    """Everything the day view and the day list show."""
    begins_at, ends_at = day_bounds(wanted, clinic.zone)
    visits = reader.visits_between(begins_at, ends_at)
    return DaySchedule(
        day=wanted,
        zone=clinic.zone,
        begins_at=begins_at,
        ends_at=ends_at,
        opens_min=clinic.opens_at,
        closes_min=clinic.closes_at,
        practitioners=_columns(reader, (visit.practitioner_id for visit in visits)),
        visits=visits,
    )


def _columns(reader: Reader, seen: Iterable[PractitionerId | None]) -> tuple[Practitioner, ...]:
    """Everybody with a column of their own, then whoever else has a visit that day."""
    order = (Order("family_name"), Order("given_names"))
    scheduled = list(
        every(reader, Query(Practitioner, where=eq("is_schedulable", True), order=order))
    )
    others = {one for one in seen if one} - {practitioner.id for practitioner in scheduled}
    guests = reader.records(Practitioner).get_many(sorted(others))
    return (*scheduled, *sorted(guests.values(), key=lambda guest: guest.family_name))
