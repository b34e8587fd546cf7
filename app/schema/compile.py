"""From a typed Query to one SQL statement, for the desk's database and for the server's.

Only declared names reach the text; every value is a parameter. The text depends on the question's
shape alone, so the driver's statement cache serves each shape prepared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from app.domain.declare import EntitySpec, entity_of
from app.domain.errors import InvalidValue
from app.domain.phi import quiet
from app.domain.query import MAX_LIMIT, MAX_OFFSET, Query
from app.schema.compile_conditions import Conditions
from app.schema.compile_dialects import SQLITE, Dialect, Parameters
from app.schema.compile_fields import ENVELOPE_KINDS, JSON_KINDS, place_of
from app.schema.compile_known import Shape, plain
from app.schema.compile_order import SortKey, SortOrder, beyond, sort_order
from app.schema.compile_words import found_words, points_of

__all__ = ["MAX_LIMIT", "Statement", "compile_count", "compile_ids", "compile_page", "compile_walk"]


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
    known = plain(query, tuple(columns)) if dialect is SQLITE else None
    text = _text_of(known[0]) if known else ""
    return Statement(text, known[1]) if known and text else _page(query, columns, dialect)


@lru_cache(maxsize=512)
def _text_of(shape: Shape) -> str:
    """The text of a plain question; empty where its columns or its order have values, too."""
    made = _page(shape.sample(), shape.columns, SQLITE)
    return made.text if len(made.values) == shape.width else ""


def compile_walk(query: Query[Any]) -> Statement:
    """Identifiers of everything a desk's walk through a question comes to, in order: from after its
    key and its offset on, to its limit, or to the end where it names none."""
    _check_window(query)
    window = f" LIMIT {-1 if query.limit is None else query.limit:d} OFFSET {query.offset:d}"
    return _page(query, ("id",), SQLITE, window=window)


def _page(
    query: Query[Any], columns: Sequence[str], dialect: Dialect, *, window: str = ""
) -> Statement:
    spec = entity_of(query.record_type)
    parameters = Parameters(dialect)
    names = _plain_columns(spec, tuple(columns)) or _columns(spec, columns, parameters)
    if query.words:
        names += f", {points_of(spec, query.words, parameters)}"
    parts = _conditions(spec, query, parameters)
    order = _sort_order(spec, query, dialect)
    if query.after is not None:
        parts.append(beyond(order.keys, query.after, parameters))
    by = order.order_by(parameters)
    text = f'SELECT {names} FROM "{spec.name}"{_where(parts)}{by}{window or _window(query)}'
    return Statement(text, tuple(parameters.values))


def _window(query: Query[Any]) -> str:
    # The limit is part of the text: SQLite prepares a statement anew for each bound limit.
    return f" LIMIT {query.size + 1:d}" + (f" OFFSET {query.offset:d}" if query.offset else "")


def compile_ids(query: Query[Any], *, dialect: Dialect = SQLITE) -> Statement:
    """Identifiers of all matches, in order."""
    spec = entity_of(query.record_type)
    parameters = Parameters(dialect)
    parts = _conditions(spec, query, parameters)
    by = _sort_order(spec, query, dialect).order_by(parameters)
    text = f'SELECT "id" FROM "{spec.name}"{_where(parts)}{by}'
    return Statement(text, tuple(parameters.values))


def compile_count(query: Query[Any], *, dialect: Dialect = SQLITE) -> Statement:
    """How many match."""
    spec = entity_of(query.record_type)
    parameters = Parameters(dialect)
    parts = _conditions(spec, query, parameters)
    text = f'SELECT count(*) FROM "{spec.name}"{_where(parts)}'
    return Statement(text, tuple(parameters.values))


def _check_window(query: Query[Any]) -> None:
    if type(query.size) is not int or not 1 <= query.size <= MAX_LIMIT:
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


def _sort_order(spec: EntitySpec, query: Query[Any], dialect: Dialect) -> SortOrder:
    order = sort_order(spec, query.order, dialect)
    if not query.words or query.order:
        return order
    best = SortKey(
        lambda given: points_of(spec, query.words, given),
        descending=True,
        nullable=False,
        cast="int",
        of=_points,
    )
    return SortOrder(((best,), *order.keys), "")


def _points(value: Any) -> int:
    if type(value) is not int or abs(value) > 1000:
        raise InvalidValue("after", "belongs to another order")
    return value


@lru_cache(maxsize=256)
def _plain_columns(spec: EntitySpec, columns: tuple[str, ...]) -> str:
    """The columns as text; empty where there are paths among them."""
    is_plain = all(_is_column(spec, name) for name in columns)
    return ", ".join(f'"{name}"' for name in columns) if is_plain else ""


def _columns(spec: EntitySpec, names: Sequence[str], parameters: Parameters) -> str:
    return ", ".join(_column(spec, name, parameters) for name in names)


def _is_column(spec: EntitySpec, name: str) -> bool:
    return name in ENVELOPE_KINDS or name == "extra" or name in spec.by_name


def _column(spec: EntitySpec, name: str, parameters: Parameters) -> str:
    if _is_column(spec, name):
        return f'"{name}"'
    place = place_of(spec, name)
    if place.kind not in JSON_KINDS:
        raise InvalidValue("select", f"is none of {spec.name}")
    return parameters.dialect.path_value(parameters, place.column, place.keys)


def _where(parts: list[str]) -> str:
    return f" WHERE {' AND '.join(parts)}" if parts else ""
