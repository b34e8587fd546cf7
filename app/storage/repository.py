"""The repository of one record type on one connection; writing it is in writing.py."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import Any, Generic, TypeVar

from app.domain.aggregate import Aggregate
from app.domain.declare import Record
from app.domain.errors import InvalidValue, StoreClosed
from app.domain.ids import RecordId
from app.domain.indexes import Index, Plan
from app.domain.query import Hit, Page, Query, value_at
from app.schema.compile import Statement, compile_count, compile_ids, compile_page
from app.schema.compile_aggregate import compile_aggregate, read_lines
from app.schema.compile_words import score_of
from app.storage.cache_view import CacheView
from app.storage.indexes import explain, list_indexes
from app.storage.person import figures_of_whole_person, of_whole_person
from app.storage.row_codec import DELETED, ID, RowCodec, codec_of, key_of, reader_of, reader_of_kind
from app.storage.session import Row, Session

R = TypeVar("R", bound=Record)
BATCH_SIZE = 500
"""Identifiers in one statement."""
STREAMED = 500
"""Records held at once while all are gone through."""


class LocalRepository(Generic[R]):
    """See app/domain/ports.py: Repository."""

    def __init__(
        self,
        session: Session,
        record_type: type[R],
        cache: CacheView | None = None,
        batch_size: int = BATCH_SIZE,
        has_merges: Callable[[], bool] | None = None,
    ) -> None:
        self._has_merges = has_merges or (lambda: True)
        """Whether anybody is merged at all: then a patient may have more than one record."""
        self._session = session
        self._cache = cache
        self._batch_size = batch_size
        self._type = record_type
        self._codec: RowCodec[R] = codec_of(record_type)

    def get(self, record_id: RecordId, *, include_deleted: bool = False) -> R | None:
        """The record, or None. Raises InvalidKey."""
        feed = self._session.feed
        if feed is not None and feed.hears_gets:
            read = partial(self._get, record_id, include_deleted=include_deleted)
            return feed.around_get(self._codec.table, record_id, read)
        return self._get(record_id, include_deleted=include_deleted)

    def _get(self, record_id: RecordId, *, include_deleted: bool) -> R | None:
        row = self._row(key_of(record_id))
        if row is None or (row[DELETED] is not None and not include_deleted):
            return None
        return self._codec.to_record(row)

    def get_many(self, record_ids: Iterable[RecordId]) -> dict[RecordId, R]:
        """Those of the records that exist, by identifier, in the order asked for."""
        wanted = list(dict.fromkeys(record_ids))
        found: dict[RecordId, R] = {}
        for at in range(0, len(wanted), self._batch_size):
            keys = [key_of(one) for one in wanted[at : at + self._batch_size]]
            records = self._heard(self._codec.to_records(self._live_rows(keys)))
            found.update((record.id, record) for record in records)
        return {one: found[one] for one in wanted if one in found}

    def has(self, record_id: RecordId) -> bool:
        """Whether a live record has this identifier."""
        statement = f'SELECT 1 FROM "{self._codec.table}" WHERE id = ? AND deleted_at IS NULL'
        return self._session.one(statement, (key_of(record_id),)) is not None

    exists = has

    def size(self) -> int:
        """How many live records there are."""
        return self.count(Query(self._type))

    def keys(self, query: Query[R] | None = None) -> Iterator[RecordId]:
        """Every identifier, one by one in constant memory."""
        for record in self.values(query):
            yield record.id

    def values(self, query: Query[R] | None = None) -> Iterator[R]:
        """Every record, one by one in constant memory: a page at a time, kept nowhere else.

        A query's limit ends it; one that names none goes through all. Raises StoreClosed once
        the look it was begun in is over.
        """
        query = query or Query(self._type)
        if query.limit is None:
            return self._streamed(replace(query, limit=STREAMED))
        return islice(self._streamed(query), max(query.limit, 1))

    def end(self) -> None:
        """The look is over: the connection is somebody else's from here on."""
        self._session, self._cache = _OVER, None

    def _streamed(self, asked: Query[R]) -> Iterator[R]:
        asked = self._whole(asked)
        while True:
            statement = compile_page(asked, self._codec.columns)
            page = self.page(asked, self._session.all(statement.text, statement.values))
            yield from page.rows
            if page.next_key is None:
                return
            asked = asked.following(page.next_key)

    def entries(self, query: Query[R] | None = None) -> Iterator[tuple[RecordId, R]]:
        """Every identifier with its record, one by one in constant memory."""
        for record in self.values(query):
            yield record.id, record

    def find(self, query: Query[R]) -> Page[R]:
        """One keyset page of the records that match."""
        return self.page(query, self._all(self.paged(query)))

    def find_one(self, query: Query[R]) -> R | None:
        """The first record that matches, or None."""
        rows = self._all(self.paged(replace(query, limit=1)))
        return self._heard((self._codec.to_record(rows[0]),))[0] if rows else None

    def find_many(self, query: Query[R]) -> tuple[R, ...]:
        """The records that match: up to the limit, or all of them where none is named."""
        if query.limit is not None:
            return self.find(query).rows
        return tuple(self._streamed(replace(query, limit=STREAMED)))

    def hits(self, query: Query[R]) -> tuple[Hit[R], ...]:
        """What full text finds, each with its score."""
        rows = self._all(self.paged(query))[: query.size]
        scores = [score_of(row[-1], query.words) if query.words else None for row in rows]
        records = self._heard(self._codec.to_records(rows))
        return tuple(Hit(one.id, one, score) for one, score in zip(records, scores, strict=True))

    def rows(self, query: Query[R], fields: Sequence[str] = ()) -> list[tuple[Any, ...]]:
        """The page's values of some fields only, in the fields' order; lighter than records."""
        fields = fields or query.select
        if not fields:
            raise InvalidValue("select", "names no field")
        statement = compile_page(self._whole(query), fields)
        rows = self._session.all(statement.text, statement.values)[: query.size]
        if query.words:  # whose points come last
            rows = [row[:-1] for row in rows]
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
        rows = self._all(compile_ids(self._whole(query)))
        return tuple(RecordId(row[0].hex()) for row in rows)

    def count(self, query: Query[R]) -> int:
        """How many records match."""
        return int(self._all(compile_count(self._whole(query)))[0][0])

    def aggregate(self, asked: Aggregate[R]) -> tuple[dict[str, Any], ...]:
        """The lines of a pipeline, each by name."""
        statement = compile_aggregate(self._whole_figures(asked))
        rows = self._all(Statement(statement.text, statement.values))
        return read_lines(statement.made, rows, reader_of_kind)

    def list_indexes(self) -> tuple[Index, ...]:
        """Every index of the record type with what it holds."""
        return list_indexes(self._session, self._codec.spec)

    def explain(self, query: Query[R]) -> Plan:
        """How a query would be answered."""
        return explain(self._session, self._codec.table, self.paged(query))

    def _whole(self, query: Query[R]) -> Query[R]:
        return of_whole_person(self._session, query) if self._has_merges() else query

    def _whole_figures(self, asked: Aggregate[R]) -> Aggregate[R]:
        return figures_of_whole_person(self._session, asked) if self._has_merges() else asked

    @property
    def width(self) -> int:
        """How many columns a row has."""
        return len(self._codec.columns)

    def paged(self, query: Query[R]) -> Statement:
        """The statement that asks for a page."""
        return compile_page(self._whole(query), self._codec.columns)

    def page(self, query: Query[R], rows: Sequence[Row]) -> Page[R]:
        """The page in the rows of an answer."""
        records = self._heard(self._codec.to_records(rows[: query.size]))
        if len(rows) <= query.size:
            return Page(records, None)
        key = _key(records[-1], query)
        if query.words and not query.order:
            key = (rows[query.size - 1][-1], *key)
        return Page(records, key)

    def _heard(self, records: tuple[R, ...]) -> tuple[R, ...]:
        """Records as they are handed out: whoever hears of reads hears of each, and may veto."""
        feed = self._session.feed
        if feed is None or not feed.hears_gets:
            return records
        for record in records:
            feed.around_get(self._codec.table, record.id, partial(_itself, record))
        return records

    def _row(self, key: bytes) -> Row | None:
        """One row by its identifier, from memory where this reader's snapshot allows."""
        cache = self._cache
        if cache is None:
            return self._session.row(self._codec.select_one, key)
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


class _Over:
    """Stands where a connection was."""

    def __getattr__(self, name: str) -> Any:
        raise StoreClosed


_OVER: Any = _Over()


def _itself(record: R) -> R:
    return record


def _key(record: Record, query: Query[Any]) -> tuple[object, ...]:
    names = [one.field for one in query.order]
    if "id" not in names:
        names.append("id")
    return tuple(value_at(record, name) for name in names)
