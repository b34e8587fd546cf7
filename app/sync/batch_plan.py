"""Which operations go next: the batch, put together from the queue piece by piece. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from app.domain.ids import RecordId
from app.domain.operations import (
    LONGEST_PAUSE,
    SERVER_ERROR,
    UNSETTLED,
    Operation,
    OperationState,
    Pending,
    files_of,
)
from app.protocol.codec import encode_json
from app.protocol.messages import MAX_BATCH_BYTES, MAX_BATCH_OPERATIONS, MAX_OPERATION_BYTES

Row = tuple[str, RecordId]
Waiting = Mapping[Row, Sequence[Pending]]


def row_of(operation: Operation) -> Row:
    """The record an operation is about."""
    return operation.entity, RecordId(operation.id)


class BatchPlan:
    """The operations to send next, in the order they were made.

    Changes of one record keep their order; a change behind a parked one of the same record, or
    behind a dependency that is not settled, waits; everything else passes. The operations of one
    user action go together unless they alone exceed a batch. One at which the server failed before
    goes alone.
    """

    def __init__(
        self,
        *,
        now: datetime,
        limit: int = MAX_BATCH_OPERATIONS,
        max_bytes: int = MAX_BATCH_BYTES,
        awaited: frozenset[str] = frozenset(),
    ) -> None:
        self._now = now
        self._awaited = awaited
        """Files the server does not have yet: what speaks of them waits."""
        self._limit = limit
        self._max_bytes = max_bytes
        self._chosen: dict[str, Operation] = {}
        self._size = 0
        self._held_back: set[str] = set()
        """User actions of which a part must wait."""
        self._cut: str | None = None
        """The user action that no longer fits."""
        self.is_suspect = False
        """Whether the batch is one operation at which the server failed before."""
        self.oversized: list[Operation] = []
        """What is larger than any server reads: it is not sent at all."""

    @property
    def is_full(self) -> bool:
        """Whether something was left over that would have been ready."""
        return self._cut is not None

    @property
    def operations(self) -> tuple[Operation, ...]:
        """The batch; the user action that no longer fits waits, unless nothing else is there."""
        chosen = self._chosen.values()
        return tuple(one for one in chosen if one.tx_id != self._cut) or tuple(chosen)

    def add(
        self, due: Sequence[Pending], *, waiting: Waiting, dependencies: Mapping[str, Pending]
    ) -> None:
        """Take what is ready from the next piece of the queue, until the batch is full.

        waiting holds all unsettled operations of the piece's records, dependencies what the
        piece's operations depend on.
        """
        for tx_id, members in groupby(due, key=lambda pending: pending.operation.tx_id):
            group = [member for member in members if not is_parked(member, self._now)]
            if not self._chosen and self._takes_suspect(group, waiting, dependencies):
                return
            sendable = [one for one in group if self._may_go(one)]
            ready = list(_ready(sendable, self._chosen, waiting, dependencies))
            is_torn = len(ready) < len(group) and not any(member.sent for member in group)
            if is_torn or tx_id in self._held_back:
                self._held_back.add(tx_id)
                continue  # a user action is not torn apart because part of it must wait
            for operation in ready:
                if not self._put(operation):
                    self._cut = tx_id
                    return

    def _may_go(self, pending: Pending) -> bool:
        return not _is_suspect(pending) and self._awaited.isdisjoint(files_of(pending.operation))

    def _takes_suspect(
        self, group: Sequence[Pending], waiting: Waiting, dependencies: Mapping[str, Pending]
    ) -> bool:
        """Whether the batch is now one suspected operation, and nothing else."""
        suspects = [one for one in group if _is_suspect(one)]
        for operation in _ready(suspects[:1], {}, waiting, dependencies):
            self._chosen[operation.op_id] = operation
            self._cut, self.is_suspect = "", True
        return self.is_suspect

    def _put(self, operation: Operation) -> bool:
        """Whether the operation still fits; one always does, unless no server would read it."""
        size = len(encode_json(operation))
        if size > MAX_OPERATION_BYTES:
            self.oversized.append(operation)
            return True
        self._size += size
        is_full = len(self._chosen) >= self._limit or self._size > self._max_bytes
        if self._chosen and is_full:
            return False
        self._chosen[operation.op_id] = operation
        return True


def is_parked(pending: Pending, now: datetime) -> bool:
    """Whether an operation waits for its next attempt.

    Further away than any pause is, the instant comes from a clock that has been set back since.
    """
    instant = pending.next_attempt_at
    return instant is not None and now < instant <= now + LONGEST_PAUSE


def _is_suspect(pending: Pending) -> bool:
    return pending.state is OperationState.RETRY and pending.last_code == SERVER_ERROR


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
