"""The database threads as the window uses them: a write that was taken on is never given up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from app.domain.ports import DatabaseThreads, Priority, Reader

T = TypeVar("T")


class LastingWrites:
    """See app/domain/ports.py: DatabaseThreads.

    Whoever waits for a write may go away (the window closes): the write stays in the queue and is
    done. Reads end with whoever wanted them.
    """

    def __init__(self, threads: DatabaseThreads) -> None:
        self._threads = threads
        self._under_way: set[asyncio.Task[Any]] = set()
        self._edits: set[asyncio.Task[Any]] = set()

    @property
    def is_writing(self) -> bool:
        """Whether a write waits for its turn or is being done."""
        return bool(self._under_way)

    async def settled(self) -> None:
        """Wait until no edit is under way, and whoever waited for one has gone on."""
        while self._edits:
            await asyncio.wait(set(self._edits))
            await asyncio.sleep(0)

    async def write(self, work: Callable[[], T], *, priority: Priority = Priority.EDIT) -> T:
        """Run on the writer thread, to the end even when nobody waits for it any more."""
        writing = asyncio.ensure_future(self._threads.write(work, priority=priority))
        self._under_way.add(writing)
        writing.add_done_callback(self._under_way.discard)
        if priority == Priority.EDIT:
            self._edits.add(writing)
            writing.add_done_callback(self._edits.discard)
        return await asyncio.shield(writing)

    async def read(self, work: Callable[[Reader], T]) -> T:
        """Run on a reader connection beside the writer."""
        return await self._threads.read(work)

    async def read_noted(
        self, note: Callable[[Callable[[], None]], object], read: Callable[[Reader], T]
    ) -> T:
        """Read while the note of it goes to the disk; both end with whoever wanted to see it."""
        return await self._threads.read_noted(note, read)

    def is_wanted(self) -> bool:
        """Whether an edit waits for the writer thread."""
        return self._threads.is_wanted()
