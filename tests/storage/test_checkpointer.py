"""What large transactions wrote goes from the log into the file beside the writer."""

from __future__ import annotations

import threading
import time

import pytest

from app.bench import sample
from app.domain.changes import Origin
from app.domain.errors import OpenFailed
from app.domain.patient import Patient
from app.domain.query import Query
from app.storage.checkpointer import Checkpointer
from app.storage.store import LocalStore
from tests.storage.conftest import CONTEXT, patient

LARGE = 1000
LONGEST_S = 120.0
NAME = "database-checkpointer"


@pytest.fixture(autouse=True)
def begun_with_an_empty_log(store: LocalStore) -> None:
    store.database.writer.all("PRAGMA wal_checkpoint(PASSIVE)")
    assert not left_in_log(store)


def arrive(store: LocalStore, count: int, *, first: int = 0) -> None:
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
        uow.apply_rows(list(sample.patient_rows(count, first=first)))


def left_in_log(store: LocalStore) -> int:
    """Pages that are not in the file yet."""
    row = store.database.writer.one("PRAGMA wal_checkpoint(NOOP)")
    assert row is not None
    return row[1] - row[2]


def wait_until_carried(store: LocalStore) -> None:
    ends = time.monotonic() + LONGEST_S
    while left_in_log(store):
        assert time.monotonic() < ends, "nobody carried it over"
        time.sleep(0.01)


def limit(store: LocalStore) -> tuple[object, ...] | None:
    return store.database.writer.one("PRAGMA wal_autocheckpoint")


@pytest.mark.row("A1")
def test_what_large_transactions_wrote_is_carried_over(store: LocalStore) -> None:
    for first in (0, LARGE):
        arrive(store, LARGE, first=first)
        wait_until_carried(store)
    with store.reader() as reader:
        assert reader.records(Patient).count(Query(Patient)) == 2 * LARGE


def test_so_are_the_words_of_a_first_load(store: LocalStore) -> None:
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
        uow.loading.begin()
        uow.loading.apply(list(sample.patient_rows(50)))
    is_more = True
    while is_more:
        with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
            is_more = uow.loading.mend()
    wait_until_carried(store)


def test_after_a_small_one_the_log_stays_as_it_is(store: LocalStore) -> None:
    arrive(store, LARGE - 1)
    with store.unit_of_work(CONTEXT) as uow:
        uow.add(patient())
    assert NAME not in {one.name for one in threading.enumerate()}
    assert left_in_log(store)


def test_the_writer_finds_a_short_log_worth_carrying_again(store: LocalStore) -> None:
    before = limit(store)
    arrive(store, LARGE)
    assert limit(store) == before == (1000,)


def test_a_reader_keeps_what_it_sees_and_the_writer_goes_on(store: LocalStore) -> None:
    with store.reader() as reader:
        assert reader.records(Patient).count(Query(Patient)) == 0
        for first in (0, LARGE):
            arrive(store, LARGE, first=first)
        assert reader.records(Patient).count(Query(Patient)) == 0
    arrive(store, LARGE, first=2 * LARGE)
    wait_until_carried(store)


def test_closing_waits_for_what_is_under_way(
    store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, ended = threading.Event(), threading.Event()

    def connect() -> object:
        begun.set()
        time.sleep(0.2)
        ended.set()
        raise OpenFailed

    monkeypatch.setattr(store.database, "_checkpointer", Checkpointer(connect))
    arrive(store, LARGE)
    assert begun.wait(LONGEST_S)
    store.close()
    assert ended.is_set()
    assert NAME not in {one.name for one in threading.enumerate()}


def test_what_is_in_its_way_is_met_by_the_next() -> None:
    done = threading.Event()
    tries: list[int] = []

    class Connection:
        def execute(self, statement: str) -> Connection:
            assert statement == "PRAGMA wal_checkpoint(PASSIVE)"
            done.set()
            return self

        def fetchall(self) -> list[object]:
            return []

    def connect() -> Connection:
        tries.append(1)
        if len(tries) < 3:
            raise OpenFailed
        return Connection()

    checkpointer = Checkpointer(connect)
    for _ in range(10_000):
        checkpointer.ask()
        if done.wait(0.01):
            break
    checkpointer.close()
    assert len(tries) == 3
    checkpointer.ask()
    assert NAME not in {one.name for one in threading.enumerate()}
