"""The clinic's people, rooms and visit types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from app.domain.context import ExecutionContext
from app.domain.declare import Record, entity_of
from app.domain.errors import InvalidValue, RecordNotFound
from app.domain.ids import ClinicId, RecordId
from app.domain.ports import Reader, UnitOfWorkFactory
from app.domain.query import Order, Query, eq
from app.domain.staff import Clinic, Practitioner, Room, User, VisitType, Workstation
from app.services.editing import current, with_changes
from app.services.reading import every

R = TypeVar("R", bound=Record)
_STAFF = (Practitioner, Room, User, VisitType, Workstation)


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingChoices:
    """What a booking form offers."""

    practitioners: tuple[Practitioner, ...]
    rooms: tuple[Room, ...]
    visit_types: tuple[VisitType, ...]


def clinic(reader: Reader, *, clinic_id: ClinicId) -> Clinic:
    """The clinic this desk belongs to. Raises RecordNotFound."""
    found = reader.records(Clinic).get(clinic_id)
    if found is None:
        raise RecordNotFound("clinic", clinic_id)
    return found


def change_clinic(
    begin: UnitOfWorkFactory, context: ExecutionContext, *, changes: Mapping[str, object]
) -> Clinic:
    """Change the clinic's settings. Raises InvalidRecord, InvalidValue for what is no setting,
    PermissionDenied."""
    for name in changes:
        if name not in entity_of(Clinic).by_name:
            raise InvalidValue(name, "is no setting of a clinic")
    with begin(context) as uow:
        stored = current(uow, Clinic, context.clinic_id)
        return uow.save(with_changes(stored, changes, based_on=stored))


def booking_choices(reader: Reader) -> BookingChoices:
    """Practitioners with a column, active rooms and active visit types, by name."""
    return BookingChoices(
        practitioners=tuple(
            every(
                reader,
                Query(
                    Practitioner, where=eq("is_schedulable", True), order=(Order("family_name"),)
                ),
            )
        ),
        rooms=_active(reader, Room),
        visit_types=_active(reader, VisitType),
    )


def users(reader: Reader) -> tuple[User, ...]:
    """Everybody who signs in, by name."""
    return tuple(every(reader, Query(User, order=(Order("display_name"),))))


def add(begin: UnitOfWorkFactory, context: ExecutionContext, *, record: R) -> R:
    """Add a practitioner, room, visit type or user. Raises InvalidRecord."""
    _refuse_others(type(record))
    with begin(context) as uow:
        return uow.add(record)


def update(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    record: R,
    changes: Mapping[str, object],
) -> R:
    """Change a record that was read before. Raises InvalidRecord, StaleVersion."""
    _refuse_others(type(record))
    with begin(context) as uow:
        stored = current(uow, type(record), record.id)
        return uow.save(with_changes(stored, changes, based_on=record))


def remove(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    record_type: type[Record],
    record_id: RecordId,
) -> None:
    """Delete a record entered by mistake. Raises RecordNotFound."""
    _refuse_others(record_type)
    with begin(context) as uow:
        current(uow, record_type, record_id)
        uow.delete(record_type, record_id)


def _refuse_others(record_type: type[Record]) -> None:
    if record_type not in _STAFF:
        raise InvalidValue("record", "is none of the clinic's people, rooms and visit types")


def _active(reader: Reader, record_type: type[R]) -> tuple[R, ...]:
    return tuple(
        every(reader, Query(record_type, where=eq("is_active", True), order=(Order("name"),)))
    )
