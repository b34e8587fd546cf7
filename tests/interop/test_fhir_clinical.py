from __future__ import annotations

import pytest

from app.domain.errors import ImportRefused
from app.domain.ids import ClinicId, RecordId
from app.interop.fhir_clinical import allergy_from, condition_from, medication_from
from app.interop.fhir_references import Owner
from app.interop.fhir_values import Json

DOCTOR, NURSE = RecordId("0c" * 16), RecordId("0d" * 16)
KNOWN = {"Practitioner/doctor": DOCTOR, "Practitioner/nurse": NURSE}
RECORD_ID = RecordId("0a" * 16)
OWNER = Owner(
    clinic_id=ClinicId(RecordId("0e" * 16)),
    patient_id=RecordId("0b" * 16),
    zone="UTC",
    full_urls={},
    practitioner=lambda reference: KNOWN.get(str(reference.get("reference"))),
)


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
        OWNER,
        RECORD_ID,
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
        OWNER,
        RECORD_ID,
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
        condition_from(mistaken, OWNER, RECORD_ID)


def test_condition_without_any_words_is_refused() -> None:
    with pytest.raises(ImportRefused, match="no code"):
        condition_from({"code": {"coding": [{}]}}, OWNER, RECORD_ID)


def test_contained_medication_is_found() -> None:
    found = medication_from(
        {
            "contained": [{"resourceType": "Medication", "id": "m", "code": {"text": "Aspirin"}}],
            "medicationReference": {"reference": "#m"},
            "status": "stopped",
        },
        OWNER,
        RECORD_ID,
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
        OWNER,
        RECORD_ID,
    )
    assert found.dosage == "2 tablets, 1 × per 1 d, as needed"


def test_medication_without_a_name_is_refused() -> None:
    with pytest.raises(ImportRefused, match="no medication"):
        medication_from({"medicationReference": {"reference": "Medication/1"}}, OWNER, RECORD_ID)


FLU = {"code": {"text": "Flu"}}


@pytest.mark.parametrize(
    ("said", "on", "text"),
    [
        ({"onsetDateTime": "2004"}, "2004", ""),
        ({"onsetString": "as a child"}, None, "as a child"),
        ({"onsetAge": {"value": 52, "unit": "years"}}, None, "age 52 years"),
        ({"onsetAge": {"value": 18, "code": "mo"}}, None, "age 18 months"),
        (
            {"onsetRange": {"low": {"value": 40, "code": "a"}, "high": {"value": 50, "code": "a"}}},
            None,
            "age 40 – 50 years",
        ),
        ({"onsetRange": {"low": {"value": 40, "unit": "years"}}}, None, "age ≥ 40 years"),
        ({"onsetPeriod": {"start": "2011-05", "end": "2011-07"}}, "2011-05", "2011-05 – 2011-07"),
        ({"onsetPeriod": {"start": "2011-05-01"}}, "2011-05-01", ""),
        ({"onsetAge": {"unit": "years"}}, None, ""),
        ({}, None, ""),
    ],
)
def test_every_form_of_an_onset_is_kept(said: Json, on: str | None, text: str) -> None:
    for found in (
        condition_from({**FLU, **said}, OWNER, RECORD_ID),
        allergy_from({**FLU, **said}, OWNER, RECORD_ID),
    ):
        assert (found.onset_on, found.onset_text) == (on, text)


@pytest.mark.parametrize(
    ("severity", "kept"),
    [
        ({"coding": [{"system": "http://snomed.info/sct", "code": "24484000"}]}, "severe"),
        ({"coding": [{"code": "6736007", "display": "Moderate"}]}, "moderate"),
        ({"coding": [{"code": "371923003", "display": "Mild to moderate"}]}, "Mild to moderate"),
        ({}, None),
    ],
)
def test_severity_of_a_condition_is_kept_also_where_it_is_another(
    severity: Json, kept: str | None
) -> None:
    assert condition_from({**FLU, "severity": severity}, OWNER, RECORD_ID).severity == kept


def test_the_worst_reaction_says_how_severe_an_allergy_is() -> None:
    reactions = [{"severity": "mild"}, {"severity": "severe"}, {"severity": "moderate"}, {}]
    assert allergy_from({**FLU, "reaction": reactions}, OWNER, RECORD_ID).severity == "severe"
    assert allergy_from({**FLU, "reaction": [{}]}, OWNER, RECORD_ID).severity is None


def test_who_recorded_it_is_the_first_practitioner_that_is_known() -> None:
    by_doctor = {"recorder": {"reference": "Practitioner/doctor"}}
    by_patient = {"recorder": {"reference": "Patient/1"}}
    by_nurse = {"asserter": {"reference": "Practitioner/nurse"}}
    pills = {"medicationCodeableConcept": {"text": "Aspirin"}}
    ordered = {**pills, "requester": {"reference": "Practitioner/doctor"}}
    assert allergy_from({**FLU, **by_doctor}, OWNER, RECORD_ID).recorder_id == DOCTOR
    assert condition_from({**FLU, **by_patient, **by_nurse}, OWNER, RECORD_ID).recorder_id == NURSE
    assert condition_from({**FLU, **by_patient}, OWNER, RECORD_ID).recorder_id is None
    assert medication_from(ordered, OWNER, RECORD_ID).recorder_id == DOCTOR


def test_what_the_code_system_calls_it_is_kept_beside_the_words() -> None:
    coding = [{"system": "rx", "code": "1191", "display": "Aspirin 500 MG Oral Tablet"}]
    concept = {"text": "Headache pills", "coding": [{"display": "no code"}, *coding]}
    found = medication_from({"medicationCodeableConcept": concept}, OWNER, RECORD_ID)
    assert (found.text, found.display) == ("Headache pills", "Aspirin 500 MG Oral Tablet")
