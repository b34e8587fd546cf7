"""The byte form of an audit event, its checkpoints and its limits, as later versions read them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from app.domain.errors import DiskTrouble
from app.domain.ids import PatientId, RecordId, new_id
from app.storage.audit import (
    GENESIS,
    AuditEvent,
    AuditTrail,
    Checkpoint,
    Head,
    all_rows,
    canonical,
    read_checkpoint,
    read_head,
    read_mac,
    verify_chain,
)
from app.storage.row_proof import RowProof, is_of_a_layout
from app.storage.store import LocalStore
from tests.storage.conftest import CONTEXT, START, TestSigner, patient

pytestmark = pytest.mark.row("F2")
ID = bytes(15) + b"\x01"
EVENT = (
    7, 11, 13, ID, ID, ID, "admin", "view", "patient", ID, None, "treatment", None, "[]", None,
)  # fmt: skip
KNOWN = (
    b'{"action":"view","actor_id":"%s","at":11,"device_id":"%s","entity":"patient","fields":"[]",'
    b'"monotonic_ns":13,"patient_id":null,"purpose":"treatment","result_count":null,"role":"admin",'
    b'"row_id":"%s","seq":7,"session_id":"%s",%s"subjects":null}'
)
_ID = ID.hex().encode()


def trail(store: LocalStore) -> AuditTrail:
    def nothing() -> None:
        return None

    session = store.database.writer
    return AuditTrail(session, TestSigner(), CONTEXT, START, take_over=nothing)


def noted(store: LocalStore, *actions: str) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        uow.add(patient())
        for action in actions:
            uow.note(action)


@pytest.mark.parametrize(("state", "said"), [(None, b""), (b"\x02\xff", b'"state":"02ff",')])
def test_event_has_one_byte_form(state: bytes | None, said: bytes) -> None:
    assert canonical((*EVENT, state)) == KNOWN % (_ID, _ID, _ID, _ID, said)


def test_event_that_lacks_a_column_has_no_byte_form() -> None:
    with pytest.raises(ValueError, match="unpack"):
        canonical(EVENT)


def test_short_head_is_the_links_beginning_in_groups_of_four() -> None:
    link = "0123456789abcdef" * 4
    shown = Checkpoint(datetime(2026, 1, 1, tzinfo=UTC), 3, link).short_head
    assert shown == "0123 4567 89ab cdef"


def test_empty_trail_ends_where_it_begins(store: LocalStore) -> None:
    with store.database.reading() as session:
        head = read_head(session)
        assert (head.seq, head.mac, head.link, head.state) == (0, GENESIS, GENESIS, None)
        assert read_checkpoint(session) is None
        assert read_mac(session, 1) is None
        assert verify_chain(session, TestSigner()) is None


def test_checkpoint_counts_the_events_before_it_and_names_their_link(store: LocalStore) -> None:
    noted(store, "print")
    with store.database.reading() as session:
        before = read_head(session)
    session = store.database.writer
    session.run("BEGIN")
    trail(store).checkpoint()
    session.run("COMMIT")
    with store.database.reading() as session:
        found = read_checkpoint(session)
        row = session.one("SELECT entity, result_count FROM audit ORDER BY seq DESC LIMIT 1")
        assert row == ("audit", before.seq)
    assert found == Checkpoint(START, before.seq, before.link.hex())
    assert store.verify_audit() is None


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit SET result_count = result_count + 1 WHERE action = 'checkpoint'",
        "UPDATE audit SET fields = '[]' WHERE action = 'checkpoint'",
        "UPDATE audit SET prev_link = link WHERE action = 'checkpoint'",
        "UPDATE audit SET link = prev_link WHERE action = 'checkpoint'",
        "UPDATE audit SET prev = mac WHERE action = 'checkpoint'",
        "UPDATE audit SET actor_id = 'text' WHERE action = 'checkpoint'",
        "UPDATE audit SET role = x'00' WHERE action = 'checkpoint'",
        "UPDATE audit SET seq = seq + 1 WHERE action = 'checkpoint'",
    ],
)
def test_checkpoint_that_was_changed_does_not_fit(store: LocalStore, change: str) -> None:
    noted(store)
    session = store.database.writer
    session.run("BEGIN")
    trail(store).checkpoint()
    session.run("COMMIT")
    session.run("DROP TRIGGER append_only_audit_update")
    session.run(change)
    assert verify_chain(session, TestSigner()) == 2


@pytest.mark.parametrize(("hidden", "unfit"), [(-3, 1), (0, 1)])
def test_no_event_hides_before_the_first(store: LocalStore, hidden: int, unfit: int) -> None:
    noted(store, "print")
    session = store.database.writer
    names = [row[1] for row in session.all("PRAGMA table_info(audit)") if row[1] != "seq"]
    session.run(
        f"INSERT INTO audit (seq, {', '.join(names)}) "
        f"SELECT {hidden}, {', '.join(names)} FROM audit WHERE seq = 1"
    )
    assert verify_chain(session, TestSigner()) == unfit


@pytest.mark.parametrize(("seq", "unfit"), [(1, 1), (2, 2)])
def test_record_named_beside_an_event_that_names_none_is_found(
    store: LocalStore, seq: int, unfit: int
) -> None:
    noted(store, "print")
    session = store.database.writer
    session.run("INSERT INTO audit_subject (seq, row_id) VALUES (?, ?)", (seq, ID))
    assert verify_chain(session, TestSigner()) == unfit


def test_rows_are_not_counted_before_the_trail_has_begun(store: LocalStore) -> None:
    with pytest.raises(ValueError, match="begin comes before the first write"):
        trail(store).moved("patient", [])


def test_state_is_a_mark_of_version_key_and_layout_before_a_hash() -> None:
    layout = b'[["patient",["id","city"]]]'
    proof = RowProof(TestSigner(), layout)
    key_mark = TestSigner().mac(b"row proof", sha256(layout).digest())[:8]
    assert proof.empty == b"\x02" + key_mark + bytes(32)
    assert is_of_a_layout(proof.empty)
    assert is_of_a_layout(proof.empty + bytes(16))
    assert not is_of_a_layout(proof.empty[1:])
    assert not is_of_a_layout(proof.empty + b"\x00")
    assert not is_of_a_layout(None)


def test_rows_hash_is_the_same_for_ever() -> None:
    proof = RowProof(TestSigner(), b'[["patient",["id","city"]]]')
    state = proof.moved(proof.empty, "patient", [(None, (ID, "Oslo"))])
    assert state[9:].hex() == "eee8eae3eb23abb94fcdf090532457d253245248bdc3f2004e743f44aa6b8703"
    assert proof.moved(state, "patient", [((ID, "Oslo"), None)]) == proof.empty


def test_row_with_a_first_digit_of_nought_is_counted_too() -> None:
    """Identifiers begin with any byte: the first page begins before all of them."""
    proof = RowProof(TestSigner(), b'[["patient",["id","city"]]]')
    pages = [[(bytes(16), "Oslo"), (ID, "Rye")], [(b"\xff" * 16, "Erie")], []]
    asked: list[bytes] = []

    class Paged:
        def all(self, statement: str, values: tuple[bytes]) -> list[tuple[bytes, str]]:
            assert statement.endswith(" WHERE id > ? ORDER BY id LIMIT 2")
            asked.append(values[0])
            return pages[len(asked) - 1]

    waits: list[int] = []
    state = proof.whole(Paged(), page=2, after_page=lambda: waits.append(1))  # type: ignore[arg-type]
    assert asked == [b"", ID, b"\xff" * 16]
    assert len(waits) == 2
    rows = [(None, row) for page in pages for row in page]
    assert state == proof.moved(proof.empty, "patient", rows)


def test_checkpoint_without_count_or_link_comes_to_nothing(store: LocalStore) -> None:
    noted(store)
    session = store.database.writer
    session.run("DROP TRIGGER append_only_audit_update")
    session.run("UPDATE audit SET action = 'checkpoint', result_count = NULL, fields = '[]'")
    assert read_checkpoint(session) == Checkpoint(START, 0, "")


def test_checkpoint_counts_what_is_noted_while_the_trail_begins(store: LocalStore) -> None:
    noted(store)
    session = store.database.writer
    before = read_head(session)

    def take_over() -> None:
        made.state = before.state
        made.add(AuditEvent(action="records_unfit"))

    made = AuditTrail(session, TestSigner(), CONTEXT, START, take_over=take_over)
    session.run("BEGIN")
    session.run("DROP TRIGGER append_only_audit_update")
    session.run("UPDATE audit SET state = NULL")
    made.checkpoint()
    row = session.one("SELECT result_count FROM audit ORDER BY seq DESC LIMIT 1")
    session.run("ROLLBACK")
    assert row == (before.seq + 1,)


def test_plain_event_names_nothing() -> None:
    event = AuditEvent(action="print")
    assert (event.entity, event.row_id, event.patient_id, event.result_count) == (
        "",
        None,
        None,
        None,
    )
    assert (event.fields, event.subjects) == ((), ())


def test_end_of_the_trail_is_the_same_whatever_is_known_of_the_records() -> None:
    assert Head(1, b"m", b"l", b"state") == Head(1, b"m", b"l", None)
    assert Head(1, b"m", b"l") != Head(2, b"m", b"l")


def test_disk_that_fails_is_not_asked_a_second_time() -> None:
    asked: list[str] = []

    class Failing:
        def all(self, statement: str, values: object) -> list[object]:
            asked.append(statement)
            raise DiskTrouble

    with pytest.raises(DiskTrouble):
        all_rows(Failing(), "SELECT 1", (), unreadable=bytes)  # type: ignore[arg-type]
    assert asked == ["SELECT 1"]


def test_many_new_records_have_an_event_each_with_the_state_after_it(store: LocalStore) -> None:
    noted(store, "print")
    session, patient_id = store.database.writer, bytes.fromhex(new_id())
    before = read_head(session)
    assert before.state is not None
    until = datetime.max.replace(tzinfo=UTC)
    context = replace(CONTEXT, glass={PatientId(RecordId(patient_id.hex())): until})
    made = AuditTrail(session, TestSigner(), context, START, take_over=lambda: None)
    rows = [(bytes([n]) * 16, "Oslo") for n in range(1, 4)]
    session.run("BEGIN")
    made.add_created("create", "allergy", rows, [patient_id, ID, None])
    told = session.all(
        "SELECT seq, action, entity, row_id, patient_id, purpose, result_count, fields, subjects, "
        "state FROM audit WHERE seq > ? ORDER BY seq",
        (before.seq,),
    )
    unfit = verify_chain(session, TestSigner())
    end = read_head(session)
    session.run("ROLLBACK")
    proof, state = RowProof(TestSigner()), before.state
    purposes = ("emergency", "treatment", "treatment")
    for at, row in enumerate(rows):
        state = proof.moved(state, "allergy", [(None, row)])
        expected = ("create", "allergy", row[0], (patient_id, ID, None)[at], purposes[at])
        assert told[at] == (before.seq + 1 + at, *expected, None, "[]", None, state)
    assert unfit is None
    assert (made.head, made.state) == (end, state)
    assert made.head is not None
    assert made.head.state == end.state == state


def test_no_new_records_are_no_event(store: LocalStore) -> None:
    noted(store)
    session = store.database.writer
    before, made = read_head(session), trail(store)
    made.add_created("create", "patient", [], [])
    assert made.head == read_head(session) == before


def test_new_records_and_their_patients_are_as_many(store: LocalStore) -> None:
    noted(store)
    with pytest.raises(ValueError, match="zip"):
        trail(store).add_created("create", "patient", [(ID, "Oslo")], [])
