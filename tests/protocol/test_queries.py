"""Queries and aggregates keep their meaning on the wire."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings

from app.domain.aggregate import Aggregate
from app.domain.errors import InvalidValue
from app.domain.query import Query
from app.protocol.codec import encode_json
from app.protocol.queries import (
    aggregate_of,
    aggregate_request,
    condition_of,
    condition_to_wire,
    query_of,
    query_request,
)
from tests.domain import evaluator
from tests.schema.query_material import SPEC, aggregates, kind_of, queries, specimens

pytestmark = pytest.mark.row("C3", "E4")
RECORDS = specimens(5)
FEW: Any = settings(
    max_examples=150, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)


def sent(message: msgspec.Struct) -> Any:
    return msgspec.json.decode(encode_json(message), type=type(message))


@FEW
@given(queries(RECORDS))
def test_a_query_comes_as_it_was_sent(query: Query[Any]) -> None:
    assert query_of(SPEC, sent(query_request(query))) == query


@FEW
@given(aggregates(RECORDS))
def test_a_pipeline_finds_the_same_after_the_way(asked: Aggregate[Any]) -> None:
    came = aggregate_of(SPEC, sent(aggregate_request(asked)))
    assert evaluator.aggregate(RECORDS, came) == evaluator.aggregate(RECORDS, asked)


@pytest.mark.parametrize(
    "wire",
    [
        None,
        5,
        [],
        {},
        {"field": "name"},
        {"field": 5, "operator": "eq", "value": 1},
        {"field": "name", "operator": "almost", "value": 1},
        {"field": "name", "operator": ["eq"], "value": 1},
        {"field": "day", "operator": "eq", "value": "yesterday"},
        {"field": "at", "operator": "eq", "value": "2026-01-01T00:00:00"},
        {"field": "name", "operator": "in", "value": "abc"},
        {"operator": "xor", "conditions": []},
        {"operator": "not", "conditions": [{}, {}]},
        {"operator": "and", "conditions": {}},
        {"field": "note", "nested": 5},
    ],
    ids=str,
)
def test_what_is_no_condition_is_refused(wire: Any) -> None:
    with pytest.raises(InvalidValue):
        condition_of(wire, kind_of)


def test_a_condition_has_an_upper_limit() -> None:
    deep: Any = {"field": "name", "operator": "eq", "value": "x"}
    for _ in range(150):
        deep = {"operator": "and", "conditions": [deep, deep] if _ == 0 else [deep]}
    condition_of(deep, kind_of)
    with pytest.raises(InvalidValue):
        condition_of({"operator": "or", "conditions": [deep, deep]}, kind_of)


@pytest.mark.parametrize("value", [2**63, 2**64, -(2**63) - 1])
def test_a_number_beyond_64_bits_stays_a_number(value: int) -> None:
    asked = {"field": "note", "operator": "eq", "value": value}
    assert condition_to_wire(condition_of(asked, kind_of)) == asked
