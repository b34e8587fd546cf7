"""What services and sync need from storage and security, as protocols (the remote's are in
remote_ports.py).

`bootstrap` hands them the real objects. Everything here is synchronous and runs on a database
thread.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from enum import IntEnum
from typing import Any, Protocol, TypeVar

from app.domain.changes import ChangeSet, Origin
from app.domain.context import ExecutionContext
from app.domain.conversations import LastSaid, ThreadFilter
from app.domain.day_visit import DayVisit
from app.domain.declare import Record
from app.domain.desk_ports import AtServer, AuditReading, Drafts, ImportSources, Shadows
from app.domain.errors import PermissionDenied
from app.domain.file_ports import Blobs
from app.domain.ids import PractitionerId, RecordId, RoomId, UserId
from app.domain.ledger import Account, Owed
from app.domain.operations import Pending, QueueCounts, RowState
from app.domain.query import Page, Query
from app.domain.queue_ports import Outbox
from app.domain.record_ports import Repository, WritingRepository
from app.domain.relations import Circle
from app.domain.report_ports import SumsReader
from app.domain.snapshot_ports import AfterSome, RowLoading, TypeSum

R = TypeVar("R", bound=Record)
T = TypeVar("T")


class Clock(Protocol):
    """The time. Tests, the demo and the simulator bring their own."""

    def now(self) -> datetime:
        """The present instant, aware, UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds from an arbitrary start; never goes back."""
        ...


class Random(Protocol):
    """Randomness for retry delays; seeded in tests."""

    def uniform(self, low: float, high: float) -> float:
        """A number between low and high."""
        ...


class Reader(SumsReader, Protocol):
    """One consistent look at the database; see Repository."""

    def sums(self) -> tuple[str, Mapping[str, TypeSum]]:
        """The cursor, and what the server's word on every record type comes to here. Slow."""
        ...

    def records(self, record_type: type[R]) -> Repository[R]:
        """The repository of a record type."""
        ...

    def find_all(self, queries: Sequence[Query[Any]]) -> tuple[Page[Any], ...]:
        """A page for each of several questions, as `find` gives it, asked in one go."""
        ...

    @property
    def drafts(self) -> Drafts:
        """Unfinished forms."""
        ...

    @property
    def blobs(self) -> Blobs:
        """The files on this desk's disk."""
        ...

    @property
    def audit(self) -> AuditReading:
        """The audit trail of this desk."""
        ...

    @property
    def at_server(self) -> AtServer:
        """What is not on this desk any more."""
        ...

    def person(self, patient_id: RecordId) -> tuple[RecordId, ...]:
        """All records of the person a patient's record is of (domain/merging.py), the one that
        goes on being used first."""
        ...

    def people(self) -> Mapping[RecordId, frozenset[RecordId]]:
        """Everybody of whom there is more than one record, by each of the records."""
        ...

    def search_patients(self, text: str, *, limit: int = 50) -> tuple[RecordId, ...]:
        """Patients that match what was typed: names in any order by prefix, accents folded; the
        last digits of a phone; a birth date in any usual format; an MRN or other identifier.
        Best matches first; every word must match."""
        ...

    def cares_for(self, context: ExecutionContext, patient_id: RecordId) -> bool:
        """Whether a patient is in the acting user's care: theirs by record, or with a visit that
        somebody else booked and that was not called off."""
        ...

    def in_care(self, context: ExecutionContext) -> frozenset[RecordId]:
        """Every patient in the acting user's care, by the rule of `cares_for`."""
        ...

    def account(self, patient_id: RecordId, currency: str) -> Account:
        """The sums of a patient's account, in minor units of the currency; nothing is stored."""
        ...

    def balances(self, currency: str) -> Mapping[RecordId, int]:
        """What every patient owes (below zero: has with the clinic) whose account is not even, in
        minor units."""
        ...

    def owed(self, currency: str) -> tuple[Owed, ...]:
        """Every charge of the clinic that still owes something. Reads the whole ledger."""
        ...

    def connections(self, patient_id: RecordId, *, steps: int = 2) -> Circle:
        """Whom a patient is connected to within 1–4 steps, the nearest first, and through what.

        At most 500, and it says when there are more. Raises InvalidValue for another number of
        steps.
        """
        ...

    def visits_between(
        self,
        begins_at: datetime,
        ends_at: datetime,
        *,
        practitioner_id: PractitionerId | None = None,
        room_id: RoomId | None = None,
    ) -> tuple[DayVisit, ...]:
        """The visits in a stretch of time, by start, with names and marks; of one practitioner or
        room where it is given. A visit over midnight belongs to both its days.
        """
        ...

    def thread_ids(self, wanted: ThreadFilter, user_id: UserId) -> tuple[RecordId, ...]:
        """Conversations of a box, the newest first; the filter's words are not looked at."""
        ...

    def last_said(
        self, thread_ids: Sequence[RecordId], user_id: UserId
    ) -> Mapping[RecordId, LastSaid]:
        """The newest message of conversations, and how much of each somebody has not read."""
        ...

    def unread(self, user_id: UserId, patient_id: RecordId | None = None) -> int:
        """Messages somebody has not read of what concerns them, to a limit; or of one patient."""
        ...

    def pending(self, *, limit: int = 500, after: int = 0) -> tuple[Pending, ...]:
        """Operations not settled yet or needing a person, oldest first, after a place (n)."""
        ...

    def needing(self) -> tuple[Pending, ...]:
        """Operations that need a person, oldest first, wherever they stand in the queue."""
        ...

    def queue_counts(self) -> QueueCounts:
        """The queue at a glance."""
        ...

    def has_pending(self, entity: str, row_id: RecordId) -> bool:
        """Whether a record has changes the server has not acknowledged."""
        ...

    def rows_with_pending(self, entity: str, *, besides: str = "") -> frozenset[RecordId]:
        """Records of a type that have changes the server has not acknowledged; those of nothing
        besides this one field do not count."""
        ...


class SyncMeta(Protocol):
    """Small facts of the synchronisation: cursor, epoch, schema, clock offset."""

    def get(self, key: str) -> str | None:
        """A fact, or None."""
        ...

    def set(self, key: str, value: str | None) -> None:
        """Keep a fact; None forgets it."""
        ...


class UnitOfWork(Reader, Protocol):
    """One transaction: rows, audit and outbox commit together or not at all.

    A context manager: leaving it commits and publishes one ChangeSet; an exception rolls back.
    """

    context: ExecutionContext
    now: datetime
    """The instant every row of this unit of work is stamped with."""

    def records(self, record_type: type[R]) -> WritingRepository[R]:
        """The repository of a record type, which writes, too."""
        ...

    def add(self, record: R, *, reason: str = "") -> R:
        """Create a record. Raises InvalidValue or DuplicateRecord."""
        ...

    def save(self, record: R, *, action: str = "", reason: str = "") -> R:
        """Write a record that was read from this store and changed with `replace`.

        Returns it as stored; writes nothing when nothing changed. Raises InvalidValue,
        RecordNotFound, or StaleVersion when the stored record moved on since it was read.
        """
        ...

    def delete(self, record_type: type[Record], record_id: RecordId, *, reason: str = "") -> None:
        """Turn a record into a tombstone. Raises RecordNotFound."""
        ...

    def restore(
        self,
        record_type: type[R],
        record_id: RecordId,
        *,
        reason: str = "",
        values: Mapping[str, object] | None = None,
    ) -> R:
        """Bring a tombstone back as the server last held it. Raises RecordNotFound.

        values are fields this desk knows better than its tombstone does.
        """
        ...

    def note(
        self,
        action: str,
        *,
        entity: str = "",
        row_id: RecordId | None = None,
        patient_id: RecordId | None = None,
        result_count: int | None = None,
        fields: Sequence[str] = (),
        subjects: Sequence[RecordId] = (),
        term: str = "",
        is_all: bool = False,
    ) -> None:
        """Add an audit event that is not a row change (a look, an import, a sign-in).

        subjects lists the patients it showed; of a search term only a keyed hash is kept. is_all
        says that nothing else is written in the transaction, which then costs the least: anything
        more raises ReadOnlyTransaction.
        """
        ...

    def deny(self, denial: PermissionDenied) -> None:
        """Put a denial into the audit trail."""
        ...

    def apply_rows(self, rows: Sequence[RowState], after_some: AfterSome = bool) -> None:
        """Write the server's rows as they are, with no outbox row (origin REMOTE only).

        Newer unknown record types are kept aside; nothing else is decided here. after_some is
        called after some rows each time; it may raise to give up.
        """
        ...

    @property
    def outbox(self) -> Outbox:
        """The queue."""
        ...

    @property
    def shadows(self) -> Shadows:
        """The server's last word on records with pending operations."""
        ...

    @property
    def meta(self) -> SyncMeta:
        """Facts of the synchronisation."""
        ...

    @property
    def loading(self) -> RowLoading:
        """Writing a whole clinic's rows at once (origin REMOTE only)."""
        ...

    @property
    def import_sources(self) -> ImportSources:
        """What imports wrote last (origin IMPORT only)."""
        ...


class UnitOfWorkFactory(Protocol):
    """Opens units of work; call it on the writer thread."""

    def __call__(
        self, context: ExecutionContext, *, origin: Origin = Origin.LOCAL
    ) -> AbstractContextManager[UnitOfWork]:
        """A new unit of work; inside an open one, a part of it that can fail alone.

        A part has the whole's context and origin: asking for others raises ValueError.
        """
        ...


class Priority(IntEnum):
    """What the writer thread does first."""

    EDIT = 0
    SYNC = 1
    BULK = 2


class DatabaseThreads(Protocol):
    """The writer thread and the reader pool. Futures are concurrent.futures.Future."""

    async def write(self, work: Callable[[], T], *, priority: Priority = Priority.EDIT) -> T:
        """Run on the writer thread; edits pass ahead of sync and bulk work."""
        ...

    async def read(self, work: Callable[[Reader], T]) -> T:
        """Run on a reader connection beside the writer."""
        ...

    async def read_noted(
        self, note: Callable[[Callable[[], None]], object], read: Callable[[Reader], T]
    ) -> T:
        """Read what may be seen only once a note of it is written.

        note runs on the writer thread and calls what it is handed when all but the disk's part is
        done: the reading begins then, beside it. What was read is handed out once both are done;
        a note that fails is the failure.
        """
        ...

    def is_wanted(self) -> bool:
        """Whether an edit waits for the writer thread; for long work that can be given up."""
        ...


class ChangePublisher(Protocol):
    """The commit feed: cache first, then listeners, on the thread that committed."""

    def subscribe(self, listener: Callable[[ChangeSet], None]) -> Callable[[], None]:
        """Hear every ChangeSet; the returned function ends the subscription."""
        ...


class KeyStore(Protocol):
    """A place of the operating system for small secrets."""

    @property
    def name(self) -> str:
        """Which backend this is, for messages and `doctor`."""
        ...

    def get(self, key: str) -> bytes | None:
        """The secret, or None. Raises KeyringUnavailable."""
        ...

    def set(self, key: str, value: bytes) -> None:
        """Keep a secret and read it back. Raises KeyringUnavailable."""
        ...

    def delete(self, key: str) -> None:
        """Forget a secret; a missing one is fine."""
        ...


class AuditSigner(Protocol):
    """Computes the keyed part of the audit chain."""

    def mac(self, previous: bytes, canonical: bytes) -> bytes:
        """HMAC-SHA256 over the previous value and this row, with the clinic's audit key."""
        ...

    def key(self, purpose: bytes, name: bytes) -> bytes:
        """A key for one purpose, made of the clinic's: `mac` of the two, remembered."""
        ...

    def fits(self, seq: int, previous: bytes, canonical: bytes, mac: object) -> bool:
        """Whether a kept value is the one of this row, under the key of the row's time."""
        ...

    def earlier(self) -> Sequence[AuditSigner]:
        """Signers under the keys of before key rotations, the latest first."""
        ...

    def term(self, text: str) -> str:
        """A keyed hash of a search term, so that terms can be compared but not read."""
        ...
