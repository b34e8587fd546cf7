"""Whoever waits may leave: a write is done all the same, a read ends."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.errors import StorageFull
from app.live.lasting_writes import LastingWrites
from app.storage.worker import DatabaseWorker
from tests.storage.conftest import open_store
from tests.ui.conftest import until
from tests.waiting import PATIENCE_S


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[DatabaseWorker]:
    store = open_store(tmp_path / "clinic.db")
    made = DatabaseWorker(store)
    yield made
    made.close()
    store.close()


async def test_a_write_nobody_waits_for_any_more_is_done(worker: DatabaseWorker) -> None:
    threads = LastingWrites(worker)
    may_go_on = threading.Event()
    done: list[str] = []
    worker.submit(lambda: may_go_on.wait(PATIENCE_S))
    saving = asyncio.create_task(threads.write(lambda: done.append("saved")))
    await asyncio.sleep(0.02)
    saving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await saving
    assert threads.is_writing
    may_go_on.set()
    await until(lambda: not threads.is_writing)
    assert done == ["saved"]


async def test_a_read_nobody_waits_for_any_more_is_not_begun(worker: DatabaseWorker) -> None:
    threads = LastingWrites(worker)
    may_go_on = threading.Event()
    begun: list[str] = []
    busy = [worker.submit_read(lambda _reader: may_go_on.wait(PATIENCE_S)) for _ in range(3)]
    reading = asyncio.create_task(threads.read(lambda _reader: begun.append("read")))
    await asyncio.sleep(0.02)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    may_go_on.set()
    assert all(one.result() for one in busy)
    await threads.read(lambda _reader: None)
    assert begun == []


async def test_the_error_of_a_write_reaches_who_waits(worker: DatabaseWorker) -> None:
    threads = LastingWrites(worker)

    def fail() -> None:
        raise StorageFull

    with pytest.raises(StorageFull):
        await threads.write(fail)
    await asyncio.sleep(0)
    assert not threads.is_writing
