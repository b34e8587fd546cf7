"""Reading one record type on one connection."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Generic, TypeVar

from app.domain.declare import Record
from app.domain.ids import RecordId
from app.domain.query import Page, Query
from app.schema.compile import Statement, compile_count, compile_ids, compile_page
from app.storage.cache_view import CacheView
from app.storage.row_codec import DELETED, ID, RowCodec, codec_of, reader_of
from app.storage.session import Row, Session

R = TypeVar("R", bound=Record)
BATCH_SIZE = 500
"""Identifiers in one statement."""


class LocalRepository(Generic[R]):
    """See app/domain/ports.py: Repository."""

    def __init__(
        self,
        session: Session,
        record_type: type[R],
        cache: CacheView | None = None,
        batch_size: int = BATCH_SIZE,
    ) -> None:
        self._session = session
        self._cache = cache
        self._batch_size = batch_size
        self._codec: RowCodec[R] = codec_of(record_type)

    def get(self, record_id: RecordId, *, include_deleted: bool = False) -> R | None:
        """The record, or None."""
        row = self._row(bytes.fromhex(record_id))
        if row is None or (row[DELETED] is not None and not include_deleted):
            return None
        return self._codec.to_record(row)

    def get_many(self, record_ids: Iterable[RecordId]) -> dict[RecordId, R]:
        """Those of the records that exist, by identifier, in the order asked for."""
        wanted = list(dict.fromkeys(record_ids))
        found: dict[RecordId, R] = {}
        for at in range(0, len(wanted), self._batch_size):
            keys = [bytes.fromhex(one) for one in wanted[at : at + self._batch_size]]
            records = self._codec.to_records(self._live_rows(keys))
            found.update((record.id, record) for record in records)
        return {one: found[one] for one in wanted if one in found}

    def exists(self, record_id: RecordId) -> bool:
        """Whether a live record has this identifier."""
        statement = f'SELECT 1 FROM "{self._codec.table}" WHERE id = ? AND deleted_at IS NULL'
        return self._session.one(statement, (bytes.fromhex(record_id),)) is not None

    def find(self, query: Query[R]) -> Page[R]:
        """One keyset page of the records that match."""
        rows = self._all(compile_page(query, self._codec.columns))
        records = self._codec.to_records(rows[: query.limit])
        key = _key(records[-1], query) if len(rows) > query.limit else None
        return Page(records, key)

    def rows(self, query: Query[R], fields: Sequence[str]) -> list[tuple[Any, ...]]:
        """The page's values of some fields only, in the fields' order; lighter than records."""
        statement = compile_page(query, fields)
        rows = self._session.all(statement.text, statement.values)[: query.limit]
        readers = [reader_of(self._codec.spec, name) for name in fields]
        if not rows or not any(readers):
            return rows
        columns = zip(*rows, strict=True)
        return list(
            zip(
                *(
                    column if read is None else map(read, column)
                    for column, read in zip(columns, readers, strict=True)
                ),
                strict=True,
            )
        )

    def ids(self, query: Query[R]) -> tuple[RecordId, ...]:
        """Identifiers of all records that match, in order."""
        rows = self._all(compile_ids(query))
        return tuple(RecordId(row[0].hex()) for row in rows)

    def first(self, query: Query[R]) -> R | None:
        """The first record that matches, or None."""
        rows = self._all(compile_page(replace(query, limit=1), self._codec.columns))
        return self._codec.to_record(rows[0]) if rows else None

    def count(self, query: Query[R]) -> int:
        """How many records match."""
        return int(self._all(compile_count(query))[0][0])

    def _row(self, key: bytes) -> Row | None:
        """One row by its identifier, from memory where this reader's snapshot allows."""
        cache = self._cache
        if cache is None:
            return self._session.one(self._codec.select_one, (key,))
        row = cache.row(self._codec.table, key)
        if row is None:
            row = self._session.one(self._codec.select_one, (key,))
            if row is not None:
                cache.keep(self._codec.table, (row,))
        return row

    def _live_rows(self, keys: list[bytes]) -> list[Row]:
        cache, table = self._cache, self._codec.table
        known = [] if cache is None else cache.known(table, keys)
        if known:
            held = {row[ID] for row in known}
            keys = [key for key in keys if key not in held]
        read: list[Row] = []
        if keys:
            marks = ", ".join("?" * len(keys))
            read = self._session.all(f"{self._codec.select} WHERE id IN ({marks})", keys)
            if cache is not None:
                cache.keep(table, read)
        return [row for row in (*known, *read) if row[DELETED] is None]

    def _all(self, statement: Statement) -> list[Row]:
        """A whole answer; from memory where nothing of the type has changed since."""
        if self._cache is not None and self._cache.keeps_answers(self._codec.table):
            return self._cache.answer(
                self._codec.table,
                (statement.text, tuple(statement.values)),
                lambda: self._session.all(statement.text, statement.values),
            )
        return self._session.all(statement.text, statement.values)


def _key(record: Record, query: Query[Any]) -> tuple[object, ...]:
    names = [one.field for one in query.order]
    if "id" not in names:
        names.append("id")
    return tuple(getattr(record, name) for name in names)
