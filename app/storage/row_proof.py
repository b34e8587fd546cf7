"""What all records together look like, in 32 bytes that every audit event can carry.

An old page of the file put back in place has a good checksum: both integrity checks and the audit
chain stay clean while records are silently stale. So the trail says what the records were: the
state is the XOR of a keyed hash of every row. A write moves it by the row's old and new hash; a
check computes it anew from the tables. Identifiers are unique, so no row can cancel another, and
without the clinic's audit key nobody can find rows that fit a state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from hashlib import blake2b, sha256
from typing import Any

import msgspec

from app.domain.declare import entities
from app.domain.ports import AuditSigner
from app.storage import at_server
from app.storage.row_codec import codec_of, quoted
from app.storage.session import Session

_MARK_BYTES, _HASH_BYTES = 9, 32
STATE_BYTES = _MARK_BYTES + _HASH_BYTES
NAME_BYTES = 16
"""What can follow in an event is no matter of the records: the name of a count (desk_proof.py)."""
_VERSION = b"\x02"
"""States of before this version are shorter and begin with no such byte."""
_encode = msgspec.msgpack.Encoder().encode
_tables = msgspec.json.Decoder(list[tuple[str, list[str]]])

_PAGE = 5000

Row = Sequence[Any]


class RowProof:
    """Keeps the state of the records by the clinic's audit key.

    A state begins with a mark of its key and of the layout: every record table with its columns in
    the order in which rows are read. After a key rotation, or in a new version with other columns,
    it is counted anew (as_left.py).
    """

    def __init__(self, signer: AuditSigner, layout: bytes | None = None) -> None:
        self._signer = signer
        self._layout = layout or present_layout()
        known = signer.key(b"row proof", _digest(self._layout))
        self._mark = _VERSION + known[: _MARK_BYTES - 1]
        self._begun: dict[str, blake2b] = {}

    @property
    def empty(self) -> bytes:
        """The state of a database without records."""
        return self._mark + bytes(_HASH_BYTES)

    def is_comparable(self, state: bytes | None) -> bool:
        """Whether a state was made with this key, of records with these columns."""
        return state is not None and state[:_MARK_BYTES] == self._mark

    def moved(
        self, state: bytes, table: str, pairs: Iterable[tuple[Row | None, Row | None]]
    ) -> bytes:
        """The state after rows of a table went from the first to the second of each pair.

        None stands for a row that is not there.
        """
        value, begin = int.from_bytes(state[_MARK_BYTES:]), self._begun_of(table).copy
        as_number = int.from_bytes
        for pair in pairs:
            for row in pair:
                if row is not None:
                    hashed = begin()
                    hashed.update(_encode(row))
                    value ^= as_number(hashed.digest())
        return self._mark + value.to_bytes(_HASH_BYTES)

    def added(self, state: bytes, table: str, rows: Iterable[Row]) -> Iterator[bytes]:
        """The state after each new row of a table."""
        value, begun = int.from_bytes(state[_MARK_BYTES:]), self._begun_of(table)
        for row in rows:
            hashed = begun.copy()
            hashed.update(_encode(row))
            value ^= int.from_bytes(hashed.digest())
            yield self._mark + value.to_bytes(_HASH_BYTES)

    def whole(
        self, session: Session, *, page: int = _PAGE, after_page: Callable[[], object] = bool
    ) -> bytes:
        """The state computed anew: every record, and what is kept at the server only.

        after_page is called after some rows each time; it may wait, or raise to give up. Raises
        the StorageError family.
        """
        state = self.empty
        for table, columns in _tables.decode(self._layout):
            select = f"SELECT {', '.join(map(quoted, columns))} FROM {quoted(table)}"
            for rows in _pages(session, select, page):
                state = self.moved(state, table, ((None, row) for row in rows))
                after_page()
        return state

    def _begun_of(self, table: str) -> blake2b:
        """The keyed hash before a row: to copy it is faster than to begin anew."""
        if table not in self._begun:
            key = self._signer.key(b"row of ", table.encode())
            self._begun[table] = blake2b(digest_size=_HASH_BYTES, key=key)
        return self._begun[table]


def is_of_a_layout(state: bytes | None) -> bool:
    """Whether a state is of a version that keeps its layout in the database, too."""
    return state is not None and len(state) in (STATE_BYTES, STATE_BYTES + NAME_BYTES)


@cache
def present_layout() -> bytes:
    """Every record table of this version with its columns, in the order in which rows are read."""
    codecs = [codec_of(spec.record_type) for spec in entities()]
    tables = [(codec.table, list(codec.columns)) for codec in codecs]
    return msgspec.json.encode([*tables, (at_server.TABLE, list(at_server.COLUMNS))])


@lru_cache(4)
def _digest(layout: bytes) -> bytes:
    return sha256(layout).digest()


def _pages(session: Session, select: str, size: int) -> Iterator[list[Row]]:
    """A table's rows by identifier, some thousand at a time."""
    last = b""
    while page := session.all(f"{select} WHERE id > ? ORDER BY id LIMIT {size:d}", (last,)):
        yield list(page)
        last = page[-1][0]
