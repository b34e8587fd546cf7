"""The tour's database: what is asked of it is done in the order in which it was asked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from app.domain.ports import DatabaseThreads, Priority, Reader

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class InOrder:
    """Stands before a desk's threads. Three readers at once would let chance say which of two looks
    is the earlier line of the audit trail, and the trail is one of the pictures."""

    threads: DatabaseThreads
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def write(self, work: Callable[[], T], *, priority: Priority = Priority.EDIT) -> T:
        """See app/domain/ports.py: DatabaseThreads."""
        async with self._turn:
            return await self.threads.write(work, priority=priority)

    async def read(self, work: Callable[[Reader], T]) -> T:
        """See app/domain/ports.py: DatabaseThreads."""
        async with self._turn:
            return await self.threads.read(work)

    async def read_noted(
        self, note: Callable[[Callable[[], None]], object], read: Callable[[Reader], T]
    ) -> T:
        """See app/domain/ports.py: DatabaseThreads."""
        async with self._turn:
            return await self.threads.read_noted(note, read)

    def is_wanted(self) -> bool:
        """See app/domain/ports.py: DatabaseThreads."""
        return self.threads.is_wanted()
