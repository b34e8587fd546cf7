from __future__ import annotations

import pytest

from app.domain.errors import ImportRefused
from app.domain.ids import RecordId
from app.interop.fhir_clinical import allergy_from, condition_from, medication_from

IDS = {"record_id": RecordId("0a" * 16), "patient_id": RecordId("0b" * 16)}


def test_allergy_keeps_code_reaction_and_date() -> None:
    found = allergy_from(
        {
            "code": {"coding": [{"system": "rx", "code": "1191", "display": "Aspirin"}]},
            "clinicalStatus": {"coding": [{"code": "active"}]},
            "category": ["medication"],
            "criticality": "low",
            "reaction": [{"manifestation": [{"text": "Hives"}, {"text": "Wheeze"}]}],
            "recordedDate": "1996-12-27T04:21:52-05:00",
        },
        **IDS,
    )
    assert (found.text, found.code, found.category) == ("Aspirin", "1191", "medication")
    assert (found.reaction, found.recorded_on) == ("Hives, Wheeze", "1996-12-27")


def test_condition_that_ended_is_resolved() -> None:
    found = condition_from(
        {
            "code": {"text": "Flu"},
            "onsetDateTime": "1939-12-31T00:56:59+00:00",
            "abatementDateTime": "1940-01-09",
        },
        **IDS,
    )
    assert (found.status, found.onset_on, found.resolved_on) == (
        "resolved",
        "1939-12-31",
        "1940-01-09",
    )


def test_record_entered_in_error_is_refused() -> None:
    mistaken = {
        "code": {"text": "Flu"},
        "verificationStatus": {"coding": [{"code": "entered-in-error"}]},
    }
    with pytest.raises(ImportRefused, match="in error"):
        condition_from(mistaken, **IDS)


def test_condition_without_any_words_is_refused() -> None:
    with pytest.raises(ImportRefused, match="no code"):
        condition_from({"code": {"coding": [{}]}}, **IDS)


def test_contained_medication_is_found() -> None:
    found = medication_from(
        {
            "contained": [{"resourceType": "Medication", "id": "m", "code": {"text": "Aspirin"}}],
            "medicationReference": {"reference": "#m"},
            "status": "stopped",
        },
        **IDS,
    )
    assert (found.text, found.status) == ("Aspirin", "stopped")


def test_dosage_is_told_in_words_where_the_source_gives_numbers() -> None:
    found = medication_from(
        {
            "medicationCodeableConcept": {"text": "Lisinopril"},
            "dosageInstruction": [
                {
                    "timing": {"repeat": {"frequency": 1, "period": 1.0, "periodUnit": "d"}},
                    "doseAndRate": [{"doseQuantity": {"value": 2.0, "unit": "tablets"}}],
                    "asNeededBoolean": True,
                }
            ],
        },
        **IDS,
    )
    assert found.dosage == "2 tablets, 1 × per 1 d, as needed"


def test_medication_without_a_name_is_refused() -> None:
    with pytest.raises(ImportRefused, match="no medication"):
        medication_from({"medicationReference": {"reference": "Medication/1"}}, **IDS)
