"""Possible duplicates in a real store: found by the index, asked once, answered for good."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from app.domain.audit_trail import AuditQuestion
from app.domain.duplicates import likely_pairs, pair_id, traits_of
from app.domain.errors import InvalidRecord, InvalidValue, PermissionDenied, RecordNotFound
from app.domain.ids import new_id
from app.domain.operations import Pending
from app.domain.patient import Patient, PatientIdentifier
from app.domain.validation import check
from app.domain.waiting import Task, TaskStatus
from app.services.duplicates import ask, find, keep_apart, of_patient, open_questions
from app.storage.store import LocalStore
from tests.factories import TODAY, a_child, a_patient
from tests.febrl import PRECISION, RECALL, febrl_patients, person, true_pairs
from tests.storage.conftest import ADMIN, CONTEXT

AMARA = a_patient(email="amara@example.org", city="Springfield", postal_code="62704")
AGAIN = a_patient(family_name="Okaffor", given_names="Amarah", phone=None)
NAMESAKE = a_patient(birth_date="1999-12-31", phone="+12125550199")
OTHER = a_patient(family_name="Lindqvist", given_names="Bo", birth_date="1980-02-01", phone=None)
PEOPLE = (AMARA, AGAIN, NAMESAKE, OTHER)


@pytest.fixture(autouse=True)
def people(store: LocalStore) -> None:
    put(store, *PEOPLE)


def put(store: LocalStore, *records: Any) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        for record in records:
            uow.add(record)


def likely(store: LocalStore, patient: Patient, *numbers: PatientIdentifier) -> set[Any]:
    with store.reader() as reader:
        found = of_patient(reader, patient, numbers or None)
    return {one for pair in found for one in (pair.first, pair.second)} - {patient.id}


def asked(store: LocalStore, *, keep: bool = True) -> list[frozenset[Any]]:
    with store.reader() as reader:
        pairs = find(reader)
    shown = ask(store.unit_of_work, CONTEXT, pairs, keep=keep)
    return [frozenset((one.first.id, one.second.id)) for one in shown]


def tasks(store: LocalStore) -> list[Task]:
    with store.reader() as reader:
        return list(reader.records(Task).values())


def test_stored_patient_finds_the_other_record_of_theirs(store: LocalStore) -> None:
    assert likely(store, AMARA) == {AGAIN.id}
    assert likely(store, AGAIN) == {AMARA.id}
    assert likely(store, OTHER) == set()


@pytest.mark.parametrize(
    "changes",
    [
        {"birth_date": "1971-03-05"},
        {"birth_date": "1971-05-30", "family_name": "Okaforr"},
        {"birth_date": None},
        {"family_name": "Amara", "given_names": "Okafor"},
        {"family_name": "Brown", "maiden_name": "Okafor"},
        {"family_name": "Brown", "email": "Amara@Example.org", "birth_date": None},
        {"family_name": "Okabor", "given_names": "Omara", "birth_date": "1971-06-03"},
        {
            "family_name": "Okabor",
            "given_names": "Omara",
            "birth_date": "1971-03-05",
            "phone": None,
        },
    ],
    ids=str,
)
def test_new_patient_is_compared_before_they_are_stored(
    store: LocalStore, changes: dict[str, Any]
) -> None:
    assert AMARA.id in likely(store, a_patient(**changes))


def test_shared_number_leads_to_the_other_record(store: LocalStore) -> None:
    number = {"system": "urn:passport", "value": "X 123-45", "kind": "PPN"}
    put(store, a_child(PatientIdentifier, OTHER, **number))
    bo = a_patient(family_name="Lindquist", given_names="B", birth_date=None, phone=None)
    assert likely(store, bo, a_child(PatientIdentifier, bo, **number)) == {OTHER.id}


def test_index_finds_whom_comparing_everybody_finds(store: LocalStore) -> None:
    pairs = likely_pairs([traits_of(one) for one in PEOPLE])
    for one in PEOPLE:
        expected = {name for pair in pairs for name in (pair.first, pair.second)} - {one.id}
        is_in = any(one.id in (pair.first, pair.second) for pair in pairs)
        assert likely(store, one) == (expected if is_in else set())


def test_pair_is_asked_about_once_and_the_task_travels(store: LocalStore) -> None:
    assert asked(store) == asked(store) == [{AMARA.id, AGAIN.id}]
    (task,) = tasks(store)
    assert (task.id, task.patient_id, task.source_id) == (
        pair_id(AMARA.id, AGAIN.id),
        *sorted((AMARA.id, AGAIN.id), reverse=True),
    )
    with store.reader() as reader:
        assert [one.id for one in open_questions(reader)] == [task.id]
        queued = [one for one in reader.pending() if _is_of(one, task)]
    assert [one.operation.kind for one in queued] == ["create"]


def _is_of(pending: Pending, task: Task) -> bool:
    return (pending.operation.entity, pending.operation.id) == ("task", task.id)


def test_looking_alone_leaves_no_task_but_a_line_in_the_trail_of_both(store: LocalStore) -> None:
    assert asked(store, keep=False) == [{AMARA.id, AGAIN.id}]
    assert tasks(store) == []
    with store.reader() as reader:
        looked = reader.audit.lines(AuditQuestion())[0]
    assert (looked.action, looked.result_count) == ("search", 1)
    assert set(looked.subjects) == {AMARA.id, AGAIN.id}


def test_two_people_are_never_asked_about_again(store: LocalStore) -> None:
    kept = keep_apart(store.unit_of_work, CONTEXT, AGAIN.id, AMARA.id)
    assert kept.status == TaskStatus.CANCELLED
    assert asked(store) == []
    with store.reader() as reader:
        assert open_questions(reader) == ()


def test_task_somebody_deleted_is_an_answer_too(store: LocalStore) -> None:
    asked(store)
    (task,) = tasks(store)
    with store.unit_of_work(CONTEXT) as uow:
        uow.delete(Task, task.id)
    asked(store)
    assert tasks(store) == []


def test_whoever_may_not_list_patients_is_shown_none(store: LocalStore) -> None:
    with store.reader() as reader:
        pairs = find(reader)
    with pytest.raises(PermissionDenied):
        ask(store.unit_of_work, ADMIN, pairs, keep=True)
    with pytest.raises(PermissionDenied):
        keep_apart(store.unit_of_work, ADMIN, AMARA.id, AGAIN.id)
    assert tasks(store) == []


def test_pair_is_of_two_patients_who_are_there(store: LocalStore) -> None:
    with pytest.raises(InvalidValue):
        keep_apart(store.unit_of_work, CONTEXT, AMARA.id, AMARA.id)
    with pytest.raises(RecordNotFound):
        keep_apart(store.unit_of_work, CONTEXT, AMARA.id, new_id())
    assert tasks(store) == []


@pytest.mark.parametrize("rows", [200, pytest.param(None, marks=pytest.mark.soak)])
def test_search_index_alone_beats_the_febrl_figures(store: LocalStore, rows: int | None) -> None:
    """Whoever registers somebody asks the index, and nobody looks at all patients for it."""
    stored = [one for one in febrl_patients(rows) if _can_be_kept(one)]
    with store.unit_of_work(CONTEXT) as uow:
        uow.records(Patient).bulk_create(stored)
    with store.reader() as reader:
        found = {(one.first, one.second): one for who in stored for one in of_patient(reader, who)}
    names = {one.id: one.mrn for one in (*PEOPLE, *stored)}
    counts = Counter(person(one.mrn) for one in stored)
    hits = true_pairs(list(found.values()), names)
    assert hits / len(found) > PRECISION
    assert hits / sum(count == 2 for count in counts.values()) > RECALL


def _can_be_kept(patient: Patient) -> bool:
    """Without some rows of the set: no family name, or a birth date that is no day."""
    try:
        check(patient, today=TODAY)
    except InvalidRecord:
        return False
    return True
