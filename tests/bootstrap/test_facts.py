"""Facts of a desk: kept, read back, and read without being in anybody's way."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.bootstrap.facts import meta_fact, set_meta_fact
from app.storage.database import Database
from app.storage.store import LocalStore
from tests.storage.conftest import CONTEXT, KEY, HandClock, TestSigner


@pytest.fixture
def store(tmp_path: Path):
    database = Database(tmp_path / "clinic.db", KEY)
    store = LocalStore(
        database, clock=HandClock(), signer=TestSigner(), workstation_id=CONTEXT.workstation_id
    )
    yield store
    store.close()


@pytest.mark.row("C5")
def test_fact_is_read_while_another_program_writes(store: LocalStore, tmp_path: Path) -> None:
    set_meta_fact(store, CONTEXT, "a", "1")
    other = Database(tmp_path / "clinic.db", KEY)
    other.writer.run("BEGIN IMMEDIATE")
    try:
        assert meta_fact(store, CONTEXT, "a") == "1"
        assert meta_fact(store, CONTEXT, "b") is None
    finally:
        other.writer.run("ROLLBACK")
        other.close()
    set_meta_fact(store, CONTEXT, "a", "2")
    assert meta_fact(store, CONTEXT, "a") == "2"


def test_looking_at_a_fact_leaves_no_line_and_writing_goes_on(store: LocalStore) -> None:
    set_meta_fact(store, CONTEXT, "a", "1")
    before = store.statistics().rows["audit"]
    assert meta_fact(store, CONTEXT, "a") == "1"
    assert store.statistics().rows["audit"] == before
    with store.unit_of_work(CONTEXT) as uow:
        uow.note("view")
    assert store.statistics().rows["audit"] == before + 1
