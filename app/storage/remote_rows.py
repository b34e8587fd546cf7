"""Writing the server's rows in bulk: new ones, changed ones, tombstones, unknown types."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from itertools import repeat
from operator import itemgetter
from typing import Any, cast

import msgspec

from app.domain.changes import Changed
from app.domain.declare import Record, entities
from app.domain.ids import RecordId
from app.domain.operations import RowState
from app.domain.ports import AfterSome
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
_KEY, _GONE = itemgetter(ID), itemgetter(DELETED)
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

    def apply(self, rows: Sequence[RowState], after_some: AfterSome = bool) -> set[Changed]:
        """Write what differs from what is stored; says which records changed.

        after_some is called after some rows each time; it may raise to give up.
        """
        known = {spec.name: spec.record_type for spec in entities()}
        by_entity: dict[str, dict[str, RowState]] = {}
        for row in rows:
            if row.entity not in by_entity:
                by_entity[row.entity] = {}
            by_entity[row.entity][row.id] = row
        written: set[Changed] = set()
        for entity, latest in by_entity.items():
            record_type = known.get(entity)
            if record_type is None:
                self._keep_aside(list(latest.values()))
            else:
                codec = codec_of(record_type)
                written |= self._apply_type(codec, list(latest.values()), after_some)
        return written

    def _apply_type(
        self, codec: RowCodec[Record], rows: list[RowState], after_some: AfterSome
    ) -> set[Changed]:
        written: set[Changed] = set()
        moves: list[Move] = []
        for at in range(0, len(rows), _CHUNK):
            chunk = rows[at : at + _CHUNK]
            pairs = self._pairs(codec, chunk, self._stored(codec, chunk))
            written |= self._write(codec, pairs)
            if codec.table in INDEXED:
                moves += [(_live(before), _live(after)) for before, after in pairs]
            if codec.spec.leaves_disk:
                back = at_server.take_back(self._session, self._moved, chunk)
                written |= {_named(codec.table, line[0], line[2]) for line in back}
            after_some()
        if moves:
            self._search.move(codec, moves, after_some)
        return written

    def _stored(self, codec: RowCodec[Record], rows: list[RowState]) -> dict[str, Row]:
        names = [row.id for row in rows]
        ends = bytes.fromhex(min(names)), bytes.fromhex(max(names))
        span = f"SELECT 1 FROM {quoted(codec.table)} WHERE id BETWEEN ? AND ? LIMIT 1"
        if self._session.one(span, ends) is None:
            return {}
        keys = list(map(bytes.fromhex, names))
        found = self._session.all(
            f"{codec.select} WHERE id IN ({', '.join('?' * len(keys))})", keys
        )
        return {row[0].hex(): row for row in found}

    def _pairs(
        self, codec: RowCodec[Record], chunk: list[RowState], stored: dict[str, Row]
    ) -> list[tuple[Row | None, Row]]:
        """Each row that differs from what is stored: as it was, and as it shall be."""
        whole = [
            row for row in chunk if row.body is not None and not (row.deleted and row.id in stored)
        ]
        gone = [self._now_us if row.deleted else None for row in whole]
        after = rows_of(codec, whole, gone)
        if not stored:  # nothing to compare with, and no tombstone of what was never here
            return [(None, row) for row in after]
        wanted = {row.id: new for row, new in zip(whole, after, strict=True)}
        pairs: list[tuple[Row | None, Row]] = []
        for row in chunk:
            before = stored.get(row.id)
            new = wanted.get(row.id) or self._tombstone(row, before)
            if new is not None and (before is None or tuple(before) != tuple(new)):
                pairs.append((before, new))
        return pairs

    def _gone_at(self, before: Row | None) -> int:
        """When a record was deleted: known already, or now."""
        return self._now_us if before is None else before[DELETED] or self._now_us

    def _tombstone(self, row: RowState, before: Row | None) -> Row | None:
        """A record that the server deleted without saying what it was; None if never seen here."""
        if before is None:
            return None
        after = list(before)
        after[VERSION], after[DELETED] = row.version, self._gone_at(before)
        if before[DELETED] is None:
            after[UPDATED] = self._now_us
        return after

    def _write(self, codec: RowCodec[Record], pairs: list[tuple[Row | None, Row]]) -> set[Changed]:
        new = [after for before, after in pairs if before is None]
        old = [after for before, after in pairs if before is not None]
        if new:
            insert(self._session, codec, new)
        if old:
            names = ", ".join(f'"{name}" = ?' for name in codec.columns[1:])
            statement = f'UPDATE OR FAIL "{codec.table}" SET {names} WHERE id = ?'
            self._session.run_many(statement, [(*row[1:], row[0]) for row in old])
        self._moved(codec.table, pairs)
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
    patients = ids if codec.patient_at == ID else _patients_of(codec, rows)
    kinds = ["set" if gone is None else "delete" for gone in map(_GONE, rows)]
    named = list(map(_new, repeat(Changed, len(rows))))
    for put, values in zip(_put, (repeat(codec.table), ids, patients, kinds), strict=True):
        deque(map(put, named, values), maxlen=0)
    return set(named)


def _patients_of(codec: RowCodec[Any], rows: Sequence[Row]) -> Iterable[RecordId | None]:
    at = codec.patient_at
    if at is None:
        return repeat(None)
    return [key and RecordId(key.hex()) for key in map(itemgetter(at), rows)]


def _named(table: str, key: bytes, patient_id: bytes | None, *, is_gone: bool = False) -> Changed:
    kind = "delete" if is_gone else "set"
    return Changed(table, RecordId(key.hex()), hex_or_none(patient_id), kind)


def _live(row: Row | None) -> Row | None:
    return row if row is not None and row[DELETED] is None else None
