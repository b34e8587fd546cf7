"""Reading one patient's chart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Any, cast

from app.domain.appointment import OCCUPYING, Appointment
from app.domain.clinical import Allergy, Condition, MedicationStatement
from app.domain.conflict import UNDECIDED, SyncConflict
from app.domain.context import ExecutionContext
from app.domain.declare import Record, entity_of
from app.domain.errors import RecordNotFound
from app.domain.family import CareTeamMember, Consent
from app.domain.history import HealthRecord, Immunization, Screening, VitalSigns
from app.domain.ids import PatientId, RecordId
from app.domain.patient import Coverage, EmergencyContact, Patient, PatientIdentifier
from app.domain.permissions import Need
from app.domain.ports import Reader
from app.domain.query import Order, Query, all_of, eq, gte, lt, one_of
from app.domain.staff import Clinic, Practitioner
from app.domain.treatment import Document
from app.services.figures import PatientFigures, read_figures
from app.services.merge_preview import MergedRecord, merged_into
from app.services.photos import photo_of
from app.services.reading import PAGE, every_of
from app.services.recalls import RecallLine, of_patient
from app.services.recorders import recorder_names
from app.services.relations import Relations, read_relations
from app.services.seeing import may_see, shown_conflict
from app.services.vitals import latest_first

_PARTS: tuple[type[Record], ...] = (
    PatientIdentifier,
    Coverage,
    EmergencyContact,
    Allergy,
    Condition,
    MedicationStatement,
    Screening,
    Consent,
    CareTeamMember,
    VitalSigns,
    Immunization,
    HealthRecord,
)
NOTES = 3
"""How many notes are read with a chart: the latest."""


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
    screenings: tuple[Screening, ...]
    consents: tuple[Consent, ...]
    care_team: tuple[CareTeamMember, ...]
    team_names: Mapping[RecordId, str]
    """The practitioners of the care team by name."""
    recorders: Mapping[RecordId, str]
    """The users and practitioners whom the records of the chart name as who made them, by name."""
    is_in_care: bool
    """Whether the patient is in the acting practitioner's care."""
    vitals: tuple[VitalSigns, ...]
    """The latest round of measurements alone; services/vitals.py reads them all."""
    immunizations: tuple[Immunization, ...]
    notes: tuple[HealthRecord, ...]
    """The latest few alone, the last one first."""
    next_visit: Appointment | None
    last_visit: Appointment | None
    open_conflicts: tuple[SyncConflict, ...]
    is_pending: bool
    photo: Document | None = None
    """The picture they are known by, where the acting role is shown it."""
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
    parts = [one for one in _PARTS if entity_of(one).name not in withheld]
    *lists, conflicts, following, past = every_of(
        reader,
        [
            *(_asked(one, patient_id) for one in parts),
            _open_conflicts(patient_id),
            _visit_beside(patient_id, now, following=True),
            _visit_beside(patient_id, now, following=False),
        ],
    )
    shown = dict(zip(parts, lists, strict=True))
    team = shown.get(CareTeamMember, ())
    recorders = recorder_names(reader, chain.from_iterable(shown.values()))
    return PatientChart(
        patient=patient,
        provider=reader.records(Practitioner).get(practitioner_id) if practitioner_id else None,
        identifiers=shown.get(PatientIdentifier, ()),
        coverages=shown.get(Coverage, ()),
        contacts=shown.get(EmergencyContact, ()),
        allergies=shown.get(Allergy, ()),
        conditions=shown.get(Condition, ()),
        medications=shown.get(MedicationStatement, ()),
        screenings=shown.get(Screening, ()),
        consents=shown.get(Consent, ()),
        care_team=team,
        team_names=_of_team(team, recorders),
        recorders=recorders,
        is_in_care=reader.cares_for(context, patient_id),
        vitals=shown.get(VitalSigns, ()),
        immunizations=shown.get(Immunization, ()),
        notes=shown.get(HealthRecord, ()),
        next_visit=next(iter(following), None),
        last_visit=next(iter(past), None),
        open_conflicts=tuple(shown_conflict(reader, context, one, now=now) for one in conflicts),
        is_pending=reader.has_pending("patient", patient_id),
        photo=photo_of(reader, context, patient, now=now),
        withheld=withheld,
        at_server=_at_server(reader, context, patient_id, now),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientOverview:
    """What is worked out of a patient's records, beside the chart: read once that is shown."""

    patient_id: PatientId
    figures: PatientFigures
    relations: Relations
    merged: tuple[MergedRecord, ...] = ()
    """Records that are used under this one since they were merged into it."""
    recalls: tuple[RecallLine, ...] = ()
    """When they are to be called in again, the nearest first."""


def read_overview(
    reader: Reader, context: ExecutionContext, *, patient_id: PatientId, now: datetime
) -> PatientOverview:
    """A patient's figures, recalls and who is around them, as the acting role is shown them."""
    is_recall_shown = may_see(reader, context, "recall", patient_id=patient_id, now=now)
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
        merged=merged_into(reader, context, patient_id, now=now),
        recalls=of_patient(reader, patient_id) if is_recall_shown.is_allowed else (),
    )


def _currency(reader: Reader, context: ExecutionContext) -> str:
    clinic = reader.records(Clinic).get(context.clinic_id)
    return clinic.currency if clinic else "USD"


def _asked(record_type: type[Record], patient_id: PatientId) -> Query[Any]:
    if record_type is VitalSigns:
        return latest_first(patient_id, limit=1)
    if record_type is HealthRecord:
        latest = (Order("occurred_at", descending=True), Order("created_at", descending=True))
        whose = eq("patient_id", patient_id)
        return Query(HealthRecord, where=whose, order=latest, limit=NOTES)
    return Query(record_type, where=eq("patient_id", patient_id), limit=PAGE)


def _of_team(team: Iterable[CareTeamMember], names: Mapping[RecordId, str]) -> dict[RecordId, str]:
    members = (one.practitioner_id for one in team)
    return {key: names[key] for key in members if key in names}


def _at_server(
    reader: Reader, context: ExecutionContext, patient_id: PatientId, now: datetime
) -> dict[str, int]:
    return {
        name: count
        for name, count in reader.at_server.counts(patient_id).items()
        if may_see(reader, context, name, patient_id=patient_id, now=now).is_allowed
    }


def _withheld(
    reader: Reader, context: ExecutionContext, patient_id: PatientId, now: datetime
) -> dict[str, Need]:
    verdicts = {
        name: may_see(reader, context, name, patient_id=patient_id, now=now)
        for name in (entity_of(record_type).name for record_type in _PARTS)
    }
    return {name: verdict.needs for name, verdict in verdicts.items() if not verdict.is_allowed}


def _visit_beside(patient_id: PatientId, now: datetime, *, following: bool) -> Query[Appointment]:
    side = gte("starts_at", now) if following else lt("starts_at", now)
    statuses = sorted(OCCUPYING) if following else ["completed", "arrived", "in_room"]
    return Query(
        Appointment,
        where=all_of(eq("patient_id", patient_id), side, one_of("status", statuses)),
        order=(Order("starts_at", descending=not following),),
        limit=1,
    )


def _open_conflicts(patient_id: PatientId) -> Query[SyncConflict]:
    is_open = one_of("status", sorted(UNDECIDED))
    return Query(SyncConflict, where=all_of(eq("patient_id", patient_id), is_open), limit=PAGE)
