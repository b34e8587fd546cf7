"""One connection to the local database; the driver's errors leave it as the clinic's own."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterable, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from typing import Any

from app.domain.errors import (
    ConsistencyViolation,
    DatabaseDamaged,
    DiskTrouble,
    DuplicateRecord,
    OpenFailed,
    ReadOnlyTransaction,
    SerializationFailed,
    StorageBusy,
    StorageError,
    StorageFull,
    StoreClosed,
    TransactionAborted,
    TransactionTimeout,
)
from app.storage.driver import driver

Row = tuple[Any, ...]
_NO_LIMIT = nullcontext()
_STEPS = 10_000
"""Steps of SQLite's machine between two looks at the clock: a fraction of a millisecond."""


class Session:
    """Runs statements on one connection. Used by one thread at a time."""

    def __init__(self, raw: Any) -> None:
        self.raw = raw
        self._ends_at: float | None = None
        self._last_read: tuple[tuple[str, bytes], Row | None] | None = None
        self.feed: Any = None
        """Who hears of reads on this connection (commit_feed.py); None: nobody."""

    @property
    def in_transaction(self) -> bool:
        """Whether there is something to take back; a closed connection holds nothing."""
        with suppress(*_FAILURES):
            return bool(self.raw.in_transaction)
        return False

    def run(self, statement: str, values: Sequence[object] = ()) -> Any:
        """Run one statement; returns the driver's cursor. Raises the StorageError family."""
        if not statement.startswith("SELECT"):
            self._last_read = None
        try:
            return self.raw.execute(statement, values)
        except _FAILURES as error:
            failure = domain_error(error)
        raise failure  # outside `except`: the driver's error is not carried along

    def run_many(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        """Run one statement for many rows."""
        self._last_read = None
        try:
            self.raw.executemany(statement, rows)
        except _FAILURES as error:
            failure = domain_error(error)
        else:
            return
        raise failure

    def one(self, statement: str, values: Sequence[object] = ()) -> Row | None:
        """The first row of an answer, or None."""
        return first_of(self.run(statement, values))

    def roll_back(self) -> None:
        """End the transaction without its writes; nothing that it read stays here.

        A full disk ends it by itself: then there is nothing left to take back.
        """
        self._last_read = None
        if self.in_transaction:
            self.run("ROLLBACK")

    def row(self, statement: str, key: bytes) -> Row | None:
        """One row by its identifier.

        The one just read in this transaction is not read again: whoever saves a record has mostly
        read it a moment before, and nothing was written meanwhile.
        """
        asked = (statement, key)
        if self._last_read is not None and self._last_read[0] == asked:
            return self._last_read[1]
        found = self.one(statement, (key,))
        if self.in_transaction:
            self._last_read = asked, found
        return found

    def all(self, statement: str, values: Sequence[object] = ()) -> list[Row]:
        """All rows of an answer."""
        return rest_of(self.run(statement, values))

    def limited_to(self, timeout_s: float | None) -> AbstractContextManager[None]:
        """Break off whatever still runs after this many seconds (None: no limit of its own).

        Raises TransactionTimeout. SQLite rolls the whole transaction back when it breaks off a
        statement that writes.
        """
        return _NO_LIMIT if timeout_s is None else self._limited(time.monotonic() + timeout_s)

    @contextmanager
    def _limited(self, ends_at: float) -> Generator[None, None, None]:
        outer = self._ends_at
        self._ends_at = ends_at if outer is None else min(outer, ends_at)
        if outer is None:
            self.raw.set_progress_handler(self._is_late, _STEPS)
        try:
            yield
        finally:
            self._ends_at = outer
            if outer is None:
                with suppress(driver.Error):  # closed meanwhile
                    self.raw.set_progress_handler(None, 0)

    def check_time(self) -> None:
        """Raise TransactionTimeout once the time is over."""
        if self._ends_at is not None and self._is_late():
            raise TransactionTimeout

    def _is_late(self) -> bool:
        return self._ends_at is not None and time.monotonic() > self._ends_at


def first_of(cursor: Any) -> Row | None:
    """The next row of a cursor, or None."""
    try:
        return cursor.fetchone()
    except driver.Error as error:  # reading on can meet a damaged page
        failure = domain_error(error)
    raise failure


def rest_of(cursor: Any) -> list[Row]:
    """All further rows of a cursor."""
    try:
        return cursor.fetchall()
    except driver.Error as error:
        failure = domain_error(error)
    raise failure


def domain_error(error: Exception) -> StorageError:
    """What a driver's error means here. Texts are fixed words: nothing of the statement stays."""
    if not isinstance(error, driver.Error):
        return SerializationFailed()
    words = str(error).lower()
    for part, failure in _MEANINGS:
        if part in words:
            return failure()
    if isinstance(error, driver.IntegrityError):
        return ConsistencyViolation(type(error).__name__)
    return StorageError(type(error).__name__)


_FAILURES = (driver.Error, UnicodeEncodeError, OverflowError)
"""The latter two: text with half a character in it, a number of more than 64 bits."""

# SQLite says "full" of a disk without room and of its own page limit; a limit of the operating
# system on the file's size comes as an I/O error, as does a disk that fails.
_MEANINGS = (
    ("database or disk is full", StorageFull),
    ("disk i/o error", DiskTrouble),
    ("interrupted", TransactionTimeout),
    ("readonly database", ReadOnlyTransaction),
    ("locked", StorageBusy),
    ("busy", StorageBusy),
    ("unique constraint", DuplicateRecord),
    ("file is not a database", OpenFailed),
    ("unable to open", OpenFailed),
    ("malformed", DatabaseDamaged),
    ("closed database", StoreClosed),
    ("within a transaction", TransactionAborted),
    ("no transaction is active", TransactionAborted),
    ("no such savepoint", TransactionAborted),
    ("binding parameter", SerializationFailed),
    ("string or blob too big", SerializationFailed),
)
