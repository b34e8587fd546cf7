"""What can be asked of a transaction: savepoints, explicit beginning, limits, another try."""

# ruff: noqa: PT012

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from app.domain.changes import ChangeSet
from app.domain.errors import (
    AuditTrailBroken,
    InvalidKey,
    InvalidValue,
    PermissionDenied,
    ReadOnlyTransaction,
    StorageBusy,
    StorageFull,
    TransactionAborted,
    TransactionTimeout,
)
from app.domain.patient import Patient
from app.domain.transactions import Isolation, TransactionOptions, TransactionState
from app.storage import database
from app.storage.store import BEGUN_LASTS_S, LocalStore
from app.storage.unit_of_work import LocalUnitOfWork
from tests.killing import contents
from tests.storage.conftest import ADMIN, CONTEXT, open_store, patient

READING = TransactionOptions(read_only=True)
# Counts to a thousand million; broken off it takes as long as it may.
ENDLESS = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000) "
    "SELECT count(*) FROM n"
)


def mrns(store: LocalStore) -> set[str]:
    with store.reader() as reader:
        return {row[0] for row in reader._session.all("SELECT mrn FROM patient")}


@pytest.mark.row("C5")
def test_savepoint_takes_back_what_came_after_it_and_no_more(store: LocalStore) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        uow.add(patient(mrn="KEPT"))
        uow.savepoint("before_children")
        uow.add(patient(mrn="LOST"))
        uow.rollback_to("before_children")
        uow.add(patient(mrn="LATER"))
        uow.rollback_to("before_children")
        uow.add(patient(mrn="LAST"))
    assert mrns(store) == {"KEPT", "LAST"}
    facts = store.statistics().rows
    assert (facts["outbox"], facts["audit"]) == (2, 2)
    contents(store)  # the trail fits the records


def test_what_was_taken_back_is_not_published(store: LocalStore) -> None:
    heard: list[ChangeSet] = []
    store.feed.subscribe(heard.append)
    with store.unit_of_work(CONTEXT) as uow:
        uow.savepoint("start")
        uow.add(patient())
        uow.rollback_to("start")
    assert heard == []


def test_going_back_forgets_later_savepoints(store: LocalStore) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        uow.savepoint("a")
        uow.savepoint("b")
        uow.rollback_to("a")
        with pytest.raises(InvalidKey):
            uow.rollback_to("b")
        uow.savepoint("b")


@pytest.mark.parametrize("name", ["", "1st", 'x"; DROP TABLE patient; --', "n" * 65, "a b"])
def test_savepoint_needs_a_name(store: LocalStore, name: str) -> None:
    with store.unit_of_work(CONTEXT) as uow, pytest.raises(InvalidKey):
        uow.savepoint(name)


def test_savepoint_of_the_whole_is_out_of_a_parts_reach(store: LocalStore) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        uow.savepoint("outer")
        with store.unit_of_work(CONTEXT) as part:
            part.add(patient(mrn="PART"))
            with pytest.raises(InvalidKey):
                part.rollback_to("outer")
            with pytest.raises(InvalidKey):
                part.savepoint("outer")
        uow.rollback_to("outer")
    assert mrns(store) == set()


@pytest.mark.row("B3", "C5")
def test_parts_in_parts_fail_alone(store: LocalStore) -> None:
    def part(name: str, *, fails: bool, inner: Callable[[], None] = lambda: None) -> None:
        try:
            with store.unit_of_work(CONTEXT) as uow:
                uow.add(patient(mrn=name))
                inner()
                if fails:
                    raise RuntimeError
        except RuntimeError:
            pass

    with store.unit_of_work(CONTEXT):
        part("A", fails=False, inner=lambda: part("A1", fails=True))
        part("B", fails=True, inner=lambda: part("B1", fails=False))
        part("C", fails=False, inner=lambda: part("C1", fails=False))
    assert mrns(store) == {"A", "C", "C1"}
    contents(store)


@pytest.mark.row("C5")
def test_explicit_transaction_is_committed_by_hand(store: LocalStore) -> None:
    heard: list[ChangeSet] = []
    store.feed.subscribe(heard.append)
    uow = store.begin(CONTEXT)
    assert uow.state is TransactionState.ACTIVE
    uow.add(patient(mrn="HAND"))
    assert mrns(store) == set()
    uow.commit()
    assert (mrns(store), uow.state, len(heard)) == ({"HAND"}, TransactionState.COMMITTED, 1)


@pytest.mark.row("C5")
def test_explicit_transaction_is_rolled_back_by_hand(store: LocalStore) -> None:
    uow = store.begin(CONTEXT)
    uow.add(patient(mrn="HAND"))
    uow.rollback()
    assert (mrns(store), uow.state) == (set(), TransactionState.ABORTED)
    with store.unit_of_work(CONTEXT) as after:
        after.add(patient(mrn="NEXT"))
    assert mrns(store) == {"NEXT"}


def test_part_begun_by_hand_ends_alone(store: LocalStore) -> None:
    whole = store.begin(CONTEXT)
    whole.add(patient(mrn="WHOLE"))
    part = store.begin(CONTEXT)
    part.add(patient(mrn="PART"))
    part.rollback()
    assert whole.state is TransactionState.ACTIVE
    whole.commit()
    assert mrns(store) == {"WHOLE"}


Later = Callable[[float], None]


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    """Time passes for the limits of transactions when a test says so, and only then."""
    passed = [0.0]
    clock = SimpleNamespace(monotonic=lambda: passed[0])
    monkeypatch.setattr("app.storage.session.time", clock)

    def pass_by(seconds: float) -> None:
        passed[0] += seconds

    return pass_by


@pytest.mark.parametrize("parts", [0, 1])
def test_transaction_begun_and_forgotten_holds_nothing_up(
    store: LocalStore, later: Later, parts: int
) -> None:
    for _ in range(1 + parts):
        store.begin(CONTEXT).add(patient(mrn="FORGOTTEN"))
    later(BEGUN_LASTS_S + 1)
    for context in (ADMIN, CONTEXT):
        with store.unit_of_work(context) as uow:
            uow.note("view")
    with store.unit_of_work(CONTEXT) as uow:
        uow.add(patient(mrn="NEXT"))
    assert mrns(store) == {"NEXT"}


WRITES: dict[str, Callable[[LocalUnitOfWork], Any]] = {
    "add": lambda uow: uow.add(patient(mrn="LATE")),
    "note": lambda uow: uow.note("view"),
    "savepoint": lambda uow: uow.savepoint("late"),
    "commit": lambda uow: uow.commit(),
    "rollback": lambda uow: uow.rollback(),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_ended_transaction_writes_nothing_more(
    store: LocalStore, write: Callable[[LocalUnitOfWork], Any]
) -> None:
    uow = store.begin(CONTEXT)
    uow.add(patient(mrn="IN TIME"))
    uow.commit()
    with pytest.raises(TransactionAborted):
        write(uow)
    assert mrns(store) == {"IN TIME"}
    assert store.statistics().rows["audit"] == 1


@pytest.mark.row("C5")
def test_transaction_is_named_as_its_operations_are(store: LocalStore) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        uow.add(patient())
        (pending,) = uow.pending()
        assert pending.operation.tx_id == uow.id
    with store.unit_of_work(CONTEXT) as other:
        assert other.id != uow.id


@pytest.mark.row("C5")
@pytest.mark.parametrize("level", ["READ_COMMITTED", "REPEATABLE_READ", "SERIALIZABLE"])
def test_every_level_that_is_offered_is_served_as_serializable(
    store: LocalStore, level: str
) -> None:
    with store.unit_of_work(
        CONTEXT, options=TransactionOptions(isolation=Isolation.offered(level))
    ) as uow:
        uow.add(patient(mrn="MINE"))
        assert mrns(store) == set()
        assert uow.isolation is Isolation.SERIALIZABLE
    assert mrns(store) == {"MINE"}


@pytest.mark.row("C5")
@pytest.mark.parametrize(
    ("field", "options"),
    [
        ("isolation", {"isolation": "READ_UNCOMMITTED"}),
        ("isolation", {"isolation": "CHAOS"}),
        ("timeout_s", {"timeout_s": 0}),
        ("timeout_s", {"timeout_s": -1}),
        ("timeout_s", {"timeout_s": float("nan")}),
        ("timeout_s", {"timeout_s": "1"}),
        ("retries", {"retries": -1}),
        ("retries", {"retries": 11}),
    ],
)
def test_what_is_not_offered_is_refused(field: str, options: dict[str, Any]) -> None:
    with pytest.raises(InvalidValue) as error:
        TransactionOptions(**options)
    assert error.value.field == field


@pytest.mark.row("C5")
def test_nothing_is_written_where_only_reading_was_agreed(store: LocalStore) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        kept = uow.add(patient(mrn="KEPT"))
    before = contents(store)
    for write in (
        lambda uow: uow.add(patient()),
        lambda uow: uow.save(replace(kept, city="Boston")),
        lambda uow: uow.note("view"),
        lambda uow: uow.outbox.end_pauses(),
        lambda uow: uow._session.run("UPDATE write_gate SET is_open = 1"),
    ):
        with (
            pytest.raises(ReadOnlyTransaction),
            store.unit_of_work(CONTEXT, options=READING) as uow,
        ):
            assert uow.records(Patient).get(kept.id) == kept
            write(uow)
    assert contents(store) == before
    with store.unit_of_work(CONTEXT) as uow:
        uow.add(patient(mrn="NEXT"))


def test_part_that_only_reads_leaves_the_whole_writing(store: LocalStore) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        with (
            pytest.raises(ReadOnlyTransaction),
            store.unit_of_work(CONTEXT, options=READING) as part,
        ):
            part.add(patient(mrn="PART"))
        uow.add(patient(mrn="WHOLE"))
    assert mrns(store) == {"WHOLE"}


def test_denial_while_only_reading_is_noted(store: LocalStore) -> None:
    denial = PermissionDenied("patient.delete", "front_desk")
    with pytest.raises(PermissionDenied), store.unit_of_work(CONTEXT, options=READING):
        raise denial
    assert store.statistics().rows["audit"] == 1


def test_frozen_store_is_still_read(store: LocalStore) -> None:
    store.freeze()
    with store.unit_of_work(CONTEXT, options=READING) as uow:
        assert uow.records(Patient).get(patient().id) is None
    with pytest.raises(AuditTrailBroken), store.unit_of_work(CONTEXT):
        pass


@pytest.mark.row("C5")
def test_transaction_that_takes_too_long_is_rolled_back(store: LocalStore) -> None:
    with (
        pytest.raises(TransactionTimeout),
        store.unit_of_work(CONTEXT, options=TransactionOptions(timeout_s=0.2)) as uow,
    ):
        uow.add(patient(mrn="LATE"))
        uow._session.all(ENDLESS)
    assert (uow.state, mrns(store)) == (TransactionState.ABORTED, set())
    assert not store.database.writer.raw.in_transaction


def test_time_is_over_between_statements_too(store: LocalStore, later: Later) -> None:
    for late in (lambda uow: uow.add(patient()), lambda uow: None):
        with (
            pytest.raises(TransactionTimeout),
            store.unit_of_work(CONTEXT, options=TransactionOptions(timeout_s=1)) as uow,
        ):
            uow.add(patient(mrn="LATE"))
            later(1.05)
            late(uow)
    assert mrns(store) == set()


def test_limit_ends_with_its_transaction(store: LocalStore, later: Later) -> None:
    with store.unit_of_work(CONTEXT, options=TransactionOptions(timeout_s=1)) as uow:
        uow.add(patient(mrn="IN TIME"))
    later(1.05)
    with store.unit_of_work(CONTEXT) as uow:
        # Long enough for the limit of before to strike.
        uow._session.all(ENDLESS.replace("1000000000", "300000"))
        uow.add(patient(mrn="NEXT"))
    assert mrns(store) == {"IN TIME", "NEXT"}


@pytest.mark.row("C5", "D4")
def test_long_read_is_broken_off_and_the_connection_serves_on(store: LocalStore) -> None:
    with pytest.raises(TransactionTimeout), store.reader(timeout_s=0.1) as reader:
        reader._session.all(ENDLESS)
    with store.reader() as reader:
        assert reader._session.one("SELECT 1") == (1,)
    assert store.statistics().rows["patient"] == 0


def test_swallowed_end_of_a_part_is_the_end_of_the_whole(store: LocalStore) -> None:
    """A full disk ends the transaction inside SQLite: what follows must not be kept by itself."""
    with pytest.raises(TransactionAborted), store.unit_of_work(CONTEXT) as uow:
        uow.add(patient(mrn="FIRST"))
        with pytest.raises(StorageFull), store.unit_of_work(CONTEXT) as part:
            part._session.run("ROLLBACK")  # as SQLite does by itself
            raise StorageFull
        uow.note("view")
    assert mrns(store) == set()
    assert store.statistics().rows["audit"] == 0


def test_nothing_is_kept_by_itself_after_the_transaction_ended(store: LocalStore) -> None:
    """The same without a part: whoever swallowed the error goes on writing."""
    with pytest.raises(TransactionAborted), store.unit_of_work(CONTEXT) as uow:
        uow._session.run("ROLLBACK")
        with suppress(TransactionAborted):
            uow.note("view")
        with suppress(TransactionAborted):
            uow.add(patient())
    assert store.statistics().rows["audit"] == 0
    assert mrns(store) == set()


class Holder:
    """Another program that holds the database for writing."""

    def __init__(self, path: Path) -> None:
        self.other = database.Database(path, bytes(range(32)))
        self.other.writer.run("BEGIN IMMEDIATE")

    def let_go(self) -> None:
        self.other.writer.run("ROLLBACK")
        self.other.close()


@pytest.fixture
def impatient(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LocalStore:
    """A store that waits for others a hundredth of a second only."""
    store = open_store(tmp_path / "clinic.db")
    store.database.writer.run("PRAGMA busy_timeout=10")
    return store


@pytest.mark.row("C5", "A5")
def test_work_is_done_again_when_another_program_was_in_the_way(
    impatient: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, tries = impatient, 0
    holder = Holder(store.database.path)

    def work(uow: LocalUnitOfWork) -> str:
        nonlocal tries
        tries += 1
        return uow.add(patient(mrn="DONE")).mrn

    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            holder.let_go()

    monkeypatch.setattr("app.storage.store.time.sleep", pause)
    assert store.transaction(CONTEXT, work, options=TransactionOptions(retries=6)) == "DONE"
    assert (tries, mrns(store)) == (1, {"DONE"})
    assert len(pauses) == 3
    store.close()


@pytest.mark.row("C5")
def test_tries_are_bounded(impatient: LocalStore, monkeypatch: pytest.MonkeyPatch) -> None:
    holder, pauses = Holder(impatient.database.path), list[float]()
    monkeypatch.setattr("app.storage.store.time.sleep", pauses.append)
    with pytest.raises(StorageBusy):
        impatient.transaction(CONTEXT, lambda uow: None, options=TransactionOptions(retries=2))
    assert pauses == [0.05, 0.1]
    holder.let_go()
    impatient.close()


@pytest.mark.row("C5")
def test_whole_work_runs_again_from_the_start(store: LocalStore) -> None:
    tries = 0

    def work(uow: LocalUnitOfWork) -> None:
        nonlocal tries
        tries += 1
        uow.add(patient(mrn=f"TRY-{tries}"))
        if tries < 3:
            raise StorageBusy

    store.transaction(CONTEXT, work)
    assert (tries, mrns(store)) == (3, {"TRY-3"})


def test_other_errors_are_not_tried_again(store: LocalStore) -> None:
    tries = 0

    def work(uow: LocalUnitOfWork) -> None:
        nonlocal tries
        tries += 1
        raise InvalidValue("city", "is no city")

    with pytest.raises(InvalidValue):
        store.transaction(CONTEXT, work)
    assert tries == 1


def test_part_leaves_another_try_to_the_whole(store: LocalStore) -> None:
    tries: list[str] = []

    def part(uow: LocalUnitOfWork) -> None:
        tries.append("part")
        if len(tries) < 4:
            raise StorageBusy

    def whole(uow: LocalUnitOfWork) -> None:
        tries.append("whole")
        uow.add(patient())
        store.transaction(CONTEXT, part)

    store.transaction(CONTEXT, whole)
    assert tries == ["whole", "part", "whole", "part"]
    assert store.statistics().rows["patient"] == 1


def test_limit_of_time_counts_the_wait_for_others(
    store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder, ran = Holder(store.database.path), list[str]()
    run = store.database.writer.run

    def noted(statement: str, *given: Any) -> Any:
        ran.append(statement)
        return run(statement, *given)

    monkeypatch.setattr(store.database.writer, "run", noted)
    with (
        pytest.raises(StorageBusy),
        store.unit_of_work(ADMIN, options=TransactionOptions(timeout_s=0.1)),
    ):
        raise AssertionError("it began")
    assert ran[:2] == ["PRAGMA busy_timeout=101", "BEGIN IMMEDIATE"]
    holder.let_go()
    assert store.database.writer.one("PRAGMA busy_timeout") == (database.BUSY_TIMEOUT_MS,)
