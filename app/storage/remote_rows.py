"""Writing the server's rows in bulk: new ones, changed ones, tombstones, unknown types."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from itertools import repeat
from operator import itemgetter
from typing import Any, cast

import msgspec

from app.domain.changes import Changed
from app.domain.declare import Record, entities
from app.domain.ids import RecordId
from app.domain.operations import RowState
from app.storage import at_server
from app.storage.record_columns import insert
from app.storage.row_codec import (
    DELETED,
    ID,
    UPDATED,
    VERSION,
    RowCodec,
    codec_of,
    hex_or_none,
    quoted,
)
from app.storage.search import INDEXED, Move, SearchIndex
from app.storage.session import Session
from app.storage.wire_columns import rows_of

_CHUNK = 250
_KEY, _BODY = itemgetter(ID), itemgetter(6)
_NAME_PARTS = ("entity", "row_id", "patient_id", "kind")
_put: list[Callable[..., object]] = [getattr(Changed, name).__set__ for name in _NAME_PARTS]
_new = cast("Callable[[type[Changed]], Changed]", object.__new__)
Row = Sequence[Any]


class RemoteRows:
    """Applies rows inside one unit of work; few large statements instead of many small ones."""

    def __init__(
        self, session: Session, search: SearchIndex, now_us: int, moved: at_server.Moved
    ) -> None:
        self._session = session
        self._search = search
        self._now_us = now_us
        self._moved = moved

    def apply(self, rows: Sequence[RowState]) -> set[Changed]:
        """Write what differs from what is stored; says which records changed."""
        known = {spec.name: spec.record_type for spec in entities()}
        by_entity: dict[str, dict[str, RowState]] = {}
        for row in rows:
            by_entity.setdefault(row.entity, {})[row.id] = row
        written: set[Changed] = set()
        for entity, latest in by_entity.items():
            record_type = known.get(entity)
            if record_type is None:
                self._keep_aside(list(latest.values()))
            else:
                written |= self._apply_type(codec_of(record_type), list(latest.values()))
        return written

    def _apply_type(self, codec: RowCodec[Record], rows: list[RowState]) -> set[Changed]:
        written: set[Changed] = set()
        for at in range(0, len(rows), _CHUNK):
            chunk, moves = rows[at : at + _CHUNK], list[Move]()
            stored = self._stored(codec, chunk)
            if not stored and all(map(_BODY, chunk)):
                written |= self._write_new(codec, chunk, moves)
            else:
                pairs = [(stored.get(row.id), self._wanted(codec, row, stored)) for row in chunk]
                differing = [
                    (old, new) for old, new in pairs if new is not None and list(old or ()) != new
                ]
                written |= self._write(codec, differing, moves)
            if codec.spec.leaves_disk:
                back = at_server.take_back(self._session, self._moved, chunk)
                written |= {_named(codec.table, line[0], line[2]) for line in back}
            if moves:
                self._search.move(codec, moves)
        return written

    def _stored(self, codec: RowCodec[Record], rows: list[RowState]) -> dict[str, Row]:
        keys = [bytes.fromhex(row.id) for row in rows]
        span = f"SELECT 1 FROM {quoted(codec.table)} WHERE id BETWEEN ? AND ? LIMIT 1"
        if self._session.one(span, (min(keys), max(keys))) is None:
            return {}
        found = self._session.all(
            f"{codec.select} WHERE id IN ({', '.join('?' * len(keys))})", keys
        )
        return {row[0].hex(): row for row in found}

    def _wanted(
        self, codec: RowCodec[Record], row: RowState, stored: dict[str, Row]
    ) -> list[Any] | None:
        """The columns a row shall have; None for a tombstone of a record never seen here."""
        before = stored.get(row.id)
        was_deleted = None if before is None else before[DELETED]
        if row.body is not None:
            deleted = (was_deleted or self._now_us) if row.deleted else None
            return codec.from_body(row.id, row.version, row.body, deleted=deleted)
        if before is None:
            return None
        after = list(before)
        after[VERSION] = row.version
        after[DELETED] = was_deleted or self._now_us
        if was_deleted is None:
            after[UPDATED] = self._now_us
        return after

    def _write_new(
        self, codec: RowCodec[Record], states: list[RowState], moves: list[Move]
    ) -> set[Changed]:
        """Write records that were never here: most of what arrives, and all of a first sync."""
        gone = [self._now_us if state.deleted else None for state in states]
        rows = rows_of(codec, states, gone)
        insert(self._session, codec, rows)
        self._moved(codec.table, zip(repeat(None), rows))
        if codec.table in INDEXED:
            moves.extend((None, row) for row in rows if row[DELETED] is None)
        return all_named(codec, rows)

    def _write(
        self, codec: RowCodec[Record], pairs: list[tuple[Row | None, list[Any]]], moves: list[Move]
    ) -> set[Changed]:
        new = [after for before, after in pairs if before is None]
        old = [after for before, after in pairs if before is not None]
        if new:
            self._session.run_many(codec.insert, new)
        if old:
            names = ", ".join(f'"{name}" = ?' for name in codec.columns[1:])
            statement = f'UPDATE OR FAIL "{codec.table}" SET {names} WHERE id = ?'
            self._session.run_many(statement, [(*row[1:], row[0]) for row in old])
        self._moved(codec.table, pairs)
        if codec.table in INDEXED:
            moves.extend((_live(before), _live(after)) for before, after in pairs)
        return all_named(codec, [after for _, after in pairs])

    def put_away(self, codec: RowCodec[Any], rows: Sequence[Row]) -> set[Changed]:
        """Take rows off this desk, and their words out of the search; says which records."""
        at_server.put_away(self._session, self._moved, codec, rows, now_us=self._now_us)
        if codec.table in INDEXED:
            self._search.move(codec, [(_live(row), None) for row in rows])
        return {_named(codec.table, row[0], codec.patient_of(row), is_gone=True) for row in rows}

    def _keep_aside(self, rows: list[RowState]) -> None:
        """A record type of a newer version: kept until this desk is brought up to date."""
        self._session.run_many(
            "INSERT OR REPLACE INTO kept_aside (entity, row_id, version, seq, deleted, body) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            [
                (
                    row.entity,
                    row.id,
                    row.version,
                    row.seq,
                    int(row.deleted),
                    None if row.body is None else msgspec.json.encode(row.body).decode(),
                )
                for row in rows
            ],
        )


def all_named(codec: RowCodec[Any], rows: Sequence[Row]) -> set[Changed]:
    """Names of written rows, made part by part as `RowCodec.to_records` makes records."""
    ids = list(map(bytes.hex, map(_KEY, rows)))
    patients = ids if codec.patient_at == ID else map(hex_or_none, map(codec.patient_of, rows))
    kinds = ("set" if row[DELETED] is None else "delete" for row in rows)
    named = list(map(_new, repeat(Changed, len(rows))))
    for put, values in zip(_put, (repeat(codec.table), ids, patients, kinds), strict=True):
        deque(map(put, named, values), maxlen=0)
    return set(named)


def _named(table: str, key: bytes, patient_id: bytes | None, *, is_gone: bool = False) -> Changed:
    kind = "delete" if is_gone else "set"
    return Changed(table, RecordId(key.hex()), hex_or_none(patient_id), kind)


def _live(row: Row | None) -> Row | None:
    return row if row is not None and row[DELETED] is None else None
