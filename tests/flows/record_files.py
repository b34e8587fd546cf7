"""Small files that hold something of every kind an import brings: a bundle, and tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.interop.conftest import bundle, condition, encounter, patient
from tests.interop.fhir_samples import (
    benefit,
    care_plan,
    claim,
    communication,
    document,
    goal,
    immunization,
    pressure,
    thread,
)

WHO = "9d188916-8390-282b-3ec2-73fce6e08649"
PEOPLE = f"Id,BIRTHDATE,FIRST,LAST\n{WHO},2008-04-07,Curt,Schmidt\n"
CLAIMS = (
    "Id,PATIENTID,PRIMARYPATIENTINSURANCEID,APPOINTMENTID,SERVICEDATE,STATUS1,DIAGNOSIS1\n"
    f"claim-1,{WHO},0,,2009-09-13T11:33:59Z,CLOSED,444814009\n"
)
LEDGER = (
    "ID,CLAIMID,PATIENTID,TYPE,AMOUNT,METHOD,FROMDATE,PROCEDURECODE,UNITS,NOTES,PAYMENTS,"
    "ADJUSTMENTS,TRANSFERS,APPOINTMENTID,PROVIDERID,DIAGNOSISREF1\n"
    f"1,claim-1,{WHO},CHARGE,77.49,,2009-09-13T11:33:59Z,185347001,1,Visit,,,,,,1\n"
    f"2,claim-1,{WHO},ADJUSTMENT,,,2009-09-13T11:33:59Z,185347001,,Contract,,7.49,,,,\n"
    f"3,claim-1,{WHO},PAYMENT,,CASH,2009-09-13T11:33:59Z,185347001,,Visit,60.00,,,,,\n"
)
Json = dict[str, Any]


def everything() -> Json:
    """A bundle with one resource of each kind that is kept."""
    me = {"reference": "Patient/p1"}
    person = {"reference": "Practitioner/dr1"}
    contact = [{"name": {"family": "Okafor"}, "relationship": [{"text": "sister"}]}]
    return bundle(
        patient(contact=contact),
        {"resourceType": "Practitioner", "id": "dr1", "name": [{"family": "Weiß"}]},
        {"resourceType": "Location", "id": "l1", "name": "North"},
        {"resourceType": "Organization", "id": "o1", "name": "St. Mary's Hospital"},
        encounter(),
        condition(),
        {"resourceType": "AllergyIntolerance", "id": "a1", "patient": me, "code": {"text": "Nuts"}},
        {"resourceType": "Coverage", "id": "cov", "beneficiary": me, "subscriberId": "W-9"}
        | {"status": "active", "payor": [{"display": "Humana"}]},
        {"resourceType": "MedicationRequest", "id": "m1", "subject": me, "status": "active"}
        | {"intent": "order", "medicationCodeableConcept": {"text": "Metformin"}}
        | {"dosageInstruction": [{"text": "one in the morning"}]},
        {"resourceType": "CareTeam", "id": "team", "subject": me, "status": "active"}
        | {"participant": [{"member": person}]},
        document(),
        immunization(),
        pressure(encounter={"reference": "Encounter/e1"}),
        care_plan(),
        goal(),
        claim(),
        benefit(),
        thread(),
        communication("c-1", "Thank you", "2020-03-02T10:00:00Z"),
    )


def write_files(folder: Path) -> list[str]:
    """The files, in a folder of their own."""
    folder.mkdir()
    (folder / "bundle.json").write_text(json.dumps(everything()))
    for name, text in (("patients", PEOPLE), ("claims", CLAIMS), ("ledger", LEDGER)):
        (folder / f"{name}.csv").write_text(text)
    return [str(folder)]
