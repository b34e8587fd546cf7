from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.interop.conftest import Read, bundle, condition, patient, read
from tests.interop.fhir_samples import care_plan, goal, immunization

Write = Callable[..., Path]


def made(write_json: Write, *resources: dict[str, Any]) -> Read:
    return read(write_json(bundle(patient(), *resources)))


def order(**changes: Any) -> dict[str, Any]:
    return {
        "resourceType": "MedicationRequest",
        "id": "m1",
        "status": "active",
        "intent": "order",
        "subject": {"reference": "Patient/p1"},
        "medicationCodeableConcept": {"text": "Lisinopril 10 MG"},
        "authoredOn": "2020-01-05",
        **changes,
    }


def test_vaccination_keeps_code_day_and_lot(write_json: Write) -> None:
    body = made(write_json, immunization()).one("Immunization")
    kept = {name: body[name] for name in ("text", "code", "occurred_on", "lot_number", "status")}
    assert kept == {
        "text": "Influenza",
        "code": "140",
        "occurred_on": "2019-10-01",
        "lot_number": "A-17",
        "status": "completed",
    }


def test_plan_takes_its_title_from_the_category_and_names_what_it_addresses(
    write_json: Write,
) -> None:
    result = made(write_json, goal(), care_plan(), condition())
    plan = next(item for item in result.items if item.kind == "CarePlan")
    assert plan.body["title"] == "Diabetes self management plan"
    assert (plan.body["starts_on"], plan.body["ends_on"]) == ("2019-03-16", None)
    (asthma,) = (item.row_id for item in result.items if item.kind == "Condition")
    assert plan.body["condition_ids"] == [asthma]
    assert result.one("Goal")["care_plan_id"] == plan.row_id
    activity = result.one("CarePlanActivity")
    assert (activity["text"], activity["care_plan_id"]) == ("Diabetic diet", plan.row_id)


def test_goal_no_plan_names_and_plan_whose_goal_is_missing_are_told(write_json: Write) -> None:
    result = made(write_json, goal("other"), care_plan(addresses=[]))
    assert sorted(result.reasons) == [
        ("Goal", "is missing, a care plan names it"),
        ("Goal", "is named by no care plan"),
    ]
    assert result.kinds["CarePlan"] == 1


@pytest.mark.parametrize(
    "resource",
    [
        immunization(occurrenceDateTime="2019-02-30"),
        immunization(occurrenceDateTime="2099-01-01"),
        immunization(status="entered-in-error"),
        care_plan(goal=[], period={"start": "2020-05-01", "end": "2019-05-01"}),
        care_plan(goal=[], category=[]),
    ],
)
def test_impossible_facts_are_refused_whole(resource: dict[str, Any], write_json: Write) -> None:
    result = made(write_json, resource)
    assert [(one.entry, one.kind) for one in result.refused] == [(1, resource["resourceType"])]
    assert set(result.kinds) == {"Patient", "PatientIdentifier"}


def test_order_that_says_how_to_take_it_is_a_prescription_beside_the_statement(
    write_json: Write,
) -> None:
    result = made(
        write_json,
        order(
            dosageInstruction=[
                {"timing": {"repeat": {"frequency": 1, "period": 1.0, "periodUnit": "d"}}}
                | {"doseAndRate": [{"doseQuantity": {"value": 2.0, "unit": "tablets"}}]}
            ],
            dispenseRequest={"quantity": {"value": 60, "unit": "TAB"}}
            | {"numberOfRepeatsAllowed": 3},
        ),
    )
    body = result.one("Prescription")
    assert (body["dose"], body["dose_unit"], body["frequency"]) == ("2", "tablets", "1 × per 1 d")
    assert (body["quantity"], body["refills"], body["authored_on"]) == (60, 3, "2020-01-05")
    assert result.one("MedicationRequest")["dosage"] == "2 tablets, 1 × per 1 d"


def test_order_that_says_nothing_but_the_name_is_a_statement_only(write_json: Write) -> None:
    assert "Prescription" not in made(write_json, order()).kinds


def test_care_team_brings_the_practitioners_the_files_know(write_json: Write) -> None:
    doctor = {"resourceType": "Practitioner", "id": "x", "name": [{"family": "Weiß"}]}
    team = {
        "resourceType": "CareTeam",
        "id": "t",
        "subject": {"reference": "Patient/p1"},
        "participant": [
            {"member": {"reference": "Patient/p1"}},
            {"member": {"reference": "Practitioner/x"}, "role": [{"text": "adviser"}]},
            {"member": {"reference": "Practitioner/unknown"}},
        ],
    }
    result = made(write_json, doctor, team)
    member = next(item for item in result.items if item.kind == "CareTeamMember")
    assert (member.body["role"], member.source, member.parts) == ("adviser", "CareTeam", 1)
