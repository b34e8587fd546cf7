"""Every way of writing, killed at every statement: the file holds all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from app.domain.batches import SetRecord
from app.domain.changes import Origin
from app.domain.context import ExecutionContext
from app.domain.errors import DiskTrouble, StorageFull
from app.domain.ids import new_id
from app.domain.operations import OperationState, RowState
from app.domain.patient import EmergencyContact, Patient
from app.protocol.codec import to_wire
from app.storage.store import LocalStore
from app.storage.unit_of_work import LocalUnitOfWork
from tests.factories import a_child
from tests.killing import Outcome, fail_at_every_statement, kill_at_every_statement
from tests.storage.conftest import ADMIN, CONTEXT, open_store, patient

FIRST, SECOND = "+13125550142", "+13125550199"


@dataclass(frozen=True)
class Write:
    """One way of writing about a patient with the phone FIRST, and what it leaves."""

    work: Callable[[LocalUnitOfWork, Patient], object]
    phone: str | None
    """What the patient's phone is afterwards; None: the patient is not there."""
    audit: int = 1
    operations: int = 1
    origin: Origin = Origin.LOCAL
    context: ExecutionContext = CONTEXT
    starts: str = "live"
    """"live", "deleted" or "absent"."""


def server_row(kept: Patient, *, deleted: bool = False) -> RowState:
    body = None if deleted else to_wire(replace(kept, phone=SECOND))
    return RowState("patient", kept.id, kept.version + 1, 1, deleted, [], body)


def parts(uow: LocalUnitOfWork, kept: Patient) -> None:
    uow.save(replace(kept, phone=SECOND))
    with uow.nested() as part:
        part.add(a_child(EmergencyContact, kept, name="Ada", phone=FIRST))
    with failing(uow) as part:
        part.add(a_child(EmergencyContact, kept, name="Ben", phone=FIRST))
    with uow.nested() as part, part.nested() as inner:
        inner.add(a_child(EmergencyContact, kept, name="Cyd", phone=FIRST))


@contextmanager
def failing(uow: LocalUnitOfWork) -> Iterator[LocalUnitOfWork]:
    """A part that fails after its work."""
    try:
        with uow.nested() as part:
            yield part
            raise RuntimeError
    except RuntimeError:
        pass


def savepoints(uow: LocalUnitOfWork, kept: Patient) -> None:
    uow.savepoint("here")
    uow.delete(EmergencyContact, uow.add(a_child(EmergencyContact, kept, name="Ada")).id)
    uow.rollback_to("here")
    uow.save(replace(kept, phone=SECOND))


def settle(uow: LocalUnitOfWork, kept: Patient) -> None:
    ids = [one.operation.op_id for one in uow.outbox.of_row("patient", kept.id)]
    uow.outbox.mark(ids, OperationState.INFLIGHT, count_attempt=True)
    uow.meta.set("cursor", "7")
    uow.apply_rows([server_row(kept)])


WRITES = {
    "add": Write(lambda uow, kept: uow.add(kept), FIRST, starts="absent"),
    "save": Write(lambda uow, kept: uow.save(replace(kept, phone=SECOND)), SECOND),
    "save as an action": Write(
        lambda uow, kept: uow.save(replace(kept, phone=SECOND), reason="asked for"), SECOND
    ),
    "save of nothing new": Write(lambda uow, kept: uow.save(kept), FIRST, operations=0),
    "delete": Write(lambda uow, kept: uow.delete(Patient, kept.id), None, context=ADMIN),
    "restore": Write(lambda uow, kept: uow.restore(Patient, kept.id), FIRST, starts="deleted"),
    "restore with values": Write(
        lambda uow, kept: uow.restore(Patient, kept.id, values={"phone": SECOND}),
        SECOND,
        starts="deleted",
    ),
    "several at once": Write(
        lambda uow, kept: [uow.add(patient(mrn=f"M-{n}")) for n in range(3)],
        FIRST,
        audit=3,
        operations=3,
    ),
    "parts": Write(parts, SECOND, audit=3, operations=3),
    "savepoints": Write(savepoints, SECOND),
    "set_many": Write(
        lambda uow, kept: uow.records(Patient).set_many(
            [replace(kept, phone=SECOND), patient(mrn="M-2")]
        ),
        SECOND,
        audit=2,
        operations=2,
    ),
    "delete_many": Write(
        lambda uow, kept: uow.records(Patient).delete_many([kept.id]), None, context=ADMIN
    ),
    "bulk_create": Write(
        lambda uow, kept: uow.records(Patient).bulk_create([kept, patient(mrn="M-2")]),
        FIRST,
        audit=2,
        operations=2,
        starts="absent",
    ),
    "batch": Write(
        lambda uow, kept: uow.records(Patient).batch(
            [SetRecord(replace(kept, phone=SECOND)), SetRecord(patient(mrn="M-2"))]
        ),
        SECOND,
        audit=2,
        operations=2,
    ),
    "batch of which one fails": Write(
        lambda uow, kept: uow.records(Patient).batch(
            [SetRecord(replace(kept, phone=SECOND)), SetRecord(patient(email="nobody"))]
        ),
        FIRST,
        audit=0,
        operations=0,
    ),
    "note": Write(
        lambda uow, kept: uow.note("view", patient_id=kept.id, subjects=[kept.id]),
        FIRST,
        operations=0,
    ),
    "apply_rows": Write(
        lambda uow, kept: uow.apply_rows([server_row(kept)]),
        SECOND,
        operations=0,
        origin=Origin.REMOTE,
    ),
    "apply_rows of a new record": Write(
        lambda uow, kept: uow.apply_rows([server_row(kept)]),
        SECOND,
        operations=0,
        origin=Origin.REMOTE,
        starts="absent",
    ),
    "apply_rows of a deletion": Write(
        lambda uow, kept: uow.apply_rows([server_row(kept, deleted=True)]),
        None,
        operations=0,
        origin=Origin.REMOTE,
    ),
    "apply_rows of an unknown type": Write(
        lambda uow, kept: uow.apply_rows(
            [server_row(kept), RowState("telepathy", new_id(), 1, 10, False, [], {"thought": 1})]
        ),
        SECOND,
        operations=0,
        origin=Origin.REMOTE,
    ),
    "queue, facts and rows together": Write(settle, SECOND, operations=0, origin=Origin.REMOTE),
}


def start(path: Path, write: Write) -> Patient:
    """A file in which the write can be done; the patient as it is there, or is to be."""
    store = open_store(path)
    kept = patient(phone=FIRST)
    with store.unit_of_work(CONTEXT) as uow:
        uow.note("sign_in")  # the first event of all counts every table
        if write.starts != "absent":
            kept = uow.add(kept)
    if write.starts == "deleted":
        with store.unit_of_work(ADMIN) as uow:
            uow.delete(Patient, kept.id)
    store.close()
    return kept


def do(store: LocalStore, write: Write, kept: Patient) -> None:
    with store.unit_of_work(write.context, origin=write.origin) as uow:
        write.work(uow, kept)


@pytest.mark.row("A5", "B3", "C5", "F4")
@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_kill_at_every_statement_leaves_all_or_nothing(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "clinic.db"
    kept = start(path, write)
    outcome = kill_at_every_statement(
        lambda: open_store(path), lambda store: do(store, write, kept), monkeypatch
    )
    assert outcome.statements > 4
    assert len(outcome.added("audit")) == write.audit
    new = len(outcome.after["outbox"]) - len(outcome.before["outbox"])
    assert new == write.operations
    store = open_store(path)
    with store.reader() as reader:
        found = reader.records(Patient).get(kept.id)
        numbers = [n for n in (FIRST, SECOND) if kept.id in reader.search_patients(n[-7:])]
    store.close()
    assert (found.phone if found else None) == write.phone
    assert numbers == ([] if write.phone is None else [write.phone])


@pytest.mark.row("A5", "B3")
@pytest.mark.parametrize(("end", "patients"), [("commit", 2), ("rollback", 0)])
def test_transaction_begun_by_hand_leaves_all_or_nothing_wherever_it_is_killed(
    end: str, patients: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "clinic.db"
    kept = start(path, WRITES["add"])

    def two(store: LocalStore) -> None:
        uow = store.begin(CONTEXT)
        for one in (kept, patient(mrn="M-2")):
            uow.add(one)
        getattr(uow, end)()

    outcome = kill_at_every_statement(lambda: open_store(path), two, monkeypatch)
    assert outcome.statements > 4
    assert [len(outcome.added(one)) for one in ("patient", "audit", "outbox")] == [patients] * 3


@pytest.mark.row("A5", "B3")
@pytest.mark.parametrize("error", [StorageFull, pytest.param(DiskTrouble, marks=pytest.mark.soak)])
@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_failure_of_every_statement_leaves_nothing_and_the_store_goes_on(
    write: Write, error: type[Exception], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "clinic.db"
    kept = start(path, write)
    store = open_store(path)
    statements = fail_at_every_statement(store, lambda: do(store, write, kept), error, monkeypatch)
    assert statements > 4
    store.close()


def test_harness_sees_a_write_that_is_not_atomic(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: two transactions instead of one are found out."""
    path = tmp_path / "clinic.db"
    kept = start(path, WRITES["add"])

    def two(store: LocalStore) -> None:
        for one in (kept, patient(mrn="M-2")):
            with store.unit_of_work(CONTEXT) as uow:
                uow.add(one)

    with pytest.raises(AssertionError, match="changed"):
        kill_at_every_statement(lambda: open_store(path), two, monkeypatch)


def test_outcome_knows_what_was_added() -> None:
    assert Outcome({"t": [(1,)]}, {"t": [(1,), (2,)]}, 3).added("t") == [(2,)]
