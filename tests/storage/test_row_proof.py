"""What all records look like: moved by each write, computed anew by a check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from app.domain.errors import DuplicateRecord
from app.domain.patient import Patient
from app.security.audit_signer import HmacAuditSigner
from app.storage import row_proof
from app.storage.row_codec import codec_of
from app.storage.row_proof import RowProof
from app.storage.store import LocalStore
from app.storage.unit_of_work import LocalUnitOfWork
from tests.storage.conftest import CONTEXT, TestSigner, patient

PROOF = RowProof(TestSigner())
EMPTY = PROOF.empty
CODEC = codec_of(Patient)
TABLE = CODEC.table


def rows(store: LocalStore) -> dict[bytes, Sequence[Any]]:
    return {row[0]: row for row in store.database.writer.all(CODEC.select)}


def moved(state: bytes, before: dict[bytes, Any], after: dict[bytes, Any]) -> bytes:
    pairs = [(before.get(key), after.get(key)) for key in before.keys() | after.keys()]
    return PROOF.moved(state, TABLE, pairs)


def test_state_moved_by_writes_is_the_state_of_the_tables(store: LocalStore) -> None:
    state = PROOF.whole(store.database.writer)
    assert state == EMPTY
    with store.unit_of_work(CONTEXT) as uow:
        kept = uow.add(patient())
        uow.add(patient(mrn="MRN-2"))
    first = rows(store)
    with store.unit_of_work(CONTEXT) as uow:
        uow.save(replace(kept, city="Chicago"))
    second = rows(store)
    state = moved(moved(state, {}, first), first, second)
    assert state == PROOF.whole(store.database.writer) != EMPTY


def test_row_that_is_as_it_was_before_an_edit_shows(store: LocalStore) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        kept = uow.add(patient())
    old = CODEC.to_row(kept)
    with store.unit_of_work(CONTEXT) as uow:
        new = CODEC.to_row(uow.save(replace(kept, city="Chicago")))
    assert PROOF.moved(EMPTY, TABLE, [(None, old)]) != PROOF.moved(EMPTY, TABLE, [(None, new)])


def test_row_in_memory_counts_as_the_database_gives_it_back(store: LocalStore) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        made = uow.add(patient(needs_interpreter=True))
    state = PROOF.moved(EMPTY, TABLE, [(None, CODEC.to_row(made))])
    assert state == PROOF.whole(store.database.writer)


def test_same_values_in_another_table_are_another_state() -> None:
    row = (b"\x01" * 16,)
    states = {PROOF.moved(EMPTY, table, [(None, row)]) for table in ("patient", "room")}
    assert len(states) == 2


def test_state_of_another_key_or_other_columns_is_not_compared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert PROOF.is_comparable(EMPTY)
    assert not PROOF.is_comparable(None)
    assert not RowProof(HmacAuditSigner(b"another")).is_comparable(EMPTY)
    monkeypatch.setattr(row_proof, "present_layout", lambda: b"[]")
    assert not RowProof(TestSigner()).is_comparable(EMPTY)


def test_events_of_before_are_followed_by_a_state_of_all_records(store: LocalStore) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        uow.add(patient())
    writer = store.database.writer
    writer.run("DROP TRIGGER append_only_audit_update")
    writer.run("UPDATE audit SET state = NULL")
    assert store.verify_rows()
    with store.unit_of_work(CONTEXT) as uow:
        uow.add(patient(mrn="MRN-2"))
    assert writer.one("SELECT state FROM audit ORDER BY seq DESC") == (PROOF.whole(writer),)


def add_twice(uow: LocalUnitOfWork) -> None:
    uow.add(uow.add(patient(mrn="MRN-2")))


def test_part_that_failed_leaves_the_state_as_it_was(store: LocalStore) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        uow.add(patient())
        with pytest.raises(DuplicateRecord), store.unit_of_work(CONTEXT) as part:
            add_twice(part)
        uow.note("view")
    assert store.verify_rows()
    assert store.statistics().rows["patient"] == 1
