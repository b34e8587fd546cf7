from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.interop.conftest import Read, bundle, condition, encounter, patient, read
from tests.interop.fhir_samples import benefit, claim

Write = Callable[..., Path]
ASTHMA = {"code": {"coding": [{"code": "195967001"}], "text": "Asthma"}}


def claimed(write_json: Write, *resources: dict[str, Any]) -> Read:
    return read(write_json(bundle(patient(), *resources)))


@pytest.mark.parametrize(
    ("name", "total", "paid"),
    [("synthea-smart", 323_842_586, 244_878_518), ("synthea-uscore", 6_754_496, 2_934_114)],
)
def test_sums_of_a_real_export_are_right_to_the_cent(
    name: str, total: int, paid: int, clinic_data: Path
) -> None:
    items = read(clinic_data / name).items
    claims = [item.body for item in items if item.kind == "Claim"]
    answers = [item.body for item in items if item.kind == "ExplanationOfBenefit"]
    assert sum(body["total_minor"] for body in claims) == total
    assert sum(body["paid_minor"] for body in answers) == paid


def test_claim_comes_with_lines_codes_payer_policy_and_what_was_paid(write_json: Write) -> None:
    result = claimed(write_json, encounter(), condition(**ASTHMA), benefit(), claim())
    made = result.one("Claim")
    assert (made["total_minor"], made["status"], made["service_on"]) == (
        12_501,
        "partially_paid",
        "2020-03-01",
    )
    kinds = {item.kind: item for item in result.items}
    assert made["payer_id"] == kinds["Payer"].row_id
    assert made["coverage_id"] == kinds["Coverage"].row_id
    assert made["appointment_id"] == kinds["Encounter"].row_id
    lines = [item.body for item in result.items if item.kind == "ClaimLine"]
    assert [line["amount_minor"] for line in lines] == [0, 2050]
    assert [line["diagnosis_codes"] for line in lines] == [[], ["195967001"]]
    answer = result.one("ExplanationOfBenefit")
    assert (answer["paid_minor"], answer["insurance_claim_id"]) == (10_001, kinds["Claim"].row_id)


@pytest.mark.parametrize(
    ("paid", "status"), [(0, "closed"), (1, "partially_paid"), (125.01, "paid"), (500, "paid")]
)
def test_status_is_what_the_payer_paid(paid: float, status: str, write_json: Write) -> None:
    assert claimed(write_json, claim(), benefit(paid=paid)).one("Claim")["status"] == status


def test_policy_seen_is_known_from_the_first_day_to_the_last(write_json: Write) -> None:
    later = benefit("2", billablePeriod={"start": "2021-05-01"})
    policy = claimed(write_json, claim(), later, benefit("1")).one("Coverage")
    assert (policy["payer"], policy["member_id"]) == ("Humana", "")
    assert (policy["valid_from"], policy["valid_to"]) == ("2020-03-01", "2021-05-01")


@pytest.mark.parametrize("nobody", ["NO_INSURANCE", "no_insurance"])
def test_no_insurance_is_no_payer(nobody: str, write_json: Write) -> None:
    cover = [{"focal": True, "coverage": {"reference": "#coverage", "display": nobody}}]
    result = claimed(write_json, claim(insurance=cover), benefit(insurance=cover))
    assert {"Payer", "Coverage"}.isdisjoint(result.kinds)
    assert result.one("Claim")["payer_id"] is None


@pytest.mark.parametrize(
    ("resource", "reason"),
    [
        (claim("x", total=-1), "total_minor is negative"),
        (claim("x", total="much"), "total is not an amount"),
        (claim("x", total=10**11), "total is too large"),
        (claim("x", billablePeriod={"start": "2020-02-30"}), "start is not a day"),
        (claim("x", use="preauthorization"), "asks for an estimate"),
        (claim("x", item=[{"net": {"value": -5}}]), "amount_minor is negative"),
        (benefit("x", payment={"amount": {"value": "all"}}), "payment is not an amount"),
        (benefit("x", claim={}, identifier=[]), "names no claim"),
        (benefit("x", outcome="queued"), "was not decided"),
    ],
)
def test_impossible_claim_is_refused_whole_and_by_position(
    resource: dict[str, Any], reason: str, write_json: Write
) -> None:
    result = claimed(write_json, claim(), resource)
    (told,) = result.refused
    assert (told.file, told.entry) == (0, 2)
    assert told.reason.startswith(reason.split(" a day")[0])
    assert result.kinds["Claim"] == 1
    assert result.kinds["ClaimLine"] == 2
