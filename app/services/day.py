"""Reading a clinic day or one person's week: columns, visits and closed time, as calendar and list
show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.domain.availability import Block, Holiday, PractitionerSchedule
from app.domain.day_visit import DayVisit
from app.domain.ids import PractitionerId, RoomId
from app.domain.ports import Reader
from app.domain.query import Order, Query, all_of, eq, gte, lt
from app.domain.staff import Clinic, Practitioner, Room
from app.domain.values import day_bounds
from app.services.reading import every

WEEK_DAYS = 7


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose week it is: one provider's, or one room's."""

    practitioner_id: PractitionerId | None = None
    room_id: RoomId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySchedule:
    """A clinic day, or a week of one provider or room: columns, and visits by start.

    begins_at/ends_at are UTC instants, day is the one that was asked for. Of a week, whose says of
    whom, and first is the day it begins with.
    """

    day: date
    zone: str
    begins_at: datetime
    ends_at: datetime
    opens_min: int
    closes_min: int
    practitioners: tuple[Practitioner, ...]
    visits: tuple[DayVisit, ...]
    rooms: tuple[Room, ...] = ()
    """Those in use, and whichever has a visit all the same."""
    blocks: tuple[Block, ...] = ()
    """Time that cannot be booked in this stretch."""
    holidays: tuple[Holiday, ...] = ()
    """Days in this stretch on which the whole clinic is closed."""
    hours: tuple[PractitionerSchedule, ...] = ()
    """When each provider works, for all weekdays; nobody's: they keep the clinic's hours."""
    whose: Whose | None = None
    first: date | None = None

    @property
    def days(self) -> tuple[date, ...]:
        """The days it holds, in order."""
        if self.first is None:
            return (self.day,)
        return tuple(self.first + timedelta(days=offset) for offset in range(WEEK_DAYS))


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
        rooms=_rooms(reader, (visit.room_id for visit in visits)),
        blocks=_blocks(reader, begins_at, ends_at),
        holidays=_holidays(reader, wanted, wanted),
        hours=_hours(reader),
    )


def read_week(
    reader: Reader, *, wanted: date, first: date, whose: Whose, clinic: Clinic
) -> DaySchedule:
    """The week of a provider or a room around a day; first is the day it begins with."""
    last = first + timedelta(days=WEEK_DAYS - 1)
    begins_at, ends_at = day_bounds(first, clinic.zone)[0], day_bounds(last, clinic.zone)[1]
    visits = reader.visits_between(
        begins_at, ends_at, practitioner_id=whose.practitioner_id, room_id=whose.room_id
    )
    return DaySchedule(
        day=wanted,
        zone=clinic.zone,
        begins_at=begins_at,
        ends_at=ends_at,
        opens_min=clinic.opens_at,
        closes_min=clinic.closes_at,
        practitioners=_columns(reader, (visit.practitioner_id for visit in visits)),
        visits=visits,
        rooms=_rooms(reader, (visit.room_id for visit in visits)),
        blocks=_blocks(reader, begins_at, ends_at),
        holidays=_holidays(reader, first, last),
        hours=_hours(reader),
        whose=whose,
        first=first,
    )


def _blocks(reader: Reader, begins_at: datetime, ends_at: datetime) -> tuple[Block, ...]:
    # A block may last for weeks: it counts however long ago it began.
    meets = all_of(lt("starts_at", ends_at), gte("ends_at", begins_at))
    found = every(reader, Query(Block, where=meets, order=(Order("starts_at"),)))
    return tuple(one for one in found if one.ends_at > begins_at)


def _holidays(reader: Reader, first: date, last: date) -> tuple[Holiday, ...]:
    near = all_of(gte("on", first), lt("on", last + timedelta(days=1)))
    return tuple(one for one in every(reader, Query(Holiday, where=near)) if not one.location_id)


def _hours(reader: Reader) -> tuple[PractitionerSchedule, ...]:
    return tuple(every(reader, Query(PractitionerSchedule)))


def _rooms(reader: Reader, seen: Iterable[RoomId | None]) -> tuple[Room, ...]:
    active = Query(Room, where=eq("is_active", True), order=(Order("name"),))
    rooms = list(every(reader, active))
    others = {one for one in seen if one} - {room.id for room in rooms}
    used = reader.records(Room).get_many(sorted(others))
    return (*rooms, *sorted(used.values(), key=lambda room: room.name))


def _columns(reader: Reader, seen: Iterable[PractitionerId | None]) -> tuple[Practitioner, ...]:
    """Everybody with a column of their own, then whoever else has a visit that day."""
    order = (Order("family_name"), Order("given_names"))
    scheduled = list(
        every(reader, Query(Practitioner, where=eq("is_schedulable", True), order=order))
    )
    others = {one for one in seen if one} - {practitioner.id for practitioner in scheduled}
    guests = reader.records(Practitioner).get_many(sorted(others))
    return (*scheduled, *sorted(guests.values(), key=lambda guest: guest.family_name))
