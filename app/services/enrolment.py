"""Enrol a patient together with the first health record."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.availability import Location
from app.domain.context import ExecutionContext
from app.domain.errors import InvalidValue
from app.domain.history import HealthRecord
from app.domain.ids import PatientId, RecordId, new_id
from app.domain.patient import Patient
from app.domain.phi import quiet
from app.domain.ports import UnitOfWork
from app.domain.transaction_ports import Transact
from app.domain.transactions import TransactionOptions
from app.services.editing import current
from app.services.patients import ChartEdit, put_chart

_OPTIONS = TransactionOptions(timeout_s=10.0)


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class FirstRecord:
    """What is known of somebody on their first day."""

    title: str
    text: str = ""
    location_id: RecordId | None = None


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """The patient and their first health record, as they were stored."""

    patient: Patient
    record: HealthRecord


def enrol(
    transact: Transact, context: ExecutionContext, *, edit: ChartEdit, first: FirstRecord
) -> Enrolment:
    """Register a patient (with everything the form holds) and write the first health record.

    All of it or nothing: a patient is never left without the record they came in with. Raises
    InvalidRecord, InvalidValue, RecordNotFound or PermissionDenied.
    """
    if edit.patient_id is not None:
        raise InvalidValue("patient_id", "is enrolled already")

    def work(uow: UnitOfWork) -> Enrolment:
        patient = put_chart(uow, edit)
        if first.location_id is not None:
            current(uow, Location, first.location_id)
        record = uow.add(
            HealthRecord(
                id=new_id(),
                created_at=uow.now,
                updated_at=uow.now,
                patient_id=PatientId(patient.id),
                title=first.title.strip(),
                text=first.text.strip(),
                practitioner_id=context.practitioner_id,
                location_id=first.location_id,
                occurred_at=uow.now,
                recorded_by=context.user_id,
            )
        )
        return Enrolment(patient=patient, record=record)

    return transact(context, work, options=_OPTIONS)
