"""What is not on this desk any more, but at the server: which records, of whom, at which version.

A record that was put away leaves such a line, so that a chart can say what is missing and a pull
can tell news from what was here before. The lines count as records in the audit trail's proof: a
replayed page cannot make a chart look whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from app.domain.ids import RecordId
from app.domain.operations import RowState
from app.storage.person import person_keys
from app.storage.row_codec import DELETED, ID, VERSION, RowCodec, quoted
from app.storage.session import Session

TABLE = "kept_at_server"
CONFLICT = "sync_conflict"
"""Decided conflicts go and come with the detail they were about; nobody misses them in a chart."""
COLUMNS = ("id", "entity", "patient_id", "version", "is_deleted", "purged_at")
SELECT = f"SELECT {', '.join(COLUMNS)} FROM {TABLE}"
_INSERT = f"INSERT OR FAIL INTO {TABLE} VALUES ({', '.join('?' * len(COLUMNS))})"

_OF_PATIENT = (
    f"SELECT entity, count(*) FROM {TABLE} WHERE patient_id = ? AND is_deleted = 0 "
    "AND entity <> ? GROUP BY entity"
)

Row = Sequence[Any]
Moved = Callable[[str, Iterable[tuple[Row | None, Row | None]]], None]
"""Hears what the rows of a table were and are: the audit trail keeps count of it."""


class AtServerTable:
    """See app/domain/desk_ports.py: AtServer."""

    def __init__(self, session: Session, has_merges: Callable[[], bool] = lambda: True) -> None:
        self._session = session
        self._has_merges = has_merges
        """Whether anybody is merged at all: then a patient may have more than one record."""

    def counts(self, patient_id: RecordId) -> dict[str, int]:
        """How many records of each type of a person are at the server only."""
        found: Counter[str] = Counter()
        mine = bytes.fromhex(patient_id)
        for key in person_keys(self._session, mine) if self._has_merges() else (mine,):
            found.update(dict(self._session.all(_OF_PATIENT, (key, CONFLICT))))
        return dict(sorted(found.items()))

    def totals(self) -> dict[str, int]:
        """How many live records of each type are at the server only."""
        rows = self._session.all(
            f"SELECT entity, count(*) FROM {TABLE} WHERE is_deleted = 0 GROUP BY entity"
        )
        return {entity: int(count) for entity, count in rows}

    def versions(self, ids: Iterable[RecordId]) -> dict[RecordId, int]:
        """The versions at which those of the records that were put away were here."""
        found = _lines(self._session, [bytes.fromhex(one) for one in ids])
        return {RecordId(key.hex()): int(line[3]) for key, line in found.items()}


def put_away(
    session: Session, moved: Moved, codec: RowCodec[Any], rows: Sequence[Row], *, now_us: int
) -> None:
    """Delete rows and leave lines in their place, inside a transaction with an open gate."""
    session.run_many(f"DELETE FROM {quoted(codec.table)} WHERE id = ?", [(r[ID],) for r in rows])
    moved(codec.table, [(row, None) for row in rows])
    lines = [
        (
            row[ID],
            codec.table,
            codec.patient_of(row),
            row[VERSION],
            int(row[DELETED] is not None),
            now_us,
        )
        for row in rows
    ]
    session.run_many(_INSERT, lines)
    moved(TABLE, [(None, line) for line in lines])


def take_back(session: Session, moved: Moved, rows: Sequence[RowState]) -> list[Row]:
    """Drop the lines of records that have just been written again; those that were.

    Of a record the server deleted without saying what it was, the line stays and says so.
    """
    kept = _lines(session, [bytes.fromhex(row.id) for row in rows])
    pairs: list[tuple[Row, Row | None]] = []
    for row in rows:
        line = kept.get(bytes.fromhex(row.id))
        if line is not None:
            pairs.append((line, (*line[:3], row.version, 1, line[5]) if row.body is None else None))
    session.run_many(f"DELETE FROM {TABLE} WHERE id = ?", [(line[0],) for line, _ in pairs])
    session.run_many(_INSERT, [after for _, after in pairs if after is not None])
    if pairs:
        moved(TABLE, pairs)
    return [line for line, _ in pairs]


def _lines(session: Session, keys: Sequence[bytes]) -> dict[bytes, Row]:
    if not keys:
        return {}
    rows = session.all(f"{SELECT} WHERE id IN ({', '.join('?' * len(keys))})", keys)
    return {row[0]: row for row in rows}
