"""What a statement's text may hold, whatever is asked."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings

from app.domain.aggregate import Aggregate, Group, Measure, Reckon
from app.domain.query import Order, Query, eq, gt, matches, one_of, prefix
from app.schema.compile import compile_page
from app.schema.compile_aggregate import compile_aggregate
from app.schema.compile_dialects import POSTGRESQL, SQLITE
from tests.schema.query_material import SPEC, Specimen, queries, specimens

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
