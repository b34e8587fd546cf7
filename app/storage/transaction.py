"""The frame of a transaction: its name and state, parts that can fail alone, savepoints, its end.

What is written in it is in unit_of_work.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Self, TypeVar, cast

from app.domain.changes import Changed, ChangeSet, Origin
from app.domain.context import ExecutionContext
from app.domain.declare import Record
from app.domain.errors import (
    AuditTrailBroken,
    InvalidKey,
    ReadOnlyTransaction,
    TransactionAborted,
)
from app.domain.ids import RecordId
from app.domain.ports import AuditSigner
from app.domain.transactions import PLAIN, Isolation, TransactionOptions, TransactionState
from app.protocol.codec import instant_to_wire
from app.storage.as_left import take_over
from app.storage.audit import AuditTrail, Head
from app.storage.commit_feed import Happening
from app.storage.desk_proof import Counted, DeskProof, Tally
from app.storage.enqueue import Enqueuer, Queued
from app.storage.meta import MetaTable
from app.storage.outbox import OutboxQueue, ShadowTable
from app.storage.person import heard_of_whole_person
from app.storage.reader import LocalReader
from app.storage.repository import BATCH_SIZE
from app.storage.row_proof import RowProof
from app.storage.session import Session
from app.storage.writing import Writer, WritingRepository

R = TypeVar("R", bound=Record)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
Ending = AbstractContextManager["LocalTransaction"]


@dataclass(slots=True)
class Progress:
    """What the transaction did so far."""

    changes: set[Changed] = field(default_factory=set[Changed])
    pending_changed: bool = False
    happened: list[Happening] = field(default_factory=list[Happening])
    """What `after` hooks are told of once it is committed."""

    def copy(self) -> Progress:
        """As it stands, to go back to."""
        return replace(self, changes=set(self.changes), happened=list(self.happened))


@dataclass(frozen=True, slots=True)
class Proofs:
    """What proves the records and the desk by the clinic's key; one for all transactions."""

    rows: RowProof
    desk: Tally


@dataclass(frozen=True, slots=True)
class _Point:
    """Where a savepoint was set: what Python knows beside what the database does."""

    name: str
    depth: int
    progress: Progress
    head: Head | None
    state: bytes | None
    counted: Counted
    queued: Queued
    is_gate_open: bool


class LocalTransaction(LocalReader):
    """One transaction of the store, open from the start. See app/domain/ports.py: UnitOfWork."""

    isolation = Isolation.SERIALIZABLE
    """SQLite has no weaker one: readers see one snapshot, and there is one writer at a time."""

    def __init__(
        self,
        session: Session,
        context: ExecutionContext,
        *,
        origin: Origin,
        now: datetime,
        signer: AuditSigner,
        proofs: Proofs,
        next_hlc: Callable[[], str],
        began: Head,
        left: str | None = None,
        is_frozen: bool = False,
        batch_size: int = BATCH_SIZE,
    ) -> None:
        super().__init__(session, signer, None, batch_size)
        self.context = context
        self.now = now
        self.state = TransactionState.ACTIVE
        self._began = began
        self._is_frozen = is_frozen and origin is not Origin.REMOTE
        self._is_excused = False
        """Whether what was written may be written in a frozen store, too."""
        self._proof = DeskProof(session, proofs.desk, began, left)
        self._meta = MetaTable(session, self._proof.moved)
        self.trail = AuditTrail(
            session,
            signer,
            context,
            now,
            take_over=lambda: take_over(session, signer, self.trail, self._meta),
            proof=proofs.rows,
        )
        self._origin = origin
        self._next_hlc = next_hlc
        self._progress = Progress()
        self._points: list[_Point] = []
        self._depth = 0
        self._is_gate_open = False
        self._is_read_only = False
        self._endings: list[Ending] = []

    @cached_property
    def _outbox(self) -> OutboxQueue:
        return OutboxQueue(self._session, self._queue_changed, self._proof.moved)

    @cached_property
    def _enqueuer(self) -> Enqueuer:
        """Made with the first write: most transactions write a look down and queue nothing."""
        return Enqueuer(
            self._session,
            self.context,
            self._outbox,
            ShadowTable(self._session),
            now_wire=instant_to_wire(self.now),
            next_hlc=self._next_hlc,
            is_import=self._origin is Origin.IMPORT,
        )

    @property
    def id(self) -> RecordId:
        """Its name; the operations it queues carry it (tx_id)."""
        return self._enqueuer.tx_id

    @property
    def latest_day(self) -> date:
        """Somewhere on Earth it is already tomorrow: a baby born there today may be kept."""
        return (self.now + timedelta(hours=14)).date()

    @property
    def left(self) -> str | None:
        """The count of what has no events, as it is after it."""
        return self._proof.left

    @property
    def turn(self) -> int | None:
        """Which count of what has no events was kept in it; None for none."""
        return self._proof.turn

    def commit(self) -> None:
        """End a transaction that was begun by `begin`. Raises TransactionAborted when it ended."""
        self._take_ending().__exit__(None, None, None)

    def rollback(self) -> None:
        """Give up a transaction that was begun by `begin`: nothing of it is kept."""
        ending = self._take_ending()
        try:
            ending.__exit__(TransactionAborted, TransactionAborted(), None)
        except TransactionAborted:
            return

    def savepoint(self, name: str) -> None:
        """Mark a place to go back to. Raises InvalidKey for a name that is none or is taken."""
        self.require_writing()
        if not _NAME.fullmatch(name):
            raise InvalidKey("savepoint", "is a name of letters, digits and _")
        if any(point.name == name for point in self._points):
            raise InvalidKey("savepoint", "exists already")
        self._session.run(f'SAVEPOINT "at_{name}"')
        self._points.append(self._mark(name))

    def rollback_to(self, name: str) -> None:
        """Take back everything since a savepoint, which stays. Raises InvalidKey."""
        self.require_writing()
        names = [point.name for point in self._points if point.depth == self._depth]
        if name not in names:
            raise InvalidKey("savepoint", "was not set in this part of the transaction")
        while self._points[-1].name != name:
            self._points.pop()
        self._session.run(f'ROLLBACK TO "at_{name}"')
        self._go_back(self._points[-1])

    @contextmanager
    def nested(self, options: TransactionOptions = PLAIN) -> Generator[Self, None, None]:
        """A part that can fail alone: its writes go back and the rest may still be committed."""
        self._require_active()
        self._depth += 1
        name = f"part_{self._depth}"
        point, could_write = self._mark(name), not self._is_read_only
        self._session.run(f"SAVEPOINT {name}")
        self._is_read_only |= options.read_only
        try:
            with self._session.limited_to(options.timeout_s):
                yield self
                self._session.check_time()
        except BaseException:
            if self._session.raw.in_transaction:
                self._session.run(f"ROLLBACK TO {name}")
            else:  # a full disk, or a time limit, ended the whole
                self.state = TransactionState.ABORTED
            self._go_back(point)
            raise
        finally:
            self._is_read_only = not could_write
            self._points = [one for one in self._points if one.depth < self._depth]
            if self._session.raw.in_transaction:
                self._session.run(f"RELEASE {name}")
            self._depth -= 1

    def finish(self) -> ChangeSet | None:
        """Close the gate and say what is to be published; None when nothing changed.

        Raises AuditTrailBroken for work of people in a frozen store.
        """
        self._require_active()
        if self._is_frozen and not self._is_excused and not self._is_read_only:
            raise AuditTrailBroken
        self._session.check_time()
        is_closed = self._proof.keep(self.trail.head or self._began)
        if self._is_gate_open and not is_closed:
            self._session.run("UPDATE write_gate SET is_open = 0")
        progress = self._progress
        if not progress.changes and not progress.pending_changed:
            return None
        told = heard_of_whole_person(self._session, progress.changes)
        return ChangeSet(frozenset(told), self._origin, progress.pending_changed)

    def records(self, record_type: type[R]) -> WritingRepository[R]:
        """The repository of a record type, which writes, too."""
        found = self._repositories.get(record_type)
        if found is None:
            found = self._repositories[record_type] = WritingRepository(
                cast("Writer", self), self._session, record_type, self._batch_size
            )
        return cast("WritingRepository[R]", found)

    def _has_merges(self) -> bool:
        return True  # what is written in it can merge somebody

    @property
    def happened(self) -> list[Happening]:
        """What `after` hooks are told of once it is committed."""
        return self._progress.happened

    def only_reads(self) -> None:
        """From here on nothing is written."""
        self._is_read_only = True

    def ends_with(self, ending: Ending) -> None:
        """What `commit` and `rollback` end; of a part that was begun, the part."""
        self._endings.append(ending)

    @property
    def is_begun(self) -> bool:
        """Whether it, or a part of it, waits for its `commit` or `rollback`."""
        return bool(self._endings)

    def require_writing(self) -> None:
        """Raise unless something may be written here and now.

        Raises TransactionAborted, ReadOnlyTransaction or TransactionTimeout.
        """
        self._require_active()
        if self._is_read_only or self._proof.is_settled:
            raise ReadOnlyTransaction
        self._session.check_time()

    def _leave_count(self) -> bytes:
        """How the one event of the transaction names the count, which stays; empty for no name."""
        self.trail.begin()  # which can move a fact
        return b"" if self._depth or self._is_gate_open else self._proof.settle()

    def _require_active(self) -> None:
        # Without a transaction every statement would be kept by itself.
        if self.state is not TransactionState.ACTIVE or not self._session.raw.in_transaction:
            raise TransactionAborted

    def _take_ending(self) -> Ending:
        if not self._endings:
            raise TransactionAborted
        return self._endings.pop()

    def _mark(self, name: str) -> _Point:
        return _Point(
            name,
            self._depth,
            self._progress.copy(),
            self.trail.head,
            self.trail.state,
            self._proof.kept(),
            self._enqueuer.queued.copy(),
            self._is_gate_open,
        )

    def _go_back(self, point: _Point) -> None:
        self._progress = point.progress.copy()
        self.trail.head, self.trail.state = point.head, point.state
        self._proof.go_back(point.counted)
        self._enqueuer.queued = point.queued.copy()
        self._is_gate_open = point.is_gate_open

    def _open_gate(self) -> None:
        if not self._is_gate_open:
            self.trail.begin()
            self._session.run("UPDATE write_gate SET is_open = 1")
            self._is_gate_open = True

    def _queue_changed(self) -> None:
        self._progress.pending_changed = True
