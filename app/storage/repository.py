"""Reading one record type on one connection."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Generic, TypeVar

from app.domain.declare import Record
from app.domain.ids import RecordId
from app.domain.query import Page, Query
from app.schema.compile import compile_count, compile_ids, compile_page
from app.storage.row_codec import DELETED, RowCodec, codec_of, reader_of
from app.storage.session import Session

R = TypeVar("R", bound=Record)
_CHUNK = 500


class LocalRepository(Generic[R]):
    """See app/domain/ports.py: Repository."""

    def __init__(self, session: Session, record_type: type[R]) -> None:
        self._session = session
        self._codec: RowCodec[R] = codec_of(record_type)

    def get(self, record_id: RecordId, *, include_deleted: bool = False) -> R | None:
        """The record, or None."""
        row = self._session.one(self._codec.select_one, (bytes.fromhex(record_id),))
        if row is None or (row[DELETED] is not None and not include_deleted):
            return None
        return self._codec.to_record(row)

    def get_many(self, record_ids: Iterable[RecordId]) -> dict[RecordId, R]:
        """Those of the records that exist, by identifier, in the order asked for."""
        wanted = list(dict.fromkeys(record_ids))
        found: dict[RecordId, R] = {}
        for at in range(0, len(wanted), _CHUNK):
            keys = [bytes.fromhex(one) for one in wanted[at : at + _CHUNK]]
            rows = self._session.all(
                f"{self._codec.select} WHERE deleted_at IS NULL "
                f"AND id IN ({', '.join('?' * len(keys))})",
                keys,
            )
            found.update((record.id, record) for record in self._codec.to_records(rows))
        return {one: found[one] for one in wanted if one in found}

    def exists(self, record_id: RecordId) -> bool:
        """Whether a live record has this identifier."""
        statement = f'SELECT 1 FROM "{self._codec.table}" WHERE id = ? AND deleted_at IS NULL'
        return self._session.one(statement, (bytes.fromhex(record_id),)) is not None

    def find(self, query: Query[R]) -> Page[R]:
        """One keyset page of the records that match."""
        statement = compile_page(query, self._codec.columns)
        rows = self._session.all(statement.text, statement.values)
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
        statement = compile_ids(query)
        rows = self._session.all(statement.text, statement.values)
        return tuple(RecordId(row[0].hex()) for row in rows)

    def first(self, query: Query[R]) -> R | None:
        """The first record that matches, or None."""
        statement = compile_page(replace(query, limit=1), self._codec.columns)
        row = self._session.one(statement.text, statement.values)
        return None if row is None else self._codec.to_record(row)

    def count(self, query: Query[R]) -> int:
        """How many records match."""
        statement = compile_count(query)
        row = self._session.one(statement.text, statement.values)
        return 0 if row is None else int(row[0])


def _key(record: Record, query: Query[Any]) -> tuple[object, ...]:
    names = [one.field for one in query.order]
    if "id" not in names:
        names.append("id")
    return tuple(getattr(record, name) for name in names)
