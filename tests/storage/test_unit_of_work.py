"""One transaction: the row, its audit event, its queued operation, its search words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.appointment import Appointment
from app.domain.changes import ChangeSet, Origin
from app.domain.context import ExecutionContext
from app.domain.errors import (
    DuplicateRecord,
    InvalidRecord,
    InvalidValue,
    RecordNotFound,
    StaleVersion,
    StorageError,
)
from app.domain.ids import new_id
from app.domain.money import LARGEST_MINOR
from app.domain.operations import RowState
from app.domain.patient import Coverage, Patient
from app.protocol.codec import to_wire
from app.protocol.merge import fold
from app.storage.store import LocalStore
from tests.factories import a_child
from tests.storage.conftest import ADMIN, CONTEXT, HandClock, patient


def add(store: LocalStore, **fields: object) -> Patient:
    with store.unit_of_work(CONTEXT) as uow:
        return uow.add(patient(**fields))


def get(store: LocalStore, record_id: str, **options: bool) -> Patient | None:
    with store.reader() as reader:
        return reader.records(Patient).get(record_id, **options)


@pytest.mark.row("A1", "B1")
def test_record_is_created_changed_deleted_and_restored(store: LocalStore) -> None:
    kept = add(store)
    assert get(store, kept.id) == kept
    with store.unit_of_work(CONTEXT) as uow:
        changed = uow.save(replace(kept, phone="+13125550142"))
    assert get(store, kept.id) == changed
    assert changed.updated_at > kept.updated_at
    with store.unit_of_work(ADMIN) as uow:
        uow.delete(Patient, kept.id)
    assert get(store, kept.id) is None
    assert get(store, kept.id, include_deleted=True) is not None
    with store.unit_of_work(CONTEXT) as uow:
        assert uow.restore(Patient, kept.id).phone == "+13125550142"
    assert get(store, kept.id) is not None


def test_stale_form_is_refused(store: LocalStore) -> None:
    kept = add(store)
    with store.unit_of_work(CONTEXT) as uow:
        uow.save(replace(kept, city="Chicago"))
    with pytest.raises(StaleVersion), store.unit_of_work(CONTEXT) as uow:
        uow.save(replace(kept, city="Boston"))
    assert get(store, kept.id).city == "Chicago"


def test_unchanged_record_writes_nothing(store: LocalStore) -> None:
    kept = add(store)
    heard: list[ChangeSet] = []
    store.feed.subscribe(heard.append)
    with store.unit_of_work(CONTEXT) as uow:
        assert uow.save(kept) == kept
    assert heard == []


def test_invalid_and_duplicate_and_missing_records_are_refused(store: LocalStore) -> None:
    kept = add(store)
    with pytest.raises(InvalidRecord), store.unit_of_work(CONTEXT) as uow:
        uow.save(replace(kept, email="nobody"))
    with pytest.raises(DuplicateRecord), store.unit_of_work(CONTEXT) as uow:
        uow.add(kept)
    with pytest.raises(RecordNotFound), store.unit_of_work(ADMIN) as uow:
        uow.delete(Patient, new_id())


@pytest.mark.row("B3")
def test_one_change_set_is_published_after_the_commit(store: LocalStore) -> None:
    heard: list[ChangeSet] = []
    store.feed.subscribe(heard.append)
    with store.unit_of_work(CONTEXT) as uow:
        first, second = uow.add(patient()), uow.add(patient(mrn="MRN-2"))
        assert heard == []
    assert len(heard) == 1
    assert {change.row_id for change in heard[0].changes} == {first.id, second.id}
    assert heard[0].origin is Origin.LOCAL
    assert heard[0].pending_changed


def test_failed_unit_of_work_publishes_and_keeps_nothing(store: LocalStore) -> None:
    heard: list[ChangeSet] = []
    store.feed.subscribe(heard.append)
    with pytest.raises(RuntimeError), store.unit_of_work(CONTEXT) as uow:  # noqa: PT012
        kept = uow.add(patient())
        raise RuntimeError
    assert heard == []
    assert get(store, kept.id) is None
    assert store.statistics().rows["audit"] == 0


@pytest.mark.row("B3")
def test_nested_part_fails_alone(store: LocalStore) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        kept = uow.add(patient())
        with pytest.raises(RuntimeError), store.unit_of_work(CONTEXT) as part:  # noqa: PT012
            lost = part.add(patient(mrn="MRN-2"))
            raise RuntimeError
        uow.save(replace(kept, city="Chicago"))
    assert get(store, kept.id).city == "Chicago"
    assert get(store, lost.id) is None
    assert store.verify_audit() is None


def test_part_that_failed_leaves_nothing_to_depend_on(store: LocalStore) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        with pytest.raises(RuntimeError), store.unit_of_work(CONTEXT) as part:  # noqa: PT012
            lost = part.add(patient())
            raise RuntimeError
        with pytest.raises(InvalidValue, match="guarantor_id"):
            uow.add(patient(mrn="MRN-2", guarantor_id=lost.id))
        uow.add(lost)
        uow.add(patient(mrn="MRN-2", guarantor_id=lost.id))
        first, second = uow.pending()
    assert (first.operation.depends_on, second.operation.depends_on) == (
        [],
        [first.operation.op_id],
    )


@pytest.mark.parametrize(
    ("context", "origin"),
    [
        (CONTEXT, Origin.REMOTE),
        (CONTEXT, Origin.IMPORT),
        (replace(CONTEXT, user_id=new_id()), Origin.LOCAL),
    ],
)
def test_part_of_another_person_or_origin_is_refused(
    store: LocalStore, context: ExecutionContext, origin: Origin
) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        uow.add(patient())
        with pytest.raises(ValueError, match="context and origin"):  # noqa: SIM117
            with store.unit_of_work(context, origin=origin):
                raise AssertionError("it was opened")
    assert store.statistics().rows["patient"] == 1
    with store.unit_of_work(context, origin=origin):
        pass


@pytest.mark.row("F4")
def test_operations_replayed_on_the_shadow_give_the_view(store: LocalStore) -> None:
    kept = add(store)
    for city in ("Chicago", "Boston"):
        with store.unit_of_work(CONTEXT) as uow:
            kept = uow.save(replace(uow.records(Patient).get(kept.id), city=city))
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
        operations = [one.operation for one in uow.outbox.of_row("patient", kept.id)]
        shadow = uow.shadows.get("patient", kept.id)
    assert [one.kind for one in operations] == ["create", "update", "update"]
    assert shadow.body is None
    assert fold(shadow.body, operations) == to_wire(kept)
    assert operations[-1].client_time == to_wire(kept)["updated_at"]


def test_booking_depends_on_the_unsent_patient(store: LocalStore, clock: HandClock) -> None:
    kept = add(store)
    with store.unit_of_work(CONTEXT) as uow:
        uow.add(
            Appointment(
                id=new_id(),
                created_at=uow.now,
                updated_at=uow.now,
                patient_id=kept.id,
                starts_at=clock.now(),
                ends_at=clock.now().replace(minute=30),
                zone="America/Chicago",
                local_start="2026-11-21T08:00",
            )
        )
    with store.reader() as reader:
        create, booking = (one.operation for one in reader.pending())
    assert booking.depends_on == [create.op_id]
    assert booking.n > create.n
    assert booking.hlc > create.hlc


def test_server_rows_are_written_without_an_operation(store: LocalStore) -> None:
    sent = replace(patient(), version=3)
    body = {**to_wire(sent), "shoe_size": 42}
    rows = [
        RowState("patient", sent.id, 3, 9, False, [], body),
        RowState("telepathy", new_id(), 1, 10, False, [], {"thought": 1}),
    ]
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
        uow.apply_rows(rows)
    kept = get(store, sent.id)
    assert kept == replace(sent, extra={"shoe_size": 42})
    assert to_wire(kept) == body
    facts = store.statistics()
    assert facts.rows["outbox"] == 0
    assert facts.rows["kept_aside"] == 1
    with store.reader() as reader:
        assert reader.search_patients("okaf") == (sent.id,)


def test_unknown_fields_survive_a_local_edit(store: LocalStore) -> None:
    sent = patient()
    row = RowState("patient", sent.id, 1, 1, False, [], {**to_wire(sent), "shoe_size": 42})
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
        uow.apply_rows([row])
    with store.unit_of_work(CONTEXT) as uow:
        uow.save(replace(uow.records(Patient).get(sent.id), city="Chicago"))
    assert get(store, sent.id).extra == {"shoe_size": 42}


def test_amount_beyond_todays_bound_is_read_and_holds_up_no_edit(store: LocalStore) -> None:
    """An earlier version kept it, and the server sends it."""
    somebody = add(store)
    sent = a_child(Coverage, somebody, copay_cents=9 * 10**18)
    row = RowState("coverage", sent.id, 1, 1, False, [], to_wire(sent))
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
        uow.apply_rows([row])
    with store.unit_of_work(CONTEXT) as uow:
        kept = uow.records(Coverage).get(sent.id)
        assert kept.copay_cents == 9 * 10**18
        kept = uow.save(replace(kept, member_id="W1"))
    with pytest.raises(InvalidRecord) as refused, store.unit_of_work(CONTEXT) as uow:
        uow.save(replace(kept, copay_cents=LARGEST_MINOR + 1))
    assert refused.value.problems == {"copay_cents": "is too large"}
    with store.unit_of_work(CONTEXT) as uow:
        uow.save(replace(kept, copay_cents=2_500))


def test_server_tombstone_hides_the_record(store: LocalStore) -> None:
    kept = add(store)
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
        uow.apply_rows([RowState("patient", kept.id, 5, 9, True, [], None)])
    assert get(store, kept.id) is None
    assert get(store, kept.id, include_deleted=True).version == 5
    with store.reader() as reader:
        assert reader.search_patients("okafor") == ()


def test_row_that_is_already_there_gives_no_change(store: LocalStore) -> None:
    sent = replace(patient(), version=1)
    row = RowState("patient", sent.id, 1, 1, False, [], to_wire(sent))
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
        uow.apply_rows([row])
    heard: list[ChangeSet] = []
    store.feed.subscribe(heard.append)
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
        uow.apply_rows([row])
    assert heard == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE patient SET city = 'x'",
        "DELETE FROM patient",
        "INSERT INTO room (id, version, created_at, updated_at, name, kind, is_active) "
        "VALUES (x'00', 0, 0, 0, 'x', 'exam', 1)",
    ],
)
def test_raw_write_to_a_record_table_is_blocked(store: LocalStore, statement: str) -> None:
    add(store)
    with pytest.raises(StorageError):
        store.database.writer.run(statement)


def test_row_that_came_wrong_is_mended_one_field_at_a_time(store: LocalStore) -> None:
    kept = patient(birth_date="garbage", email="nobody", family_name="x" * 5000)
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
        uow.apply_rows([RowState("patient", kept.id, 1, 1, False, [], to_wire(kept))])
    came = get(store, kept.id)
    assert came is not None
    with store.unit_of_work(CONTEXT) as uow:
        came = uow.save(replace(came, city="Waco"))
    with pytest.raises(InvalidRecord) as refused, store.unit_of_work(CONTEXT) as uow:
        uow.save(replace(came, email="no one"))
    assert set(refused.value.problems) == {"email"}
    with store.unit_of_work(ADMIN) as uow:
        uow.delete(Patient, kept.id)
    with store.unit_of_work(CONTEXT) as uow:
        assert uow.restore(Patient, kept.id, values={"city": "Austin"}).city == "Austin"
