"""What sync and services need of the queue of operations. See ports.py."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from app.domain.ids import RecordId
from app.domain.operations import (
    Operation,
    OperationResult,
    OperationState,
    Pending,
    RowState,
)


class Outbox(Protocol):
    """The queue of operations, inside a unit of work of origin REMOTE."""

    appended: list[str]
    """What this unit of work queued, by identifier."""

    def due(self, now: datetime, *, limit: int, after: int = 0) -> tuple[Pending, ...]:
        """Queued, retry-due and blocked operations in the order they were made.

        after is the place (n) of the last one already seen. An instant further away than the
        longest pause comes from a clock that was set back since: it counts as reached.
        """
        ...

    def get(self, op_ids: Iterable[str]) -> dict[str, Pending]:
        """Operations by identifier."""
        ...

    def of_row(self, entity: str, row_id: RecordId) -> tuple[Pending, ...]:
        """Unsettled operations on a record, oldest first."""
        ...

    def of_rows(
        self, rows: Iterable[tuple[str, RecordId]]
    ) -> dict[tuple[str, RecordId], list[Pending]]:
        """Unsettled operations on several records at once."""
        ...

    def mark(
        self,
        op_ids: Iterable[str],
        state: OperationState,
        *,
        code: str = "",
        next_attempt_at: datetime | None = None,
        count_attempt: bool = False,
        is_doubted: bool = False,
    ) -> None:
        """Move operations to a state; count_attempt adds one to their attempts, is_doubted one to
        how often they failed alone."""
        ...

    def settle(self, result: OperationResult, state: OperationState) -> None:
        """Keep the server's answer and move the operation to its final state."""
        ...

    def merge(self, whole: Operation, merged: Sequence[str]) -> None:
        """Let a never sent operation say what later ones said; they end as it ends."""
        ...

    def restate(self, operation: Operation) -> None:
        """Let a never sent operation say this, on this base and made at this time."""
        ...

    def note_sent(self, op_ids: Iterable[str] | None = None) -> None:
        """Take operations for such as may have reached the server; None: all that are not over."""
        ...

    def supersede(self, op_id: str, by: str) -> None:
        """Let go of an operation in favour of the one that a person sends instead."""
        ...

    def requeue(self, op_ids: Iterable[str]) -> tuple[RowState, ...]:
        """Put operations back that a person had to see to; their records as they then show."""
        ...

    def tell(self, operation: Operation, patient_id: RecordId | None) -> None:
        """Queue a word to the server that changes no record."""
        ...

    def outlive(self, *, is_new: bool) -> None:
        """What waits was made upon versions of a life of the server that is over; is_new: the next
        one begins."""
        ...

    def next_revival_at(self) -> datetime | None:
        """When the first operation that a person has to see to is tried by itself again."""
        ...

    def overdue(self, now: datetime) -> tuple[Pending, ...]:
        """Operations a person has to see to that are due to be tried by themselves again."""
        ...

    def fallen_with(self, op_id: str) -> tuple[Pending, ...]:
        """Operations that ended with a person because this one did, and theirs, oldest first."""
        ...

    def is_held_down(self, pending: Pending) -> bool:
        """Whether an operation fell with another one that still waits for a person."""
        ...

    def rebase(self, op_id: str, base_version: int) -> None:
        """Set the server version a not yet sent operation stands on."""
        ...

    def dependants(self, op_id: str) -> tuple[Pending, ...]:
        """Unsettled operations that depend on this one, oldest first."""
        ...

    def release(self) -> None:
        """Put what is marked as on its way back into the queue."""
        ...

    def end_pauses(self) -> None:
        """Let everything that waits for its next attempt go at once."""
        ...

    def next_due_at(self, now: datetime) -> datetime | None:
        """When the first operation that waits for its next attempt may go; None: none waits."""
        ...
