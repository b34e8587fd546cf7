"""The database threads."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest

from app.domain.errors import RecordNotFound, StorageError, StorageFull
from app.domain.ids import new_id
from app.domain.patient import Patient
from app.domain.ports import Priority, Reader
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


class Noting:
    """A note that is held back after the reading was begun, until it is let go."""

    def __init__(self) -> None:
        self.go_on, self.was_read = threading.Event(), threading.Event()
        self.steps: list[str] = []
        self.failure: Exception | None = None

    def note(self, begin: Callable[[], None]) -> None:
        begin()
        begin()  # once is enough
        assert self.go_on.wait(60)
        self.steps.append("noted")
        if self.failure is not None:
            raise self.failure

    def read(self, _reader: Reader) -> str:
        self.steps.append("read")
        self.was_read.set()
        return "seen"


async def test_what_was_read_is_handed_out_once_its_note_is_written(worker: DatabaseWorker) -> None:
    noting = Noting()
    looking = asyncio.ensure_future(worker.read_noted(noting.note, noting.read))
    assert await asyncio.to_thread(noting.was_read.wait, 60)
    await worker.read(lambda _reader: None)
    assert not looking.done()
    noting.go_on.set()
    assert await looking == "seen"
    assert noting.steps == ["read", "noted"]


async def test_nothing_is_handed_out_where_the_note_fails(worker: DatabaseWorker) -> None:
    noting = Noting()
    noting.failure = StorageFull()
    looking = asyncio.ensure_future(worker.read_noted(noting.note, noting.read))
    assert await asyncio.to_thread(noting.was_read.wait, 60)
    noting.go_on.set()
    with pytest.raises(StorageFull):
        await looking
    with pytest.raises(ZeroDivisionError):  # before the reading began
        await worker.read_noted(lambda _begin: 1 // 0, noting.read)
    assert noting.steps == ["read", "noted"]


async def test_reading_that_fails_is_told_once_its_note_is_written(worker: DatabaseWorker) -> None:
    noting = Noting()

    def read(reader: Reader) -> None:
        noting.read(reader)
        raise RecordNotFound("patient", new_id())

    looking = asyncio.ensure_future(worker.read_noted(noting.note, read))
    assert await asyncio.to_thread(noting.was_read.wait, 60)
    await worker.read(lambda _reader: None)
    assert not looking.done()
    noting.go_on.set()
    with pytest.raises(RecordNotFound):
        await looking
    assert noting.steps == ["read", "noted"]


async def test_note_that_begins_nothing_is_followed_by_the_reading(worker: DatabaseWorker) -> None:
    noting = Noting()
    assert await worker.read_noted(lambda _begin: noting.steps.append("noted"), noting.read)
    assert noting.steps == ["noted", "read"]


async def test_a_noted_reading_wakes_the_loop_once(
    worker: DatabaseWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop, woken = asyncio.get_running_loop(), list[object]()
    wake = loop.call_soon_threadsafe

    def counted(*told: Any) -> Any:
        woken.append(told)
        return wake(*told)

    monkeypatch.setattr(loop, "call_soon_threadsafe", counted)
    noting = Noting()
    noting.go_on.set()
    for number in range(1, 4):
        assert await worker.read_noted(noting.note, noting.read) == "seen"
        assert len(woken) == number


async def test_look_given_up_before_its_turn_is_neither_noted_nor_read(
    worker: DatabaseWorker,
) -> None:
    gate, noting = threading.Event(), Noting()
    noting.go_on.set()
    holding = worker.submit(gate.wait)
    looking = asyncio.ensure_future(worker.read_noted(noting.note, noting.read))
    await asyncio.sleep(0)
    looking.cancel()
    await asyncio.wait([looking])
    gate.set()
    holding.result(60)
    await worker.write(lambda: None)
    assert noting.steps == []
