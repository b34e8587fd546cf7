"""The database threads: one that writes, edits first, and up to three that read beside it."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol, TypeVar

from app.domain.errors import StoreClosed
from app.domain.ports import Priority
from app.storage.reader import LocalReader
from app.storage.store import LocalStore

T = TypeVar("T")


class _Outcome(Protocol):
    """What hears how a job ended; a Future is one."""

    def set_running_or_notify_cancel(self) -> bool:
        """Whether anybody still waits, so that the job is worth beginning."""
        ...

    def set_result(self, result: Any, /) -> None:
        """The job is done."""
        ...

    def set_exception(self, exception: Any, /) -> None:
        """The job failed."""
        ...


READERS = 3
_CLOSING = 99


@dataclass(order=True, slots=True)
class _Job:
    """Ordered by priority, then by arrival."""

    priority: int
    number: int
    work: Callable[[], Any] | None = field(compare=False)
    future: _Outcome = field(compare=False)


class _Answer:
    """A job's answer for the loop that waits for it: it is woken once, without a future between."""

    __slots__ = ("_loop", "coming")

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.coming: asyncio.Future[Any] = self._loop.create_future()

    def set_running_or_notify_cancel(self) -> bool:
        """Whether anybody still waits, so that the job is worth beginning."""
        return not self.coming.cancelled()

    def set_result(self, result: Any) -> None:
        """Called on the thread that did the work."""
        self._tell(self.coming.set_result, result)

    def set_exception(self, error: BaseException) -> None:
        """Called on the thread that did the work."""
        self._tell(self.coming.set_exception, error)

    def _tell(self, settle: Callable[[Any], None], outcome: Any) -> None:
        with suppress(RuntimeError):  # the loop has closed: nobody waits
            self._loop.call_soon_threadsafe(self._settle, settle, outcome)

    def _settle(self, settle: Callable[[Any], None], outcome: Any) -> None:
        if not self.coming.done():  # given up meanwhile
            settle(outcome)


class _Noted:
    """The outcome of a note and of what is read beside it: the loop is woken once, by the later."""

    def __init__(self) -> None:
        self.answer = _Answer()
        self._lock = threading.Lock()
        self._missing = 2
        self._tell: Callable[[], object] = suppress

    def set_running_or_notify_cancel(self) -> bool:
        """Whether anybody still waits."""
        return self.answer.set_running_or_notify_cancel()

    def set_result(self, result: Any) -> None:
        """The note is written."""
        del result
        self._one_is_done()

    def set_exception(self, error: BaseException) -> None:
        """The note is not written: what was read is handed out to nobody."""
        self.answer.set_exception(error)

    def was_read(self, tell: Callable[[], None]) -> None:
        """tell hands the reading's outcome out."""
        self._tell = tell
        self._one_is_done()

    def _one_is_done(self) -> None:
        with self._lock:
            self._missing -= 1
            is_last = not self._missing
        if is_last:
            self._tell()


class _Reading:
    """The outcome of the reading of the two."""

    def __init__(self, noted: _Noted) -> None:
        self._noted = noted

    def set_running_or_notify_cancel(self) -> bool:
        """Whether anybody still waits."""
        return self._noted.set_running_or_notify_cancel()

    def set_result(self, result: Any) -> None:
        """It was read."""
        self._noted.was_read(partial(self._noted.answer.set_result, result))

    def set_exception(self, error: BaseException) -> None:
        """It was not; that it was asked for is written down all the same."""
        self._noted.was_read(partial(self._noted.answer.set_exception, error))


class _Lane:
    """A queue and the threads that serve it; threads start with the first job."""

    def __init__(self, name: str, size: int) -> None:
        self._name = name
        self._size = size
        self._jobs: list[_Job] = []
        self._calls: queue.SimpleQueue[None] = queue.SimpleQueue()
        """One for each job: wakes a thread in half the time of a queue that orders them itself."""
        self._threads: list[threading.Thread] = []
        self._numbers = itertools.count()
        self._lock = threading.Lock()
        self._is_closed = False

    def submit(self, work: Callable[[], T], priority: int) -> Future[T]:
        """Queue a job. Raises StoreClosed once the lane is closed."""
        future: Future[T] = Future()
        self.put(work, priority, future)
        return future

    def ask(self, work: Callable[[], T], priority: int) -> asyncio.Future[T]:
        """Queue a job for the loop that runs here. Raises StoreClosed once the lane is closed."""
        answer = _Answer()
        self.put(work, priority, answer)
        return answer.coming

    def put(self, work: Callable[[], Any], priority: int, future: _Outcome) -> None:
        """Queue a job for whoever hears its outcome. Raises StoreClosed."""
        with self._lock:
            if self._is_closed:
                raise StoreClosed("the database threads are closed")
            heapq.heappush(self._jobs, _Job(priority, next(self._numbers), work, future))
            if len(self._threads) < self._size:
                self._start()
        self._calls.put(None)  # after the lock: whoever wakes takes it at once

    def is_wanted(self, priority: int) -> bool:
        """Whether a job waits that is at least as urgent."""
        with suppress(IndexError):  # a thread may take the last one just now
            return self._jobs[0].priority <= priority
        return False

    def close(self) -> None:
        """Finish what is queued, then end the threads."""
        with self._lock:
            self._is_closed = True
            threads, self._threads = self._threads, []
            for _ in threads:
                heapq.heappush(
                    self._jobs, _Job(_CLOSING, next(self._numbers), None, Future[None]())
                )
                self._calls.put(None)
        for thread in threads:
            thread.join()

    def _next(self) -> _Job:
        self._calls.get()
        with self._lock:
            return heapq.heappop(self._jobs)

    def _start(self) -> None:
        number = len(self._threads) + 1
        thread = threading.Thread(target=self._serve, name=f"{self._name}-{number}", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _serve(self) -> None:
        while True:
            job = self._next()
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
        return self._readers.submit(partial(self._store.read, work), 0)

    async def write(self, work: Callable[[], T], *, priority: Priority = Priority.EDIT) -> T:
        """Run on the writer thread; edits pass ahead of sync and bulk work."""
        return await self._writer.ask(work, int(priority))

    async def read(self, work: Callable[[LocalReader], T]) -> T:
        """Run on a reader connection beside the writer."""
        return await self._readers.ask(partial(self._store.read, work), 0)

    async def read_noted(
        self, note: Callable[[Callable[[], None]], object], read: Callable[[LocalReader], T]
    ) -> T:
        """Read while the note of it goes to the disk; handed out once both are done."""
        noted = _Noted()
        waiting, reading = [_Reading(noted)], partial(self._store.read, read)

        def begin() -> None:
            while waiting:
                self._readers.put(reading, 0, waiting.pop())

        def write() -> None:
            note(begin)
            begin()  # for a note that says nothing

        self._writer.put(write, int(Priority.EDIT), noted)
        return await noted.answer.coming

    def is_wanted(self) -> bool:
        """Whether an edit waits for the writer thread."""
        return self._writer.is_wanted(int(Priority.EDIT))

    def close(self) -> None:
        """Finish what is queued and end every thread; the store stays open."""
        self._readers.close()
        self._writer.close()


def _settle(work: Callable[[], Any], future: _Outcome) -> None:
    try:
        result = work()
    except BaseException as error:  # carried to whoever waits
        future.set_exception(error)
    else:
        future.set_result(result)
