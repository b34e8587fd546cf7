"""Whoever is said to live with somebody is in one household with them from then on."""

from __future__ import annotations

import pytest

from app.domain.context import ExecutionContext
from app.domain.errors import InvalidRecord
from app.domain.family import Household
from app.domain.ids import PatientId, RecordId, new_id
from app.domain.patient import Patient
from app.domain.query import Query
from app.domain.staff import Role
from app.services.households import HouseholdShown, read_household
from app.services.patients import register, update
from app.storage.store import LocalStore
from tests.factories import NOON, a_context, a_patient

pytestmark = pytest.mark.row("E2")
ADA = a_patient(family_name="Weiß", given_names="Ada", mrn="M-1")
TOM = a_patient(family_name="Weiß", given_names="Tom", mrn="M-2")
EVA = a_patient(family_name="Moss", given_names="Eva", mrn="M-3")


@pytest.fixture
def people(store: LocalStore) -> LocalStore:
    with store.unit_of_work(a_context()) as uow:
        for one in (ADA, TOM, EVA):
            uow.add(one)
    return store


def joins(store: LocalStore, who: Patient, whom: RecordId | None) -> Patient:
    return update(
        store.unit_of_work,
        a_context(),
        patient_id=PatientId(who.id),
        changes={"household_id": whom},
    )


def shown(
    store: LocalStore, home: RecordId | None, context: ExecutionContext | None = None
) -> HouseholdShown | None:
    assert home is not None
    with store.reader() as reader:
        return read_household(reader, context or a_context(), home, now=NOON)


def members(store: LocalStore, home: RecordId | None) -> list[str]:
    found = shown(store, home)
    return [one.name for one in found.members] if found else []


def test_first_two_found_a_household_called_after_who_was_there(people: LocalStore) -> None:
    home = joins(people, EVA, ADA.id).household_id
    assert members(people, home) == ["Moss, Eva", "Weiß, Ada"]
    found = shown(people, home)
    assert found is not None
    assert found.name == "Weiß"


def test_third_comes_into_the_same_household_whoever_of_it_is_named(people: LocalStore) -> None:
    home = joins(people, TOM, ADA.id).household_id
    assert joins(people, EVA, TOM.id).household_id == home
    assert members(people, home) == ["Moss, Eva", "Weiß, Ada", "Weiß, Tom"]
    with people.reader() as reader:
        assert reader.records(Household).count(Query(Household)) == 1


def test_new_patient_is_registered_into_a_household(people: LocalStore) -> None:
    changes = {"family_name": "Weiß", "given_names": "Baby", "household_id": ADA.id}
    baby = register(people.unit_of_work, a_context(), changes=changes)
    assert members(people, baby.household_id) == ["Weiß, Ada", "Weiß, Baby"]


def test_whoever_leaves_leaves_the_others_where_they_are(people: LocalStore) -> None:
    home = joins(people, TOM, ADA.id).household_id
    joins(people, EVA, TOM.id)
    assert joins(people, TOM, None).household_id is None
    assert members(people, home) == ["Moss, Eva", "Weiß, Ada"]


@pytest.mark.parametrize(
    ("whom", "why"),
    [(TOM.id, "is the patient"), (new_id(), "is not there any more")],
    ids=["themselves", "nobody"],
)
def test_nobody_lives_with_themselves_or_with_nobody(
    people: LocalStore, whom: RecordId, why: str
) -> None:
    with pytest.raises(InvalidRecord) as refused:
        joins(people, TOM, whom)
    assert refused.value.problems == {"household_id": why}
    with people.reader() as reader:
        assert reader.records(Household).count(Query(Household)) == 0


def test_administrator_is_not_told_who_lives_there(people: LocalStore) -> None:
    home = joins(people, TOM, ADA.id).household_id
    assert shown(people, home, a_context(role=Role.ADMIN)) is None
