"""The encrypted database file: opening it with its key, checking it, closing every connection."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Generator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from app.domain.errors import (
    DatabaseDamaged,
    DiskTrouble,
    OpenFailed,
    SelfCheckFailed,
    StorageError,
    StorageFull,
    StoreClosed,
)
from app.storage.driver import driver
from app.storage.functions import add_functions
from app.storage.query_manager import QueryManager
from app.storage.room import has_room
from app.storage.session import Session, domain_error

KEY_BYTES = 32
MIN_SQLITE = (3, 51, 3)
"""Older versions can lose a write when two connections checkpoint at once."""
BUSY_TIMEOUT_MS = 10_000
_PLAIN_HEADER = b"SQLite format 3\x00"
_KEPT_READERS = 3
_CLOSED = "the database is closed"
_PRAGMAS = (
    "journal_mode=WAL",
    "foreign_keys=ON",
    "secure_delete=ON",
    "temp_store=MEMORY",
    f"busy_timeout={BUSY_TIMEOUT_MS}",
    "trusted_schema=OFF",
    "cell_size_check=ON",
)


class _Connection(driver.Connection):  # pyright: ignore[reportUntypedBaseClass] (no type information)
    """The driver's own class cannot be referenced weakly; this one can."""


class Database:
    """One SQLCipher file. Raises OpenFailed when it does not open with this key.

    key is 32 raw bytes. expect_initialised says that the file must already hold a clinic: a
    missing or empty file is refused then, since an empty file opens with any key. lock_memory locks
    and wipes the driver's memory (cipher_memory_security); it holds for the whole process.
    """

    def __init__(
        self,
        path: Path,
        key: bytes,
        *,
        synchronous: str = "FULL",
        expect_initialised: bool = False,
        cache_kib: int = 16_000,
        lock_memory: bool = False,
        queries: QueryManager | None = None,
    ) -> None:
        if len(key) != KEY_BYTES:  # SQLCipher would silently take a shorter key as a passphrase
            raise OpenFailed
        if synchronous not in ("FULL", "NORMAL"):
            raise ValueError("synchronous is FULL or NORMAL")
        self.path = path
        self.synchronous = synchronous
        self._key = key
        self._cache_kib = cache_kib
        self.queries = queries or QueryManager()
        """How this database is asked, and what was slow."""
        self._live: weakref.WeakSet[Any] = weakref.WeakSet()
        self._idle: list[Session] = []
        self._lock = threading.Lock()
        self._is_closed = False
        _prepare_process(lock_memory=lock_memory)
        self._prepare_file(expect_initialised=expect_initialised)
        self.engine = self._make_engine()
        self.writer = self.queries.session(self._connect())

    def self_check(self, *, deep: bool = False) -> None:
        """Refuse to go on when a condition of safe storage does not hold.

        deep adds both integrity checks: each finds damage the other misses. Raises SelfCheckFailed
        or DatabaseDamaged.
        """
        session = self.writer
        facts = {
            "cipher_version": bool(session.one("PRAGMA cipher_version")),
            "sqlite_version": driver.sqlite_version_info >= MIN_SQLITE,
            "encrypted_header": not _is_plain(self.path),
            "journal_mode": session.one("PRAGMA journal_mode") == ("wal",),
            "synchronous": session.one("PRAGMA synchronous")
            == ({"FULL": 2, "NORMAL": 1}[self.synchronous],),
            "foreign_keys": session.one("PRAGMA foreign_keys") == (1,),
        }
        for name, holds in facts.items():
            if not holds:
                raise SelfCheckFailed(name)
        if deep:
            self.check_integrity()

    def check_integrity(self) -> None:
        """Run both integrity checks. Raises DatabaseDamaged with the findings."""
        # The first reads the main file alone: a page that a loss of power tore while it was being
        # carried over is whole in the -wal file, and is carried over again by this.
        with suppress(StorageError):  # no room for it: the checks say what they see
            self.writer.all("PRAGMA wal_checkpoint(PASSIVE)")
        findings = self._findings("cipher_integrity_check")
        findings += [one for one in self._findings("integrity_check") if one != "ok"]
        if findings:
            raise DatabaseDamaged(findings)

    @contextmanager
    def reading(self) -> Generator[Session, None, None]:
        """A read-only connection holding one consistent view; up to three are kept for re-use."""
        with self._lock:
            session = self._idle.pop() if self._idle else None
        if session is None:
            session = self.queries.session(self._connect())
            session.run("PRAGMA query_only=ON")
        session.run("BEGIN")
        try:
            yield session
        finally:
            self._give_back(session)

    @contextmanager
    def migrating(self) -> Generator[Connection, None, None]:
        """A SQLAlchemy connection inside one write transaction."""
        connecting = self.engine.connect().execution_options(write=True)
        with connecting as connection, connection.begin():
            yield connection
        self.engine.dispose()

    def close(self) -> None:
        """Close every connection, checked out or not, and forget the key: nothing opens again."""
        with self._lock:
            self._is_closed = True
            self._key = b""
            self._idle.clear()
            live = list(self._live)
        self.engine.dispose()
        for raw in live:
            raw.close()

    def _findings(self, check: str) -> list[str]:
        try:
            return [str(row[0]) for row in self.writer.all(f"PRAGMA {check}")]
        except DatabaseDamaged:
            return [f"{check}: malformed"]

    def _give_back(self, session: Session) -> None:
        with self._lock:
            keep = not self._is_closed and len(self._idle) < _KEPT_READERS
            if not self._is_closed:
                session.roll_back()
            if keep:
                self._idle.append(session)
        if not keep:
            session.raw.close()
            self.queries.ended(session)

    def _prepare_file(self, *, expect_initialised: bool) -> None:
        try:
            is_empty = not self.path.exists() or self.path.stat().st_size == 0
            if is_empty and expect_initialised:
                raise OpenFailed
            if not is_empty and _is_plain(self.path):
                raise OpenFailed
            # Made here and not by the driver, so that nobody else can read it for a moment.
            self.path.touch(mode=0o600)
            self.path.chmod(0o600)
        except OSError:
            raise DiskTrouble from None

    def _make_engine(self) -> Engine:
        engine = create_engine(
            "sqlite://",
            creator=self._connect,
            module=driver,
            poolclass=QueuePool,
            pool_size=4,
            max_overflow=0,
            hide_parameters=True,
        )
        event.listen(engine, "begin", _begin)
        return engine

    def _connect(self) -> Any:
        with self._lock:
            if self._is_closed:
                raise StoreClosed(_CLOSED)
            key = self._key
        raw = driver.connect(
            str(self.path),
            factory=_Connection,
            timeout=10,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=self.queries.options.statement_cache,
        )
        is_open = is_strange = False
        try:
            raw.execute(f"PRAGMA key=\"x'{key.hex()}'\"")  # before the first use of the file
            raw.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            for pragma in _PRAGMAS:
                raw.execute(f"PRAGMA {pragma}")
            raw.execute(f"PRAGMA synchronous={self.synchronous}")
            raw.execute(f"PRAGMA cache_size=-{self._cache_kib}")
            add_functions(raw)
            is_open = True
        except driver.Error as error:  # its text can hold the key
            is_strange = isinstance(domain_error(error), OpenFailed)
        if not is_open:
            raw.close()
            raise OpenFailed if is_strange or has_room(self.path.parent) else StorageFull
        with self._lock:
            if not self._is_closed:
                self._live.add(raw)
                return raw
        raw.close()  # the database was closed meanwhile
        raise StoreClosed(_CLOSED)


def _begin(connection: Connection) -> None:
    # Without this SQLAlchemy sends no BEGIN to an autocommit driver and a rollback keeps the rows.
    is_write = connection.get_execution_options().get("write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_write else "BEGIN")


@cache
def _prepare_process(*, lock_memory: bool) -> None:
    raw = driver.connect(":memory:")
    raw.execute("PRAGMA cipher_log_level=NONE")  # the default writes to stderr
    if lock_memory:
        raw.execute("PRAGMA cipher_memory_security=ON")
    raw.close()


def _is_plain(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_PLAIN_HEADER)) == _PLAIN_HEADER
