"""Transfer a patient from one location of the clinic to another."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from app.domain.appointment import OCCUPYING, Appointment
from app.domain.audit import AuditAction
from app.domain.availability import Location
from app.domain.context import ExecutionContext
from app.domain.errors import InvalidValue, StaleVersion
from app.domain.history import HealthRecord
from app.domain.ids import PatientId, RecordId, UserId, new_id
from app.domain.patient import Patient
from app.domain.ports import Reader, UnitOfWork
from app.domain.query import Query, all_of, eq, gte, one_of
from app.domain.staff import Room
from app.domain.transaction_ports import Transact
from app.domain.transactions import TransactionOptions
from app.domain.waiting import Task
from app.services.editing import current
from app.services.reading import every

_OPTIONS = TransactionOptions(timeout_s=10.0)


def transfer(
    transact: Transact,
    context: ExecutionContext,
    *,
    patient_id: PatientId,
    location_id: RecordId,
    handover: str = "",
    seen_at: RecordId | None = None,
) -> Patient:
    """Move a patient to another location: all of it or nothing.

    Visits still to come in rooms of the old location become one task. handover is a clinician's
    note for the colleagues there, kept as a health record. seen_at is where the patient was when
    this was decided. Raises InvalidValue, RecordNotFound, PermissionDenied, or StaleVersion when
    somebody else transferred the patient from there meanwhile.
    """

    def work(uow: UnitOfWork) -> Patient:
        patient = current(uow, Patient, patient_id)
        if seen_at is not None and patient.location_id != seen_at:
            raise StaleVersion("patient", patient_id, ["location_id"])
        _check_goal(patient, current(uow, Location, location_id))
        moved = uow.save(replace(patient, location_id=location_id))
        if handover.strip():
            uow.add(_handover(uow, context, moved, handover.strip()))
        left_behind = _visits_at(uow, patient, uow.now)
        if left_behind:
            uow.add(_rebooking(uow, patient_id, left_behind))
        uow.note(
            AuditAction.TRANSFER,
            entity="patient",
            row_id=patient_id,
            patient_id=patient_id,
            fields=["location_id"],
        )
        return moved

    return transact(context, work, options=_OPTIONS)


def _check_goal(patient: Patient, goal: Location) -> None:
    if not goal.is_active:
        raise InvalidValue("location_id", "is a location that is closed")
    if goal.id == patient.location_id:
        raise InvalidValue("location_id", "is where the patient is already")


def _handover(
    uow: UnitOfWork, context: ExecutionContext, patient: Patient, text: str
) -> HealthRecord:
    return HealthRecord(
        id=new_id(),
        created_at=uow.now,
        updated_at=uow.now,
        patient_id=PatientId(patient.id),
        title="Transfer",
        text=text,
        practitioner_id=context.practitioner_id,
        location_id=patient.location_id,
        occurred_at=uow.now,
        recorded_by=context.user_id,
    )


def _visits_at(reader: Reader, patient: Patient, now: datetime) -> list[Appointment]:
    """The patient's visits to come in rooms of where the patient was."""
    if patient.location_id is None:
        return []
    rooms = set(
        reader.records(Room).keys(Query(Room, where=eq("location_id", patient.location_id)))
    )
    query = Query(
        Appointment,
        where=all_of(
            eq("patient_id", patient.id),
            gte("starts_at", now),
            one_of("status", sorted(OCCUPYING)),
        ),
    )
    return [visit for visit in every(reader, query) if visit.room_id in rooms]


def _rebooking(uow: UnitOfWork, patient_id: PatientId, visits: list[Appointment]) -> Task:
    first = min(visits, key=lambda visit: visit.starts_at)
    return Task(
        id=new_id(),
        created_at=uow.now,
        updated_at=uow.now,
        title=f"Rebook after a transfer: {len(visits)}",
        patient_id=patient_id,
        assignee_id=UserId(uow.context.user_id),
        due_on=first.starts_at.astimezone(ZoneInfo(first.zone)).date(),
    )
