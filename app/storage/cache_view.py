"""The cache as one reader sees it: what is true in the snapshot it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext

from app.domain.cache import Asked
from app.domain.cache_policy import policy_of
from app.domain.changes import ChangeSet
from app.domain.errors import StorageError
from app.storage.cache import RecordCache
from app.storage.cache_sealing import pack, unpack
from app.storage.session import Row, Session

_NOTHING = nullcontext()
_PIN = "SELECT 1 FROM sqlite_schema LIMIT 1"
MOST_KEPT = 64
"""Rows read at once that are taken in; a longer list would push out what is used often."""


class CacheView:
    """Reads rows through the cache; where that cannot serve this snapshot, past it."""

    def __init__(self, cache: RecordCache, number: int | None) -> None:
        self._cache = cache
        self._number = number

    def row(self, entity: str, key: bytes) -> Row | None:
        """A row by its identifier, None where it has to be read."""
        if self._number is None:
            self._cache.bypass()
            return None
        found = self._cache.find((entity, key), self._number)
        return None if found is None else unpack(found)[0]

    def known(self, entity: str, keys: Iterable[bytes]) -> list[Row]:
        """Those of some rows that need no reading."""
        number = self._number
        if number is None:
            self._cache.bypass()
            return []
        found = (self._cache.find((entity, key), number) for key in keys)
        return [unpack(value)[0] for value in found if value is not None]

    def keep(self, entity: str, rows: Sequence[Row]) -> None:
        """Take in rows that were read by identifier, unless there are many."""
        if self._number is not None and len(rows) <= MOST_KEPT:
            for row in rows:
                self._cache.keep((entity, row[0]), pack((row,)), self._number)

    def keeps_answers(self, entity: str) -> bool:
        """Whether whole answers are kept: of record types that tell nothing of patients.

        Any change of one patient would outdate every list of patients.
        """
        return self._number is not None and not policy_of(entity).is_phi

    def answer(self, entity: str, asked: Asked, read: Callable[[], list[Row]]) -> list[Row]:
        """The rows a statement gives."""
        number = self._number
        if number is None:
            return read()
        found = self._cache.find((entity, asked), number)
        if found is not None:
            return unpack(found)
        rows = read()
        self._cache.keep((entity, asked), pack(rows), number)
        return rows


def look(cache: RecordCache | None, session: Session) -> CacheView | None:
    """Open a view together with the reader's snapshot.

    The number is taken before and after the snapshot is: where it is the same, no commit lay
    between, and the snapshot is the state of that number.
    """
    if cache is None:
        return None
    before = cache.number()
    try:
        session.run(_PIN).fetchone()
    except StorageError:
        return None  # the reader will say so itself
    return CacheView(cache, before if before == cache.number() else None)


def committing(
    cache: RecordCache | None, changes: ChangeSet | None
) -> AbstractContextManager[None]:
    """Around a COMMIT: whatever it touches leaves the cache first."""
    return _NOTHING if cache is None or changes is None else cache.committing(changes)
