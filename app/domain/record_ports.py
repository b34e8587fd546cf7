"""The Repository: everything that can be asked of one record type, and inside a unit of work
everything that can be done with it. One object, under the names the field uses for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol, TypeVar

from app.domain.aggregate import Aggregate
from app.domain.batches import BatchResult, Operation
from app.domain.declare import Record
from app.domain.ids import RecordId
from app.domain.indexes import Index, IndexField, Plan
from app.domain.query import Hit, Page, Query

R = TypeVar("R", bound=Record)


class Repository(Protocol[R]):
    """Read one record type on one database connection."""

    def get(self, record_id: RecordId, *, include_deleted: bool = False) -> R | None:
        """The record, or None."""
        ...

    def get_many(self, record_ids: Iterable[RecordId]) -> dict[RecordId, R]:
        """Those of the records that exist, by identifier."""
        ...

    def has(self, record_id: RecordId) -> bool:
        """Whether a live record has this identifier."""
        ...

    def exists(self, record_id: RecordId) -> bool:
        """Whether a live record has this identifier."""
        ...

    def size(self) -> int:
        """How many live records there are."""
        ...

    def keys(self, query: Query[R] | None = None) -> Iterator[RecordId]:
        """Every identifier, one by one in constant memory; of a query's matches if one is given."""
        ...

    def values(self, query: Query[R] | None = None) -> Iterator[R]:
        """Every record, one by one in constant memory; a limit of one's own ends it.

        In a unit of work those that match when the first is asked for, whatever is written
        meanwhile; 16 bytes are held for each.
        """
        ...

    def entries(self, query: Query[R] | None = None) -> Iterator[tuple[RecordId, R]]:
        """Every identifier with its record, one by one in constant memory."""
        ...

    def find(self, query: Query[R]) -> Page[R]:
        """One keyset page of the records that match."""
        ...

    def find_one(self, query: Query[R]) -> R | None:
        """The first record that matches, or None."""
        ...

    def find_many(self, query: Query[R]) -> tuple[R, ...]:
        """The records that match: up to the limit, or all of them where none is named."""
        ...

    def hits(self, query: Query[R]) -> tuple[Hit[R], ...]:
        """What full text finds, each with its score."""
        ...

    def rows(self, query: Query[R], fields: Sequence[str] = ()) -> list[tuple[Any, ...]]:
        """The page's values of some fields (or the query's select), in the fields' order.

        Lighter than whole records; the page ends at the limit (1–1000) without a next key.
        """
        ...

    def ids(self, query: Query[R]) -> tuple[RecordId, ...]:
        """Identifiers of all records that match, in order (limit and after are ignored)."""
        ...

    def count(self, query: Query[R]) -> int:
        """How many records match (limit and after are ignored)."""
        ...

    def aggregate(self, asked: Aggregate[R]) -> tuple[dict[str, Any], ...]:
        """The lines of a pipeline, each by name."""
        ...

    def list_indexes(self) -> tuple[Index, ...]:
        """Every index of the record type with what it holds; takes a moment on many records."""
        ...

    def explain(self, query: Query[R]) -> Plan:
        """How a query would be answered."""
        ...


class WritingRepository(Repository[R], Protocol[R]):
    """Read and write one record type inside a unit of work; each write is checked, audited and
    queued like any other, and the unit of work publishes one ChangeSet for all of them."""

    def set(self, record: R, *, reason: str = "") -> R:
        """Keep a record: make it, or write it over the one it was read as (base version).

        A tombstone comes back. Raises InvalidValue, PermissionDenied, StaleVersion.
        """
        ...

    def delete(self, record_id: RecordId, *, reason: str = "") -> bool:
        """Turn a record into a tombstone; whether there was one."""
        ...

    def clear(self) -> None:
        """Always raises InvalidValue: synchronised records go one by one."""
        ...

    def set_many(self, records: Iterable[R], *, reason: str = "") -> tuple[R, ...]:
        """Keep several records; all or none."""
        ...

    def delete_many(self, record_ids: Iterable[RecordId], *, reason: str = "") -> int:
        """Delete several records, all or none; how many there were."""
        ...

    def bulk_create(self, records: Iterable[R], *, reason: str = "") -> tuple[R, ...]:
        """Make several records; all or none. Raises DuplicateRecord, InvalidValue."""
        ...

    def batch(self, operations: Sequence[Operation[R]]) -> BatchResult:
        """Do several things, all or none, and say what became of each."""
        ...

    def create_index(self, name: str, fields: Sequence[IndexField]) -> str:
        """Make an index on fields for administrators' own questions; its full name."""
        ...

    def drop_index(self, name: str) -> bool:
        """Remove an index made with create_index; whether there was one."""
        ...
