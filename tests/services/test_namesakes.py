"""Who is registered already, asked while somebody is typed in: found however it is misspelt."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.duplicates import NewPerson, pair_id
from app.domain.patient import Patient
from app.domain.waiting import Task
from app.services.namesakes import similar_to
from app.services.patients import ChartEdit, save_chart
from app.storage.store import LocalStore
from tests.factories import NOON, a_patient
from tests.storage.conftest import CONTEXT

AMARA = a_patient(phone="+12125550101", email="amara@example.org")
BO = a_patient(family_name="Lindqvist", given_names="Bo", birth_date="1980-02-01", phone=None)


@pytest.fixture(autouse=True)
def people(store: LocalStore) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        for one in (AMARA, BO):
            uow.add(one)


def alike(store: LocalStore, *, limit: int = 9, **typed: Any) -> list[tuple[str, bool]]:
    with store.reader() as reader:
        found = similar_to(reader, NewPerson(**typed), limit=limit, now=NOON)
    return [(one.row.name, one.is_likely) for one in found]


@pytest.mark.parametrize(
    ("typed", "is_likely"),
    [
        ({"family_name": "Oka"}, False),
        ({"family_name": "Okaffor"}, False),
        ({"family_name": "Okafor", "given_names": "A"}, False),
        ({"family_name": "Okafor", "given_names": "Amara"}, True),
        ({"family_name": "Okafor", "birth_date": "5 Ma"}, False),
        ({"family_name": "Okafor", "birth_date": "1971-05"}, False),
        ({"family_name": "Ocafor", "given_names": "Amara", "birth_date": "1971-05-03"}, True),
        ({"family_name": "Amara", "given_names": "Okafor"}, False),
        ({"family_name": "Brown", "given_names": "Amara", "phones": ("+12125550101",)}, False),
        ({"family_name": "Brown", "given_names": "Amara", "email": "AMARA@example.org"}, False),
    ],
)
def test_somebody_alike_is_found(store: LocalStore, typed: dict[str, Any], is_likely: bool) -> None:
    assert alike(store, **typed) == [("Okafor, Amara", is_likely)]


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"given_names": "Amara", "birth_date": "1971-05-03"},
        {"family_name": "Ok"},
        {"family_name": "Quill"},
        {"family_name": "Okafor", "given_names": "Bo"},
        {"family_name": "Okaf", "birth_date": "1999-12-31"},
        {"family_name": "\ud83d" * 3},
    ],
)
def test_nobody_is_found_where_too_little_is_typed_or_too_much_contradicts(
    store: LocalStore, typed: dict[str, Any]
) -> None:
    assert alike(store, **typed) == []


def test_likeliest_comes_first_and_the_list_ends_at_its_limit(store: LocalStore) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        uow.add(a_patient(family_name="Okaforsson", given_names="Amara", birth_date=None))
    typed = {"family_name": "Okafor", "given_names": "Amara", "birth_date": "1971-05-03"}
    assert [name for name, _ in alike(store, **typed)] == ["Okafor, Amara", "Okaforsson, Amara"]
    assert [name for name, _ in alike(store, limit=1, **typed)] == ["Okafor, Amara"]


def registered(store: LocalStore, **changes: Any) -> Patient:
    edit = ChartEdit(patient_id=None, based_on=None, changes=changes, not_these=(AMARA.id, BO.id))
    return save_chart(store.unit_of_work, CONTEXT, edit=edit)


def test_somebody_said_to_be_another_is_never_asked_about(store: LocalStore) -> None:
    new = registered(store, family_name="Okafor", given_names="Amara", birth_date="1971-05-03")
    with store.reader() as reader:
        tasks = reader.records(Task).values()
        assert {one.id: one.status for one in tasks} == {pair_id(new.id, AMARA.id): "cancelled"}


def test_nothing_is_written_about_people_nobody_would_ask_about(store: LocalStore) -> None:
    registered(store, family_name="Okaf", given_names="Zoltan")
    with store.reader() as reader:
        assert list(reader.records(Task).values()) == []
