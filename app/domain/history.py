"""What was done and found: health records, vaccinations, measurements, screenings, incidents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from app.domain.declare import Fact, Keeping, PhiClass, Record, entity
from app.domain.ids import AppointmentId, PatientId, PractitionerId, RecordId, UserId

_CLINICAL = PhiClass.CLINICAL
_PATIENT = Fact(refers_to="patient")
_Code = Annotated[str, Fact(phi=_CLINICAL, group="code", max_length=100)]
_NoteCode = Annotated[str, Fact(phi=_CLINICAL, group="note", max_length=100)]
_Day = Annotated[str | None, Fact(phi=_CLINICAL, max_length=10)]
"""ISO 8601 date that may be partial."""
_Note = Annotated[str, Fact(phi=_CLINICAL, max_length=2000)]
_Display = Annotated[str, Fact(phi=_CLINICAL, group="code")]
"""What the code system calls it; text is what people call it."""
_Practitioner = Annotated[PractitionerId | None, Fact(refers_to="practitioner")]
_RecordedBy = Annotated[UserId | None, Fact(refers_to="user")]
"""Who wrote it down at a desk of this clinic; None: it came from elsewhere."""


class NoteStatus(StrEnum):
    """FHIR R4 composition-status: a final note is amended by another, never changed."""

    PRELIMINARY = "preliminary"
    FINAL = "final"
    ENTERED_IN_ERROR = "entered-in-error"


NOTE_TRANSITIONS: Mapping[str, frozenset[str]] = {
    "preliminary": frozenset({"final", "entered-in-error"}),
    "final": frozenset({"entered-in-error"}),
    "entered-in-error": frozenset(),
}


class EventStatus(StrEnum):
    """FHIR R4 event-status, as far as immunizations and screenings use it."""

    PLANNED = "planned"
    COMPLETED = "completed"
    NOT_DONE = "not-done"
    ENTERED_IN_ERROR = "entered-in-error"


EVENT_TRANSITIONS: Mapping[str, frozenset[str]] = {
    "planned": frozenset({"completed", "not-done", "entered-in-error"}),
    "completed": frozenset({"entered-in-error"}),
    "not-done": frozenset({"planned", "entered-in-error"}),
    "entered-in-error": frozenset(),
}


class Severity(StrEnum):
    """How bad an incident was."""

    NEAR_MISS = "near_miss"
    MINOR = "minor"
    MODERATE = "moderate"
    MAJOR = "major"


class IncidentStatus(StrEnum):
    """How far an incident is looked into."""

    REPORTED = "reported"
    IN_REVIEW = "in_review"
    CLOSED = "closed"


INCIDENT_TRANSITIONS: Mapping[str, frozenset[str]] = {
    "reported": frozenset({"in_review", "closed"}),
    "in_review": frozenset({"closed", "reported"}),
    "closed": frozenset({"in_review", "reported"}),
}


@entity(
    "health_record",
    order=6,
    patient_field="patient_id",
    indexes=(("patient_id",),),
    transitions=NOTE_TRANSITIONS,
    phi_class=Keeping.CHART,
    leaves_disk=True,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class HealthRecord(Record):
    """A note about an encounter with a patient (FHIR R4 Encounter and Composition).

    A signed (final) note stays as it is: amends_id of a later note names the one it corrects. What
    it says and the signature under it are one value, or a signature could end up under other words.
    """

    patient_id: Annotated[PatientId, _PATIENT]
    title: Annotated[str, Fact(phi=_CLINICAL, group="note", max_length=200)]
    appointment_id: Annotated[AppointmentId | None, Fact(refers_to="appointment")] = None
    practitioner_id: _Practitioner = None
    location_id: Annotated[RecordId | None, Fact(refers_to="location")] = None
    occurred_at: Annotated[datetime | None, Fact(phi=_CLINICAL, group="note")] = None
    code_system: _NoteCode = ""
    code: _NoteCode = ""
    display: Annotated[str, Fact(phi=_CLINICAL, group="note")] = ""
    """What the code system calls the encounter; title is what people call it."""
    text: Annotated[str, Fact(phi=_CLINICAL, group="note", max_length=20_000)] = ""
    diagnosis_codes: Annotated[tuple[str, ...], Fact(phi=_CLINICAL, group="note")] = ()
    """ICD-10-CM codes, the first one first."""
    status: Annotated[str, Fact(choices=NoteStatus, max_length=40, group="note")] = (
        NoteStatus.PRELIMINARY
    )
    signed_by: Annotated[UserId | None, Fact(refers_to="user", group="note")] = None
    signed_at: Annotated[datetime | None, Fact(group="note")] = None
    amends_id: Annotated[RecordId | None, Fact(refers_to="health_record")] = None
    recorded_by: _RecordedBy = None


@entity(
    "immunization",
    order=6,
    patient_field="patient_id",
    indexes=(("patient_id",),),
    transitions=EVENT_TRANSITIONS,
    phi_class=Keeping.CHART,
    leaves_disk=True,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Immunization(Record):
    """A vaccination (FHIR R4 Immunization; codes are CVX where they are known)."""

    patient_id: Annotated[PatientId, _PATIENT]
    text: Annotated[str, Fact(phi=_CLINICAL, group="code")]
    code_system: _Code = ""
    code: _Code = ""
    display: _Display = ""
    occurred_on: _Day = None
    status: Annotated[str, Fact(phi=_CLINICAL, choices=EventStatus, max_length=40)] = (
        EventStatus.COMPLETED
    )
    dose_number: Annotated[int | None, Fact(phi=_CLINICAL, group="dose")] = None
    lot_number: Annotated[str, Fact(phi=_CLINICAL, group="dose", max_length=100)] = ""
    expires_on: Annotated[str | None, Fact(phi=_CLINICAL, group="dose", max_length=10)] = None
    site: Annotated[str, Fact(phi=_CLINICAL, max_length=100)] = ""
    practitioner_id: _Practitioner = None
    note: _Note = ""
    recorded_by: _RecordedBy = None


@entity(
    "vital_signs",
    order=6,
    patient_field="patient_id",
    indexes=(("patient_id", "measured_at"),),
    phi_class=Keeping.CHART,
    leaves_disk=True,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class VitalSigns(Record):
    """One round of measurements (FHIR R4 vital-signs panel), in whole units as stated."""

    patient_id: Annotated[PatientId, _PATIENT]
    measured_at: Annotated[datetime, Fact(phi=_CLINICAL)]
    appointment_id: Annotated[AppointmentId | None, Fact(refers_to="appointment")] = None
    systolic_mmhg: Annotated[int | None, Fact(phi=_CLINICAL, group="pressure", unit="mm[Hg]")] = (
        None
    )
    diastolic_mmhg: Annotated[int | None, Fact(phi=_CLINICAL, group="pressure", unit="mm[Hg]")] = (
        None
    )
    pulse_per_min: Annotated[int | None, Fact(phi=_CLINICAL, unit="/min")] = None
    breaths_per_min: Annotated[int | None, Fact(phi=_CLINICAL, unit="/min")] = None
    temperature_centi_c: Annotated[int | None, Fact(phi=_CLINICAL, unit="0.01 Cel")] = None
    oxygen_saturation_pct: Annotated[int | None, Fact(phi=_CLINICAL, unit="%")] = None
    height_mm: Annotated[int | None, Fact(phi=_CLINICAL, unit="mm")] = None
    weight_g: Annotated[int | None, Fact(phi=_CLINICAL, unit="g")] = None
    pain_0_10: Annotated[int | None, Fact(phi=_CLINICAL, unit="0 to 10")] = None
    note: _Note = ""
    recorded_by: _RecordedBy = None
    practitioner_id: _Practitioner = None
    """Who measured it where it came from."""


@entity(
    "screening",
    order=6,
    patient_field="patient_id",
    indexes=(("patient_id",),),
    transitions=EVENT_TRANSITIONS,
    phi_class=Keeping.CHART,
    leaves_disk=True,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Screening(Record):
    """A questionnaire or test for early signs, and what it showed."""

    patient_id: Annotated[PatientId, _PATIENT]
    text: Annotated[str, Fact(phi=_CLINICAL, group="code")]
    code_system: _Code = ""
    code: _Code = ""
    display: _Display = ""
    performed_on: _Day = None
    status: Annotated[str, Fact(phi=_CLINICAL, choices=EventStatus, max_length=40)] = (
        EventStatus.COMPLETED
    )
    score: Annotated[int | None, Fact(phi=_CLINICAL, group="result")] = None
    result: Annotated[str, Fact(phi=_CLINICAL, group="result", max_length=1000)] = ""
    next_due_on: _Day = None
    practitioner_id: _Practitioner = None
    recorded_by: _RecordedBy = None


@entity(
    "incident_report",
    order=6,
    patient_field="patient_id",
    indexes=(("patient_id",), ("status", "occurred_at")),
    transitions=INCIDENT_TRANSITIONS,
    phi_class=Keeping.SCHEDULE,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentReport(Record):
    """Something went wrong, or nearly: a fall, a wrong form, a needle."""

    occurred_at: Annotated[datetime, Fact(phi=_CLINICAL)]
    text: Annotated[str, Fact(phi=_CLINICAL, max_length=5000)]
    patient_id: Annotated[PatientId | None, _PATIENT] = None
    category: Annotated[str, Fact(max_length=100)] = ""
    severity: Annotated[str, Fact(choices=Severity, max_length=40)] = Severity.MINOR
    location_id: Annotated[RecordId | None, Fact(refers_to="location")] = None
    reported_by: Annotated[UserId | None, Fact(refers_to="user")] = None
    status: Annotated[str, Fact(choices=IncidentStatus, max_length=40)] = IncidentStatus.REPORTED
    outcome: Annotated[str, Fact(phi=_CLINICAL, max_length=2000)] = ""
