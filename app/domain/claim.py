"""Insurance claims: from the draft to what the payer said and paid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from app.domain.declare import Fact, Keeping, PhiClass, Record, entity
from app.domain.ids import AppointmentId, PatientId, RecordId

_FINANCIAL = PhiClass.FINANCIAL
_Patient = Annotated[PatientId, Fact(refers_to="patient")]
_Minor = Annotated[int, Fact(phi=_FINANCIAL, unit="minor units")]


class ClaimStatus(StrEnum):
    """Where a claim stands; 999 and 277CA are the X12 acknowledgements."""

    DRAFT = "draft"
    READY = "ready"
    EXPORTED = "exported"
    ACCEPTED_999 = "accepted_999"
    REJECTED_999 = "rejected_999"
    ACCEPTED_277CA = "accepted_277ca"
    REJECTED_277CA = "rejected_277ca"
    PAID = "paid"
    PARTIALLY_PAID = "partially_paid"
    DENIED = "denied"
    RESUBMITTED = "resubmitted"
    APPEALED = "appealed"
    CLOSED = "closed"
    VOIDED = "voided"


_DECIDED = frozenset({"paid", "partially_paid", "denied"})
CLAIM_TRANSITIONS: Mapping[str, frozenset[str]] = {
    "draft": frozenset({"ready", "voided"}),
    "ready": frozenset({"draft", "exported", "voided"}),
    "exported": frozenset({"accepted_999", "rejected_999", "voided"}) | _DECIDED,
    "accepted_999": frozenset({"accepted_277ca", "rejected_277ca", "voided"}) | _DECIDED,
    "rejected_999": frozenset({"draft", "resubmitted", "voided"}),
    "accepted_277ca": frozenset({"voided"}) | _DECIDED,
    "rejected_277ca": frozenset({"draft", "resubmitted", "voided"}),
    "paid": frozenset({"closed", "partially_paid", "denied"}),
    "partially_paid": frozenset({"paid", "resubmitted", "appealed", "closed"}),
    "denied": frozenset({"resubmitted", "appealed", "closed"}),
    "resubmitted": frozenset({"exported", "accepted_999", "rejected_999", "voided"}) | _DECIDED,
    "appealed": frozenset({"closed"}) | _DECIDED,
    "closed": frozenset({"appealed", "resubmitted"}),
    "voided": frozenset(),
}


@entity(
    "insurance_claim",
    order=8,
    patient_field="patient_id",
    indexes=(("patient_id",), ("status", "service_on")),
    transitions=CLAIM_TRANSITIONS,
    phi_class=Keeping.DEMOGRAPHICS,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class InsuranceClaim(Record):
    """A request to a payer to pay for a visit (FHIR R4 Claim)."""

    patient_id: _Patient
    coverage_id: Annotated[RecordId | None, Fact(refers_to="coverage")] = None
    payer_id: Annotated[RecordId | None, Fact(refers_to="payer")] = None
    appointment_id: Annotated[AppointmentId | None, Fact(refers_to="appointment")] = None
    claim_number: Annotated[str, Fact(phi=_FINANCIAL, max_length=40)] = ""
    payer_claim_number: Annotated[str, Fact(phi=_FINANCIAL, max_length=80)] = ""
    service_on: Annotated[date | None, Fact(phi=_FINANCIAL)] = None
    total_minor: Annotated[int, Fact(phi=_FINANCIAL, group="total", unit="minor units")] = 0
    currency: Annotated[str, Fact(group="total", max_length=3)] = "USD"
    status: Annotated[str, Fact(phi=_FINANCIAL, choices=ClaimStatus, max_length=40)] = (
        ClaimStatus.DRAFT
    )
    denial_codes: Annotated[tuple[str, ...], Fact(phi=_FINANCIAL)] = ()
    """X12 claim adjustment reason codes."""
    exported_at: Annotated[datetime | None, Fact(phi=_FINANCIAL)] = None
    note: Annotated[str, Fact(phi=_FINANCIAL, max_length=2000)] = ""


@entity(
    "claim_line",
    order=9,
    patient_field="patient_id",
    indexes=(("insurance_claim_id",),),
    phi_class=Keeping.DEMOGRAPHICS,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimLine(Record):
    """One service of a claim."""

    patient_id: _Patient
    insurance_claim_id: Annotated[RecordId, Fact(refers_to="insurance_claim")]
    charge_id: Annotated[RecordId | None, Fact(refers_to="charge")] = None
    position: int = 1
    procedure_code: Annotated[str, Fact(phi=_FINANCIAL, max_length=20)] = ""
    diagnosis_codes: Annotated[tuple[str, ...], Fact(phi=PhiClass.CLINICAL)] = ()
    units: Annotated[int, Fact(phi=_FINANCIAL)] = 1
    amount_minor: _Minor = 0


@entity(
    "remittance",
    order=9,
    patient_field="patient_id",
    indexes=(("insurance_claim_id",), ("patient_id",)),
    is_append_only=True,
    phi_class=Keeping.DEMOGRAPHICS,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Remittance(Record):
    """What a payer paid and adjusted for a claim (X12 835)."""

    patient_id: _Patient
    insurance_claim_id: Annotated[RecordId, Fact(refers_to="insurance_claim")]
    payer_id: Annotated[RecordId | None, Fact(refers_to="payer")] = None
    paid_on: Annotated[date | None, Fact(phi=_FINANCIAL)] = None
    paid_minor: _Minor = 0
    adjusted_minor: _Minor = 0
    patient_share_minor: _Minor = 0
    currency: Annotated[str, Fact(max_length=3)] = "USD"
    reference: Annotated[str, Fact(phi=_FINANCIAL, max_length=80)] = ""
    """Check or EFT trace number."""
    reason_codes: Annotated[tuple[str, ...], Fact(phi=_FINANCIAL)] = ()
    payment_id: Annotated[RecordId | None, Fact(refers_to="payment")] = None
