"""What a statement's text may hold, whatever is asked."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from app.domain.aggregate import Aggregate, Group, Measure, Reckon
from app.domain.errors import InvalidValue
from app.domain.query import (
    Condition,
    Order,
    Query,
    all_of,
    any_of,
    eq,
    gt,
    gte,
    lt,
    matches,
    one_of,
    prefix,
)
from app.schema import compile as compiling
from app.schema.compile import Statement, compile_page
from app.schema.compile_aggregate import compile_aggregate
from app.schema.compile_dialects import POSTGRESQL, SQLITE, Dialect
from tests.schema.query_material import NOON, SPEC, Specimen, queries, specimens

pytestmark = pytest.mark.row("C3", "B6")
RECORDS = specimens(9)
KNOWN = {one.name for one in SPEC.fields} | {"specimen", "id", "version", "extra", ""}


@given(queries(RECORDS))
@settings(max_examples=150, deadline=None, database=None, suppress_health_check=list(HealthCheck))
def test_only_declared_names_and_numbers_of_rows_stand_in_the_text(query: Query[Specimen]) -> None:
    for dialect in (SQLITE, POSTGRESQL):
        text = compile_page(query, ("id", *query.select), dialect=dialect).text
        names = set(re.findall('"([^"]*)"', text)) - {"C"}
        assert names <= KNOWN | {"created_at", "updated_at", "deleted_at"}
        assert text.isascii()
        assert not set(re.findall("'([^']*)'", text)) - QUOTED


@pytest.mark.parametrize("dialect", [SQLITE, POSTGRESQL])
@pytest.mark.parametrize("where", [None, gt("name", "x")])
def test_page_of_a_question_without_a_limit_is_one_of_fifty(
    dialect: Dialect, where: Condition | None
) -> None:
    texts = {
        limit: compile_page(Query(Specimen, where=where, limit=limit), ("id",), dialect=dialect)
        for limit in (None, 49, 50, 51)
    }
    assert texts[None] == texts[50]
    assert [texts[one].text.rpartition(" ")[2] for one in (49, 50, 51)] == ["50", "51", "52"]
    for limit in (0, 1001, True, "50"):
        with pytest.raises(InvalidValue):
            compile_page(Query(Specimen, where=where, limit=limit), ("id",), dialect=dialect)  # type: ignore[arg-type]


QUOTED = {
    *("array", "object", "text", "integer", "real", "true", "false", "null", "string", "number"),
    *("boolean", "[", "]", "", "[]", "{}", '""'),
}


@pytest.mark.parametrize(
    "query",
    [
        Query(Specimen, where=gt("name", "x")),
        Query(Specimen, where=prefix("name", "x")),
        Query(Specimen, where=matches("name", "x")),
        Query(Specimen, where=gt("note.a", "x")),
        Query(Specimen, order=(Order("name"),)),
        Query(Specimen, order=(Order("note.a"),)),
    ],
)
def test_postgresql_orders_texts_by_code_point_whatever_its_language(query) -> None:
    assert 'COLLATE "C"' in compile_page(query, ("id",), dialect=POSTGRESQL).text


def test_postgresql_groups_and_measures_texts_by_code_point() -> None:
    asked = Aggregate(Specimen, (Group((), (Measure("first", Reckon.MIN, "name"),)),))
    assert 'COLLATE "C"' in compile_aggregate(asked, dialect=POSTGRESQL).text


def test_equal_texts_are_found_through_postgresqls_indexes() -> None:
    for where in (eq("name", "x"), one_of("name", ("x", "y"))):
        text = compile_page(Query(Specimen, where=where), ("id",), dialect=POSTGRESQL).text
        assert "COLLATE" not in text


def test_a_list_of_any_length_is_one_parameter_at_postgresql() -> None:
    texts = {
        compile_page(
            Query(Specimen, where=one_of("name", ["x"] * size)), ("id",), dialect=POSTGRESQL
        ).text
        for size in (1, 5, 500)
    }
    assert len(texts) == 1


LATER = NOON + timedelta(days=1)
ASKED_AGAIN = [
    (eq("owner", "0" * 32), eq("owner", "a" * 32)),
    (
        all_of(eq("owner", "0" * 32), gte("seen_at", NOON), one_of("name", ("x", "y"))),
        all_of(eq("owner", "a" * 32), gte("seen_at", LATER), one_of("name", ("z", "x"))),
    ),
    (
        all_of(lt("day", date(2026, 1, 2)), eq("is_on", True)),
        all_of(lt("day", date(1999, 1, 2)), eq("is_on", False)),
    ),
]


@pytest.mark.parametrize(("first", "again"), ASKED_AGAIN)
def test_a_plain_question_asked_again_is_not_put_together_again(
    first: Condition, again: Condition, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_together: list[Query[Specimen]] = []
    page = compiling._page

    def counted(query: Query[Specimen], *rest: Any) -> Statement:
        put_together.append(query)
        return page(query, *rest)

    monkeypatch.setattr(compiling, "_page", counted)
    compiling._text_of.cache_clear()
    for where in (first, again, first):
        query = Query(Specimen, where=where, order=(Order("name"),), limit=7)
        assert compile_page(query, ("id", "name")) == page(query, ("id", "name"), SQLITE)
    assert len(put_together) == 1


@pytest.mark.parametrize(
    "query",
    [
        Query(Specimen, where=eq("name", None)),
        Query(Specimen, where=one_of("name", ("x", None))),
        Query(Specimen, where=one_of("name", ())),
        Query(Specimen, where=eq("note.a", "x")),
        Query(Specimen, where=eq("name", "x"), order=(Order("note.a"),)),
        Query(Specimen, where=eq("name", "x"), offset=3),
        Query(Specimen, where=all_of()),
        Query(Specimen, where=all_of(any_of(eq("name", "x")), eq("name", "y"))),
        Query(Specimen, where=eq("name", "x"), order=(Order("name"),), after=("x", "0" * 32)),
    ],
)
def test_what_is_no_plain_question_is_asked_as_before(query: Query[Specimen]) -> None:
    for columns in (("id", "name"), ("id", "note.a")):
        for _ in range(2):
            assert compile_page(query, columns) == compiling._page(query, columns, SQLITE)


def test_a_wrong_value_is_refused_in_a_shape_that_is_known() -> None:
    compile_page(Query(Specimen, where=eq("owner", "0" * 32)), ("id",))
    for wrong in ("0" * 31, 7, b"0" * 16):
        with pytest.raises(InvalidValue):
            compile_page(Query(Specimen, where=eq("owner", wrong)), ("id",))
    with pytest.raises(InvalidValue):
        compile_page(Query(Specimen, where=eq("nothing", "0" * 32)), ("id",))
