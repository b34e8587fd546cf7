"""Sending the queue: which operations go next, and what the server's answers mean here.

Plans are pure; `take`, `settle` and `set_aside` carry them out inside one unit of work.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from app.domain.changes import Origin
from app.domain.context import ExecutionContext
from app.domain.ids import RecordId, new_id
from app.domain.operations import (
    UNSETTLED,
    Operation,
    OperationResult,
    OperationState,
    Pending,
    RowState,
)
from app.domain.ports import UnitOfWork, UnitOfWorkFactory
from app.domain.remote_ports import PushOutcome
from app.protocol.codec import encode_json
from app.protocol.messages import MAX_BATCH_BYTES, MAX_BATCH_OPERATIONS
from app.sync.connectivity import backoff_s
from app.sync.events import Batch
from app.sync.rebase import FINAL, after_result, is_incomplete, rebased_version, view_of

Row = tuple[str, RecordId]
Waiting = Mapping[Row, Sequence[Pending]]
ON_THE_WAY = "push.batch"
"""Fact in the sync meta: the operations that were last marked as on their way."""
_SCAN = 4
_PARKED = frozenset({OperationState.RETRY, OperationState.BLOCKED})


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


def row_of(operation: Operation) -> Row:
    """The record an operation is about."""
    return operation.entity, RecordId(operation.id)


def plan_batch(
    due: Sequence[Pending],
    *,
    waiting: Waiting,
    dependencies: Mapping[str, Pending],
    now: datetime,
    limit: int = MAX_BATCH_OPERATIONS,
    max_bytes: int = MAX_BATCH_BYTES,
) -> tuple[Operation, ...]:
    """The operations to send next, in the order they were made.

    Changes of one record keep their order; a change behind a parked one of the same record, or
    behind a dependency that is not settled, waits; everything else passes. The operations of one
    user action go together unless they alone exceed a batch.
    """
    chosen: dict[str, Operation] = {}
    size = 0
    for _, members in groupby(due, key=lambda pending: pending.operation.tx_id):
        group = [member for member in members if not _is_parked(member, now)]
        ready = list(_ready(group, chosen, waiting, dependencies))
        if len(ready) < len(group) and not any(member.attempts for member in group):
            continue  # a user action is not torn apart because part of it must wait
        for operation in ready:
            size += len(encode_json(operation))
            is_full = len(chosen) >= limit or size > max_bytes
            if chosen and is_full:
                return _whole_actions(chosen, operation.tx_id)
            chosen[operation.op_id] = operation
    return tuple(chosen.values())


def _whole_actions(chosen: Mapping[str, Operation], cut: str) -> tuple[Operation, ...]:
    """Leave the user action that no longer fits for the next batch, unless nothing else is left."""
    whole = tuple(operation for operation in chosen.values() if operation.tx_id != cut)
    return whole or tuple(chosen.values())


def _is_parked(pending: Pending, now: datetime) -> bool:
    return pending.next_attempt_at is not None and pending.next_attempt_at > now


def _ready(
    group: Iterable[Pending],
    chosen: Mapping[str, Operation],
    waiting: Waiting,
    dependencies: Mapping[str, Pending],
) -> Iterator[Operation]:
    going = set(chosen)
    for pending in group:
        operation = pending.operation
        earlier = (
            other.operation.op_id
            for other in waiting.get(row_of(operation), ())
            if other.operation.n < operation.n
        )
        unsettled = (
            name
            for name in operation.depends_on
            if name in dependencies and dependencies[name].state in UNSETTLED
        )
        if all(name in going for name in (*earlier, *unsettled)):
            going.add(operation.op_id)
            yield operation


def take(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    limit: int = MAX_BATCH_OPERATIONS,
    max_bytes: int = MAX_BATCH_BYTES,
) -> Taken:
    """Choose the next batch and mark it as on its way.

    What an earlier attempt left marked goes back into the queue first: the engine sends one
    batch at a time, so a marked operation here means a lost reply or a crash.
    """
    with begin(context, origin=Origin.REMOTE) as uow:
        _release(uow)
        due = uow.outbox.due(uow.now, limit=limit * _SCAN)
        if not due:
            return Taken(batch=None, due_at=uow.outbox.next_due_at())
        operations = plan_batch(
            due,
            waiting=uow.outbox.of_rows({row_of(pending.operation) for pending in due}),
            dependencies=uow.outbox.get(
                {name for pending in due for name in pending.operation.depends_on}
            ),
            now=uow.now,
            limit=limit,
            max_bytes=max_bytes,
        )
        if not operations:
            return Taken(batch=None, due_at=_next_due(due, uow))
        names = [operation.op_id for operation in operations]
        uow.outbox.mark(names, OperationState.INFLIGHT, count_attempt=True)
        uow.meta.set(ON_THE_WAY, ",".join(names))
        return Taken(batch=Batch(batch_id=new_id(), operations=operations))


def _release(uow: UnitOfWork) -> None:
    names = uow.meta.get(ON_THE_WAY)
    if not names:
        return
    known = uow.outbox.get(names.split(","))
    left = [name for name, kept in known.items() if kept.state is OperationState.INFLIGHT]
    if left:
        uow.outbox.mark(left, OperationState.QUEUED)
    uow.meta.set(ON_THE_WAY, None)


def _next_due(due: Sequence[Pending], uow: UnitOfWork) -> datetime | None:
    """When the first parked operation may go; never now, since now nothing could go."""
    instants = [pending.next_attempt_at for pending in due if pending.next_attempt_at]
    instants.append(uow.outbox.next_due_at() or uow.now)
    later = [instant for instant in instants if instant > uow.now]
    return min(later, default=uow.now + timedelta(seconds=1))


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
        settling = _Settling(uow, batch, luck)
        for operation in batch.operations:
            settling.hear(operation, results.get(operation.op_id))
        settling.show()
        uow.meta.set(ON_THE_WAY, None)
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

    One that is too large can never be accepted: it goes to a person. Any other is tried again
    later, while the rest of the queue passes it.
    """
    status = "rejected" if is_too_large else "retry"
    code = "too_large" if is_too_large else "refused"
    with begin(context, origin=Origin.REMOTE) as uow:
        settling = _Settling(uow, batch, luck)
        for operation in batch.operations:
            answer = OperationResult(op_id=operation.op_id, status=status, code=code)
            settling.hear(operation, answer)
        settling.show()
        uow.meta.set(ON_THE_WAY, None)


class _Settling:
    """One batch being settled: what still waits on each record, and its shadow so far."""

    def __init__(self, uow: UnitOfWork, batch: Batch, luck: float) -> None:
        self._uow = uow
        self._luck = luck
        rows = {row_of(operation) for operation in batch.operations}
        self._waiting = {row: list(kept) for row, kept in uow.outbox.of_rows(rows).items()}
        self._shadows = {row: uow.shadows.get(*row) for row in rows}
        self._touched: dict[Row, None] = {}
        self.unanswered = 0
        self.has_news = False

    def hear(self, operation: Operation, result: OperationResult | None) -> None:
        """Take one answer."""
        pending = self._pending(operation)
        if pending is None:
            return  # settled before: an answer that came twice
        match result.status if result else "":
            case "retry" | "blocked" if result:
                self._park(pending, result)
            case status if result and status in FINAL:
                self._finish(pending, result)
            case _:
                self.unanswered += 1
                self._uow.outbox.mark([operation.op_id], OperationState.QUEUED)

    def show(self) -> None:
        """Write every record that an answer touched as it now stands."""
        views = [self._view(row) for row in self._touched]
        self._uow.apply_rows([view for view in views if view is not None])

    def _pending(self, operation: Operation) -> Pending | None:
        waiting = self._waiting.get(row_of(operation), ())
        return next((p for p in waiting if p.operation.op_id == operation.op_id), None)

    def _park(self, pending: Pending, result: OperationResult) -> None:
        state = OperationState.BLOCKED if result.status == "blocked" else OperationState.RETRY
        pause = timedelta(seconds=backoff_s(pending.attempts, self._luck))
        self._uow.outbox.mark(
            [result.op_id], state, code=result.code, next_attempt_at=self._uow.now + pause
        )

    def _finish(self, pending: Pending, result: OperationResult) -> None:
        operation = pending.operation
        row = row_of(operation)
        self._uow.outbox.settle(result, _state_after(result))
        if result.code == "already_resolved":
            self._uow.note("discard", entity=operation.entity, row_id=row[1])
        self._waiting[row].remove(pending)
        for later in self._waiting[row]:
            version = rebased_version(later, operation, result)
            if version is not None:
                self._uow.outbox.rebase(later.operation.op_id, version)
        shadow = self._shadows[row]
        if shadow is not None:
            shadow = self._shadows[row] = after_result(shadow, operation, result)
            self.has_news |= is_incomplete(shadow, result)
        self.has_news |= result.status != "applied" or bool(result.conflict_id)
        self._touched[row] = None

    def _view(self, row: Row) -> RowState | None:
        shadow, waiting = self._shadows[row], self._waiting[row]
        if shadow is None:
            return None
        if waiting:
            self._uow.shadows.put(shadow)
        else:
            self._uow.shadows.drop(*row)
        return view_of(shadow, waiting)


def _state_after(result: OperationResult) -> OperationState:
    """Where a final answer leaves the operation.

    A decision that somebody else took first is over: the conflict shows whose decision counts,
    and nobody has to do anything about this one.
    """
    if result.code == "already_resolved":
        return OperationState.DISCARDED
    if result.status == "conflict":
        return OperationState.CONFLICTED
    if result.status == "rejected":
        return OperationState.QUARANTINED
    return OperationState.ACKED
