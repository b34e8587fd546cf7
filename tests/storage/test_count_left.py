"""An event with which nothing is counted anew: a look names the count that stays right."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.changes import Origin
from app.domain.drafts import DraftKey
from app.domain.errors import ReadOnlyTransaction
from app.security.audit_signer import HmacAuditSigner
from app.storage import desk_proof
from app.storage.desk_proof import Part
from app.storage.store import LocalStore
from tests.storage.conftest import CONTEXT, open_store, patient

pytestmark = pytest.mark.row("F2", "F4")
KEY = DraftKey(CONTEXT.user_id, "patient", "")


@pytest.fixture
def working(store: LocalStore) -> LocalStore:
    """A desk with a queued operation and a form."""
    with store.unit_of_work(CONTEXT) as uow:
        uow.add(patient())
    write_on(store, "Rye")
    return store


def write_on(store: LocalStore, city: str) -> None:
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
        uow.drafts.put(KEY, {"city": city})


def look(store: LocalStore) -> None:
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
        uow.note("view", entity="patient", is_all=True)


def kept(store: LocalStore) -> str:
    row = store.database.writer.one("SELECT proof FROM write_gate")
    assert row
    return str(row[0])


def drafts(store: LocalStore) -> list[tuple[object, ...]]:
    return store.database.writer.all("SELECT * FROM draft")


def put_back(store: LocalStore, proof: str, rows: list[tuple[object, ...]]) -> None:
    """As two old pages of the file do."""
    writer = store.database.writer
    writer.run("DELETE FROM draft")
    writer.run_many("INSERT INTO draft VALUES (?, ?, ?, ?, ?)", rows)
    writer.run("UPDATE write_gate SET proof = ?", (proof,))


def test_looks_leave_the_count_and_the_desk_is_as_it_was_left(
    working: LocalStore, tmp_path: Path
) -> None:
    before, turn = kept(working), working.turn
    for _ in range(3):
        look(working)
    assert (kept(working), working.turn, working.verify_desk()) == (before, turn, set())
    assert working.verify_rows()
    assert working.verify_audit() is None
    working.close()
    again = open_store(tmp_path / "clinic.db")
    assert (again.verify_desk(), again.turn) == (set(), turn)
    look(again)
    assert kept(again) == before
    write_on(again, "Erie")
    assert (again.verify_desk(), again.turn) == (set(), turn + 1)
    look(again)
    assert again.verify_desk() == set()
    assert again.verify_rows()
    again.close()


@pytest.mark.parametrize("looks", [1, 3])
def test_older_count_put_back_with_what_it_counts_is_found_after_a_look(
    working: LocalStore, looks: int
) -> None:
    older, was = kept(working), drafts(working)
    write_on(working, "Erie")
    for _ in range(looks):
        look(working)
    newer, now = kept(working), drafts(working)
    put_back(working, older, was)
    assert working.verify_desk() == set(Part)
    put_back(working, newer, now)
    assert working.verify_desk() == set()
    put_back(working, newer, was)
    assert working.verify_desk() == {"drafts"}


def test_count_of_before_a_look_is_put_back_in_vain_once_more_was_counted(
    working: LocalStore,
) -> None:
    look(working)
    older, was = kept(working), drafts(working)
    with working.unit_of_work(CONTEXT) as uow:
        uow.add(patient(mrn="MRN-2"))
    put_back(working, older, was)
    assert working.verify_desk() == set(Part)


def test_look_at_a_desk_whose_count_was_put_back_does_not_make_it_right(
    working: LocalStore, tmp_path: Path
) -> None:
    older, was = kept(working), drafts(working)
    with working.unit_of_work(CONTEXT) as uow:
        uow.add(patient(mrn="MRN-2"))
    put_back(working, older, was)
    look(working)
    assert working.verify_desk() == set(Part)
    working.close()
    again = open_store(tmp_path / "clinic.db")
    look(again)
    write_on(again, "Erie")
    look(again)
    assert again.verify_desk() == set(Part)
    again.close()


def test_nothing_else_is_written_with_such_an_event(working: LocalStore) -> None:
    with pytest.raises(ReadOnlyTransaction), working.unit_of_work(CONTEXT) as uow:  # noqa: PT012
        uow.note("view", is_all=True)
        uow.add(patient(mrn="MRN-2"))
    with pytest.raises(ReadOnlyTransaction), working.unit_of_work(CONTEXT) as uow:  # noqa: PT012
        uow.note("view", is_all=True)
        uow.drafts.put(KEY, {"city": "Erie"})
    with pytest.raises(ReadOnlyTransaction), working.unit_of_work(CONTEXT) as uow:  # noqa: PT012
        uow.note("view", is_all=True)
        uow.note("view")
    look(working)
    assert working.verify_desk() == set()


def test_look_within_other_work_has_the_count_kept_anew(working: LocalStore) -> None:
    before = kept(working)
    with working.unit_of_work(CONTEXT) as uow:
        with working.unit_of_work(CONTEXT) as part:
            part.note("view", is_all=True)
        uow.drafts.put(KEY, {"city": "Erie"})
        uow.note("view", is_all=True)
        uow.add(patient(mrn="MRN-2"))
    assert kept(working) != before
    assert working.verify_desk() == set()


def test_new_key_takes_over_a_count_that_a_look_named(working: LocalStore) -> None:
    writer, old = working.database.writer, working.signer

    class New(HmacAuditSigner):
        def earlier(self) -> tuple[HmacAuditSigner, ...]:
            return (old,)  # type: ignore[return-value]

    look(working)
    new, before = New(b"new"), kept(working)
    assert desk_proof.misfits(writer, new) == set(Part)
    desk_proof.take_over(writer, new)
    assert desk_proof.misfits(writer, new) == set()
    writer.run("UPDATE write_gate SET proof = ?", (before,))
    assert desk_proof.misfits(writer, new) == set(Part)


def test_a_look_signs_its_event_and_nothing_else(
    working: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    look(working)
    before, signed = working.audit_head.mac, list[bytes]()
    signer, mac = type(working.signer), type(working.signer).mac

    def counted(self: object, previous: bytes, canonical: bytes) -> bytes:
        signed.append(previous)
        return mac(working.signer, previous, canonical)

    monkeypatch.setattr(signer, "mac", counted)
    monkeypatch.setattr(signer, "key", lambda *_: pytest.fail("a key is made once for a store"))
    look(working)
    assert signed == [before]
    assert working.verify_audit() is None
