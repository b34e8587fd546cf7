"""What is prescribed, planned and filed: prescriptions, care plans, documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from app.domain.declare import Fact, Keeping, PhiClass, Record, entity
from app.domain.ids import PatientId, PractitionerId, RecordId, UserId

_CLINICAL = PhiClass.CLINICAL
_Patient = Annotated[PatientId, Fact(refers_to="patient")]
_Code = Annotated[str, Fact(phi=_CLINICAL, group="code", max_length=100)]
_OrderCode = Annotated[str, Fact(phi=_CLINICAL, group="order", max_length=100)]
_OrderLine = Annotated[str, Fact(phi=_CLINICAL, group="order", max_length=200)]
_Practitioner = Annotated[PractitionerId | None, Fact(refers_to="practitioner")]


class PrescriptionStatus(StrEnum):
    """FHIR R4 medicationrequest-status."""

    DRAFT = "draft"
    ACTIVE = "active"
    ON_HOLD = "on-hold"
    COMPLETED = "completed"
    STOPPED = "stopped"
    CANCELLED = "cancelled"
    ENTERED_IN_ERROR = "entered-in-error"


PRESCRIPTION_TRANSITIONS: Mapping[str, frozenset[str]] = {
    "draft": frozenset({"active", "cancelled", "entered-in-error"}),
    "active": frozenset({"on-hold", "completed", "stopped", "entered-in-error"}),
    "on-hold": frozenset({"active", "stopped", "entered-in-error"}),
    "completed": frozenset({"entered-in-error"}),
    "stopped": frozenset({"entered-in-error"}),
    "cancelled": frozenset({"entered-in-error"}),
    "entered-in-error": frozenset(),
}


class DocumentStatus(StrEnum):
    """How a document counts."""

    PENDING = "pending"
    CURRENT = "current"
    SUPERSEDED = "superseded"
    ENTERED_IN_ERROR = "entered-in-error"


DOCUMENT_TRANSITIONS: Mapping[str, frozenset[str]] = {
    "pending": frozenset({"current", "superseded", "entered-in-error"}),
    "current": frozenset({"superseded", "entered-in-error"}),
    "superseded": frozenset({"current", "entered-in-error"}),
    "entered-in-error": frozenset(),
}


class PlanStatus(StrEnum):
    """FHIR R4 request-status of a care plan; goals and activities use the same words."""

    DRAFT = "draft"
    ACTIVE = "active"
    ON_HOLD = "on-hold"
    COMPLETED = "completed"
    REVOKED = "revoked"
    ENTERED_IN_ERROR = "entered-in-error"


PLAN_TRANSITIONS: Mapping[str, frozenset[str]] = {
    "draft": frozenset({"active", "revoked", "entered-in-error"}),
    "active": frozenset({"on-hold", "completed", "revoked", "entered-in-error"}),
    "on-hold": frozenset({"active", "revoked", "entered-in-error"}),
    "completed": frozenset({"active", "entered-in-error"}),
    "revoked": frozenset({"active", "entered-in-error"}),
    "entered-in-error": frozenset(),
}


@entity(
    "prescription",
    order=6,
    patient_field="patient_id",
    indexes=(("patient_id",), ("status", "authored_on")),
    transitions=PRESCRIPTION_TRANSITIONS,
    phi_class=Keeping.CHART,
    leaves_disk=True,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Prescription(Record):
    """A medication ordered for a patient (FHIR R4 MedicationRequest; codes are RxNorm).

    All of it is one group: nobody signs a dose that another desk changed unseen.
    """

    patient_id: _Patient
    text: Annotated[str, Fact(phi=_CLINICAL, group="order")]
    code_system: _OrderCode = ""
    code: _OrderCode = ""
    dose: _OrderLine = ""
    dose_unit: _OrderLine = ""
    route: _OrderLine = ""
    frequency: _OrderLine = ""
    instructions: Annotated[str, Fact(phi=_CLINICAL, group="order", max_length=1000)] = ""
    quantity: Annotated[int | None, Fact(phi=_CLINICAL, group="order")] = None
    quantity_unit: Annotated[str, Fact(phi=_CLINICAL, group="order", max_length=40)] = ""
    refills: Annotated[int, Fact(phi=_CLINICAL, group="order")] = 0
    prescriber_id: Annotated[
        PractitionerId | None, Fact(refers_to="practitioner", group="order")
    ] = None
    authored_on: Annotated[date | None, Fact(phi=_CLINICAL, group="order")] = None
    status: Annotated[
        str, Fact(phi=_CLINICAL, group="order", choices=PrescriptionStatus, max_length=40)
    ] = PrescriptionStatus.DRAFT
    stop_reason: Annotated[str, Fact(phi=_CLINICAL, group="order", max_length=500)] = ""


@entity(
    "document",
    order=4,
    patient_field="patient_id",
    indexes=(("patient_id",), ("status", "authored_on"), ("sha256",)),
    transitions=DOCUMENT_TRANSITIONS,
    phi_class=Keeping.CHART,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Record):
    """A file about a patient (FHIR R4 DocumentReference; the code is LOINC).

    The bytes lie apart, named by their SHA-256; size in bytes.
    """

    patient_id: _Patient
    title: Annotated[str, Fact(phi=_CLINICAL, searchable=True, max_length=200)]
    code_system: _Code = ""
    code: _Code = ""
    category: Annotated[str, Fact(phi=_CLINICAL, max_length=100)] = ""
    author_id: Annotated[UserId | None, Fact(refers_to="user")] = None
    authored_on: Annotated[date | None, Fact(phi=_CLINICAL)] = None
    status: Annotated[str, Fact(choices=DocumentStatus, max_length=40)] = DocumentStatus.CURRENT
    sha256: Annotated[str, Fact(group="content", max_length=64)] = ""
    """Of the content, 64 hexadecimal digits; empty where no file has been attached yet."""
    size: Annotated[int, Fact(group="content", unit="bytes")] = 0
    media_type: Annotated[str, Fact(group="content", max_length=100)] = ""
    file_name: Annotated[str, Fact(phi=_CLINICAL, group="content", max_length=255)] = ""
    supersedes_id: Annotated[RecordId | None, Fact(refers_to="document")] = None


@entity(
    "care_plan",
    order=6,
    patient_field="patient_id",
    indexes=(("patient_id",), ("status", "starts_on")),
    transitions=PLAN_TRANSITIONS,
    phi_class=Keeping.CHART,
    leaves_disk=True,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class CarePlan(Record):
    """What patient and clinic set out to do over some time (FHIR R4 CarePlan)."""

    patient_id: _Patient
    title: Annotated[str, Fact(phi=_CLINICAL, searchable=True, max_length=200)]
    category: Annotated[str, Fact(phi=_CLINICAL, max_length=100)] = ""
    starts_on: Annotated[date | None, Fact(phi=_CLINICAL, group="period")] = None
    ends_on: Annotated[date | None, Fact(phi=_CLINICAL, group="period")] = None
    status: Annotated[str, Fact(phi=_CLINICAL, choices=PlanStatus, max_length=40)] = (
        PlanStatus.DRAFT
    )
    practitioner_id: _Practitioner = None
    condition_ids: Annotated[tuple[str, ...], Fact(phi=_CLINICAL, refers_to="condition")] = ()
    """Identifiers of the conditions it addresses."""
    note: Annotated[str, Fact(phi=_CLINICAL, max_length=5000)] = ""


@entity(
    "care_plan_goal",
    order=7,
    patient_field="patient_id",
    indexes=(("care_plan_id",),),
    transitions=PLAN_TRANSITIONS,
    phi_class=Keeping.CHART,
    leaves_disk=True,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class CarePlanGoal(Record):
    """What a care plan wants to reach (FHIR R4 Goal)."""

    patient_id: _Patient
    care_plan_id: Annotated[RecordId, Fact(refers_to="care_plan")]
    text: Annotated[str, Fact(phi=_CLINICAL)]
    target: Annotated[str, Fact(phi=_CLINICAL, group="target", max_length=200)] = ""
    due_on: Annotated[date | None, Fact(phi=_CLINICAL, group="target")] = None
    status: Annotated[str, Fact(phi=_CLINICAL, choices=PlanStatus, max_length=40)] = (
        PlanStatus.ACTIVE
    )


@entity(
    "care_plan_activity",
    order=7,
    patient_field="patient_id",
    indexes=(("care_plan_id",), ("assignee_id", "due_on")),
    transitions=PLAN_TRANSITIONS,
    phi_class=Keeping.CHART,
    leaves_disk=True,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class CarePlanActivity(Record):
    """A step of a care plan, with who does it by when."""

    patient_id: _Patient
    care_plan_id: Annotated[RecordId, Fact(refers_to="care_plan")]
    text: Annotated[str, Fact(phi=_CLINICAL)]
    due_on: Annotated[date | None, Fact(phi=_CLINICAL)] = None
    assignee_id: Annotated[UserId | None, Fact(refers_to="user")] = None
    status: Annotated[
        str, Fact(phi=_CLINICAL, group="state", choices=PlanStatus, max_length=40)
    ] = PlanStatus.ACTIVE
    done_at: Annotated[datetime | None, Fact(phi=_CLINICAL, group="state")] = None
