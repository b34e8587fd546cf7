"""The local store: the one door to the encrypted database."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from app.domain.audit import AuditAction
from app.domain.changes import ChangeSet, Origin
from app.domain.context import ExecutionContext
from app.domain.declare import Keeping, entities
from app.domain.errors import (
    ClinicError,
    DeadlockDetected,
    PermissionDenied,
    StorageBusy,
    TransactionAborted,
    TransactionTimeout,
)
from app.domain.ids import WorkstationId
from app.domain.ports import AuditSigner, Clock
from app.domain.transactions import PLAIN, TransactionOptions, TransactionState
from app.schema.types import from_microseconds, to_microseconds
from app.schema.upgrade import LOCAL_HEAD, upgrade_local
from app.storage.as_left import PAGE, after_upgrade, before_upgrade, verify_rows
from app.storage.audit import Head, read_head, read_mac, verify_chain
from app.storage.bulk import BulkUnitOfWork
from app.storage.cache import RecordCache
from app.storage.cache_view import committing, look
from app.storage.commit_feed import CommitFeed, Happening
from app.storage.counters import ErrorCounters
from app.storage.database import BUSY_TIMEOUT_MS, Database
from app.storage.desk_proof import Part, Tally, left_by, misfits, turn_of
from app.storage.loading import restore_indexes
from app.storage.outbox import end_pauses, requeue_interrupted
from app.storage.reader import LocalReader
from app.storage.row_proof import RowProof
from app.storage.session import Session
from app.storage.statistics import StoreStatistics, read_statistics
from app.storage.transaction import Proofs

_ANEW = (AuditAction.RESTORED, AuditAction.AUDIT_TRAIL_ACCEPTED)
BEGUN_LASTS_S = 300.0
"""A transaction that is begun by hand, unless it says otherwise."""
_TICK = timedelta(microseconds=1)
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.05, 1.0
T = TypeVar("T")


class LocalStore:
    """Hands out units of work and readers. Brings the database to the newest schema when made."""

    def __init__(
        self,
        database: Database,
        *,
        clock: Clock,
        signer: AuditSigner,
        workstation_id: WorkstationId,
        cache: RecordCache | None = None,
    ) -> None:
        self.database = database
        self.cache = cache
        """Rows in memory; None where nothing is kept."""
        self.feed = CommitFeed()
        self._clock = clock
        self._signer = signer
        self.errors = ErrorCounters(self.feed)
        """What went wrong since the store was opened, by code."""
        self._writer = database.writer
        self._writer.feed = self.feed
        self._lock = threading.RLock()
        self._current: BulkUnitOfWork | None = None
        self._terms: tuple[ExecutionContext, Origin] | None = None
        self._last_now: datetime | None = None
        self._device = workstation_id[-8:]
        self._proofs = Proofs(RowProof(signer), Tally(signer))
        self._prepare()
        self._hlc = self._last_hlc()
        self.audit_head: Head = read_head(self._writer)
        """Where the audit trail ended at the last commit."""
        self.turn = turn_of(self._writer, signer)
        """How often the count of what has no events was kept."""
        self._left: str | None = left_by(self._writer, signer)
        self._is_frozen = False

    @contextmanager
    def unit_of_work(
        self,
        context: ExecutionContext,
        *,
        origin: Origin = Origin.LOCAL,
        options: TransactionOptions = PLAIN,
    ) -> Generator[BulkUnitOfWork, None, None]:
        """One transaction; inside an open one, a part of it that can fail alone.

        A part has the whole's context and origin. Raises ValueError when asked for others, and
        AuditTrailBroken for work of people in a frozen store.
        """
        with self._lock:
            self._end_forgotten()
            if self._current is not None:
                if (context, origin) != self._terms:
                    raise ValueError("a part of a unit of work has its context and origin")
                with (
                    self._noting_denials(self._current),
                    self._current.nested(options) as uow,
                ):
                    yield uow
                return
            outcome: list[tuple[ChangeSet, list[Happening]]] = []
            try:
                with self._outermost(context, origin, outcome, options) as uow:
                    yield uow
            except PermissionDenied as denial:
                with self._outermost(context, Origin.REMOTE, outcome, PLAIN) as uow:
                    uow.deny(denial)
                raise
            except ClinicError as error:
                self.feed.failed(error)
                if isinstance(error, TransactionTimeout):
                    self.database.queries.broken_off()
                raise
        for changes, happened in outcome:
            for happening in happened:
                self.feed.tell(happening)
            self.feed.publish(changes)

    def begin(
        self,
        context: ExecutionContext,
        *,
        origin: Origin = Origin.LOCAL,
        options: TransactionOptions = PLAIN,
    ) -> BulkUnitOfWork:
        """Open a transaction that its own commit() or rollback() ends, on the same thread.

        One that nobody ends is given up with the first work after its time (timeout_s, or five
        minutes), and nothing of it is kept.
        """
        if options.timeout_s is None:
            options = replace(options, timeout_s=BEGUN_LASTS_S)
        ending = self.unit_of_work(context, origin=origin, options=options)
        uow = ending.__enter__()
        uow.ends_with(ending)
        return uow

    def transaction(
        self,
        context: ExecutionContext,
        work: Callable[[BulkUnitOfWork], T],
        *,
        origin: Origin = Origin.LOCAL,
        options: TransactionOptions = PLAIN,
    ) -> T:
        """Do all of the work in one transaction, and all of it again when something was in the way.

        Raises StorageBusy once that has happened options.retries times more.
        """
        is_part = self._current is not None
        for attempt in range(options.retries):
            try:
                with self.unit_of_work(context, origin=origin, options=options) as uow:
                    return work(uow)
            except (StorageBusy, DeadlockDetected):
                if is_part:  # the whole has to be done again
                    raise
                self.database.queries.tried_again()
            time.sleep(min(_FIRST_PAUSE_S * 2**attempt, _LONGEST_PAUSE_S))
        with self.unit_of_work(context, origin=origin, options=options) as uow:
            return work(uow)

    @property
    def signer(self) -> AuditSigner:
        """What signs the audit trail here."""
        return self._signer

    @contextmanager
    def reader(self, *, timeout_s: float | None = None) -> Generator[LocalReader, None, None]:
        """One consistent look at the database, on a connection beside the writer.

        A look that takes longer than timeout_s raises TransactionTimeout.
        """
        size = self.database.queries.options.batch_size
        with self.database.reading() as session:
            session.feed = self.feed
            reader = LocalReader(session, self._signer, look(self.cache, session), size)
            try:
                with session.limited_to(timeout_s):
                    yield reader
            except ClinicError as error:
                self.feed.failed(error)
                raise
            finally:
                reader.end()

    def read(self, work: Callable[[LocalReader], T]) -> T:
        """Read within the limits of the query manager. Raises TransactionTimeout, StorageBusy."""
        return self.database.queries.read(lambda limit: self.reader(timeout_s=limit), work)

    def statistics(self) -> StoreStatistics:
        """What `doctor` shows."""
        with self.database.reading() as session:
            return read_statistics(session)

    def verify_audit(self) -> int | None:
        """The seq of the first audit row that does not fit the chain; None when all fit."""
        with self.database.reading() as session:
            return verify_chain(session, self._signer)

    def verify_rows(self, *, page: int = PAGE, after_page: Callable[[], object] = bool) -> bool:
        """Whether every record is as the audit trail left it; a replayed old page is not.

        after_page is called after so many rows each time; it may wait.
        """
        with self.database.reading() as session:
            return verify_rows(session, self._signer, page=page, after_page=after_page)

    def verify_desk(self, parts: Sequence[Part] = tuple(Part)) -> set[str]:
        """The parts of the desk beside its records that are not as it left them."""
        with self.database.reading() as session:
            return misfits(session, self._signer, parts)

    def audit_mac(self, seq: int) -> bytes | None:
        """The MAC of one audit row, or None where there is no such row."""
        with self.database.reading() as session:
            return read_mac(session, seq)

    def trail_begins_anew(self) -> tuple[int, datetime] | None:
        """The last event from which on the trail is another story, and when: a restore, or a trail
        that an administrator accepted; None where there was none."""
        with self.database.reading() as session:
            row = session.one(
                "SELECT seq, at FROM audit WHERE action IN (?, ?) ORDER BY seq DESC LIMIT 1", _ANEW
            )
        return (int(row[0]), from_microseconds(row[1])) if row else None

    def freeze(self) -> None:
        """From here on nobody's work is written: the store is for reading."""
        self._is_frozen = True

    def thaw(self) -> None:
        """Take writing up again."""
        self._is_frozen = False

    def close(self) -> None:
        """Close every connection; nothing that was read stays in memory."""
        self.errors.stop()
        with self._lock:
            self.database.close()
        self.forget()

    def forget(self, keeping: Keeping | None = None) -> None:
        """Empty the memory (the desk is locked), or only of what one class of records holds."""
        if self.cache is None:
            return
        if keeping is None:
            self.cache.clear()
            return
        held = [f"{spec.name}:*" for spec in entities() if spec.phi_class is keeping]
        self.cache.delete_pattern(*held)

    def _end_forgotten(self) -> None:
        """Roll back what was begun by hand and is over its time: whoever began it is gone."""
        forgotten = self._current
        if forgotten is None or not forgotten.is_begun:
            return
        with suppress(TransactionTimeout):
            self._writer.check_time()
            return
        while forgotten.is_begun:
            forgotten.rollback()

    @contextmanager
    def _noting_denials(self, whole: BulkUnitOfWork) -> Generator[None, None, None]:
        """A part that was denied leaves its mark, even where the whole goes on."""
        try:
            yield
        except PermissionDenied as denial:
            with suppress(TransactionAborted):  # nothing can be written in it: the whole will tell
                whole.deny(denial)
            raise

    @contextmanager
    def _outermost(
        self,
        context: ExecutionContext,
        origin: Origin,
        outcome: list[tuple[ChangeSet, list[Happening]]],
        options: TransactionOptions,
    ) -> Generator[BulkUnitOfWork, None, None]:
        uow: BulkUnitOfWork | None = None
        try:
            self._begin(options)
            self._terms = (context, origin)
            uow = self._current = BulkUnitOfWork(
                self._writer,
                context,
                origin=origin,
                now=self._next_now(),
                signer=self._signer,
                proofs=self._proofs,
                next_hlc=self._next_hlc,
                began=self.audit_head,
                left=self._left,
                is_frozen=self._is_frozen,
                batch_size=self.database.queries.options.batch_size,
            )
            if options.read_only:
                uow.only_reads()
            with self._writer.limited_to(options.timeout_s):
                yield uow
                changes = uow.finish()
            with committing(self.cache, changes):
                self._writer.run("COMMIT")
            uow.state = TransactionState.COMMITTED
            self.audit_head = uow.trail.head or self.audit_head
            self.turn = uow.turn or self.turn
            self._left = uow.left
        except BaseException:
            self._writer.roll_back()
            if uow is not None:
                uow.state = TransactionState.ABORTED
            raise
        finally:
            self._current = None
            if options.read_only:
                self._writer.run("PRAGMA query_only=OFF")
        if changes is not None:
            outcome.append((changes, uow.happened))

    def _begin(self, options: TransactionOptions) -> None:
        if options.read_only:  # IMMEDIATE would be a write already
            self._writer.run("PRAGMA query_only=ON")
            self._writer.run("BEGIN")
            return
        if options.timeout_s is None:
            self._writer.run("BEGIN IMMEDIATE")
            return
        longest_ms = min(int(options.timeout_s * 1000) + 1, BUSY_TIMEOUT_MS)
        self._writer.run(f"PRAGMA busy_timeout={longest_ms}")
        try:
            self._writer.run("BEGIN IMMEDIATE")
        finally:
            self._writer.run(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")

    def _next_now(self) -> datetime:
        """The clock's time, at least a microsecond after the last unit of work's.

        Two writes with one time stamp could not be told apart by a stale form. A clock that was
        set back by more than a second is followed.
        """
        now, last = self._clock.now(), self._last_now
        if last is not None and timedelta(0) <= last - now < timedelta(seconds=1):
            now = last + _TICK
        self._last_now = now
        return now

    def _next_hlc(self) -> str:
        """A hybrid logical time: milliseconds that never go back, a counter, this desk."""
        wall = to_microseconds(self._clock.now()) // 1000
        last, count = self._hlc
        self._hlc = (wall, 0) if wall > last else (last, count + 1)
        return f"{self._hlc[0]:013d}-{self._hlc[1]:05d}-{self._device}"

    def _last_hlc(self) -> tuple[int, int]:
        row = self._writer.one(
            "SELECT max(hlc) FROM (SELECT hlc FROM outbox WHERE hlc LIKE ? "
            "ORDER BY n DESC LIMIT 500)",  # what was sent anew has the time it was first made at
            (f"%-{self._device}",),
        )
        if row is None or row[0] is None:
            return (0, 0)
        wall, count, _ = row[0].split("-")
        return int(wall), int(count)

    def _prepare(self) -> None:
        revision = _revision(self._writer)
        if revision != LOCAL_HEAD:
            restore_indexes(self._writer)
            before = before_upgrade(self._writer, self._signer, revision=revision)
            with self.database.migrating() as connection:
                upgrade_local(connection)
                if before is not None:
                    within = Session(connection.connection.dbapi_connection)
                    after_upgrade(within, self._signer, before)
        requeue_interrupted(self._writer)
        end_pauses(self._writer)


def _revision(session: Session) -> str | None:
    if session.one("SELECT 1 FROM sqlite_schema WHERE name = 'alembic_version'") is None:
        return None
    row = session.one("SELECT version_num FROM alembic_version")
    return None if row is None else str(row[0])
