"""Writing through a Repository: every write is the unit of work's own, in parts that can fail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Protocol, TypeVar

from app.domain.batches import (
    BatchResult,
    ClearRecords,
    DeleteRecord,
    Operation,
    Outcome,
    OutcomeState,
    SetRecord,
)
from app.domain.context import ExecutionContext
from app.domain.declare import Record
from app.domain.errors import (
    ClinicError,
    DuplicateRecord,
    InvalidTransition,
    InvalidValue,
    PermissionDenied,
    RecordNotFound,
    StaleVersion,
)
from app.domain.ids import RecordId
from app.domain.indexes import IndexField
from app.domain.permissions import Permission, decide
from app.domain.query import Query
from app.schema.compile import compile_walk
from app.storage.indexes import create_index, drop_index
from app.storage.repository import BATCH_SIZE, STREAMED, LocalRepository
from app.storage.row_codec import DELETED, ID
from app.storage.session import Session, first_of

R = TypeVar("R", bound=Record)
MOST_OPERATIONS = 10_000
KEY_BYTES = 16
_REFUSALS = (
    InvalidValue,
    InvalidTransition,
    PermissionDenied,
    RecordNotFound,
    StaleVersion,
    DuplicateRecord,
)
"""What is wrong with one operation; anything else ends the whole unit of work."""


class Writer(Protocol):
    """What is asked of the unit of work."""

    context: ExecutionContext

    def add(self, record: R, *, reason: str = "") -> R:
        """Create a record."""
        ...

    def add_many(self, records: Sequence[R], *, reason: str = "") -> tuple[R, ...]:
        """Create several records, written together; all or none."""
        ...

    def save(self, record: R, *, action: str = "", reason: str = "") -> R:
        """Write a changed record."""
        ...

    def delete(self, record_type: type[Record], record_id: RecordId, *, reason: str = "") -> None:
        """Turn a record into a tombstone."""
        ...

    def restore(self, record_type: type[R], record_id: RecordId, *, reason: str = "") -> R:
        """Bring a tombstone back."""
        ...

    def deny(self, denial: PermissionDenied) -> None:
        """Put a denial into the audit trail."""
        ...

    def nested(self) -> AbstractContextManager[object]:
        """A part that can fail alone."""
        ...


class _TakenBack(Exception):
    """Ends a batch of which something failed."""


def _taken_back(outcome: Outcome) -> Outcome:
    is_lost = outcome.state is OutcomeState.DONE
    return replace(outcome, state=OutcomeState.TAKEN_BACK) if is_lost else outcome


class WritingRepository(LocalRepository[R]):
    """See app/domain/record_ports.py: WritingRepository."""

    def __init__(
        self,
        writer: Writer,
        session: Session,
        record_type: type[R],
        batch_size: int = BATCH_SIZE,
    ) -> None:
        super().__init__(session, record_type, None, batch_size)
        self._writer = writer

    def values(self, query: Query[R] | None = None) -> Iterator[R]:
        """Every record, one by one: those that match when the first is asked for. What is written
        meanwhile brings none of them twice, and nothing new. Holds 16 bytes for each."""
        return self._as_found(query or Query(self._type))

    def _as_found(self, query: Query[R]) -> Iterator[R]:
        keys = self._keys(query)
        size = STREAMED * KEY_BYTES
        for at in range(0, len(keys), size):
            yield from self._read(keys[at : at + size], query)

    def _keys(self, query: Query[R]) -> bytearray:
        """The identifiers, one behind the other: an order by what is written never ends else."""
        statement = compile_walk(self._whole(query))
        cursor = self._session.run(statement.text, statement.values)
        keys = bytearray()
        while (row := first_of(cursor)) is not None:
            keys += row[ID]
        return keys

    def _read(self, packed: bytearray, query: Query[R]) -> tuple[R, ...]:
        keys = [bytes(packed[at : at + KEY_BYTES]) for at in range(0, len(packed), KEY_BYTES)]
        marks = ", ".join("?" * len(keys))
        rows = self._session.all(f"{self._codec.select} WHERE id IN ({marks})", keys)
        with_deleted = query.include_deleted and not query.words
        found = {row[ID]: row for row in rows if with_deleted or row[DELETED] is None}
        return self._heard(self._codec.to_records([found[one] for one in keys if one in found]))

    def set(self, record: R, *, reason: str = "") -> R:
        """Keep a record: make it, or write it over the one it was read as."""
        self._require_own(record)
        stored = self.get(record.id, include_deleted=True)
        if stored is None:
            return self._writer.add(record, reason=reason)
        if stored.deleted_at is None:
            return self._writer.save(record, reason=reason)
        if (record.version, record.updated_at) != (stored.version, stored.updated_at):
            raise StaleVersion(self._codec.table, record.id)
        back = self._writer.restore(self._type, record.id, reason=reason)
        wanted = replace(record, updated_at=back.updated_at, deleted_at=None)
        return back if wanted == back else self._writer.save(wanted, reason=reason)

    def delete(self, record_id: RecordId, *, reason: str = "") -> bool:
        """Turn a record into a tombstone; whether there was one."""
        if not self.has(record_id):
            return False
        self._writer.delete(self._type, record_id, reason=reason)
        return True

    def clear(self) -> None:
        """Always raises: what is synchronised is never emptied at one desk."""
        raise InvalidValue("entity", "is synchronised: its records are deleted one by one")

    def set_many(self, records: Iterable[R], *, reason: str = "") -> tuple[R, ...]:
        """Keep several records; all or none."""
        with self._writer.nested():
            return tuple(self.set(one, reason=reason) for one in records)

    def delete_many(self, record_ids: Iterable[RecordId], *, reason: str = "") -> int:
        """Delete several records, all or none; how many there were."""
        with self._writer.nested():
            return sum(self.delete(one, reason=reason) for one in dict.fromkeys(record_ids))

    def bulk_create(self, records: Iterable[R], *, reason: str = "") -> tuple[R, ...]:
        """Make several records; all or none."""
        made = tuple(records)
        self._require_own(*made)
        return self._writer.add_many(made, reason=reason)

    def batch(self, operations: Sequence[Operation[R]]) -> BatchResult:
        """Do several things, all or none, and say what became of each."""
        if len(operations) > MOST_OPERATIONS:
            raise InvalidValue("operations", f"are more than {MOST_OPERATIONS}")
        outcomes: list[Outcome] = []
        try:
            with self._writer.nested():
                outcomes += [self._outcome(one) for one in operations]
                if any(one.error for one in outcomes):
                    raise _TakenBack
        except _TakenBack:
            self._keep_denials(outcomes)
            return BatchResult(is_done=False, outcomes=tuple(map(_taken_back, outcomes)))
        return BatchResult(is_done=True, outcomes=tuple(outcomes))

    def create_index(self, name: str, fields: Sequence[IndexField]) -> str:
        """Make an index for administrators' own questions; its full name."""
        self._ask_for_indexes()
        return create_index(self._session, self._codec.spec, name, fields)

    def drop_index(self, name: str) -> bool:
        """Remove an index made with create_index; whether there was one."""
        self._ask_for_indexes()
        return drop_index(self._session, self._codec.spec, name)

    def _outcome(self, operation: Operation[R]) -> Outcome:
        key = None
        state = OutcomeState.DONE
        error: ClinicError | None = None
        try:
            with self._writer.nested():
                if isinstance(operation, SetRecord):
                    key = operation.record.id
                    self.set(operation.record, reason=operation.reason)
                elif isinstance(operation, DeleteRecord):
                    key = operation.key
                    if not self.delete(key, reason=operation.reason):
                        state = OutcomeState.NOTHING_THERE
                elif type(operation) is ClearRecords:
                    self.clear()
                else:
                    raise InvalidValue("operation", "is of an unknown kind")
        except _REFUSALS as refusal:
            state, error = OutcomeState.FAILED, refusal
        return Outcome(key, state, error)

    def _require_own(self, *records: Record) -> None:
        if not set(map(type, records)) <= {self._type}:
            raise InvalidValue("record", "is of another type")

    def _keep_denials(self, outcomes: Sequence[Outcome]) -> None:
        """What was denied stands in the audit trail though all of it was taken back."""
        for one in outcomes:
            if isinstance(one.error, PermissionDenied):
                self._writer.deny(one.error)

    def _ask_for_indexes(self) -> None:
        role = self._writer.context.role
        if not decide(role, Permission.CLINIC_EDIT).is_allowed:
            raise PermissionDenied(Permission.CLINIC_EDIT, role, entity=self._codec.table)
