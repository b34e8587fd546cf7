"""Every operator and combination, on both databases and in plain Python: one meaning."""

from __future__ import annotations

import asyncio
import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from hypothesis import HealthCheck, given, seed, settings
from sqlalchemy import MetaData

from app.domain.aggregate import Aggregate, Group, Limit, Match, Project, Reckon, Sort
from app.domain.declare import FieldKind
from app.domain.query import All, AnyOf, Compare, Nested, Not, Operator, Order, Query
from app.schema import tables
from app.schema.compile import Statement, compile_count, compile_ids, compile_page
from app.schema.compile_aggregate import compile_aggregate, read_lines
from app.schema.compile_dialects import POSTGRESQL, SQLITE, Dialect
from app.schema.compile_known import plain
from app.schema.compile_words import score_of
from app.schema.search_tokens import record_words
from app.storage.database import Database
from app.storage.row_codec import RowCodec, reader_of
from tests.domain import evaluator
from tests.schema.query_material import (
    ENVELOPE,
    FIELDS,
    PATHS,
    SPEC,
    Specimen,
    aggregates,
    every_comparison,
    kind_of,
    queries,
    specimens,
)
from tests.server_fixtures import shared_postgres

KEY = bytes(range(32))
ROWS = tuple(one.name for one in SPEC.fields)
CODEC: RowCodec[Specimen] = RowCodec(SPEC)
PARTS = ("words", "order", "offset", "select", "include_deleted")
_ORDERED = (Operator.GT, Operator.GTE, Operator.LT, Operator.LTE)
Ask = Callable[[Statement], list[tuple[Any, ...]]]
PLAIN: Any = {
    "deadline": None,
    "database": None,
    "suppress_health_check": list(HealthCheck),
}
COUNTS: Counter[object] = Counter()
"""How often each operator, combination and stage was asked about."""


class Encrypted:
    """SQLCipher on disk."""

    dialect: Dialect = SQLITE

    def __init__(self, folder: Path) -> None:
        self._database = Database(folder / "specimens.db", KEY, synchronous="NORMAL")
        metadata = MetaData()
        tables._local_table(SPEC, metadata)
        with self._database.migrating() as connection:
            metadata.create_all(connection)

    def fill(self, records: Sequence[Specimen]) -> None:
        session = self._database.writer
        session.run("BEGIN")
        session.run("DELETE FROM specimen")
        session.run_many(CODEC.insert, [CODEC.to_row(one) for one in records])
        session.run("COMMIT")

    def ask(self, statement: Any) -> list[tuple[Any, ...]]:
        return self._database.writer.all(statement.text, statement.values)

    def read(self, name: str, value: Any) -> Any:
        if "." in name:
            return None if value is None else json.loads(value)
        read = reader_of(SPEC, name)
        return value if read is None else read(value)

    def key(self, value: Any) -> str:
        return value.hex()

    def reader_of(self, kind: FieldKind) -> Any:
        return {
            FieldKind.BOOLEAN: bool,
            FieldKind.REFERENCE: bytes.hex,
        }.get(kind) or (
            reader_of(SPEC, "day" if kind is FieldKind.DATE else "at")
            if kind in (FieldKind.DATE, FieldKind.INSTANT)
            else None
        )

    def close(self) -> None:
        self._database.close()


class Served:
    """PostgreSQL through asyncpg, on a thread of its own."""

    dialect: Dialect = POSTGRESQL

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._connection: Any = self._run(
            asyncpg.connect(shared_postgres().new_database().superuser, statement_cache_size=0)
        )
        metadata = MetaData()
        table = tables._server_table(SPEC, metadata)
        from sqlalchemy.dialects import postgresql
        from sqlalchemy.schema import CreateTable

        ddl = str(CreateTable(table).compile(dialect=postgresql.dialect()))
        self._run(self._connection.execute(ddl))
        self._speak_a_language()
        self._run(
            self._connection.execute(
                "CREATE TABLE record_words (entity text, id uuid, words tsvector)"
            )
        )
        self._table = table

    def _speak_a_language(self) -> None:
        """Texts in the order of a dictionary, where this PostgreSQL knows one: nothing follows."""
        known = "SELECT 1 FROM pg_collation WHERE collname = 'en-x-icu'"
        if self._run(self._connection.fetchval(known)):
            for name in ("name", "nick"):
                change = f'ALTER TABLE specimen ALTER {name} TYPE text COLLATE "en-x-icu"'
                self._run(self._connection.execute(change))

    def fill(self, records: Sequence[Specimen]) -> None:
        self._run(self._connection.execute("TRUNCATE specimen, record_words"))
        names = ("id", "version", "created_at", "updated_at", "deleted_at", *ROWS)
        marks = ", ".join(
            f"${at}::text::jsonb" if kind is FieldKind.JSON else f"${at}"
            for at, kind in enumerate((kind_of(name) for name in names), start=1)
        )
        columns = ", ".join(f'"{name}"' for name in names)
        self._run(
            self._connection.executemany(
                f"INSERT INTO specimen (tenant_id, {columns}) VALUES ('{UUID(int=1)}', {marks})",
                [[self._value(name, getattr(one, name)) for name in names] for one in records],
            )
        )
        words = [
            (UUID(hex=one.id), sorted(record_words(SPEC, vars_of(one))))
            for one in records
            if one.deleted_at is None
        ]
        self._run(
            self._connection.executemany(
                "INSERT INTO record_words VALUES ('specimen', $1, array_to_tsvector($2::text[]))",
                words,
            )
        )

    def ask(self, statement: Any) -> list[tuple[Any, ...]]:
        rows = self._run(self._connection.fetch(statement.text, *statement.values))
        return [tuple(row) for row in rows]

    def read(self, name: str, value: Any) -> Any:
        if value is None:
            return None
        if "." in name or name in ("note", "list"):
            return json.loads(value)
        return value.hex if isinstance(value, UUID) else value

    def key(self, value: Any) -> str:
        return value.hex

    def reader_of(self, kind: FieldKind) -> Any:
        return (lambda value: value.hex) if kind is FieldKind.REFERENCE else None

    def close(self) -> None:
        self._run(self._connection.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def _value(self, name: str, value: Any) -> Any:
        if value is None:
            return None
        kind = kind_of(name)
        if kind is FieldKind.REFERENCE:
            return UUID(hex=value)
        return json.dumps(value) if kind is FieldKind.JSON else value

    def _run(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)


def vars_of(one: Specimen) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ROWS}


Base = Encrypted | Served


@pytest.fixture(scope="module")
def bases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Base]]:
    made: list[Base] = [Encrypted(tmp_path_factory.mktemp("specimens")), Served()]
    yield made
    for one in made:
        one.close()


def check_query(base: Base, records: Sequence[Specimen], query: Query[Specimen]) -> None:
    whole = evaluator.answer(records, query)
    wanted = [one.id for one in whole]
    assert [base.key(row[0]) for row in ask_ids(base, query)] == wanted
    assert base.ask(compile_count(query, dialect=base.dialect))[0][0] == len(wanted)
    page = ask_page(base, query, ("id", *query.select))
    assert len(page) == len(whole[query.offset : query.offset + query.limit + 1])
    for row, record in zip(page, whole[query.offset :], strict=False):
        assert base.key(row[0]) == record.id
        values = [base.read(name, one) for name, one in zip(query.select, row[1:], strict=False)]
        assert values == list(evaluator.select(record, query.select))
        if query.words:
            assert score_of(row[-1], query.words) == evaluator.score(record, query.words)
    if query.limit % 3 == 0:  # the same pages from a key on, for every third question
        assert walked(base, records, query, len(wanted)) == wanted


def walked(base: Base, records: Sequence[Specimen], query: Query[Specimen], size: int) -> list[str]:
    """The answer once more, page by page from each page's last row on."""
    by_id = {one.id: one for one in records}
    asked, seen = replace(query, offset=0, limit=max(query.limit, size // 5 + 1)), list[str]()
    for _ in range(size + 2):
        page = ask_page(base, asked, ("id",))
        seen.extend(base.key(row[0]) for row in page[: asked.limit])
        if len(page) <= asked.limit:
            return seen
        last = page[asked.limit - 1]
        asked = asked.following(page_key(asked, by_id[base.key(last[0])], last[-1]))
    raise AssertionError("the pages do not end")


def page_key(query: Query[Specimen], record: Specimen, points: Any) -> tuple[object, ...]:
    names = [one.field for one in query.order]
    names += [] if "id" in names else ["id"]
    key = evaluator.select(record, names)
    return (points, *key) if query.words and not query.order else key


def ask_ids(base: Base, query: Query[Specimen]) -> list[tuple[Any, ...]]:
    return base.ask(compile_ids(query, dialect=base.dialect))


def ask_page(base: Base, query: Query[Specimen], names: Sequence[str]) -> list[tuple[Any, ...]]:
    return base.ask(compile_page(query, names, dialect=base.dialect))


def check_aggregate(base: Base, records: Sequence[Specimen], asked: Aggregate[Specimen]) -> None:
    statement = compile_aggregate(asked, dialect=base.dialect)
    lines = read_lines(statement.made, base.ask(statement), base.reader_of)
    assert list(lines) == evaluator.aggregate(records, asked)


def asked_in(query: Query[Specimen]) -> Iterator[object]:
    """Everything that a question makes use of."""
    yield from (one for one in PARTS if getattr(query, one))
    waiting = [] if query.where is None else [query.where]
    while waiting:
        match waiting.pop():
            case Compare(_, operator, _):
                yield operator
            case All(conditions) | AnyOf(conditions) as several:
                yield type(several)
                waiting.extend(conditions)
            case Not(inner):
                yield Not
                waiting.append(inner)
            case Nested(_, inner):
                yield Nested
                waiting.append(inner)


def compare(bases: Sequence[Base], *, data: int, questions: int, pipelines: int) -> None:
    """Ask both databases and the evaluator the same, many times over one set of records."""
    records = specimens(data)
    for base in bases:
        base.fill(records)

    @seed(data)
    @settings(max_examples=questions, **PLAIN)
    @given(queries(records))
    def all_queries(query: Query[Specimen]) -> None:
        COUNTS.update(asked_in(query))
        for base in bases:
            check_query(base, records, query)

    @seed(data)
    @settings(max_examples=pipelines, **PLAIN)
    @given(aggregates(records))
    def all_aggregates(asked: Aggregate[Specimen]) -> None:
        COUNTS.update(type(one) for one in asked.stages)
        reckoned = (one.measures for one in asked.stages if isinstance(one, Group))
        COUNTS.update(one.reckon for measures in reckoned for one in measures)
        for base in bases:
            check_aggregate(base, records, asked)

    all_queries()
    all_aggregates()


@pytest.mark.row("C3", "B6")
def test_each_operator_on_each_kind_of_field_and_value(bases: list[Base]) -> None:
    records = specimens(2)
    for base in bases:
        base.fill(records)
    telling, plainly = set[Operator](), set[Operator]()
    for compared in every_comparison(records):
        query = Query(Specimen, where=compared, limit=len(records), include_deleted=True)
        wanted = {one.id for one in records if evaluator.is_match(one, query)}
        for base in bases:
            told = (compared.field, compared.operator, compared.value)
            assert {base.key(row[0]) for row in ask_ids(base, query)} == wanted, told
            # The way screens ask: a plain question's text is kept, and only its values are new.
            assert {base.key(row[0]) for row in ask_page(base, query, ("id",))} == wanted, told
        if 0 < len(wanted) < len(records):
            telling.add(compared.operator)
        if plain(query, ("id",)) is not None:
            plainly.add(compared.operator)
    assert telling == set(Operator)  # each lets some through and keeps some out
    assert plainly == {*_ORDERED, Operator.EQ, Operator.IN}


@pytest.mark.row("C3", "B6")
def test_pages_by_each_field_hold_every_record_once_and_in_order(bases: list[Base]) -> None:
    records = specimens(3, size=40)
    for base in bases:
        base.fill(records)
    for name in (*FIELDS, *ENVELOPE, *PATHS):
        for descending in (False, True):
            order = (Order(name, descending=descending),)
            query = Query(Specimen, order=order, limit=1, include_deleted=True)
            wanted = [one.id for one in evaluator.answer(records, query)]
            for base in bases:
                assert walked(base, records, query, len(wanted)) == wanted, (name, descending)


@pytest.mark.row("C3", "B6")
def test_both_databases_mean_what_the_evaluator_means(bases: list[Base]) -> None:
    COUNTS.clear()
    compare(bases, data=1, questions=120, pipelines=80)
    wanted = {*Operator, All, AnyOf, Not, Nested, *Reckon, Match, Group, Sort, Limit, Project}
    wanted |= set(PARTS)
    assert [one for one in wanted if not COUNTS[one]] == []


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.row("C3")
@pytest.mark.parametrize("data", range(100, 120))
def test_twenty_thousand_questions_are_answered_alike(bases: list[Base], data: int) -> None:
    compare(bases, data=data, questions=1000, pipelines=400)
