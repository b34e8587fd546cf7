"""How the database is asked: with a time limit, again where that helps, and watched for slowness.

A statement that takes long is remembered by its shape: the SQL without any value in it. The log
tells of it as well, with the shape's number only.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence, Sized
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from app.domain.errors import StorageBusy, TransactionTimeout
from app.domain.query_statistics import (
    SLOW_KEPT,
    QueryStatistics,
    SlowStatement,
    number_of,
    shape_of,
)
from app.storage.repository import BATCH_SIZE
from app.storage.session import Row, Session, first_of, rest_of

T = TypeVar("T")
OpenReader = Callable[[float | None], AbstractContextManager[Any]]
"""Opens a reader that ends after so many seconds."""
PAUSE_S = 0.02
"""Before a second try; each further pause is twice as long."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryOptions:
    """Limits of a reading; None as timeout_s is no limit."""

    timeout_s: float | None = 30.0
    retries: int = 3
    batch_size: int = BATCH_SIZE
    slow_ms: float = 500.0
    statement_cache: int = 256


class QueryManager:
    """Watches every statement of a store and runs its reads within their limits."""

    def __init__(self, options: QueryOptions | None = None) -> None:
        self.options = options or QueryOptions()
        self._slow_s = self.options.slow_ms / 1000
        self._lock = threading.Lock()
        self._sessions: list[WatchedSession] = []
        self._ended = (0, 0.0)
        self._slow: deque[SlowStatement] = deque(maxlen=SLOW_KEPT)
        self._slow_count = self._timeouts = self._retries = 0

    def session(self, raw: Any) -> Session:
        """A connection whose statements are watched."""
        session = WatchedSession(raw, self._slow_s, self._saw_slow)
        with self._lock:
            self._sessions.append(session)
        return session

    def ended(self, session: Session) -> None:
        """A connection was closed: what it counted is kept."""
        with self._lock:
            if isinstance(session, WatchedSession) and session in self._sessions:
                self._sessions.remove(session)
                statements, spent_s = self._ended
                self._ended = (statements + session.statements, spent_s + session.spent_s)

    def read(self, open_reader: OpenReader, work: Callable[[Any], T]) -> T:
        """Do some reading within its time; once more where another program was in the way.

        Raises TransactionTimeout, StorageBusy after the last try.
        """
        for pause_s in self._pauses():
            try:
                with open_reader(self.options.timeout_s) as opened:
                    return work(opened)
            except TransactionTimeout:
                self.broken_off()
                raise
            except StorageBusy:
                if pause_s is None:
                    raise
                self.tried_again()
            time.sleep(pause_s)
        raise StorageBusy

    def broken_off(self) -> None:
        """Count a reading or a transaction whose time was over."""
        with self._lock:
            self._timeouts += 1

    def tried_again(self) -> None:
        """Count a reading or a transaction that is done again."""
        with self._lock:
            self._retries += 1

    def statistics(self) -> QueryStatistics:
        """How it went so far; the slowest first."""
        with self._lock:
            statements = self._ended[0] + sum(one.statements for one in self._sessions)
            spent_s = self._ended[1] + sum(one.spent_s for one in self._sessions)
            slow = sorted(self._slow, key=lambda one: -one.ms)
        return QueryStatistics(
            statements=statements,
            seconds=round(spent_s, 3),
            slow=self._slow_count,
            timeouts=self._timeouts,
            retries=self._retries,
            prepared_per_connection=self.options.statement_cache,
            batch_size=self.options.batch_size,
            slowest=tuple(slow),
        )

    def _pauses(self) -> Generator[float | None, None, None]:
        yield from (PAUSE_S * 2**one for one in range(self.options.retries))
        yield None

    def _saw_slow(self, statement: str, spent_s: float, rows: int) -> None:
        shape = shape_of(statement)
        number = number_of(shape)
        ms = round(spent_s * 1000, 1)
        at = datetime.now(UTC).isoformat(timespec="seconds")
        with self._lock:
            self._slow_count += 1
            self._slow.append(SlowStatement(at=at, number=number, shape=shape, ms=ms, rows=rows))
        _log.warning("slow statement %s: %d ms, %d rows", number, round(ms), rows)


class WatchedSession(Session):
    """A connection that counts its statements and tells of slow ones."""

    def __init__(
        self, raw: Any, slow_s: float, saw_slow: Callable[[str, float, int], None]
    ) -> None:
        super().__init__(raw)
        self._slow_s = slow_s
        self._saw_slow = saw_slow
        self.statements = 0
        self.spent_s = 0.0

    # What ends with an error took its time, too: a statement that was broken off is the slowest.

    def run(self, statement: str, values: Sequence[object] = ()) -> Any:
        """Run one statement; returns the driver's cursor."""
        begun = time.perf_counter()
        try:
            return Session.run(self, statement, values)
        finally:
            spent_s = time.perf_counter() - begun
            self.statements += 1
            self.spent_s += spent_s
            if spent_s >= self._slow_s:
                self._tell(statement, spent_s, 0)

    def run_many(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        """Run one statement for many rows, however long that takes: slow is what takes long."""
        begun = time.perf_counter()
        try:
            super().run_many(statement, rows)
        finally:
            spent_s = time.perf_counter() - begun
            self.statements += 1
            self.spent_s += spent_s
            if spent_s >= self._slow_s:
                self._tell(statement, spent_s, len(rows) if isinstance(rows, Sized) else 0)

    def one(self, statement: str, values: Sequence[object] = ()) -> Row | None:
        """The first row of an answer, or None."""
        row = None
        begun = time.perf_counter()
        try:
            row = first_of(Session.run(self, statement, values))
            return row
        finally:
            spent_s = time.perf_counter() - begun
            self.statements += 1
            self.spent_s += spent_s
            if spent_s >= self._slow_s:
                self._tell(statement, spent_s, 0 if row is None else 1)

    def all(self, statement: str, values: Sequence[object] = ()) -> list[Row]:
        """All rows of an answer."""
        rows: list[Row] = []
        begun = time.perf_counter()
        try:
            rows = rest_of(Session.run(self, statement, values))
            return rows
        finally:
            spent_s = time.perf_counter() - begun
            self.statements += 1
            self.spent_s += spent_s
            if spent_s >= self._slow_s:
                self._tell(statement, spent_s, len(rows))

    def _tell(self, statement: str, spent_s: float, rows: int) -> None:
        if not statement.startswith("PRAGMA"):  # checks of the file
            self._saw_slow(statement, spent_s, rows)
