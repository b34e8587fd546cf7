"""Reads end in time and are tried again where that helps; slow ones are kept without values."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.domain.errors import DuplicateRecord, StorageBusy, TransactionTimeout
from app.domain.patient import Patient
from app.domain.query import Query, eq
from app.domain.query_statistics import shape_of
from app.domain.transactions import TransactionOptions
from app.storage.database import Database
from app.storage.query_manager import QueryManager, QueryOptions
from app.storage.store import LocalStore
from app.storage.worker import DatabaseWorker
from tests.storage.conftest import CONTEXT, KEY, HandClock, TestSigner, patient
from tests.waiting import PATIENCE_S

pytestmark = [pytest.mark.row("D4"), pytest.mark.row("B9")]
_ENDLESS = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000) "
    "SELECT count(*) FROM n"
)


def make_store(tmp_path: Path, **options: Any) -> LocalStore:
    database = Database(tmp_path / "desk.db", KEY, queries=QueryManager(QueryOptions(**options)))
    return LocalStore(
        database,
        clock=HandClock(),
        signer=TestSigner(),
        workstation_id=CONTEXT.workstation_id,
    )


@pytest.fixture
def closing() -> Iterator[list[LocalStore]]:
    stores: list[LocalStore] = []
    yield stores
    for store in stores:
        store.close()


def test_a_reading_that_takes_too_long_ends(tmp_path: Path, closing: list[LocalStore]) -> None:
    store = make_store(tmp_path, timeout_s=0.1)
    closing.append(store)
    worker = DatabaseWorker(store)
    with pytest.raises(TransactionTimeout):
        worker.submit_read(lambda reader: reader._session.one(_ENDLESS)).result()
    queries = store.database.queries
    queries.options = replace(queries.options, timeout_s=PATIENCE_S)
    assert (
        worker.submit_read(lambda reader: reader.records(Patient).count(Query(Patient))).result()
        == 0
    )
    worker.close()
    assert store.database.queries.statistics().timeouts == 1


def test_without_a_limit_it_would_go_on(tmp_path: Path, closing: list[LocalStore]) -> None:
    store = make_store(tmp_path, timeout_s=None)
    closing.append(store)
    small = _ENDLESS.replace("1000000000", "300000")
    assert store.read(lambda reader: reader._session.one(small)) == (300000,)


def failing(times: int, error: type[Exception]) -> Any:
    left = [times]

    @contextmanager
    def open_reader(_limit: float | None) -> Iterator[str]:
        if left[0]:
            left[0] -= 1
            raise error
        yield "reader"

    return open_reader


def test_a_database_in_use_elsewhere_is_asked_again() -> None:
    queries = QueryManager(QueryOptions(retries=3))
    assert queries.read(failing(3, StorageBusy), lambda reader: reader) == "reader"
    assert queries.statistics().retries == 3


def test_after_the_last_try_the_caller_hears_of_it() -> None:
    queries = QueryManager(QueryOptions(retries=2))
    with pytest.raises(StorageBusy):
        queries.read(failing(3, StorageBusy), lambda reader: reader)
    assert queries.statistics().retries == 2


@pytest.mark.parametrize("error", [TransactionTimeout, ZeroDivisionError])
def test_what_another_try_does_not_help_is_not_tried_again(error: type[Exception]) -> None:
    queries = QueryManager()
    with pytest.raises(error):
        queries.read(failing(1, error), lambda reader: reader)
    assert queries.statistics().retries == 0


def test_a_lock_of_another_program_is_waited_out(tmp_path: Path, closing: list[LocalStore]) -> None:
    store = make_store(tmp_path, retries=3)
    closing.append(store)
    busy = threading.Event()

    def look(reader: Any) -> int:
        if not busy.is_set():
            busy.set()
            raise StorageBusy
        return reader.records(Patient).count(Query(Patient))

    assert store.read(look) == 0


def test_a_slow_statement_is_remembered_without_what_was_asked(
    tmp_path: Path, closing: list[LocalStore], caplog: pytest.LogCaptureFixture
) -> None:
    store = make_store(tmp_path, slow_ms=0.0)
    closing.append(store)
    with store.unit_of_work(CONTEXT) as uow:
        uow.add(patient(mrn="M-77", family_name="Okafor"))
    with caplog.at_level(logging.ERROR):
        store.read(
            lambda reader: reader.records(Patient).find(
                Query(Patient, where=eq("family_name", "Okafor"))
            )
        )
        store.read(lambda reader: reader._session.one("SELECT 'Okafor', 5550100, x'6f6b'"))
    found = store.database.queries.statistics()
    assert found.slow > 0
    assert any("family_name" in one.shape and one.rows == 1 for one in found.slowest)
    text = str(found.as_json())
    assert "Okafor" not in text
    assert "5550100" not in text
    assert "6f6b" not in text


def test_a_slow_statement_is_told_in_the_log_by_its_number(
    tmp_path: Path, closing: list[LocalStore], caplog: pytest.LogCaptureFixture
) -> None:
    store = make_store(tmp_path, slow_ms=10_000)
    closing.append(store)
    store.database.queries._slow_s = 0.0
    session = store.database.queries.session(store.database.writer.raw)
    with caplog.at_level(logging.WARNING, "app.storage.query_manager"):
        session.one("SELECT 'Okafor'")
        session.run("CREATE TEMP TABLE many (name)")
        session.run_many("INSERT INTO many VALUES (?)", [("Okafor",), ("Bello",)])
    found = store.database.queries.statistics().slowest
    told = {one.shape: one for one in found}
    assert told["INSERT INTO many VALUES (?)"].rows == 2
    assert told["SELECT ?"].number in caplog.text
    assert "Okafor" not in caplog.text


def test_only_so_many_slow_statements_are_kept(
    tmp_path: Path, closing: list[LocalStore], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    store = make_store(tmp_path, slow_ms=0.0)
    closing.append(store)
    for _ in range(100):
        store.read(lambda reader: reader._session.one("SELECT 1"))
    assert len(store.database.queries.statistics().slowest) == 50


def test_statements_are_counted_also_of_connections_that_are_gone(
    tmp_path: Path, closing: list[LocalStore]
) -> None:
    store = make_store(tmp_path)
    closing.append(store)
    before = store.database.queries.statistics().statements
    store.read(lambda reader: [reader._session.one("SELECT 1") for _ in range(5)])
    assert store.database.queries.statistics().statements >= before + 5
    assert store.database.queries.statistics().seconds >= 0


def test_identifiers_go_out_in_the_batches_that_were_set(
    tmp_path: Path, closing: list[LocalStore]
) -> None:
    store = make_store(tmp_path, batch_size=2)
    closing.append(store)
    with store.unit_of_work(CONTEXT) as uow:
        ids = [uow.add(patient(mrn=f"M-{at}")).id for at in range(5)]

    def look(reader: Any) -> int:
        before = reader._session.statements
        assert len(reader.records(Patient).get_many(ids)) == 5
        return int(reader._session.statements - before)

    assert store.read(look) == 3
    with store.unit_of_work(CONTEXT) as uow:
        assert look(uow) == 3


def test_a_statement_that_was_broken_off_is_told_as_the_slow_one_it_is(
    tmp_path: Path, closing: list[LocalStore], caplog: pytest.LogCaptureFixture
) -> None:
    store = make_store(tmp_path, timeout_s=0.1, slow_ms=50.0)
    closing.append(store)
    with caplog.at_level(logging.WARNING, "app.storage.query_manager"):
        for way in ("one", "all", "run"):
            with pytest.raises(TransactionTimeout):
                store.read(lambda reader, way=way: getattr(reader._session, way)(_ENDLESS))
    found = store.database.queries.statistics()
    endless = [one for one in found.slowest if one.shape == shape_of(_ENDLESS)]
    assert [(one.ms >= 50, one.rows) for one in endless] == [(True, 0)] * 3
    assert caplog.text.count(endless[0].number) == 3


def test_what_takes_its_time_to_fail_is_told_of_writing_many_rows_too(
    tmp_path: Path, closing: list[LocalStore], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    store = make_store(tmp_path, slow_ms=10_000)
    closing.append(store)
    session = store.database.queries.session(store.database.writer.raw)
    session.run("CREATE TEMP TABLE once (name UNIQUE)")
    before = store.database.queries.statistics()
    session._slow_s = 0.0
    with pytest.raises(DuplicateRecord):
        session.run_many("INSERT INTO once VALUES (?)", [("Okafor",), ("Okafor",)])
    found = store.database.queries.statistics()
    assert found.statements == before.statements + 1
    assert [one.shape for one in found.slowest] == ["INSERT INTO once VALUES (?)"]


def test_transactions_that_were_broken_off_or_done_again_are_counted(
    tmp_path: Path, closing: list[LocalStore]
) -> None:
    store = make_store(tmp_path)
    closing.append(store)
    with (
        pytest.raises(TransactionTimeout),
        store.unit_of_work(CONTEXT, options=TransactionOptions(timeout_s=0.1)) as uow,
    ):
        uow._session.one(_ENDLESS)
    left = [StorageBusy(), StorageBusy()]

    def work(uow: Any) -> str:
        if left:
            raise left.pop()
        return str(uow.add(patient()).mrn)

    assert store.transaction(CONTEXT, work)
    found = store.database.queries.statistics()
    assert (found.timeouts, found.retries) == (1, 2)


@pytest.mark.parametrize(
    ("statement", "shape"),
    [
        (
            "SELECT a  FROM b\n WHERE c = 'it''s' AND d > 12.5",
            "SELECT a FROM b WHERE c = ? AND d > ?",
        ),
        ("SELECT x FROM t WHERE id IN (?, ?, ?)", "SELECT x FROM t WHERE id IN (?, …)"),
        ("SELECT x'00ff', 7", "SELECT ?, …"),
        ("SELECT col1 FROM t2 LIMIT 51", "SELECT col1 FROM t2 LIMIT ?"),
    ],
)
def test_a_shape_has_no_values(statement: str, shape: str) -> None:
    assert shape_of(statement) == shape
