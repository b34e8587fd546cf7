"""Reading a clinic day: its columns and its visits, as the day view and the day list show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from app.domain.appointment import Appointment
from app.domain.clinical import Allergy
from app.domain.declare import Record
from app.domain.ids import AppointmentId, PatientId, PractitionerId, RecordId, RoomId, VisitTypeId
from app.domain.patient import Patient
from app.domain.ports import Reader
from app.domain.query import Order, Query, all_of, eq, gte, lt, one_of
from app.domain.staff import Clinic, Practitioner, Room, VisitType
from app.domain.values import day_bounds
from app.services.reading import PAGE, every

_HIDDEN = ("entered_in_error",)
DAY_FIELDS = (
    "id",
    "patient_id",
    "starts_at",
    "ends_at",
    "practitioner_id",
    "room_id",
    "visit_type_id",
    "reason",
    "status",
    "confirmation",
    "priority",
    "is_overbook",
    "needs_resolution",
    "version",
    "stamps",
)
"""What the day shows of a visit; the constants below are positions in it."""
_STARTS_AT, _PRACTITIONER, _ROOM, _VISIT_TYPE, _STATUS = 2, 4, 5, 6, 8
_Found = tuple[Any, ...]


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
    found = _visits_between(reader, begins_at, ends_at)
    return DaySchedule(
        day=wanted,
        zone=clinic.zone,
        begins_at=begins_at,
        ends_at=ends_at,
        opens_min=clinic.opens_at,
        closes_min=clinic.closes_at,
        practitioners=_columns(reader, {row[_PRACTITIONER] for row in found}),
        visits=_day_visits(reader, found),
    )


def _visits_between(reader: Reader, begins_at: datetime, ends_at: datetime) -> list[_Found]:
    """The visits' fields, page by page: a record per visit would cost twice the time."""
    found: list[_Found] = []
    query = Query(
        Appointment,
        where=all_of(gte("starts_at", begins_at), lt("starts_at", ends_at)),
        order=(Order("starts_at"),),
        limit=PAGE,
    )
    while True:
        page = reader.records(Appointment).rows(query, DAY_FIELDS)
        found += [row for row in page if row[_STATUS] not in _HIDDEN]
        if len(page) < PAGE:
            return found
        query = query.following((page[-1][_STARTS_AT], page[-1][0]))


def _columns(reader: Reader, seen: set[PractitionerId | None]) -> tuple[Practitioner, ...]:
    order = (Order("family_name"), Order("given_names"))
    scheduled = list(
        every(reader, Query(Practitioner, where=eq("is_schedulable", True), order=order))
    )
    known = {practitioner.id for practitioner in scheduled}
    others = {one for one in seen if one} - known
    guests = reader.records(Practitioner).get_many(sorted(others))
    return (*scheduled, *sorted(guests.values(), key=lambda guest: guest.family_name))


def _day_visits(reader: Reader, found: list[_Found]) -> tuple[DayVisit, ...]:
    patient_ids = sorted({row[1] for row in found})
    patients = _names(reader, Patient, patient_ids, ("family_name", "given_names"), ", ")
    practitioners = _names(
        reader, Practitioner, (row[_PRACTITIONER] for row in found), ("prefix", "family_name"), " "
    )
    rooms = _names(reader, Room, (row[_ROOM] for row in found), ("name",), "")
    types = _names(reader, VisitType, (row[_VISIT_TYPE] for row in found), ("name",), "")
    allergic = _allergic(reader, patient_ids)
    pending = reader.rows_with_pending("appointment")
    visits: list[DayVisit] = []
    for row in found:
        (visit_id, patient_id, starts_at, ends_at, practitioner_id, room_id, type_id, reason) = row[
            :8
        ]
        status, confirmation, priority, is_overbook, needs_resolution, version, stamps = row[8:]
        is_pending = visit_id in pending
        visits.append(
            DayVisit(
                visit_id,
                patient_id,
                patients.get(patient_id, ""),
                starts_at,
                ends_at,
                practitioner_id,
                practitioners.get(practitioner_id, ""),
                room_id,
                rooms.get(room_id, ""),
                type_id,
                types.get(type_id, ""),
                reason,
                status,
                confirmation,
                priority,
                is_pending,
                is_pending and version == 0,
                is_overbook,
                needs_resolution,
                patient_id in allergic,
                _waiting_since(status, stamps),
            )
        )
    return tuple(visits)


def _names(
    reader: Reader,
    record_type: type[Record],
    ids: Iterable[RecordId | None],
    fields: tuple[str, ...],
    between: str,
) -> dict[RecordId | None, str]:
    """Names by identifier, made of some fields."""
    wanted = sorted({one for one in ids if one})
    named: dict[RecordId | None, str] = {}
    for at in range(0, len(wanted), PAGE):
        query = Query(record_type, where=one_of("id", wanted[at : at + PAGE]), limit=PAGE)
        for row_id, *parts in reader.records(record_type).rows(query, ("id", *fields)):
            named[row_id] = between.join(filter(None, parts))
    return named


def _allergic(reader: Reader, patient_ids: list[PatientId]) -> frozenset[RecordId]:
    found: set[RecordId] = set()
    for at in range(0, len(patient_ids), PAGE):
        some = patient_ids[at : at + PAGE]
        query = Query(
            Allergy,
            where=all_of(one_of("patient_id", some), eq("status", "active")),
            limit=PAGE,
        )
        while True:
            page = reader.records(Allergy).rows(query, ("patient_id", "id"))
            found.update(patient_id for patient_id, _ in page)
            if len(page) < PAGE:
                break
            query = query.following((page[-1][1],))
    return frozenset(found)


def _waiting_since(status: str, stamps: Mapping[str, Mapping[str, str]]) -> datetime | None:
    if status != "arrived":
        return None
    stamp = stamps.get("arrived", {}).get("at")
    return datetime.fromisoformat(stamp) if stamp else None
