"""Sending the queue: what goes next, and what the server's answers mean here.

Which operations go is decided in batch_plan.py, what an answer means in settling.py; each function
here is one unit of work.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.changes import Origin
from app.domain.context import ExecutionContext
from app.domain.ids import new_id
from app.domain.operations import OperationResult, OperationState, Pending
from app.domain.ports import UnitOfWork, UnitOfWorkFactory
from app.domain.remote_ports import PushOutcome
from app.protocol.messages import MAX_BATCH_BYTES, MAX_BATCH_OPERATIONS
from app.sync.batch_plan import BatchPlan, row_of
from app.sync.events import Batch
from app.sync.files import NO_FILES
from app.sync.settling import Settling

PIECE = 500
"""Operations read from the queue at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A batch to send, or None and when something may be due."""

    batch: Batch | None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """How a batch ended; see the event BatchSettled."""

    unanswered: int = 0
    has_news: bool = False


def take(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    limit: int = MAX_BATCH_OPERATIONS,
    max_bytes: int = MAX_BATCH_BYTES,
    is_forced: bool = False,
) -> Taken:
    """Choose the next batch and mark it as on its way; is_forced: no pause holds anything back.

    What an earlier attempt left marked goes back into the queue first: the engine sends one
    batch at a time, so a marked operation here means a lost reply or a crash.
    """
    with begin(context, origin=Origin.REMOTE) as uow:
        uow.outbox.release()
        if is_forced:
            uow.outbox.end_pauses()
        awaited = _awaited(uow)
        plan = BatchPlan(now=uow.now, limit=limit, max_bytes=max_bytes, awaited=awaited)
        is_empty = True
        for due in _pieces(uow):
            is_empty = False
            plan.add(
                due,
                waiting=uow.outbox.of_rows({row_of(pending.operation) for pending in due}),
                dependencies=uow.outbox.get(
                    {name for pending in due for name in pending.operation.depends_on}
                ),
            )
            if plan.is_full:
                break
        operations = plan.operations
        if not operations:
            # Never now: now nothing could go. A file that arrives wakes the engine by itself.
            pause = timedelta(seconds=30 if awaited else 1)
            soonest = None if is_empty else uow.now + pause
            return Taken(batch=None, due_at=uow.outbox.next_due_at(uow.now) or soonest)
        names = [operation.op_id for operation in operations]
        uow.outbox.mark(names, OperationState.INFLIGHT, count_attempt=True)
        return Taken(batch=Batch(batch_id=new_id(), operations=operations))


def _awaited(uow: UnitOfWork) -> frozenset[str]:
    """Files that are on their way; a server that keeps none is not waited for."""
    return frozenset(one.kept.sha256 for one in uow.blobs.waiting() if one.code != NO_FILES)


def _pieces(uow: UnitOfWork) -> Iterator[Sequence[Pending]]:
    """What is due, from the oldest on; a user action is cut only where it exceeds a piece.

    The pieces do not depend on the batch's limit: however many wait in front, the rest is seen.
    """
    held: list[Pending] = []
    after = 0
    while rows := uow.outbox.due(uow.now, limit=PIECE, after=after):
        after = rows[-1].operation.n
        last = rows[-1].operation.tx_id
        piece = [*held, *rows]
        ended = [one for one in piece if one.operation.tx_id != last]
        held = [one for one in piece if one.operation.tx_id == last] if ended else []
        yield ended or piece
    if held:
        yield held


def settle(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    batch: Batch,
    outcome: PushOutcome,
    luck: float,
) -> Settled:
    """Store the server's answers and show the records as they now stand, in one transaction.

    An operation the reply does not name, or names with a status this version does not know,
    goes back into the queue.
    """
    results = {result.op_id: result for result in outcome.results}
    with begin(context, origin=Origin.REMOTE) as uow:
        settling = Settling(uow, batch, luck)
        for operation in batch.operations:
            settling.hear(operation, results.get(operation.op_id))
        settling.show()
        return Settled(unanswered=settling.unanswered, has_news=settling.has_news)


def set_aside(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    batch: Batch,
    is_too_large: bool,
    luck: float,
) -> None:
    """Park a lone operation that the server refuses to read.

    One that is too large can never be accepted: it goes to a person with all that depends on it.
    Any other is tried again later, while the rest of the queue passes it.
    """
    with begin(context, origin=Origin.REMOTE) as uow:
        settling = Settling(uow, batch, luck)
        for operation in batch.operations:
            if is_too_large:
                settling.give_up(operation, "too_large")
                continue
            answer = OperationResult(op_id=operation.op_id, status="retry", code="refused")
            settling.hear(operation, answer)
        settling.show()
