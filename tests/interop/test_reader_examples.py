"""What becomes of the official examples, and of another system's calendar: each file is told."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from tests.interop.conftest import read

EXAMPLES_KEPT = Counter(
    MedicationRequest=18,
    Prescription=18,
    PatientIdentifier=11,
    Patient=10,
    Practitioner=8,
    Organization=7,
    EmergencyContact=3,
    Location=1,
)
_MISSING = {
    "AllergyIntolerance": 3,
    "CarePlan": 6,
    "CareTeam": 1,
    "Claim": 7,
    "Communication": 2,
    "Condition": 6,
    "Coverage": 2,
    "DocumentReference": 1,
    "Encounter": 5,
}
EXAMPLES_REFUSED = Counter(
    {(kind, "its patient is missing"): number for kind, number in _MISSING.items()}
    | {
        ("Claim", "names no patient"): 2,
        ("ExplanationOfBenefit", "was not decided at the source"): 1,
        ("MedicationRequest", "names no medication"): 2,
        ("Patient", "has no name"): 1,
    }
)
"""Most examples name a patient whose own example is not in the folder."""
EXAMPLES_NOT_KEPT = Counter(
    Consent=6,
    Task=6,
    AuditEvent=5,
    ClaimResponse=3,
    OperationOutcome=3,
    Person=3,
    Provenance=3,
    RelatedPerson=3,
    Appointment=2,
    CoverageEligibilityResponse=2,
    Location=2,
    Schedule=2,
    Slot=2,
    Account=1,
    AppointmentResponse=1,
    ChargeItem=1,
    CommunicationRequest=1,
    CoverageEligibilityRequest=1,
    HealthcareService=1,
    Invoice=1,
    PaymentNotice=1,
    PaymentReconciliation=1,
    PractitionerRole=1,
    Subscription=1,
)


def test_official_examples_are_read_and_reported(
    clinic_data: Path,
) -> None:
    expected = json.loads((clinic_data / "expected-dev.json").read_text(encoding="utf-8"))
    result = read(clinic_data / "fhir-examples")
    assert result.kinds == EXAMPLES_KEPT
    assert Counter(result.reasons) == EXAMPLES_REFUSED
    assert result.not_kept == EXAMPLES_NOT_KEPT
    inside = ("Prescription", "PatientIdentifier", "EmergencyContact")
    of_files = sum(number for kind, number in EXAMPLES_KEPT.items() if kind not in inside)
    told = EXAMPLES_REFUSED.total() + EXAMPLES_NOT_KEPT.total()
    known_by_reference = 1  # a visit names a practitioner whose own example is not in the folder
    assert of_files - known_by_reference + told == expected["fhir-examples"]["files"] == 135


def test_calendar_and_trail_of_another_system_are_counted_and_not_kept(clinic_data: Path) -> None:
    result = read(clinic_data / "medplum-mock")
    assert result.not_kept == {"Slot": 360, "Schedule": 1, "AuditEvent": 1}
    assert result.kinds == {"Practitioner": 1}
    assert Counter(result.reasons) == {("Communication", "its patient is missing"): 7}
