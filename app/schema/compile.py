"""From a typed Query to one SQL statement, for the desk's database and for the server's.

Only declared names reach the text; every value is a parameter. The text depends on the question's
shape alone, so the driver's statement cache serves each shape prepared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.declare import EntitySpec, entity_of
from app.domain.errors import InvalidValue
from app.domain.phi import quiet
from app.domain.query import MAX_LIMIT, MAX_OFFSET, Query
from app.schema.compile_conditions import Conditions
from app.schema.compile_dialects import SQLITE, Dialect, Parameters
from app.schema.compile_fields import ENVELOPE_KINDS, JSON_KINDS, place_of
from app.schema.compile_order import SortKey, beyond, full_order, order_by, sort_keys
from app.schema.compile_words import found_words, points_of

__all__ = ["MAX_LIMIT", "Statement", "compile_count", "compile_ids", "compile_page"]


@quiet
@dataclass(frozen=True, slots=True)
class Statement:
    """SQL text and its parameters in order."""

    text: str
    values: tuple[object, ...]


def compile_page(
    query: Query[Any], columns: Sequence[str], *, dialect: Dialect = SQLITE
) -> Statement:
    """One page of columns or paths; asks for one row more than the limit, which tells whether a
    page follows. With words, the points of each hit are the last column."""
    _check_window(query)
    spec = entity_of(query.record_type)
    parameters = Parameters(dialect)
    names = [_column(spec, name, parameters) for name in columns]
    if query.words:
        names.append(points_of(spec, query.words, parameters))
    parts = _conditions(spec, query, parameters)
    keys = _sort_keys(spec, query, parameters)
    if query.after is not None:
        parts.append(beyond(keys, query.after, parameters))
    by = order_by([one for key in keys for one in key], parameters)
    # The limit is part of the text: SQLite prepares a statement anew for each bound limit.
    window = f" LIMIT {query.limit + 1:d}"
    if query.offset:
        window += f" OFFSET {query.offset:d}"
    text = f'SELECT {", ".join(names)} FROM "{spec.name}"{_where(parts)}{by}{window}'
    return Statement(text, tuple(parameters.values))


def compile_ids(query: Query[Any], *, dialect: Dialect = SQLITE) -> Statement:
    """Identifiers of all matches, in order."""
    spec = entity_of(query.record_type)
    parameters = Parameters(dialect)
    parts = _conditions(spec, query, parameters)
    keys = _sort_keys(spec, query, parameters)
    by = order_by([one for key in keys for one in key], parameters)
    return Statement(f'SELECT "id" FROM "{spec.name}"{_where(parts)}{by}', tuple(parameters.values))


def compile_count(query: Query[Any], *, dialect: Dialect = SQLITE) -> Statement:
    """How many match."""
    spec = entity_of(query.record_type)
    parameters = Parameters(dialect)
    parts = _conditions(spec, query, parameters)
    text = f'SELECT count(*) FROM "{spec.name}"{_where(parts)}'
    return Statement(text, tuple(parameters.values))


def _check_window(query: Query[Any]) -> None:
    if type(query.limit) is not int or not 1 <= query.limit <= MAX_LIMIT:
        raise InvalidValue("limit", f"is not between 1 and {MAX_LIMIT}")
    if type(query.offset) is not int or not 0 <= query.offset <= MAX_OFFSET:
        raise InvalidValue("offset", f"is not between 0 and {MAX_OFFSET}")


def _conditions(spec: EntitySpec, query: Query[Any], parameters: Parameters) -> list[str]:
    parts: list[str] = []
    if not query.include_deleted or query.words:
        parts.append("deleted_at IS NULL")
    if query.where is not None:
        parts.append(Conditions(spec, parameters).text(query.where))
    if query.words:
        parts.append(found_words(spec, query.words, parameters))
    return parts


def _sort_keys(
    spec: EntitySpec, query: Query[Any], parameters: Parameters
) -> list[tuple[SortKey, ...]]:
    keys = sort_keys(spec, full_order(query.order), parameters)
    if not query.words or query.order:
        return keys
    best = SortKey(
        lambda given: points_of(spec, query.words, given),
        descending=True,
        nullable=False,
        cast="int",
        of=_points,
    )
    return [(best,), *keys]


def _points(value: Any) -> int:
    if type(value) is not int or abs(value) > 1000:
        raise InvalidValue("after", "belongs to another order")
    return value


def _column(spec: EntitySpec, name: str, parameters: Parameters) -> str:
    if name in ENVELOPE_KINDS or name == "extra" or name in spec.by_name:
        return f'"{name}"'
    place = place_of(spec, name)
    if place.kind not in JSON_KINDS:
        raise InvalidValue("select", f"is none of {spec.name}")
    return parameters.dialect.path_value(parameters, place.column, place.keys)


def _where(parts: list[str]) -> str:
    return f" WHERE {' AND '.join(parts)}" if parts else ""
