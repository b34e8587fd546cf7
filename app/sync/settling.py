"""What the server's answers to one batch mean here: which change is done, parked or given up."""

from __future__ import annotations

from datetime import timedelta

from app.domain.file_ports import BlobState
from app.domain.operations import (
    DISCARD,
    FALLEN,
    FILE_MISSING,
    LONGEST_PAUSE,
    ROW_LOST,
    SERVER_ERROR,
    SLOW_PAUSE,
    TOO_LARGE,
    UNSETTLED,
    Operation,
    OperationResult,
    OperationState,
    Pending,
    RowState,
    Shadow,
    files_of,
)
from app.domain.ports import UnitOfWork
from app.protocol.merge import view_of
from app.sync.batch_plan import Row, row_of
from app.sync.connectivity import backoff_s
from app.sync.events import Batch
from app.sync.held_back import close_held_back
from app.sync.rebase import FINAL, after_result, is_incomplete, rebased_version

MOST_DOUBTS = 5
"""So often the server may fail at a lone operation, with no other to compare, before a person is
asked."""

MOST_WAITS = 40
"""So often, over an hour or two, an operation waits for a record that a server which was put back
has lost, before a person is asked."""


class Settling:
    """One batch being settled: what still waits on each record, and its shadow so far."""

    def __init__(self, uow: UnitOfWork, batch: Batch, luck: float) -> None:
        self._uow = uow
        self._luck = luck
        self._waiting: dict[Row, list[Pending]] = {}
        self._shadows: dict[Row, Shadow | None] = {}
        self._know({row_of(operation) for operation in batch.operations})
        self._touched: dict[Row, None] = {}
        self.unanswered = 0
        self.has_news = False

    def hear(self, operation: Operation, result: OperationResult | None) -> None:
        """Take one answer."""
        pending = self._pending(operation)
        if pending is None:
            return  # settled before: an answer that came twice
        match result.status if result else "":
            case "blocked" if result and self._is_orphan(pending, result):
                self.give_up(operation, FALLEN)
            case "blocked" if result and not self._can_send_files(operation, result):
                self.give_up(operation, FILE_MISSING)
            case "retry" | "blocked" if result:
                self._park(pending, result)
            case status if result and status in FINAL:
                self._finish(pending, result)
            case _:
                self.unanswered += 1
                self._uow.outbox.mark([operation.op_id], OperationState.QUEUED)

    def doubt(self, operation: Operation, *, is_sure: bool) -> None:
        """Park an operation at which the server failed alone; after too often, or where it takes
        others, it goes to a person and is tried again by itself: its answer may have been lost on
        the way, so that nobody here knows what became of it."""
        pending = self._pending(operation)
        if pending is None:
            return
        if not is_sure and pending.doubts + 1 < MOST_DOUBTS:
            self._pause(pending, OperationState.RETRY, SERVER_ERROR, is_doubted=True)
        else:
            self._leave_for_long(operation, SERVER_ERROR, _long_pause(pending.doubts))

    def doubt_size(self, operation: Operation) -> None:
        """Leave one that was too large on the way from here to a person, and try it again by
        itself: another way may be wider, or another desk may have sent it."""
        pending = self._pending(operation)
        if pending is not None:
            self._leave_for_long(operation, TOO_LARGE, _long_pause(pending.doubts))

    def give_up(self, operation: Operation, code: str) -> None:
        """Leave an operation that the server never stored to a person, with all that needs it.

        The server cannot answer for what depends on it: it would wait for it for ever.
        """
        lost = [(operation, code)]
        while lost:
            one, why = lost.pop()
            needing = self._uow.outbox.dependants(one.op_id)
            self._know({row_of(one), *(row_of(later.operation) for later in needing)})
            pending = self._pending(one)
            if pending is not None:
                answer = OperationResult(op_id=one.op_id, status="rejected", code=why)
                self._finish(pending, answer)
            lost += [(later.operation, FALLEN) for later in needing]

    def show(self) -> None:
        """Write every record that an answer touched as it now stands."""
        views = [self._view(row) for row in self._touched]
        rows = [view for view in views if view is not None]
        self._uow.apply_rows(rows)
        close_held_back(self._uow, rows)

    def _know(self, rows: set[Row]) -> None:
        new = rows - self._waiting.keys()
        found = self._uow.outbox.of_rows(new)
        for row in new:
            self._waiting[row] = list(found.get(row, ()))
            self._shadows[row] = self._uow.shadows.get(*row)

    def _pending(self, operation: Operation) -> Pending | None:
        waiting = self._waiting.get(row_of(operation), ())
        return next((p for p in waiting if p.operation.op_id == operation.op_id), None)

    def _can_send_files(self, operation: Operation, result: OperationResult) -> bool:
        """Whether this desk has the files the server waits for; then they are sent (again)."""
        if result.code != FILE_MISSING:
            return True
        sent = [self._uow.blobs.mark(one, BlobState.WAITING) for one in files_of(operation)]
        return any(sent)

    def _is_orphan(self, pending: Pending, result: OperationResult) -> bool:
        """Whether the server waits for something that this desk will not send any more."""
        known = self._uow.outbox.get(pending.operation.depends_on)
        is_coming = any(one.state in UNSETTLED for one in known.values())
        return result.code == FALLEN and not is_coming

    def _park(self, pending: Pending, result: OperationResult) -> None:
        is_lost = result.code == ROW_LOST
        if is_lost and pending.doubts + 1 >= MOST_WAITS:
            for later in list(self._waiting[row_of(pending.operation)]):
                if self._pending(later.operation) is not None:  # else it fell with one before
                    self._leave_for_long(later.operation, ROW_LOST, SLOW_PAUSE)
            return
        state = OperationState.BLOCKED if result.status == "blocked" else OperationState.RETRY
        self._pause(pending, state, result.code, is_doubted=is_lost)

    def _pause(
        self, pending: Pending, state: OperationState, code: str, *, is_doubted: bool
    ) -> None:
        pause = timedelta(seconds=backoff_s(pending.attempts, self._luck))
        self._uow.outbox.mark(
            [pending.operation.op_id],
            state,
            code=code,
            next_attempt_at=self._uow.now + pause,
            is_doubted=is_doubted,
        )

    def _leave_for_long(self, operation: Operation, code: str, pause: timedelta) -> None:
        """Leave it to a person, and try it again by itself after a long pause."""
        self.give_up(operation, code)
        self._uow.outbox.mark(
            [operation.op_id],
            OperationState.QUARANTINED,
            code=code,
            next_attempt_at=self._uow.now + pause,
            is_doubted=True,
        )

    def _finish(self, pending: Pending, result: OperationResult) -> None:
        operation = pending.operation
        row = row_of(operation)
        self._uow.outbox.settle(result, _state_after(operation, result))
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
        if operation.kind == "create" and result.status == "rejected" and result.row is None:
            for later in list(self._waiting[row]):  # of a record that will not be
                self.give_up(later.operation, FALLEN)

    def _view(self, row: Row) -> RowState | None:
        shadow, waiting = self._shadows[row], self._waiting[row]
        if shadow is None:
            return None
        if waiting:
            self._uow.shadows.put(shadow)
        else:
            self._uow.shadows.drop(*row)
        return view_of(shadow, waiting)


def _long_pause(doubts: int) -> timedelta:
    """Until what the server failed at so often before is tried again."""
    longer = max(0, doubts + 1 - MOST_DOUBTS)
    return min(LONGEST_PAUSE * 4 ** min(longer, MOST_DOUBTS), SLOW_PAUSE)


def _state_after(operation: Operation, result: OperationResult) -> OperationState:
    """Where a final answer leaves the operation.

    A decision that somebody else took first is over: the conflict shows whose decision counts,
    and nobody has to do anything about this one.
    """
    is_word = operation.action == DISCARD and result.status == "rejected"
    if is_word or result.code == "already_resolved":
        return OperationState.DISCARDED
    if result.status == "conflict":
        return OperationState.CONFLICTED
    if result.status == "rejected":
        return OperationState.QUARANTINED
    return OperationState.ACKED
