"""Unsent work, unfinished forms and the desk's facts: what somebody else changed is found."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b
from importlib import import_module
from pathlib import Path

import msgspec
import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations

from app.domain.changes import Origin
from app.domain.drafts import DraftKey
from app.domain.operations import OperationResult, OperationState
from app.security.audit_signer import HmacAuditSigner
from app.storage import desk_proof
from app.storage.audit import read_head
from app.storage.desk_proof import DeskProof, Part
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
        ("UPDATE write_gate SET proof = NULL", set(Part)),
        ("DELETE FROM write_gate", set(Part)),
        ("UPDATE write_gate SET proof = 'ff'", set(Part)),
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
    older = writer.one("SELECT proof FROM write_gate")
    assert older
    with store.unit_of_work(CONTEXT) as uow:
        uow.add(patient(mrn="MRN-3"))
    writer.run("DELETE FROM outbox WHERE n = 3")
    writer.run("UPDATE write_gate SET proof = ?", older)
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
    writer.run("UPDATE write_gate SET proof = NULL")
    writer.run("DELETE FROM sync_meta WHERE k = 'record_layout'")
    working.close()
    again = open_store(tmp_path / "clinic.db")
    assert again.verify_desk() == set()
    remote(again, lambda uow: uow.drafts.put(KEY, {"city": "Erie"}))
    assert again.database.writer.one("SELECT 1 FROM write_gate WHERE proof IS NOT NULL")
    assert again.verify_desk() == set()
    again.close()


def test_count_of_an_older_version_goes_on(working: LocalStore, tmp_path: Path) -> None:
    writer = working.database.writer
    writer.run("INSERT INTO sync_meta SELECT 'desk_proof', proof FROM write_gate")
    writer.run("ALTER TABLE write_gate DROP COLUMN proof")
    # This step alone: the later ones are done already.
    step = import_module("app.schema.migrations.local.versions.0010_count_beside_the_gate")
    with (
        working.database.migrating() as connection,
        Operations.context(MigrationContext.configure(connection)),
    ):
        step.upgrade()
    working.close()
    again = open_store(tmp_path / "clinic.db")
    assert again.verify_desk() == set()
    again.database.writer.run("DELETE FROM draft")
    assert again.verify_desk() == {"drafts"}
    again.close()


def test_count_without_turns_goes_on_with_the_first(working: LocalStore, tmp_path: Path) -> None:
    writer, signer = working.database.writer, working.signer
    kept = writer.one("SELECT proof FROM write_gate")
    assert kept
    body = bytes.fromhex(kept[0])[: 1 + 4 * 32]
    mac = signer.mac(working.audit_head.mac, b"desk proof" + body)
    writer.run("UPDATE write_gate SET proof = ?", ((body + mac).hex(),))
    working.close()
    again = open_store(tmp_path / "clinic.db")
    assert (again.verify_desk(), again.turn) == (set(), 0)
    remote(again, lambda uow: uow.drafts.drop(KEY))
    assert (again.verify_desk(), again.turn) == (set(), 1)
    again.close()


def test_every_count_has_the_next_turn(working: LocalStore, tmp_path: Path) -> None:
    before = working.turn
    assert before > 0
    remote(working, lambda uow: uow.drafts.put(KEY, {"city": "Erie"}))
    assert working.turn == before + 1
    with working.unit_of_work(CONTEXT) as uow:
        assert uow.meta.get("server_url")
    assert working.turn == before + 1
    with pytest.raises(RuntimeError), working.unit_of_work(CONTEXT) as uow:  # noqa: PT012
        uow.drafts.drop(KEY)
        raise RuntimeError
    assert working.turn == before + 1
    working.close()
    again = open_store(tmp_path / "clinic.db")
    assert again.turn == before + 1
    remote(again, lambda uow: uow.note("audit_trail_accepted"))
    assert again.turn == before + 2
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
        assert desk_proof.turn_of(writer, new) == (0 if is_changed else working.turn + 1)


QUEUE = (
    "op_id, tx_id, entity, row_id, patient_id, kind, action, schema, patch, "
    '"full", depends_on, reason, actor_id, session_id, hlc, created_at'
)
COUNTED = {
    "facts": "SELECT k, v FROM sync_meta",
    "drafts": "SELECT user_id, form, subject, content, updated_at FROM draft",
    "queue": f"SELECT {QUEUE} FROM outbox",
    "settled": "SELECT op_id, state FROM outbox WHERE state IN ('acked', 'quarantined')",
}


def test_count_is_the_same_for_ever(working: LocalStore) -> None:
    """A keyed hash of every row, a part's XORed, and its turn, signed with the trail's end."""
    first, _ = queued(working)
    remote(working, lambda uow: uow.outbox.mark([first], OperationState.QUARANTINED))
    writer, signer = working.database.writer, working.signer
    body = b"\x01"
    for part, select in COUNTED.items():
        key, count = signer.mac(b"desk proof of ", part.encode()), 0
        for row in writer.all(select):
            raw = blake2b(msgspec.msgpack.encode(tuple(row)), digest_size=32, key=key).digest()
            count ^= int.from_bytes(raw)
        assert count
        body += count.to_bytes(32)
    body += working.turn.to_bytes(8)
    mac = signer.mac(working.audit_head.mac, b"desk proof" + body)
    kept = writer.one("SELECT proof FROM write_gate")
    assert kept == ((body + mac).hex(),)
    assert [one.value for one in Part] == list(COUNTED)


def test_work_of_before_a_failed_part_stays_counted(working: LocalStore) -> None:
    with working.unit_of_work(CONTEXT) as uow:
        uow.add(patient(mrn="MRN-3"))
        uow.meta.set("zone", "Europe/Oslo")
        with pytest.raises(RuntimeError), working.unit_of_work(CONTEXT) as part:  # noqa: PT012
            part.drafts.drop(KEY)
            raise RuntimeError
    assert working.verify_desk() == set()


def test_nothing_is_counted_where_nothing_happened(store: LocalStore) -> None:
    session = store.database.writer
    session.run("UPDATE write_gate SET proof = NULL")
    head = read_head(session)
    proof = DeskProof(session, desk_proof.Tally(store.signer), head)
    assert proof.keep(head) is False
    assert session.one("SELECT proof FROM write_gate") == (None,)
    proof.moved(Part.DRAFTS, None, ("u", "form", "", "{}", 1))
    assert proof.keep(head) is True
    assert session.one("SELECT proof FROM write_gate") != (None,)


def test_only_the_last_key_before_this_one_is_taken_over(working: LocalStore) -> None:
    old = working.signer

    class New(HmacAuditSigner):
        def earlier(self) -> tuple[HmacAuditSigner, ...]:
            return (HmacAuditSigner(b"between"), old)  # type: ignore[return-value]

    new = New(b"new")
    desk_proof.take_over(working.database.writer, new)
    assert desk_proof.misfits(working.database.writer, new) == set(Part)
    assert desk_proof.misfits(working.database.writer, new, [Part.QUEUE]) == {"queue"}


@pytest.mark.parametrize(
    ("state", "waits"),
    [("queued", True), ("inflight", True), ("acked", False), ("quarantined", False)],
)
def test_operation_waits_until_the_server_has_said_something(state: str, waits: bool) -> None:
    assert desk_proof.is_open(state) is waits
