"""The local store: the one door to the encrypted database."""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime, timedelta

from app.domain.audit import AuditAction
from app.domain.changes import ChangeSet, Origin
from app.domain.context import ExecutionContext
from app.domain.errors import AuditTrailBroken, PermissionDenied
from app.domain.ids import WorkstationId
from app.domain.ports import AuditSigner, Clock
from app.schema.types import from_microseconds, to_microseconds
from app.schema.upgrade import LOCAL_HEAD, upgrade_local
from app.storage.audit import Head, read_head, read_mac, verify_chain, verify_rows
from app.storage.commit_feed import CommitFeed
from app.storage.database import Database
from app.storage.outbox import end_pauses, requeue_interrupted
from app.storage.reader import LocalReader
from app.storage.session import Session
from app.storage.statistics import StoreStatistics, read_statistics
from app.storage.unit_of_work import LocalUnitOfWork

_ANEW = (AuditAction.RESTORED, AuditAction.AUDIT_TRAIL_ACCEPTED)
_TICK = timedelta(microseconds=1)


class LocalStore:
    """Hands out units of work and readers. Brings the database to the newest schema when made."""

    def __init__(
        self,
        database: Database,
        *,
        clock: Clock,
        signer: AuditSigner,
        workstation_id: WorkstationId,
    ) -> None:
        self.database = database
        self.feed = CommitFeed()
        self._clock = clock
        self._signer = signer
        self._writer = database.writer
        self._lock = threading.RLock()
        self._current: LocalUnitOfWork | None = None
        self._terms: tuple[ExecutionContext, Origin] | None = None
        self._last_now: datetime | None = None
        self._device = workstation_id[-8:]
        self._prepare()
        self._hlc = self._last_hlc()
        self.audit_head: Head = read_head(self._writer)
        """Where the audit trail ended at the last commit."""
        self._is_frozen = False

    @contextmanager
    def unit_of_work(
        self, context: ExecutionContext, *, origin: Origin = Origin.LOCAL
    ) -> Generator[LocalUnitOfWork, None, None]:
        """One transaction; inside an open one, a part of it that can fail alone.

        A part has the whole's context and origin. Raises ValueError when asked for others, and
        AuditTrailBroken for work of people in a frozen store.
        """
        if self._is_frozen and origin is not Origin.REMOTE:
            raise AuditTrailBroken
        with self._lock:
            if self._current is not None:
                if (context, origin) != self._terms:
                    raise ValueError("a part of a unit of work has its context and origin")
                with self._noting_denials(self._current), self._current.nested() as uow:
                    yield uow
                return
            outcome: list[ChangeSet] = []
            try:
                with self._outermost(context, origin, outcome) as uow:
                    yield uow
            except PermissionDenied as denial:
                with self._outermost(context, Origin.REMOTE, outcome) as uow:
                    uow.deny(denial)
                raise
        for changes in outcome:
            self.feed.publish(changes)

    @property
    def signer(self) -> AuditSigner:
        """What signs the audit trail here."""
        return self._signer

    @contextmanager
    def reader(self) -> Generator[LocalReader, None, None]:
        """One consistent look at the database, on a connection beside the writer."""
        with self.database.reading() as session:
            yield LocalReader(session, self._signer)

    def statistics(self) -> StoreStatistics:
        """What `doctor` shows."""
        with self.database.reading() as session:
            return read_statistics(session)

    def verify_audit(self) -> int | None:
        """The seq of the first audit row that does not fit the chain; None when all fit."""
        with self.database.reading() as session:
            return verify_chain(session, self._signer)

    def verify_rows(self) -> bool:
        """Whether every record is as the audit trail left it; a replayed old page is not."""
        with self.database.reading() as session:
            return verify_rows(session, self._signer)

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
        """Close every connection."""
        with self._lock:
            self.database.close()

    @contextmanager
    def _noting_denials(self, whole: LocalUnitOfWork) -> Generator[None, None, None]:
        """A part that was denied leaves its mark, even where the whole goes on."""
        try:
            yield
        except PermissionDenied as denial:
            whole.deny(denial)
            raise

    @contextmanager
    def _outermost(
        self, context: ExecutionContext, origin: Origin, outcome: list[ChangeSet]
    ) -> Generator[LocalUnitOfWork, None, None]:
        self._writer.run("BEGIN IMMEDIATE")
        self._terms = (context, origin)
        try:
            uow = self._current = LocalUnitOfWork(
                self._writer,
                context,
                origin=origin,
                now=self._next_now(),
                signer=self._signer,
                next_hlc=self._next_hlc,
            )
            yield uow
            changes = uow.finish()
            self._writer.run("COMMIT")
            self.audit_head = uow.trail.head or self.audit_head
        except BaseException:
            _roll_back(self._writer)
            raise
        finally:
            self._current = None
        if changes is not None:
            outcome.append(changes)

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
        row = self._writer.one("SELECT hlc FROM outbox ORDER BY n DESC LIMIT 1")
        if row is None:
            return (0, 0)
        wall, count, _ = row[0].split("-")
        return int(wall), int(count)

    def _prepare(self) -> None:
        if _revision(self._writer) != LOCAL_HEAD:
            with self.database.migrating() as connection:
                upgrade_local(connection)
        requeue_interrupted(self._writer)
        end_pauses(self._writer)


def _roll_back(session: Session) -> None:
    # A full disk ends the transaction by itself; then there is nothing left to take back.
    if session.raw.in_transaction:
        session.run("ROLLBACK")


def _revision(session: Session) -> str | None:
    if session.one("SELECT 1 FROM sqlite_schema WHERE name = 'alembic_version'") is None:
        return None
    row = session.one("SELECT version_num FROM alembic_version")
    return None if row is None else str(row[0])
