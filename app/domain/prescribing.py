"""What may be done with a prescription, when: written, signed, held, stopped, renewed.

Only a draft is edited. What was signed stays as it was signed: it is stopped, and another one is
written (FHIR R4 MedicationRequest; its state machine is in treatment.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.domain.treatment import Prescription, PrescriptionStatus

ORDER_FIELDS = (
    "text",
    "code_system",
    "code",
    "dose",
    "dose_unit",
    "route",
    "frequency",
    "instructions",
    "quantity",
    "quantity_unit",
    "refills",
    "prescriber_id",
)
"""What is ordered, and by whom: taken over by a renewal."""
NEEDS_REASON = frozenset(
    {
        PrescriptionStatus.ON_HOLD.value,
        PrescriptionStatus.STOPPED.value,
        PrescriptionStatus.CANCELLED.value,
        PrescriptionStatus.ENTERED_IN_ERROR.value,
    }
)
"""States nobody understands later without a word why."""
RENEWABLE = frozenset(
    {
        PrescriptionStatus.ACTIVE.value,
        PrescriptionStatus.ON_HOLD.value,
        PrescriptionStatus.COMPLETED.value,
        PrescriptionStatus.STOPPED.value,
    }
)
PRINTABLE = frozenset({PrescriptionStatus.ACTIVE.value})
"""A draft is no prescription yet, and one that ended is none any more."""


def is_editable(prescription: Prescription) -> bool:
    """Whether it can still be changed."""
    return prescription.status == PrescriptionStatus.DRAFT


def missing_for_signing(prescription: Prescription) -> Mapping[str, str]:
    """What a prescription lacks before it counts: field → reason; empty where nothing."""
    problems: dict[str, str] = {}
    if not prescription.text.strip():
        problems["text"] = "must not be empty"
    is_told = prescription.instructions or (prescription.dose and prescription.frequency)
    if not is_told:
        problems["dose"] = "and how often, or instructions, must be given"
    if not prescription.quantity:
        problems["quantity"] = "must be at least 1"
    if prescription.prescriber_id is None:
        problems["prescriber_id"] = "must be named"
    return problems


def renewal_of(prescription: Prescription, *, today: date) -> dict[str, Any]:
    """The fields of a draft that goes on with a prescription from this day."""
    taken = {name: getattr(prescription, name) for name in ORDER_FIELDS}
    return {
        **taken,
        "patient_id": prescription.patient_id,
        "authored_on": today,
        "status": PrescriptionStatus.DRAFT.value,
    }
