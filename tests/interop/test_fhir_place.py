"""Organization resources: other houses once each, and those that pay as payers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.domain.errors import ImportRefused
from app.domain.ids import RecordId
from app.interop.fhir_place import organization_from
from tests.interop.conftest import bundle, patient, read

Write = Callable[..., Path]

pytestmark = pytest.mark.row("B2")

ID = RecordId("0e" * 16)
NPI_SYSTEM = "http://hl7.org/fhir/sid/us-npi"
HOSPITAL: dict[str, Any] = {
    "resourceType": "Organization",
    "id": "o1",
    "identifier": [{"system": "http://state.example/houses", "value": "25"}],
    "name": "Shriners' Hospital",
    "telecom": [{"system": "phone", "value": "617 722 3000"}],
    "address": [{"line": ["51 Blossom Street"], "city": "Boston", "state": "MA"}],
}


def of_type(code: str, **changes: Any) -> dict[str, Any]:
    return {**HOSPITAL, "type": [{"coding": [{"code": code}]}], **changes}


def test_name_number_and_address_are_taken() -> None:
    found = organization_from(HOSPITAL, record_id=ID, region="US")
    assert (found.name, found.phone, found.city) == (
        "Shriners' Hospital",
        "+16177223000",
        "Boston",
    )
    assert found.is_active


def test_only_a_valid_npi_is_taken() -> None:
    numbers = [{"system": NPI_SYSTEM, "value": value} for value in ("240", "1234567893")]
    assert (
        organization_from({**HOSPITAL, "identifier": numbers[:1]}, record_id=ID, region="US").npi
        is None
    )
    assert (
        organization_from({**HOSPITAL, "identifier": numbers}, record_id=ID, region="US").npi
        == "1234567893"
    )


def test_house_that_was_closed_is_not_active() -> None:
    closed = {**HOSPITAL, "active": False}
    assert not organization_from(closed, record_id=ID, region="US").is_active


def test_house_without_a_name_is_refused() -> None:
    with pytest.raises(ImportRefused, match="has no name"):
        organization_from({**HOSPITAL, "name": " "}, record_id=ID, region="US")


def test_house_that_several_bundles_name_is_one(write_json: Write) -> None:
    first = write_json(bundle(patient("p1"), HOSPITAL), name="a.json")
    second = write_json(bundle(patient("p2"), {**HOSPITAL, "id": "o2"}), name="b.json")
    result = read(first, second)
    assert (result.kinds["Organization"], result.repeated["Organization"]) == (1, 1)


def test_another_house_under_the_same_identifier_is_refused(write_json: Write) -> None:
    result = read(write_json(bundle(HOSPITAL, {**HOSPITAL, "name": "Another", "id": "o2"})))
    assert result.reasons == [("Organization", "has another one's identifier")]


@pytest.mark.parametrize("code", ["ins", "pay"])
def test_house_that_pays_is_a_payer(code: str, write_json: Write) -> None:
    result = read(write_json(bundle(of_type(code, name="Aetna"))))
    assert [(item.kind, item.entity) for item in result.items] == [("Organization", "payer")]


def test_payer_that_names_nobody_is_a_house_like_others(write_json: Write) -> None:
    result = read(write_json(bundle(of_type("ins", name="NO_INSURANCE"))))
    assert [item.entity for item in result.items] == ["organization"]


def test_official_examples_of_houses_are_taken(clinic_data: Path) -> None:
    paths = sorted((clinic_data / "fhir-examples").glob("Organization-*.json"))
    result = read(*paths)
    assert len(paths) >= 7
    assert sum(result.kinds.values()) + sum(result.repeated.values()) + len(result.refused) == len(
        paths
    )
