"""What the clinic is set up with is not removed while something still stands on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.appointment import OCCUPYING, Appointment
from app.domain.availability import PractitionerSchedule
from app.domain.declare import Record
from app.domain.errors import InvalidValue
from app.domain.ids import RecordId
from app.domain.patient import Patient
from app.domain.ports import UnitOfWork
from app.domain.query import Query, all_of, eq, gte, one_of
from app.domain.staff import Room

STANDS_ON: Mapping[str, tuple[tuple[type[Record], str], ...]] = {
    "location": (
        (Patient, "location_id"),
        (Room, "location_id"),
        (PractitionerSchedule, "location_id"),
    ),
    "room": ((Appointment, "room_id"),),
    "practitioner": ((Patient, "practitioner_id"), (Appointment, "practitioner_id")),
    "visit_type": ((Appointment, "visit_type_id"),),
}
"""What refers to each kind of set-up; of visits only those to come that take up time."""


def refuse_while_used(uow: UnitOfWork, entity: str, row_id: RecordId) -> None:
    """Raise InvalidValue naming what still stands on a record that is to be removed."""
    for record_type, field in STANDS_ON.get(entity, ()):
        if _count(uow, record_type, field, row_id):
            name = record_type.__name__.lower()
            raise InvalidValue(entity, f"is still used by a {name}; close it instead")


def _count(uow: UnitOfWork, record_type: type[Any], field: str, row_id: RecordId) -> int:
    where = [eq(field, row_id)]
    if record_type is Appointment:
        where += [gte("starts_at", uow.now), one_of("status", sorted(OCCUPYING))]
    return uow.records(record_type).count(Query(record_type, where=all_of(*where)))
