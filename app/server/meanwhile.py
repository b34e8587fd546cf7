"""Making the next statement while PostgreSQL works at this one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Iterable, Iterator
from contextlib import asynccontextmanager
from itertools import islice
from typing import Any, TypeVar

T = TypeVar("T")
Pause = Callable[[], Awaitable[None]]
LINES_AT_ONCE = 50
"""Made between two pauses: well under a millisecond."""


@asynccontextmanager
async def under_way(statement: Coroutine[Any, Any, object]) -> AsyncGenerator[Pause]:
    """Begin a statement, go on beside it, and be done with both at the end.

    Gives what is awaited now and then: a large statement leaves in parts. Nothing else may be
    asked on its connection meanwhile. Raises what the statement raises.
    """
    running = asyncio.create_task(statement)
    try:
        await _pause()
        yield _pause
    finally:
        await running


async def _pause() -> None:
    await asyncio.sleep(0)


async def no_pause() -> None:
    """Where nothing is under way."""


def groups_of(things: Iterable[T], size: int) -> Iterator[list[T]]:
    """The things in groups of a size, the last of what is left."""
    left = iter(things)
    while some := list(islice(left, size)):
        yield some
