"""What all records together look like, in 32 bytes that every audit event can carry.

An old page of the file put back in place has a good checksum: both integrity checks and the audit
chain stay clean while records are silently stale. So the trail says what the records were: the
state is the XOR of a keyed hash of every row. A write moves it by the row's old and new hash; a
check computes it anew from the tables. Identifiers are unique, so no row can cancel another, and
without the clinic's audit key nobody can find rows that fit a state.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from app.domain.declare import entities
from app.domain.ports import AuditSigner
from app.storage.row_codec import codec_of
from app.storage.session import Session

EMPTY = bytes(32)
"""The state of a database without records."""

_PAGE = 5000

Row = Sequence[Any]


class RowProof:
    """Keeps the state of the records by the clinic's audit key."""

    def __init__(self, signer: AuditSigner) -> None:
        self._signer = signer

    def moved(
        self, state: bytes, columns: Sequence[str], pairs: Iterable[tuple[Row | None, Row | None]]
    ) -> bytes:
        """The state after rows of one table went from the first to the second of each pair.

        columns begin with the table's name. None stands for a row that is not there.
        """
        value = int.from_bytes(state)
        for before, after in pairs:
            for row in (before, after):
                if row is not None:
                    value ^= self._of(columns, row)
        return value.to_bytes(32)

    def whole(self, session: Session) -> bytes:
        """The state computed anew from every record table. Raises the StorageError family."""
        state = EMPTY
        for spec in entities():
            codec = codec_of(spec.record_type)
            columns = (codec.table, *codec.columns)
            for page in _pages(session, codec.select):
                state = self.moved(state, columns, ((None, row) for row in page))
        return state

    def _of(self, columns: Sequence[str], row: Row) -> int:
        # Empty columns are left out: a column that a later version adds changes no older row.
        # A yes/no of a record is the number that the database gives back for it.
        held = {
            name: int(value) if value is True or value is False else value
            for name, value in zip(columns[1:], row, strict=True)
            if value is not None
        }
        text = msgspec.msgpack.encode(held, order="deterministic")
        return int.from_bytes(self._signer.mac(b"row " + columns[0].encode(), text))


def _pages(session: Session, select: str) -> Iterator[list[Row]]:
    """A table's rows by identifier, some thousand at a time."""
    last = b""
    while page := session.all(f"{select} WHERE id > ? ORDER BY id LIMIT {_PAGE}", (last,)):
        yield list(page)
        last = page[-1][0]
