"""Writing through a Repository: keys and values, several at once, all or none."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

import pytest

from app.domain.appointment import Appointment
from app.domain.batches import ClearRecords, DeleteRecord, OutcomeState, SetRecord
from app.domain.changes import ChangeSet
from app.domain.errors import (
    DuplicateRecord,
    InvalidRecord,
    InvalidValue,
    PermissionDenied,
    StaleVersion,
)
from app.domain.ids import new_id
from app.domain.patient import Patient
from app.domain.query import Query
from app.storage.store import LocalStore
from tests.factories import an_appointment
from tests.storage.conftest import ADMIN, CONTEXT, patient


def number(store: LocalStore, statement: str) -> int:
    with store.database.reading() as session:
        return int((session.one(statement) or (0,))[0])


def audited(store: LocalStore) -> list[str]:
    with store.database.reading() as session:
        return [row[0] for row in session.all("SELECT action FROM audit ORDER BY seq")]


def size(store: LocalStore) -> int:
    with store.reader() as reader:
        return reader.records(Patient).size()


@pytest.mark.row("C1", "A1")
def test_set_makes_a_record_and_writes_over_it(store: LocalStore) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        made = uow.records(Patient).set(patient())
    with store.unit_of_work(CONTEXT) as uow:
        patients = uow.records(Patient)
        assert patients.get(made.id) == made
        moved = patients.set(replace(made, city="Austin"))
        assert patients.get(made.id) == moved
    assert moved.city == "Austin"
    assert audited(store) == ["create", "update"]
    assert number(store, "SELECT count(*) FROM outbox") == 2


@pytest.mark.row("C1")
def test_set_over_what_somebody_else_wrote_is_refused(store: LocalStore) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        made = uow.records(Patient).set(patient())
    with store.unit_of_work(CONTEXT) as uow:
        uow.records(Patient).set(replace(made, city="Austin"))
    with pytest.raises(StaleVersion), store.unit_of_work(CONTEXT) as uow:
        uow.records(Patient).set(replace(made, city="Boston"))


@pytest.mark.row("C1")
def test_set_brings_a_tombstone_back(store: LocalStore) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        made = uow.records(Patient).set(patient())
    with store.unit_of_work(ADMIN) as uow:
        assert uow.records(Patient).delete(made.id)
    with store.unit_of_work(CONTEXT) as uow:
        patients = uow.records(Patient)
        with pytest.raises(StaleVersion):
            patients.set(made)
        tombstone = patients.get(made.id, include_deleted=True)
        assert tombstone is not None
        back = patients.set(replace(tombstone, city="Austin"))
        assert (back.city, back.deleted_at) == ("Austin", None)
        assert patients.has(made.id)


@pytest.mark.row("C1")
def test_set_is_checked_like_any_write(store: LocalStore) -> None:
    with pytest.raises(InvalidRecord), store.unit_of_work(CONTEXT) as uow:
        uow.records(Patient).set(patient(family_name=""))
    billing = replace(CONTEXT, role="billing")
    with pytest.raises(PermissionDenied), store.unit_of_work(billing) as uow:
        uow.records(Patient).set(patient())
    assert size(store) == 0
    assert audited(store) == ["deny"]


@pytest.mark.row("C1")
def test_delete_says_whether_there_was_something(store: LocalStore) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        made = uow.add(patient())
    with store.unit_of_work(ADMIN) as uow:
        patients = uow.records(Patient)
        assert patients.delete(made.id)
        assert not patients.delete(made.id)
        assert not patients.delete(new_id())
        assert not patients.has(made.id)


@pytest.mark.row("C1")
def test_synchronised_records_are_never_cleared(store: LocalStore) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        uow.add(patient())
    with pytest.raises(InvalidValue), store.unit_of_work(ADMIN) as uow:
        uow.records(Patient).clear()
    assert size(store) == 1


@pytest.mark.row("C2", "A5", "B1")
def test_many_are_made_and_deleted_with_one_change_set(store: LocalStore) -> None:
    heard: list[ChangeSet] = []
    store.feed.subscribe(heard.append)
    with store.unit_of_work(CONTEXT) as uow:
        made = uow.records(Patient).bulk_create(patient(mrn=f"M{at}") for at in range(5))
    assert len(heard) == 1
    assert len(heard[0].changes) == 5
    with store.unit_of_work(CONTEXT) as uow:
        uow.records(Patient).set_many(replace(one, city="Austin") for one in made)
    with store.unit_of_work(ADMIN) as uow:
        ids = [made[0].id, new_id(), made[1].id, made[0].id]
        assert uow.records(Patient).delete_many(ids) == 2
    assert size(store) == 3


@pytest.mark.row("C2", "B1")
def test_bulk_create_makes_all_or_none(store: LocalStore) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        first = uow.add(patient())
    with store.unit_of_work(CONTEXT) as uow:
        with pytest.raises(DuplicateRecord):
            uow.records(Patient).bulk_create([patient(mrn="M2"), first, patient(mrn="M3")])
        uow.records(Patient).set(patient(mrn="M4"))
    with store.reader() as reader:
        assert {one.mrn for one in reader.records(Patient).values()} == {"MRN-1", "M4"}


@pytest.mark.row("C2")
def test_batch_does_everything_and_says_so(store: LocalStore) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        first = uow.add(patient())
    new = patient(mrn="M2")
    with store.unit_of_work(ADMIN) as uow:
        result = uow.records(Patient).batch([DeleteRecord(first.id), DeleteRecord(new_id())])
    assert result.is_done
    assert [one.state for one in result.outcomes] == [
        OutcomeState.DONE,
        OutcomeState.NOTHING_THERE,
    ]
    with store.unit_of_work(CONTEXT) as uow:
        result = uow.records(Patient).batch([SetRecord(new)])
    assert result.is_done
    assert result.errors == ()
    assert result.outcomes[0].key == new.id
    assert size(store) == 1


@pytest.mark.row("C2")
def test_one_failure_takes_a_batch_back_and_each_operation_has_its_answer(
    store: LocalStore,
) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        first = uow.add(patient())
    heard: list[ChangeSet] = []
    store.feed.subscribe(heard.append)
    queued = number(store, "SELECT count(*) FROM outbox")
    with store.unit_of_work(CONTEXT) as uow:
        result = uow.records(Patient).batch(
            [
                SetRecord(patient(mrn="M2")),
                SetRecord(patient(mrn="M3", family_name="")),
                DeleteRecord(first.id),
                ClearRecords(),
                SetRecord(replace(first, city="Austin")),
            ]
        )
    assert not result.is_done
    assert [one.state.value for one in result.outcomes] == [
        "taken_back",
        "failed",
        "failed",
        "failed",
        "taken_back",
    ]
    assert [type(one).__name__ for one in result.errors] == [
        "InvalidRecord",
        "PermissionDenied",
        "InvalidValue",
    ]
    with store.reader() as reader:
        assert list(reader.records(Patient).values()) == [first]
    assert number(store, "SELECT count(*) FROM outbox") == queued
    assert heard == []
    assert audited(store) == ["create", "deny"]


@pytest.mark.row("C2")
def test_batch_refuses_what_is_no_operation_and_clears_nothing(store: LocalStore) -> None:
    unknown = InvalidValue("operation", "is of an unknown kind")
    for operation in cast("list[Any]", [object(), None, patient(), {"op": "clear"}]):
        with store.unit_of_work(CONTEXT) as uow:
            result = uow.records(Patient).batch([operation, SetRecord(patient())])
        assert not result.is_done
        assert [one.state.value for one in result.outcomes] == ["failed", "taken_back"]
        assert [str(one) for one in result.errors] == [str(unknown)]
    assert size(store) == 0


@pytest.mark.row("C2")
def test_batch_has_an_upper_limit(store: LocalStore) -> None:
    with pytest.raises(InvalidValue), store.unit_of_work(CONTEXT) as uow:
        uow.records(Patient).batch([ClearRecords()] * 10_001)


def test_a_reader_has_no_way_to_write(store: LocalStore) -> None:
    with store.reader() as reader:
        assert not hasattr(reader.records(Patient), "set")
        assert reader.records(Patient).find_one(Query(Patient)) is None


@pytest.mark.row("C2", "B1")
def test_record_of_another_type_is_not_written_by_the_way(store: LocalStore) -> None:
    person = patient()
    visit: Any = an_appointment(person)
    with store.unit_of_work(CONTEXT) as uow:
        records = uow.add(person) and uow.records(Patient)
        for write in (records.set, lambda one: records.bulk_create([patient(mrn="M-2"), one])):
            with pytest.raises(InvalidValue):
                write(visit)
        assert not records.batch([SetRecord(visit)]).is_done
        assert uow.records(Appointment).size() == 0
    assert size(store) == 1
