"""One person stays one record, whatever identifier a later export gives them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.domain.appointment import Appointment
from app.domain.staff import Practitioner
from app.storage.store import LocalStore
from tests.factories import a_context, a_practitioner
from tests.interop.conftest import bundle, encounter, patient
from tests.services.test_imports import all_of, files, put, run, store

__all__ = ["files", "store"]

NPI = "1234567893"
BY_NPI = {"system": "http://hl7.org/fhir/sid/us-npi", "value": NPI}
BY_STAFF_NUMBER = {"system": "http://clinic.example/staff", "value": "7"}


def hermiston(*identifiers: dict[str, str], **changes: Any) -> dict[str, Any]:
    return {
        "resourceType": "Practitioner",
        "id": "h",
        "identifier": list(identifiers),
        "name": [{"family": "Hermiston", "given": ["Olevia"]}],
        **changes,
    }


def seen_by(reference: str, source_id: str = "e1") -> dict[str, Any]:
    person = {"reference": reference, "display": "Dr. Olevia Hermiston"}
    return encounter(source_id, participant=[{"individual": person}])


@pytest.mark.parametrize("identifier", [BY_NPI, BY_STAFF_NUMBER], ids=["npi", "staff number"])
def test_a_practitioner_first_known_by_a_plain_id_is_found_by_the_import_that_identifies_them(
    store: LocalStore, files: Path, identifier: dict[str, str]
) -> None:
    put(files, bundle(hermiston(), patient(), seen_by("Practitioner/h")))
    run(store, files)
    (first,) = all_of(store, Practitioner)
    later = bundle(
        hermiston(identifier),
        patient(),
        seen_by("Practitioner/h"),
        seen_by(f"Practitioner?identifier={identifier['system']}|{identifier['value']}", "e2"),
    )
    put(files, later)
    run(store, files)
    (found,) = all_of(store, Practitioner)
    assert found.id == first.id
    assert found.npi == (NPI if identifier is BY_NPI else None)
    assert {visit.practitioner_id for visit in all_of(store, Appointment)} == {first.id}
    assert len(all_of(store, Appointment)) == 2
    assert run(store, files).written == 0


def test_a_practitioner_known_by_a_reference_is_found_by_the_full_record(
    store: LocalStore, files: Path
) -> None:
    put(files, bundle(patient(), seen_by("Practitioner/h")))
    run(store, files)
    put(files, bundle(hermiston(BY_NPI)), "practitioners.json")
    run(store, files)
    assert [row.npi for row in all_of(store, Practitioner)] == [NPI]


def test_a_practitioner_the_clinic_entered_is_found_by_their_npi(
    store: LocalStore, files: Path
) -> None:
    own = a_practitioner(npi=NPI)
    with store.unit_of_work(a_context()) as uow:
        uow.add(own)
    put(files, bundle(hermiston(BY_NPI), patient(), seen_by("Practitioner/h")))
    run(store, files)
    (found,) = all_of(store, Practitioner)
    assert (found.id, found.family_name) == (own.id, own.family_name)
    assert [visit.practitioner_id for visit in all_of(store, Appointment)] == [own.id]


@pytest.mark.parametrize(
    "other",
    [
        hermiston(BY_NPI, name=[{"family": "Simonis"}]),
        hermiston({**BY_NPI, "value": "1245319599"}),
    ],
    ids=["another name", "another npi"],
)
def test_two_people_with_one_plain_id_stay_two(
    store: LocalStore, files: Path, other: dict[str, Any]
) -> None:
    put(files, bundle(hermiston()))
    run(store, files)
    if other["identifier"][0] != BY_NPI:
        put(files, bundle(hermiston(BY_NPI)))
        run(store, files)
    put(files, bundle(other))
    run(store, files)
    assert len(all_of(store, Practitioner)) == 2
