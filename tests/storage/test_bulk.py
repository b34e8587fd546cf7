"""Many new records at once are what they would be one by one: rows, queue, trail and search."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from app.domain.changes import ChangeSet, Origin
from app.domain.declare import Record, entities, entity_of
from app.domain.errors import DuplicateRecord, InvalidRecord, InvalidValue, PermissionDenied
from app.domain.ids import PractitionerId, new_id
from app.domain.patient import Coverage, Patient
from app.domain.staff import User
from app.domain.waiting import Task
from app.storage.bulk import BulkUnitOfWork
from app.storage.row_codec import codec_of
from app.storage.store import LocalStore
from tests.factories import (
    NOON,
    a_child,
    a_clinician,
    a_patient,
    a_practitioner,
    a_record,
    a_room,
    an_appointment,
)
from tests.storage.conftest import CONTEXT, open_store

PATIENTS = [
    a_patient(mrn=f"M-{at}", email=f"p{at}@example.com" if at % 2 else None, alert="é" * at)
    for at in range(7)
]
ONE = PATIENTS[0]
BATCHES: dict[str, Sequence[Record]] = {
    "patients": PATIENTS,
    "of a patient": [a_child(Coverage, ONE, member_id=f"W-{at}") for at in range(3)],
    "visits": [an_appointment(ONE, stamps={"booked": {"by": at}}) for at in "abc"],
    "behind glass": [a_child(Task, one) for one in (ONE, PATIENTS[1], ONE)],
    "unknown fields": [a_room(extra={"colour": "blue"}), a_room(name="Room 2")],
}
WHO = {"behind glass": a_clinician(ONE.id)}
TABLES = {
    "outbox": "n, entity, row_id, patient_id, kind, action, schema, base_version, patch, "
    '"full", reason, actor_id, created_at, state, (SELECT group_concat(o.n) FROM '
    "json_each(depends_on) d JOIN outbox o ON o.op_id = d.value)",
    "audit": "seq, at, action, entity, row_id, patient_id, purpose, result_count, fields, state",
    "shadow": "*",
    "search_patient": "names, patient_id",
    "search_token": "*",
}


def content(store: LocalStore, *types: type[Record]) -> dict[str, list[tuple[Any, ...]]]:
    kinds = {entity_of(one).name: "*" for one in types}
    with store.database.reading() as session:
        return {
            table: sorted(session.all(f"SELECT {columns} FROM {table}"), key=repr)
            for table, columns in {**TABLES, **kinds}.items()
        }


def heard(store: LocalStore) -> list[ChangeSet]:
    changes: list[ChangeSet] = []
    store.feed.subscribe(changes.append)
    return changes


@pytest.mark.row("C2", "B1")
@pytest.mark.parametrize(
    ("name", "origin"), [*((name, Origin.LOCAL) for name in BATCHES), ("patients", Origin.IMPORT)]
)
def test_together_or_one_by_one_is_the_same(
    name: str, origin: Origin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = BATCHES[name]
    stores = [open_store(tmp_path / f"{way}.db") for way in ("each", "all")]
    made: list[Sequence[Record]] = []
    published = [heard(store) for store in stores]
    for store, is_bulk in zip(stores, (False, True), strict=True):
        if name == "behind glass":
            with store.unit_of_work(CONTEXT) as uow:
                uow.add(ONE)
                uow.add(PATIENTS[1])
        with store.unit_of_work(WHO.get(name, CONTEXT), origin=origin) as uow:
            if name not in ("patients", *WHO):
                uow.add(ONE)
            if is_bulk:
                monkeypatch.setattr(BulkUnitOfWork, "add", None)
                made.append(uow.records(type(batch[0])).bulk_create(batch, reason="new"))
            else:
                made.append(tuple(uow.add(one, reason="new") for one in batch))
        assert store.verify_rows()
        assert store.verify_audit() is None
        assert not store.verify_desk()
    assert made[0] == made[1]
    assert published[0] == published[1] != []
    assert content(stores[0], type(batch[0])) == content(stores[1], type(batch[0]))
    for store in stores:
        store.close()


def test_records_that_name_each_other_are_made_in_their_order(store: LocalStore) -> None:
    child = a_patient(mrn="M-child", guarantor_id=ONE.id)
    with store.unit_of_work(CONTEXT) as uow:
        uow.records(Patient).bulk_create([ONE, child])
        parent, other = uow.outbox.of_row("patient", ONE.id), uow.outbox.of_row("patient", child.id)
    assert other[0].operation.depends_on == [parent[0].operation.op_id]


WRONG: dict[str, tuple[list[Record], type[Exception]]] = {
    "invalid": ([PATIENTS[1], a_patient(mrn=" ")], InvalidRecord),
    "twice": ([PATIENTS[1], PATIENTS[1]], DuplicateRecord),
    "known": ([PATIENTS[1], ONE], DuplicateRecord),
    "of nobody": (
        [a_child(Coverage, one, member_id="W") for one in (ONE, PATIENTS[2])],
        InvalidValue,
    ),
    "not theirs to make": (
        [a_record(User, id=new_id(), username=name) for name in ("ada", "eve")],
        PermissionDenied,
    ),
}


@pytest.mark.row("C2", "B5")
@pytest.mark.parametrize("wrong", WRONG)
def test_one_that_may_not_be_made_leaves_none(wrong: str, store: LocalStore) -> None:
    batch, error = WRONG[wrong]
    with store.unit_of_work(CONTEXT) as uow:
        uow.add(ONE)
    before = content(store, Patient)
    with pytest.raises(error), store.unit_of_work(CONTEXT) as uow:
        uow.records(type(batch[0])).bulk_create(batch)
    after = content(store, Patient)
    denials = [row for row in after.pop("audit") if row not in before["audit"]]
    before.pop("audit")
    assert after == before
    assert [row[2:4] for row in denials] == [("deny", "user")] * (error is PermissionDenied)
    assert store.verify_rows()


def test_what_is_asked_of_each_is_asked_of_all(store: LocalStore) -> None:
    me = PractitionerId(new_id())
    mine = [an_appointment(ONE, practitioner_id=me, starts_at=NOON) for _ in range(2)]
    with store.unit_of_work(CONTEXT, origin=Origin.IMPORT) as uow:
        uow.add(ONE)
        uow.add(a_practitioner(id=me))
    context = a_clinician(practitioner_id=me, clinic_id=CONTEXT.clinic_id)
    with store.unit_of_work(context) as uow:
        assert len(uow.records(type(mine[0])).bulk_create(mine)) == 2
    other = [an_appointment(ONE, practitioner_id=me), an_appointment(ONE)]
    with pytest.raises(PermissionDenied), store.unit_of_work(context) as uow:
        uow.records(type(mine[0])).bulk_create(other)


def test_a_field_that_may_be_empty_has_no_other_value_where_it_is_not_mentioned(
    store: LocalStore,
) -> None:
    for spec in entities():
        codec = codec_of(spec.record_type)
        facts = store.database.writer.all(f'PRAGMA table_info("{spec.name}")')
        said = {name: default for _, name, _, _, default, _ in facts if default is not None}
        assert said.keys().isdisjoint({"deleted_at", "extra", *(one for one, _ in codec.optional)})


@pytest.mark.row("B3", "C2")
def test_what_is_made_together_is_made_whole_or_not_at_all_in_the_midst_of_other_work(
    store: LocalStore,
) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        uow.add(ONE)
        with pytest.raises(DuplicateRecord):
            uow.add_many([PATIENTS[1], PATIENTS[2], PATIENTS[1]])
        with pytest.raises(InvalidRecord):
            uow.add_many([PATIENTS[1], PATIENTS[2], a_patient(mrn=" ")])
    with store.reader() as reader:
        assert list(reader.records(Patient).keys()) == [ONE.id]
        assert [one.operation.id for one in reader.pending()] == [ONE.id]
    assert store.verify_rows()
