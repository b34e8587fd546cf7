"""Sending the queue: what goes next, and what the server's answers mean here.

Which operations go is decided in batch_plan.py, what an answer means in settling.py; each function
here is one unit of work.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.domain.changes import Origin
from app.domain.context import ExecutionContext
from app.domain.ids import new_id
from app.domain.operations import (
    NEVER_SENT,
    ROW_LOST,
    SERVER_ERROR,
    TOO_LARGE,
    Operation,
    OperationResult,
    OperationState,
    Pending,
)
from app.domain.ports import UnitOfWork, UnitOfWorkFactory
from app.domain.remote_ports import PushOutcome
from app.protocol.messages import MAX_BATCH_BYTES, MAX_BATCH_OPERATIONS
from app.sync.batch_plan import BatchPlan, row_of
from app.sync.coalescing import Dropped, Joined, shorter
from app.sync.events import Aside, Batch
from app.sync.files import NO_FILES
from app.sync.realign import outlive
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
    is_ahead: bool = False,
) -> Taken:
    """Choose the next batch and mark it as on its way; is_forced: no pause holds anything back.

    What an earlier attempt left marked goes back into the queue first: a marked operation here
    means a lost reply or a crash. With is_ahead another batch is on its way, and what stands on it
    waits.
    """
    with begin(context, origin=Origin.REMOTE) as uow:
        if not is_ahead:
            uow.outbox.release()
            outlive(uow)
            _revive(uow)
        if is_forced:
            uow.outbox.end_pauses()
        awaited = _awaited(uow)
        plan = BatchPlan(now=uow.now, limit=limit, max_bytes=max_bytes, awaited=awaited)
        is_empty = not _fill(plan, uow)
        if plan.oversized:  # what falls with them may have been chosen: the next look chooses anew
            _give_up(uow, plan.oversized)
            return Taken(batch=None, due_at=uow.now)
        operations = plan.operations
        if not operations:
            # Never now: now nothing could go. A file that arrives wakes the engine by itself.
            pause = timedelta(seconds=30 if awaited else 1)
            soonest = None if is_empty else uow.now + pause
            due_at = uow.outbox.next_due_at(uow.now) or soonest
            instants = (due_at, uow.outbox.next_revival_at())
            return Taken(batch=None, due_at=min(filter(None, instants), default=None))
        names = [operation.op_id for operation in operations]
        uow.outbox.mark(names, OperationState.INFLIGHT, count_attempt=True)
        batch = Batch(
            batch_id=new_id(),
            operations=operations,
            is_suspect=plan.is_suspect,
            has_more=plan.is_full and not plan.is_suspect,
        )
        return Taken(batch=batch)


def end_pauses(begin: UnitOfWorkFactory, context: ExecutionContext) -> None:
    """Somebody asked: nothing that waits for its next attempt waits any longer."""
    with begin(context, origin=Origin.REMOTE) as uow:
        uow.outbox.end_pauses()


def _fill(plan: BatchPlan, uow: UnitOfWork) -> bool:
    """Add what is ready, from the oldest on; whether there is anything to add from."""
    is_any = False
    for piece in _pieces(uow):
        is_any = True
        due = _shortened(uow, piece)
        plan.add(
            due,
            waiting=uow.outbox.of_rows({row_of(pending.operation) for pending in due}),
            dependencies=uow.outbox.get(
                {name for pending in due for name in pending.operation.depends_on}
            ),
        )
        if plan.is_full:
            break
    return is_any


def _shortened(uow: UnitOfWork, piece: Sequence[Pending]) -> list[Pending]:
    """A piece of the queue after what can be said shorter was."""
    whole: dict[str, Operation] = {}
    gone: set[str] = set()
    for one in shorter(piece):
        if isinstance(one, Joined):
            uow.outbox.merge(one.whole, one.merged)
            whole[one.whole.op_id] = one.whole
            gone.update(one.merged)
        elif _is_all_there_is(uow, one):
            names = {one.create.op_id, one.delete.op_id}
            uow.outbox.mark(names, OperationState.DISCARDED, code=NEVER_SENT)
            uow.shadows.drop(*row_of(one.create))
            gone |= names
    return [
        replace(pending, operation=whole.get(pending.operation.op_id, pending.operation))
        for pending in piece
        if pending.operation.op_id not in gone
    ]


def _is_all_there_is(uow: UnitOfWork, one: Dropped) -> bool:
    """Whether nothing else is waiting on a record that came and went, or needs it."""
    waiting = {pending.operation.op_id for pending in uow.outbox.of_row(*row_of(one.create))}
    is_alone = waiting == {one.create.op_id, one.delete.op_id}
    return is_alone and not uow.outbox.dependants(one.create.op_id)


def _revive(uow: UnitOfWork) -> None:
    """What the server failed at goes back into the queue after its long pause, with what fell.

    It may have taken it and lost its answer: then it gives that again. Where it had not, it judges
    it as what it is, a change made before whatever was written since.
    """
    for one in uow.outbox.overdue(uow.now):
        fallen = uow.outbox.fallen_with(one.operation.op_id)
        names = [one.operation.op_id, *(later.operation.op_id for later in fallen)]
        uow.apply_rows(uow.outbox.requeue(names))
        if one.last_code != ROW_LOST:  # it goes alone
            uow.outbox.mark(names[:1], OperationState.RETRY, code=SERVER_ERROR)


def _give_up(uow: UnitOfWork, oversized: Sequence[Operation]) -> None:
    """What no server would read goes to a person without being sent."""
    settling = Settling(uow, Batch(batch_id="", operations=tuple(oversized)), luck=0.0)
    for operation in oversized:
        settling.give_up(operation, TOO_LARGE)
    settling.show()


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
        if len(rows) < PIECE:  # nothing follows
            yield piece
            return
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
    why: Aside,
    luck: float,
) -> None:
    """Park a lone operation that the server does not read, or fails at.

    One that is too large goes to a person with all that depends on it; one at which the server
    fails goes there once it is clear that others get through. Both are tried again by themselves
    after five minutes, later less and less often. Any other is tried again soon,
    while the rest passes it.
    """
    with begin(context, origin=Origin.REMOTE) as uow:
        settling = Settling(uow, batch, luck)
        for operation in batch.operations:
            match why:
                case Aside.TOO_LARGE:
                    settling.doubt_size(operation)
                case Aside.REFUSED:
                    answer = OperationResult(op_id=operation.op_id, status="retry", code="refused")
                    settling.hear(operation, answer)
                case Aside.SUSPECT | Aside.POISON:
                    settling.doubt(operation, is_sure=why is Aside.POISON)
        settling.show()
