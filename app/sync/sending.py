"""The push side of the runner: a batch on its way, and the next one right behind it.

The next batch is chosen and sent while the server works at the one before and the desk settles it.
It holds nothing that stands on what is still under way (batch_plan.py), and names the batch before
it: the server decides it after that one, or not at all (server/turns.py). Where one batch ends
otherwise than with answers, the next is let go of; what of it came through is answered again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from app.domain.context import ExecutionContext
from app.domain.errors import RequestRefused
from app.domain.ports import DatabaseThreads, Priority, UnitOfWorkFactory
from app.domain.remote_ports import PushOutcome, SyncApi
from app.protocol.messages import OUT_OF_TURN
from app.sync import push
from app.sync.events import Aside, Batch

BATCH_DEADLINE_S = 60.0
T = TypeVar("T")


class Sender:
    """Sends the queue of one desk. All methods are called on the event loop."""

    def __init__(
        self,
        *,
        threads: DatabaseThreads,
        begin: UnitOfWorkFactory,
        context: ExecutionContext,
        api: SyncApi,
    ) -> None:
        self._threads = threads
        self._begin = begin
        self._context = context
        self._api = api
        self._keeps_turns = False
        """Whether the server decides batches in the order they name; it has to say so first."""
        self._was_refused = False
        """Whether it could not tell once whose turn it was: it may be several processes."""
        self._taking: asyncio.Task[Batch | None] | None = None
        self._ahead: tuple[Batch, asyncio.Task[PushOutcome]] | None = None

    @property
    def has_next(self) -> bool:
        """Whether the next batch is already chosen, or being chosen."""
        return self._taking is not None

    async def take(self, *, limit: int, is_forced: bool) -> push.Taken:
        """The batch that was sent ahead, or one from the queue."""
        taking, self._taking = self._taking, None
        if taking is not None:
            await asyncio.wait({taking})
            batch = None if taking.cancelled() or taking.exception() else taking.result()
            if batch is not None:
                if is_forced:  # the batch was chosen before somebody asked
                    await self._write(lambda: push.end_pauses(self._begin, self._context))
                return push.Taken(batch=batch)
        return await self._write(
            lambda: push.take(self._begin, self._context, limit=limit, is_forced=is_forced)
        )

    async def send(self, batch: Batch, *, next_limit: int) -> PushOutcome:
        """The server's answers to a batch; a next one of so many operations goes ahead, 0: none.
        Raises ApiError and TimeoutError: then none is ahead."""
        ahead, self._ahead = self._ahead, None
        if next_limit and batch.has_more and self._keeps_turns and not self._was_refused:
            self._taking = _listened_to(self._take_next(batch, next_limit))
        try:
            async with asyncio.timeout(BATCH_DEADLINE_S):
                outcome = await self._outcome(batch, ahead)
        except BaseException:
            self.forget()
            raise
        self._keeps_turns = self._keeps_turns or outcome.keeps_turns
        return outcome

    async def settle(self, batch: Batch, outcome: PushOutcome, *, luck: float) -> push.Settled:
        """Store what the server answered."""
        settled = await self._write(
            lambda: push.settle(self._begin, self._context, batch=batch, outcome=outcome, luck=luck)
        )
        if settled.unanswered:
            self.forget()
        return settled

    async def set_aside(self, batch: Batch, why: Aside, *, luck: float) -> None:
        """Park a lone operation that cannot go."""
        await self._write(
            lambda: push.set_aside(self._begin, self._context, batch=batch, why=why, luck=luck)
        )

    def forget(self) -> None:
        """Let go of the batch that is ahead: the next look at the queue takes it back."""
        if self._taking is not None:
            self._taking.cancel()
        if self._ahead is not None:
            self._ahead[1].cancel()
        self._taking = self._ahead = None

    async def _take_next(self, before: Batch, limit: int) -> Batch | None:
        taken = await self._write(
            lambda: push.take(self._begin, self._context, limit=limit, is_ahead=True)
        )
        if taken.batch is not None:
            sending = self._api.push(
                taken.batch.operations, taken.batch.batch_id, after=before.batch_id
            )
            self._ahead = taken.batch, _listened_to(sending)
        return taken.batch

    async def _outcome(
        self, batch: Batch, ahead: tuple[Batch, asyncio.Task[PushOutcome]] | None
    ) -> PushOutcome:
        if ahead is None or ahead[0] is not batch:
            return await self._api.push(batch.operations, batch.batch_id)
        sending = ahead[1]
        try:
            await asyncio.wait({sending})
        finally:
            sending.cancel()
        try:
            return sending.result()
        except RequestRefused as refusal:
            if refusal.reason != OUT_OF_TURN:
                raise
            self._was_refused = True
        return await self._api.push(batch.operations, batch.batch_id)  # now nothing is before it

    async def _write(self, work: Callable[[], T]) -> T:
        return await self._threads.write(work, priority=Priority.SYNC)


def _listened_to(work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
    """A task whose failure is heard of where its outcome is wanted, or not at all."""
    task = asyncio.get_running_loop().create_task(work)
    task.add_done_callback(lambda done: done.cancelled() or done.exception())
    return task
