"""Reading one patient's chart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from app.domain.appointment import OCCUPYING, Appointment
from app.domain.clinical import Allergy, Condition, MedicationStatement
from app.domain.conflict import UNDECIDED, SyncConflict
from app.domain.declare import Record
from app.domain.errors import RecordNotFound
from app.domain.ids import PatientId, RecordId
from app.domain.patient import Coverage, EmergencyContact, Patient, PatientIdentifier
from app.domain.ports import Reader
from app.domain.query import Order, Query, all_of, eq, gte, lt, one_of
from app.domain.staff import Practitioner
from app.services.reading import every

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientChart:
    """Everything the side panel and the form show of one patient."""

    patient: Patient
    provider: Practitioner | None
    identifiers: tuple[PatientIdentifier, ...]
    coverages: tuple[Coverage, ...]
    contacts: tuple[EmergencyContact, ...]
    allergies: tuple[Allergy, ...]
    conditions: tuple[Condition, ...]
    medications: tuple[MedicationStatement, ...]
    next_visit: Appointment | None
    last_visit: Appointment | None
    open_conflicts: tuple[SyncConflict, ...]
    is_pending: bool


def read_chart(reader: Reader, *, patient_id: PatientId, now: datetime) -> PatientChart:
    """Everything shown of one patient. Raises RecordNotFound."""
    patient = reader.records(Patient).get(patient_id)
    if patient is None:
        raise RecordNotFound("patient", patient_id)
    practitioner_id = patient.practitioner_id
    return PatientChart(
        patient=patient,
        provider=reader.records(Practitioner).get(practitioner_id) if practitioner_id else None,
        identifiers=_of_patient(reader, PatientIdentifier, patient_id),
        coverages=_of_patient(reader, Coverage, patient_id),
        contacts=_of_patient(reader, EmergencyContact, patient_id),
        allergies=_of_patient(reader, Allergy, patient_id),
        conditions=_of_patient(reader, Condition, patient_id),
        medications=_of_patient(reader, MedicationStatement, patient_id),
        next_visit=_visit_beside(reader, patient_id, now, following=True),
        last_visit=_visit_beside(reader, patient_id, now, following=False),
        open_conflicts=_open_conflicts(reader, patient_id),
        is_pending=patient_id in reader.rows_with_pending("patient"),
    )


def _of_patient(reader: Reader, record_type: type[R], patient_id: RecordId) -> tuple[R, ...]:
    return tuple(every(reader, Query(record_type, where=eq("patient_id", patient_id))))


def _visit_beside(
    reader: Reader, patient_id: PatientId, now: datetime, *, following: bool
) -> Appointment | None:
    side = gte("starts_at", now) if following else lt("starts_at", now)
    statuses = sorted(OCCUPYING) if following else ["completed", "arrived", "in_room"]
    query = Query(
        Appointment,
        where=all_of(eq("patient_id", patient_id), side, one_of("status", statuses)),
        order=(Order("starts_at", descending=not following),),
        limit=1,
    )
    return reader.records(Appointment).first(query)


def _open_conflicts(reader: Reader, patient_id: PatientId) -> tuple[SyncConflict, ...]:
    return tuple(
        every(
            reader,
            Query(
                SyncConflict,
                where=all_of(eq("patient_id", patient_id), one_of("status", sorted(UNDECIDED))),
            ),
        )
    )
