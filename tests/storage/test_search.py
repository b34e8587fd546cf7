"""Finding patients by whatever the caller says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.ids import new_id
from app.domain.patient import Coverage, Patient, PatientIdentifier
from app.storage.store import LocalStore
from tests.storage.conftest import ADMIN, CONTEXT, START, patient


@pytest.fixture
def found(store: LocalStore):
    """Search; answers the family names found."""
    with store.unit_of_work(CONTEXT) as uow:
        nunez = uow.add(
            patient(
                mrn="MRN-77001",
                family_name="Núñez-Weiß",
                given_names="José Luis",
                preferred_name="Pepe",
                phone="+13125550142",
                birth_date="1971-05-03",
                email="jose@example.org",
            )
        )
        uow.add(patient(family_name="O'Brien", given_names="Ann", birth_date="1980-01-02"))
        uow.add(
            PatientIdentifier(
                id=new_id(),
                created_at=START,
                updated_at=START,
                patient_id=nunez.id,
                system="ssn",
                value="999-12-3456",
            )
        )
        uow.add(
            Coverage(
                id=new_id(),
                created_at=START,
                updated_at=START,
                patient_id=nunez.id,
                payer="Plan",
                member_id="ZX-4711",
            )
        )

    def search(text: str) -> set[str]:
        with store.reader() as reader:
            ids = reader.search_patients(text)
            return {reader.records(Patient).get(one).family_name for one in ids}

    return search


@pytest.mark.row("B6")
@pytest.mark.parametrize(
    "text",
    [
        "nun",
        "NÚÑ",
        "nunez",
        "weiss",
        "weiß",
        "nunezw",
        "luis nun",
        "nun jos",
        "pepe",
        "0142",
        "555-0142",
        "(312) 555-0142",
        "+1 312 555 0142",
        "5/3/1971",
        "05.03.71",
        "3 may 1971",
        "1971-05-03",
        "19710503",
        "MRN-77001",
        "#MRN-77",
        "mrn77001",
        "999-12",
        "zx4711",
        "jose@exa",
        "nunez 1971-05-03",
        "0142 luis",
        "jose 3 may 1971",
    ],
)
def test_patient_is_found(found, text: str) -> None:
    assert found(text) == {"Núñez-Weiß"}


@pytest.mark.parametrize("text", ["obrien", "o'brien", "brien ann", "1/2/1980"])
def test_other_patient_is_found(found, text: str) -> None:
    assert found(text) == {"O'Brien"}


@pytest.mark.parametrize(
    "text", ["", "  ", "luis obrien", "5550", "0142 ann", '"', "*", "nun OR", "\ud800"]
)
def test_nobody_is_found(found, text: str) -> None:
    assert found(text) == set()


@pytest.mark.parametrize("typed", ["Li", "Li Wei", "Wei Li"])
def test_a_short_whole_name_is_not_crowded_out_by_longer_ones(
    store: LocalStore, typed: str
) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        for number in range(300):
            uow.add(patient(family_name=f"Lindberg{number}", given_names="Weibke"))
        short = uow.add(patient(family_name="Li", given_names="Wei"))
    with store.reader() as reader:
        found = reader.search_patients(typed, limit=8)
    assert found[0] == short.id
    assert len(found) == 8


def test_a_whole_first_name_counts_while_the_last_is_still_typed(store: LocalStore) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        for number in range(300):
            uow.add(patient(family_name=f"Lindberg{number}", given_names="Weibke"))
        short = uow.add(patient(family_name="Li", given_names="Weizhi"))
    with store.reader() as reader:
        assert reader.search_patients("li we", limit=8)[0] == short.id


def test_half_a_character_does_not_disturb_the_rest(found) -> None:
    assert found("obr\ud800ien") == {"O'Brien"}


def test_index_follows_every_edit(store: LocalStore) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        kept = uow.add(patient(phone="+13125550142"))
    with store.unit_of_work(CONTEXT) as uow:
        uow.save(replace(kept, family_name="Bello", phone="+13125550199"))
    with store.reader() as reader:
        assert reader.search_patients("okafor") == reader.search_patients("0142") == ()
        assert reader.search_patients("bello") == reader.search_patients("0199") == (kept.id,)
    with store.unit_of_work(ADMIN) as uow:
        uow.delete(Patient, kept.id)
    with store.reader() as reader:
        assert reader.search_patients("bello") == ()
