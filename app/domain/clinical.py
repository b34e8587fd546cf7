"""What the front desk sees of a patient's history: allergies, conditions, medications."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from app.domain.declare import Fact, Keeping, PhiClass, Record, entity
from app.domain.ids import PatientId, PractitionerId, UserId

_CLINICAL = PhiClass.CLINICAL
_CODE = Fact(phi=_CLINICAL, group="code", max_length=100)
_Display = Annotated[str, Fact(phi=_CLINICAL, group="code")]
"""What the code system calls it; text is what people call it."""
_RecordedBy = Annotated[UserId | None, Fact(refers_to="user")]
"""Who wrote it down at a desk of this clinic; None: it came from elsewhere."""
_Recorder = Annotated[PractitionerId | None, Fact(refers_to="practitioner")]
"""Who wrote it down where it came from."""


class ClinicalStatus(StrEnum):
    """FHIR R4 condition-clinical; allergies use the first, second and last."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    RECURRENCE = "recurrence"
    RELAPSE = "relapse"
    REMISSION = "remission"
    RESOLVED = "resolved"


class Criticality(StrEnum):
    """FHIR R4 allergy-intolerance-criticality."""

    LOW = "low"
    HIGH = "high"
    UNABLE_TO_ASSESS = "unable-to-assess"


class SymptomSeverity(StrEnum):
    """FHIR R4 reaction-event-severity; condition-severity has the same three."""

    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"


_Severity = Annotated[str | None, Fact(phi=_CLINICAL, choices=SymptomSeverity, max_length=100)]


class MedicationStatus(StrEnum):
    """FHIR R4 medicationrequest status."""

    ACTIVE = "active"
    ON_HOLD = "on-hold"
    CANCELLED = "cancelled"
    COMPLETED = "completed"
    ENTERED_IN_ERROR = "entered-in-error"
    STOPPED = "stopped"
    DRAFT = "draft"
    UNKNOWN = "unknown"


@entity(
    "allergy",
    order=4,
    patient_field="patient_id",
    indexes=(("patient_id",),),
    phi_class=Keeping.DEMOGRAPHICS,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Allergy(Record):
    """An allergy or intolerance (FHIR R4 AllergyIntolerance)."""

    patient_id: Annotated[PatientId, Fact(refers_to="patient")]
    text: Annotated[str, Fact(phi=_CLINICAL, group="code")]
    code_system: Annotated[str, _CODE] = ""
    code: Annotated[str, _CODE] = ""
    display: _Display = ""
    category: Annotated[str, Fact(phi=_CLINICAL, max_length=40)] = ""
    criticality: Annotated[str | None, Fact(phi=_CLINICAL, choices=Criticality, max_length=40)] = (
        None
    )
    status: Annotated[str, Fact(phi=_CLINICAL, choices=ClinicalStatus, max_length=40)] = (
        ClinicalStatus.ACTIVE
    )
    reaction: Annotated[str, Fact(phi=_CLINICAL)] = ""
    severity: _Severity = None
    """The worst reaction so far; how bad the next one may be is the criticality."""
    onset_on: Annotated[str | None, Fact(phi=_CLINICAL, group="onset", max_length=10)] = None
    onset_text: Annotated[str, Fact(phi=_CLINICAL, group="onset")] = ""
    """Since when, where that is no date: "age 12", "in childhood"."""
    recorded_on: Annotated[str | None, Fact(phi=_CLINICAL, max_length=10)] = None
    recorded_by: _RecordedBy = None
    recorder_id: _Recorder = None


@entity(
    "condition",
    order=4,
    patient_field="patient_id",
    indexes=(("patient_id",),),
    phi_class=Keeping.CHART,
    leaves_disk=True,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Condition(Record):
    """A diagnosis, problem or social fact (FHIR R4 Condition)."""

    patient_id: Annotated[PatientId, Fact(refers_to="patient")]
    text: Annotated[str, Fact(phi=_CLINICAL, group="code")]
    code_system: Annotated[str, _CODE] = ""
    code: Annotated[str, _CODE] = ""
    display: _Display = ""
    status: Annotated[str, Fact(phi=_CLINICAL, group="course", choices=ClinicalStatus)] = (
        ClinicalStatus.ACTIVE
    )
    verification: Annotated[str, Fact(phi=_CLINICAL, max_length=40)] = ""
    severity: _Severity = None
    onset_on: Annotated[str | None, Fact(phi=_CLINICAL, group="course", max_length=10)] = None
    onset_text: Annotated[str, Fact(phi=_CLINICAL, group="course")] = ""
    """Since when, where that is no date: "age 52", "in her thirties"."""
    resolved_on: Annotated[str | None, Fact(phi=_CLINICAL, group="course", max_length=10)] = None
    recorded_on: Annotated[str | None, Fact(phi=_CLINICAL, max_length=10)] = None
    recorded_by: _RecordedBy = None
    recorder_id: _Recorder = None


@entity(
    "medication_statement",
    order=4,
    patient_field="patient_id",
    indexes=(("patient_id",),),
    phi_class=Keeping.CHART,
    leaves_disk=True,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class MedicationStatement(Record):
    """A medication the patient takes or took (FHIR R4 MedicationRequest or MedicationStatement)."""

    patient_id: Annotated[PatientId, Fact(refers_to="patient")]
    text: Annotated[str, Fact(phi=_CLINICAL, group="code")]
    code_system: Annotated[str, _CODE] = ""
    code: Annotated[str, _CODE] = ""
    display: _Display = ""
    status: Annotated[str, Fact(phi=_CLINICAL, choices=MedicationStatus, max_length=40)] = (
        MedicationStatus.ACTIVE
    )
    dosage: Annotated[str, Fact(phi=_CLINICAL, max_length=1000)] = ""
    authored_on: Annotated[str | None, Fact(phi=_CLINICAL, max_length=10)] = None
    recorded_by: _RecordedBy = None
    recorder_id: _Recorder = None
