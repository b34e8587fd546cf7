"""What all records together look like, in 32 bytes that every audit event can carry.

An old page of the file put back in place has a good checksum: both integrity checks and the audit
chain stay clean while records are silently stale. So the trail says what the records were: the
state is the XOR of a keyed hash of every row. A write moves it by the row's old and new hash; a
check computes it anew from the tables. Identifiers are unique, so no row can cancel another, and
without the clinic's audit key nobody can find rows that fit a state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from operator import itemgetter
from typing import Any

import msgspec

from app.domain.declare import entities
from app.domain.ports import AuditSigner
from app.storage.row_codec import codec_of
from app.storage.session import Session

_ID_BYTES = 8

_PAGE = 5000

Row = Sequence[Any]


class RowProof:
    """Keeps the state of the records by the clinic's audit key.

    A state begins with a mark of its key: after a key rotation it is counted anew.
    """

    def __init__(self, signer: AuditSigner) -> None:
        self._signer = signer
        self._mark = signer.mac(b"row proof", b"")[:_ID_BYTES]

    @property
    def empty(self) -> bytes:
        """The state of a database without records."""
        return self._mark + bytes(32)

    def is_comparable(self, state: bytes | None) -> bool:
        """Whether a state was made with this key."""
        return state is not None and state[:_ID_BYTES] == self._mark

    def moved(
        self, state: bytes, columns: Sequence[str], pairs: Iterable[tuple[Row | None, Row | None]]
    ) -> bytes:
        """The state after rows of one table went from the first to the second of each pair.

        columns begin with the table's name. None stands for a row that is not there.
        """
        value = int.from_bytes(state[_ID_BYTES:])
        for before, after in pairs:
            for row in (before, after):
                if row is not None:
                    value ^= self._of(columns, row)
        return self._mark + value.to_bytes(32)

    def whole(self, session: Session) -> bytes:
        """The state computed anew from every record table. Raises the StorageError family."""
        state = self.empty
        for spec in entities():
            codec = codec_of(spec.record_type)
            columns = (codec.table, *codec.columns)
            for page in _pages(session, codec.select):
                state = self.moved(state, columns, ((None, row) for row in page))
        return state

    def _of(self, columns: Sequence[str], row: Row) -> int:
        names, values_of = _sorted_columns(tuple(columns[1:]))
        # Empty columns are left out: a column that a later version adds changes no older row.
        pairs = zip(names, values_of(row), strict=True)
        text = msgspec.msgpack.encode({name: one for name, one in pairs if one is not None})
        return int.from_bytes(self._signer.mac(b"row " + columns[0].encode(), text))


@cache
def _sorted_columns(columns: tuple[str, ...]) -> tuple[tuple[str, ...], Callable[[Row], Row]]:
    """Column names in the order of the alphabet, and what brings a row into it."""
    order = sorted(range(len(columns)), key=columns.__getitem__)
    names = tuple(columns[at] for at in order)
    return names, itemgetter(*order) if len(order) > 1 else lambda row: (row[order[0]],)


def _pages(session: Session, select: str) -> Iterator[list[Row]]:
    """A table's rows by identifier, some thousand at a time."""
    last = b""
    while page := session.all(f"{select} WHERE id > ? ORDER BY id LIMIT {_PAGE}", (last,)):
        yield list(page)
        last = page[-1][0]
