"""One write from the command line that waits until it is as far as its consistency level says."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from app.domain.consistency import Acknowledgement, Consistency, Written
from app.domain.ports import UnitOfWorkFactory
from app.sync.acknowledged import PATIENCE_S, WriteThrough

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk

T = TypeVar("T")


def write_at(
    desk: Desk,
    work: Callable[[UnitOfWorkFactory], T],
    *,
    level: Consistency,
    timeout_s: float = PATIENCE_S,
) -> Written[T]:
    """Run a service and wait. Raises what the service raises; ConfigurationError for a level that
    is not to be had here, ApiError where nobody can say so: then nothing was written."""
    if level is Consistency.LOCAL:
        value = desk.worker.submit(lambda: work(desk.store.unit_of_work)).result()
        return Written(value, Acknowledgement.LOCAL)
    return asyncio.run(_write(desk, work, level, timeout_s))


async def _write(
    desk: Desk, work: Callable[[UnitOfWorkFactory], T], level: Consistency, timeout_s: float
) -> Written[T]:
    runner = desk.make_runner() if desk.api is not None else None
    through = WriteThrough(
        desk.worker,
        desk.store.unit_of_work,
        desk.context,
        feed=desk.store.feed,
        sender=runner,
        nodes=desk.api.nodes if desk.api is not None else None,
    )
    if runner is not None:
        runner.start()
    try:
        return await through.write(work, level=level, timeout_s=timeout_s)
    finally:
        if runner is not None:
            await runner.stop()
        if desk.api is not None:
            await desk.api.aclose()
