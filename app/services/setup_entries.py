"""What a clinic sets up at its desks: provider hours, blocked times, closed days, templates, and
which other houses it has to do with."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from app.domain.appointment import OCCUPYING, Appointment
from app.domain.availability import Block, Holiday, Organization, PractitionerSchedule
from app.domain.context import ExecutionContext
from app.domain.declare import Record
from app.domain.errors import InvalidValue
from app.domain.ids import PractitionerId, RecordId, RoomId
from app.domain.message import MessageTemplate
from app.domain.ports import Reader, UnitOfWorkFactory
from app.domain.query import Order, Query, all_of, gt, gte, lt, one_of
from app.domain.staff import Practitioner, Room
from app.domain.values import day_bounds
from app.services.editing import current, differing, refuse_moved, with_changes
from app.services.reading import every

R = TypeVar("R", bound=Record)
_KINDS = (PractitionerSchedule, Block, Holiday, MessageTemplate, Organization)
_KEPT_BY_THE_STORE = frozenset({"id", "version", "created_at", "updated_at", "deleted_at"})
MOST_SHOWN = 20
"""So many visits in the way are named."""


@dataclass(frozen=True, slots=True)
class Names:
    """Who and what entries are about, by identifier."""

    practitioners: dict[RecordId, str]
    rooms: dict[RecordId, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Time that is to be closed: of a provider, of a room, or of the whole clinic."""

    begins_at: datetime
    ends_at: datetime
    practitioner_id: PractitionerId | None = None
    room_id: RoomId | None = None


@dataclass(frozen=True, slots=True)
class InTheWay:
    """Visits booked in time that is to be closed: how many, and when the first ones are."""

    count: int
    first: tuple[datetime, ...]


def day_span(day: date, zone: str) -> Span:
    """A whole day of the clinic."""
    begins_at, ends_at = day_bounds(day, zone)
    return Span(begins_at=begins_at, ends_at=ends_at)


def hours(reader: Reader) -> tuple[PractitionerSchedule, ...]:
    """When each provider sees patients, in the order of the week."""
    found = every(reader, Query(PractitionerSchedule, order=(Order("begins_at"),)))
    week = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
    return tuple(sorted(found, key=lambda one: (one.practitioner_id, week.index(one.weekday))))


def blocks(reader: Reader, *, since: datetime) -> tuple[Block, ...]:
    """Blocked times that are not over, the next first."""
    return tuple(
        every(reader, Query(Block, where=gt("ends_at", since), order=(Order("starts_at"),)))
    )


def closed_days(reader: Reader, *, since: date) -> tuple[Holiday, ...]:
    """Closed days from a day on, the next first."""
    return tuple(every(reader, Query(Holiday, where=gte("on", since), order=(Order("on"),))))


def templates(reader: Reader) -> tuple[MessageTemplate, ...]:
    """Every template, by name; those out of use, too."""
    return tuple(every(reader, Query(MessageTemplate, order=(Order("name"),))))


def organizations(reader: Reader) -> tuple[Organization, ...]:
    """Every other house, by name; those the clinic has nothing to do with any more, too."""
    return tuple(every(reader, Query(Organization, order=(Order("name"),))))


def names(reader: Reader) -> Names:
    """Every provider and room by name, those without a column, too."""
    people = every(reader, Query(Practitioner, order=(Order("family_name"),)))
    rooms = every(reader, Query(Room, order=(Order("name"),)))
    return Names({one.id: one.display_name for one in people}, {one.id: one.name for one in rooms})


def in_the_way(reader: Reader, span: Span) -> InTheWay:
    """Visits that are booked in time that is to be closed."""
    meets = all_of(
        lt("starts_at", span.ends_at),
        gt("ends_at", span.begins_at),
        one_of("status", sorted(OCCUPYING)),
    )
    query = Query(Appointment, where=meets, order=(Order("starts_at"),))
    found = [one.starts_at for one in every(reader, query) if _is_of(one, span)]
    return InTheWay(len(found), tuple(found[:MOST_SHOWN]))


def save(
    begin: UnitOfWorkFactory, context: ExecutionContext, *, record: R, based_on: R | None
) -> R:
    """Keep a new entry, or one that was changed from what was read.

    Raises InvalidRecord, StaleVersion, RecordNotFound, PermissionDenied.
    """
    _refuse_others(type(record))
    with begin(context) as uow:
        if based_on is None:
            return uow.add(record)
        stored = current(uow, type(record), record.id)
        return uow.save(
            with_changes(stored, differing(record, based_on, _kept(record)), based_on=based_on)
        )


def remove(begin: UnitOfWorkFactory, context: ExecutionContext, *, record: Record) -> None:
    """Delete an entry that was read. Raises StaleVersion where somebody changed it meanwhile,
    RecordNotFound, PermissionDenied."""
    _refuse_others(type(record))
    with begin(context) as uow:
        refuse_moved(current(uow, type(record), record.id), record, _kept(record))
        uow.delete(type(record), record.id)


def bring_back(begin: UnitOfWorkFactory, context: ExecutionContext, *, record: R) -> R:
    """Bring a deleted entry back as it was. Raises RecordNotFound, PermissionDenied."""
    _refuse_others(type(record))
    with begin(context) as uow:
        return uow.restore(type(record), record.id)


def _is_of(visit: Appointment, span: Span) -> bool:
    if span.practitioner_id is None and span.room_id is None:
        return True
    is_provider = span.practitioner_id is not None and visit.practitioner_id == span.practitioner_id
    return is_provider or (span.room_id is not None and visit.room_id == span.room_id)


def _kept(record: Record) -> tuple[str, ...]:
    return tuple(one.name for one in fields(record) if one.name not in _KEPT_BY_THE_STORE)


def _refuse_others(record_type: type[Record]) -> None:
    if record_type not in _KINDS:
        raise InvalidValue("record", "is no entry of a clinic's set-up")


def local_parts(at: datetime, zone: str) -> tuple[date, int]:
    """The clinic's day and minute of an instant."""
    local = at.astimezone(ZoneInfo(zone))
    return local.date(), local.hour * 60 + local.minute
