"""The database threads: one that writes, edits first, and up to three that read beside it."""

from __future__ import annotations

import asyncio
import itertools
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, TypeVar

from app.domain.errors import StoreClosed
from app.domain.ports import Priority
from app.storage.reader import LocalReader
from app.storage.store import LocalStore

T = TypeVar("T")
READERS = 3
_CLOSING = 99


@dataclass(order=True, slots=True)
class _Job:
    """Ordered by priority, then by arrival."""

    priority: int
    number: int
    work: Callable[[], Any] | None = field(compare=False)
    future: Future[Any] = field(compare=False)


class _Lane:
    """A queue and the threads that serve it; threads start with the first job."""

    def __init__(self, name: str, size: int) -> None:
        self._name = name
        self._size = size
        self._jobs: queue.PriorityQueue[_Job] = queue.PriorityQueue()
        self._threads: list[threading.Thread] = []
        self._numbers = itertools.count()
        self._lock = threading.Lock()
        self._is_closed = False

    def submit(self, work: Callable[[], T], priority: int) -> Future[T]:
        """Queue a job. Raises StoreClosed once the lane is closed."""
        future: Future[T] = Future()
        with self._lock:
            if self._is_closed:
                raise StoreClosed("the database threads are closed")
            self._jobs.put(_Job(priority, next(self._numbers), work, future))
            if len(self._threads) < self._size:
                self._start()
        return future

    def close(self) -> None:
        """Finish what is queued, then end the threads."""
        with self._lock:
            self._is_closed = True
            threads, self._threads = self._threads, []
            for _ in threads:
                self._jobs.put(_Job(_CLOSING, next(self._numbers), None, Future()))
        for thread in threads:
            thread.join()

    def _start(self) -> None:
        number = len(self._threads) + 1
        thread = threading.Thread(target=self._serve, name=f"{self._name}-{number}", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _serve(self) -> None:
        while True:
            job = self._jobs.get()
            if job.work is None:
                return
            if job.future.set_running_or_notify_cancel():
                _settle(job.work, job.future)
            del job  # a waiting thread shall not keep the last answer alive


class DatabaseWorker:
    """See app/domain/ports.py: DatabaseThreads."""

    def __init__(self, store: LocalStore) -> None:
        self._store = store
        self._writer = _Lane("database-writer", 1)
        self._readers = _Lane("database-reader", READERS)

    def submit(self, work: Callable[[], T], *, priority: Priority = Priority.EDIT) -> Future[T]:
        """Queue work for the writer thread from any thread."""
        return self._writer.submit(work, int(priority))

    def submit_read(self, work: Callable[[LocalReader], T]) -> Future[T]:
        """Queue work for a reader thread from any thread."""

        def with_reader() -> T:
            return self._store.read(work)

        return self._readers.submit(with_reader, 0)

    async def write(self, work: Callable[[], T], *, priority: Priority = Priority.EDIT) -> T:
        """Run on the writer thread; edits pass ahead of sync and bulk work."""
        return await asyncio.wrap_future(self.submit(work, priority=priority))

    async def read(self, work: Callable[[LocalReader], T]) -> T:
        """Run on a reader connection beside the writer."""
        return await asyncio.wrap_future(self.submit_read(work))

    def close(self) -> None:
        """Finish what is queued and end every thread; the store stays open."""
        self._readers.close()
        self._writer.close()


def _settle(work: Callable[[], Any], future: Future[Any]) -> None:
    try:
        result = work()
    except BaseException as error:  # carried to whoever waits
        future.set_exception(error)
    else:
        future.set_result(result)
