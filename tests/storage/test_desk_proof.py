"""Unsent work, unfinished forms and the desk's facts: what somebody else changed is found."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.changes import Origin
from app.domain.drafts import DraftKey
from app.domain.operations import OperationResult, OperationState
from app.security.audit_signer import HmacAuditSigner
from app.storage import desk_proof
from app.storage.desk_proof import PROOF_FACT, Part
from app.storage.store import LocalStore
from tests.storage.conftest import CONTEXT, open_store, patient

pytestmark = pytest.mark.row("F2", "F4")
KEY = DraftKey(CONTEXT.user_id, "patient", "")


@pytest.fixture
def working(store: LocalStore) -> LocalStore:
    """A desk with two queued operations, a form and a fact."""
    with store.unit_of_work(CONTEXT) as uow:
        uow.add(patient())
        uow.add(patient(mrn="MRN-2"))
        uow.drafts.put(KEY, {"city": "Rye"})
        uow.meta.set("server_url", "https://clinic.example")
    return store


def queued(store: LocalStore) -> list[str]:
    return [str(one[0]) for one in store.database.writer.all("SELECT op_id FROM outbox ORDER BY n")]


def remote(store: LocalStore, write: Callable[..., object]) -> None:
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
        write(uow)


def test_a_desk_that_nobody_touched_is_as_it_was_left(working: LocalStore) -> None:
    first, second = queued(working)
    assert working.verify_desk() == set()
    remote(working, lambda uow: uow.outbox.mark([first, second], OperationState.INFLIGHT))
    remote(working, lambda uow: uow.outbox.mark([first], OperationState.QUARANTINED))
    remote(working, lambda uow: uow.outbox.mark([first], OperationState.QUEUED))
    result = OperationResult(op_id=second, status="applied", seq=4)
    remote(working, lambda uow: uow.outbox.settle(result, OperationState.ACKED))
    remote(working, lambda uow: uow.outbox.settle(result, OperationState.ACKED))
    remote(working, lambda uow: uow.drafts.put(KEY, {"city": "Erie"}))
    remote(working, lambda uow: uow.drafts.drop(KEY))
    remote(working, lambda uow: uow.drafts.drop(KEY))
    remote(working, lambda uow: uow.meta.set("server_url", None))
    assert working.verify_desk() == set()


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("DELETE FROM outbox WHERE n = 1", {"queue"}),
        ("DELETE FROM outbox", {"queue"}),
        ("UPDATE outbox SET patch = '{\"city\":null}' WHERE n = 1", {"queue"}),
        ("UPDATE outbox SET state = 'acked'", {"settled"}),
        ("DELETE FROM draft", {"drafts"}),
        ("UPDATE draft SET content = '{}'", {"drafts"}),
        ("INSERT INTO sync_meta VALUES ('role:x', 'admin')", {"facts"}),
        ("DELETE FROM sync_meta WHERE k = 'server_url'", {"facts"}),
        (f"DELETE FROM sync_meta WHERE k = '{PROOF_FACT}'", set(Part)),
        (f"UPDATE sync_meta SET v = 'ff' WHERE k = '{PROOF_FACT}'", set(Part)),
    ],
)
def test_what_somebody_else_changed_is_found_and_stays_found(
    statement: str, found: set[str], working: LocalStore
) -> None:
    working.database.writer.run(statement)
    assert working.verify_desk() == found
    with working.unit_of_work(CONTEXT) as uow:
        uow.add(patient(mrn="MRN-3"))
        uow.drafts.put(KEY, {"city": "Erie"})
        uow.meta.set("server_url", "https://another.example")
    assert working.verify_desk() >= found


def test_queue_and_count_put_back_together_do_not_fit_the_end_of_the_trail(
    store: LocalStore, working: LocalStore
) -> None:
    writer = store.database.writer
    older = writer.one("SELECT v FROM sync_meta WHERE k = ?", (PROOF_FACT,))
    assert older
    with store.unit_of_work(CONTEXT) as uow:
        uow.add(patient(mrn="MRN-3"))
    writer.run("DELETE FROM outbox WHERE n = 3")
    writer.run("UPDATE sync_meta SET v = ? WHERE k = ?", (older[0], PROOF_FACT))
    assert store.verify_desk() == set(Part)


def test_part_that_failed_leaves_the_count_as_it_was(working: LocalStore) -> None:
    with working.unit_of_work(CONTEXT) as uow:
        with pytest.raises(RuntimeError), working.unit_of_work(CONTEXT) as part:  # noqa: PT012
            part.add(patient(mrn="MRN-3"))
            part.drafts.drop(KEY)
            raise RuntimeError
        uow.note("view")
    assert working.verify_desk() == set()


def test_accepted_desk_counts_as_it_is(working: LocalStore) -> None:
    working.database.writer.run("DELETE FROM outbox WHERE n = 1")
    remote(working, lambda uow: uow.note("audit_trail_accepted"))
    assert working.verify_desk() == set()
    working.database.writer.run("DELETE FROM draft")
    assert working.verify_desk() == {"drafts"}


def test_desk_of_before_the_count_is_counted_with_its_first_write(
    working: LocalStore, tmp_path: Path
) -> None:
    writer = working.database.writer
    writer.run("DROP TRIGGER append_only_audit_update")
    writer.run("UPDATE audit SET state = NULL")
    writer.run(f"DELETE FROM sync_meta WHERE k IN ('{PROOF_FACT}', 'record_layout')")
    working.close()
    again = open_store(tmp_path / "clinic.db")
    assert again.verify_desk() == set()
    remote(again, lambda uow: uow.drafts.put(KEY, {"city": "Erie"}))
    assert again.database.writer.one("SELECT 1 FROM sync_meta WHERE k = ?", (PROOF_FACT,))
    assert again.verify_desk() == set()
    again.close()


@pytest.mark.parametrize("is_changed", [False, True])
def test_new_key_takes_over_only_what_fitted_under_the_old_one(
    is_changed: bool, working: LocalStore
) -> None:
    writer, old = working.database.writer, working.signer

    class New(HmacAuditSigner):
        def earlier(self) -> tuple[HmacAuditSigner, ...]:
            return (old,)  # type: ignore[return-value]

    new = New(b"new")
    assert desk_proof.misfits(writer, new) == set(Part)
    if is_changed:
        writer.run("DELETE FROM draft")
    for _ in range(2):  # again after an interruption
        desk_proof.take_over(writer, new)
        assert bool(desk_proof.misfits(writer, new)) is is_changed
