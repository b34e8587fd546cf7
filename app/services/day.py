"""Reading a clinic day: its columns and its visits, as the day view and the day list show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from app.domain.appointment import Appointment
from app.domain.clinical import Allergy
from app.domain.declare import Record
from app.domain.ids import AppointmentId, PatientId, PractitionerId, RecordId, RoomId, VisitTypeId
from app.domain.patient import Patient
from app.domain.ports import Reader
from app.domain.query import Order, Query, all_of, eq, gte, lt, one_of
from app.domain.staff import Clinic, Practitioner, Room, VisitType
from app.domain.values import day_bounds
from app.services.reading import every

_HIDDEN = ("entered_in_error",)


class DayVisit(NamedTuple):
    """One visit as the day view and the day list show it."""

    id: AppointmentId
    patient_id: PatientId
    patient_name: str
    starts_at: datetime
    ends_at: datetime
    practitioner_id: PractitionerId | None
    practitioner_name: str
    room_id: RoomId | None
    room_name: str
    visit_type_id: VisitTypeId | None
    visit_type_name: str
    reason: str
    status: str
    confirmation: str
    priority: str
    is_pending: bool
    """Has changes the server has not acknowledged."""
    is_tentative: bool
    """Booked here and not yet accepted by the server."""
    is_overbook: bool
    needs_resolution: bool
    has_allergy: bool
    waiting_since: datetime | None
    """When the patient arrived, while they wait."""


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
    query = Query(
        Appointment,
        where=all_of(gte("starts_at", begins_at), lt("starts_at", ends_at)),
        order=(Order("starts_at"),),
    )
    visits = [visit for visit in every(reader, query) if visit.status not in _HIDDEN]
    return DaySchedule(
        day=wanted,
        zone=clinic.zone,
        begins_at=begins_at,
        ends_at=ends_at,
        opens_min=clinic.opens_at,
        closes_min=clinic.closes_at,
        practitioners=_columns(reader, visits),
        visits=_day_visits(reader, visits),
    )


def _columns(reader: Reader, visits: Iterable[Appointment]) -> tuple[Practitioner, ...]:
    order = (Order("family_name"), Order("given_names"))
    scheduled = list(
        every(reader, Query(Practitioner, where=eq("is_schedulable", True), order=order))
    )
    known = {practitioner.id for practitioner in scheduled}
    others = {visit.practitioner_id for visit in visits if visit.practitioner_id} - known
    guests = reader.records(Practitioner).get_many(sorted(others))
    return (*scheduled, *sorted(guests.values(), key=lambda guest: guest.family_name))


def _day_visits(reader: Reader, visits: list[Appointment]) -> tuple[DayVisit, ...]:
    patients = reader.records(Patient).get_many({visit.patient_id for visit in visits})
    practitioners = _named(reader, Practitioner, (v.practitioner_id for v in visits))
    rooms = _named(reader, Room, (v.room_id for v in visits))
    types = _named(reader, VisitType, (v.visit_type_id for v in visits))
    allergic = _allergic(reader, patients)
    pending = reader.rows_with_pending("appointment")
    return tuple(
        DayVisit(
            id=AppointmentId(visit.id),
            patient_id=visit.patient_id,
            patient_name=_name_of(patients.get(visit.patient_id)),
            starts_at=visit.starts_at,
            ends_at=visit.ends_at,
            practitioner_id=visit.practitioner_id,
            practitioner_name=practitioners.get(visit.practitioner_id, ""),
            room_id=visit.room_id,
            room_name=rooms.get(visit.room_id, ""),
            visit_type_id=visit.visit_type_id,
            visit_type_name=types.get(visit.visit_type_id, ""),
            reason=visit.reason,
            status=visit.status,
            confirmation=visit.confirmation,
            priority=visit.priority,
            is_pending=visit.id in pending,
            is_tentative=visit.version == 0 and visit.id in pending,
            is_overbook=visit.is_overbook,
            needs_resolution=visit.needs_resolution,
            has_allergy=visit.patient_id in allergic,
            waiting_since=_waiting_since(visit),
        )
        for visit in visits
    )


def _named(
    reader: Reader, record_type: type[Record], ids: Iterable[RecordId | None]
) -> dict[RecordId | None, str]:
    wanted = {record_id for record_id in ids if record_id}
    found = reader.records(record_type).get_many(sorted(wanted))
    return {record_id: _name_of(record) for record_id, record in found.items()}


def _name_of(record: Record | None) -> str:
    match record:
        case Patient() | Practitioner():
            return record.display_name
        case Room() | VisitType():
            return record.name
        case _:
            return ""


def _allergic(reader: Reader, patients: Iterable[RecordId]) -> frozenset[RecordId]:
    query = Query(
        Allergy,
        where=all_of(one_of("patient_id", sorted(patients)), eq("status", "active")),
    )
    return frozenset(allergy.patient_id for allergy in every(reader, query))


def _waiting_since(visit: Appointment) -> datetime | None:
    if visit.status != "arrived":
        return None
    stamp = visit.stamps.get("arrived", {}).get("at")
    return datetime.fromisoformat(stamp) if stamp else None
