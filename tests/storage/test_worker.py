"""The database threads."""

from __future__ import annotations

import asyncio
import threading

import pytest

from app.domain.errors import StorageError
from app.domain.patient import Patient
from app.domain.ports import Priority
from app.domain.query import Query
from app.storage.store import LocalStore
from app.storage.worker import DatabaseWorker
from tests.storage.conftest import CONTEXT, patient


@pytest.fixture
def worker(store: LocalStore):
    worker = DatabaseWorker(store)
    yield worker
    worker.close()


@pytest.mark.row("A1")
async def test_what_was_written_is_read_beside(store: LocalStore, worker: DatabaseWorker) -> None:
    def write() -> Patient:
        with store.unit_of_work(CONTEXT) as uow:
            return uow.add(patient())

    kept = await worker.write(write)
    found = await worker.read(lambda reader: reader.records(Patient).get(kept.id))
    assert found == kept
    assert await worker.read(lambda reader: reader.records(Patient).count(Query(Patient))) == 1


async def test_edit_passes_waiting_bulk_work(worker: DatabaseWorker) -> None:
    order: list[str] = []
    gate, started = threading.Event(), threading.Event()

    def hold() -> None:
        started.set()
        assert gate.wait(10)

    first = worker.submit(hold, priority=Priority.BULK)
    assert started.wait(10)
    waiting = [
        worker.submit(lambda: order.append("bulk"), priority=Priority.BULK),
        worker.submit(lambda: order.append("sync"), priority=Priority.SYNC),
    ]
    assert not worker.is_wanted(), "no edit waits"
    waiting.append(worker.submit(lambda: order.append("edit"), priority=Priority.EDIT))
    assert worker.is_wanted()
    gate.set()
    for future in (first, *waiting):
        future.result(10)
    assert order == ["edit", "sync", "bulk"]


async def test_error_reaches_who_waits(worker: DatabaseWorker) -> None:
    with pytest.raises(ZeroDivisionError):
        await worker.write(lambda: 1 // 0)
    assert await worker.write(lambda: 7) == 7


async def test_what_is_given_up_before_its_turn_is_not_done_and_later_is_dropped(
    worker: DatabaseWorker,
) -> None:
    done: list[str] = []
    gate, started = threading.Event(), threading.Event()

    def hold() -> None:
        started.set()
        assert gate.wait(10)
        done.append("begun")

    begun = asyncio.ensure_future(worker.write(hold))
    queued = asyncio.ensure_future(worker.write(lambda: done.append("queued")))
    await asyncio.to_thread(started.wait, 10)
    for one in (begun, queued):
        one.cancel()
    gate.set()
    assert await asyncio.gather(begun, queued, return_exceptions=True)
    await worker.write(lambda: done.append("after"))
    assert done == ["begun", "after"]


def test_answer_for_a_loop_that_has_closed_is_nobodys_trouble(worker: DatabaseWorker) -> None:
    gate = threading.Event()

    async def ask_and_leave() -> None:
        waiting = asyncio.ensure_future(worker.write(lambda: gate.wait(10)))
        await asyncio.sleep(0)
        assert not waiting.done()

    asyncio.run(ask_and_leave())
    gate.set()
    assert worker.submit(lambda: 7).result(10) == 7


def test_close_leaves_no_thread_behind(store: LocalStore) -> None:
    before = set(threading.enumerate())
    worker = DatabaseWorker(store)
    done = [worker.submit(lambda: 1), worker.submit_read(lambda reader: 2)]
    worker.close()
    assert [future.result(0) for future in done] == [1, 2]
    assert set(threading.enumerate()) <= before
    with pytest.raises(StorageError):
        worker.submit(lambda: 1)
