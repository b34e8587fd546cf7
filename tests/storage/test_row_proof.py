"""What all records look like: moved by each write, computed anew by a check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from app.domain.patient import Patient
from app.storage.row_codec import codec_of
from app.storage.row_proof import RowProof
from app.storage.store import LocalStore
from tests.storage.conftest import CONTEXT, TestSigner, patient

PROOF = RowProof(TestSigner())
EMPTY = PROOF.empty
CODEC = codec_of(Patient)
COLUMNS = (CODEC.table, *CODEC.columns)


def rows(store: LocalStore) -> dict[bytes, Sequence[Any]]:
    return {row[0]: row for row in store.database.writer.all(CODEC.select)}


def moved(state: bytes, before: dict[bytes, Any], after: dict[bytes, Any]) -> bytes:
    pairs = [(before.get(key), after.get(key)) for key in before.keys() | after.keys()]
    return PROOF.moved(state, COLUMNS, pairs)


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
    assert PROOF.moved(EMPTY, COLUMNS, [(None, old)]) != PROOF.moved(EMPTY, COLUMNS, [(None, new)])


def test_row_in_memory_counts_as_the_database_gives_it_back(store: LocalStore) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        made = uow.add(patient(needs_interpreter=True))
    state = PROOF.moved(EMPTY, COLUMNS, [(None, CODEC.to_row(made))])
    assert state == PROOF.whole(store.database.writer)


def test_same_values_in_another_table_are_another_state() -> None:
    row = (b"\x01" * 16,)
    states = {PROOF.moved(EMPTY, (table, "id"), [(None, row)]) for table in ("patient", "room")}
    assert len(states) == 2


def test_column_of_a_later_version_changes_no_older_row() -> None:
    short = PROOF.moved(EMPTY, ("room", "id"), [(None, (b"\x01" * 16,))])
    long = PROOF.moved(EMPTY, ("room", "id", "floor"), [(None, (b"\x01" * 16, None))])
    assert short == long
