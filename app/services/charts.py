"""Reading one patient's chart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar, cast

from app.domain.appointment import OCCUPYING, Appointment
from app.domain.clinical import Allergy, Condition, MedicationStatement
from app.domain.conflict import UNDECIDED, SyncConflict
from app.domain.context import ExecutionContext
from app.domain.declare import Record, entity_of
from app.domain.errors import RecordNotFound
from app.domain.ids import PatientId, RecordId
from app.domain.patient import Coverage, EmergencyContact, Patient, PatientIdentifier
from app.domain.permissions import Need
from app.domain.ports import Reader
from app.domain.query import Order, Query, all_of, eq, gte, lt, one_of
from app.domain.staff import Clinic, Practitioner
from app.services.figures import PatientFigures, read_figures
from app.services.reading import PAGE, every
from app.services.relations import Relations, read_relations
from app.services.seeing import may_see, shown_conflict

R = TypeVar("R", bound=Record)
_PARTS: tuple[type[Record], ...] = (
    PatientIdentifier,
    Coverage,
    EmergencyContact,
    Allergy,
    Condition,
    MedicationStatement,
)


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
    withheld: Mapping[str, Need] = field(default_factory=lambda: cast("dict[str, Need]", {}))
    """Record types that the acting role is not shown, and what would help."""
    at_server: Mapping[str, int] = field(default_factory=lambda: cast("dict[str, int]", {}))
    """How many records of which types this desk does not hold: the server keeps them."""


def read_chart(
    reader: Reader, context: ExecutionContext, *, patient_id: PatientId, now: datetime
) -> PatientChart:
    """Everything the acting role is shown of one patient. Raises RecordNotFound."""
    patient = reader.records(Patient).get(patient_id)
    if patient is None:
        raise RecordNotFound("patient", patient_id)
    practitioner_id = patient.practitioner_id
    withheld = _withheld(reader, context, patient_id, now)

    def of_patient(record_type: type[R]) -> tuple[R, ...]:
        if entity_of(record_type).name in withheld:
            return ()
        return _of_patient(reader, record_type, patient_id)

    return PatientChart(
        patient=patient,
        provider=reader.records(Practitioner).get(practitioner_id) if practitioner_id else None,
        identifiers=of_patient(PatientIdentifier),
        coverages=of_patient(Coverage),
        contacts=of_patient(EmergencyContact),
        allergies=of_patient(Allergy),
        conditions=of_patient(Condition),
        medications=of_patient(MedicationStatement),
        next_visit=_visit_beside(reader, patient_id, now, following=True),
        last_visit=_visit_beside(reader, patient_id, now, following=False),
        open_conflicts=tuple(
            shown_conflict(reader, context, one, now=now)
            for one in _open_conflicts(reader, patient_id)
        ),
        is_pending=patient_id in reader.rows_with_pending("patient"),
        withheld=withheld,
        at_server={
            name: count
            for name, count in reader.at_server.counts(patient_id).items()
            if may_see(reader, context, name, patient_id=patient_id, now=now).is_allowed
        },
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientOverview:
    """What is worked out of a patient's records, beside the chart: read once that is shown."""

    patient_id: PatientId
    figures: PatientFigures
    relations: Relations


def read_overview(
    reader: Reader, context: ExecutionContext, *, patient_id: PatientId, now: datetime
) -> PatientOverview:
    """A patient's figures and who is around them, as the acting role is shown them."""
    return PatientOverview(
        patient_id=patient_id,
        figures=read_figures(
            reader,
            context,
            patient_id=patient_id,
            now=now,
            currency=_currency(reader, context),
        ),
        relations=read_relations(reader, context, patient_id=patient_id, now=now),
    )


def _currency(reader: Reader, context: ExecutionContext) -> str:
    clinic = reader.records(Clinic).get(context.clinic_id)
    return clinic.currency if clinic else "USD"


def _withheld(
    reader: Reader, context: ExecutionContext, patient_id: PatientId, now: datetime
) -> dict[str, Need]:
    verdicts = {
        name: may_see(reader, context, name, patient_id=patient_id, now=now)
        for name in (entity_of(record_type).name for record_type in _PARTS)
    }
    return {name: verdict.needs for name, verdict in verdicts.items() if not verdict.is_allowed}


def _of_patient(reader: Reader, record_type: type[R], patient_id: RecordId) -> tuple[R, ...]:
    asked = Query(record_type, where=eq("patient_id", patient_id), limit=PAGE)
    return tuple(every(reader, asked))


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
    return reader.records(Appointment).find_one(query)


def _open_conflicts(reader: Reader, patient_id: PatientId) -> tuple[SyncConflict, ...]:
    return tuple(
        every(
            reader,
            Query(
                SyncConflict,
                where=all_of(eq("patient_id", patient_id), one_of("status", sorted(UNDECIDED))),
                limit=PAGE,
            ),
        )
    )
