"""From a typed Query to one SQL statement for the desk's database.

Only declared names reach the text; every value is a parameter. The text depends on the question's
shape alone, so the driver's statement cache serves each shape prepared.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, assert_never

from app.domain.declare import EntitySpec, FieldKind, entity_of
from app.domain.phi import quiet
from app.domain.query import All, AnyOf, Compare, Condition, Not, Operator, Order, Query
from app.schema.types import canonical_json, to_microseconds

MAX_LIMIT = 1000
_LAST_CHARACTER = "\U0010ffff"
_COMPARISONS = {
    Operator.GT: ">",
    Operator.GTE: ">=",
    Operator.LT: "<",
    Operator.LTE: "<=",
}


@quiet
@dataclass(frozen=True, slots=True)
class Statement:
    """SQL text and its parameters in order."""

    text: str
    values: tuple[object, ...]


def compile_page(query: Query[Any], columns: Sequence[str]) -> Statement:
    """One page; asks for one row more than the limit, which tells whether a page follows."""
    if not 1 <= query.limit <= MAX_LIMIT:
        raise ValueError(f"limit is 1 to {MAX_LIMIT}")
    spec = entity_of(query.record_type)
    parts, values = _conditions(spec, query)
    order = _full_order(query.order)
    if query.after is not None:
        parts.append(_after(spec, order, query.after, values))
    # The limit is part of the text: SQLite prepares a statement anew for each bound limit.
    text = f"{_select(columns, spec)}{_where(parts)}{_order_by(order)} LIMIT {query.limit + 1:d}"
    return Statement(text, tuple(values))


def compile_ids(query: Query[Any]) -> Statement:
    """Identifiers of all matches, in order."""
    spec = entity_of(query.record_type)
    parts, values = _conditions(spec, query)
    text = f"{_select(('id',), spec)}{_where(parts)}{_order_by(_full_order(query.order))}"
    return Statement(text, tuple(values))


def compile_count(query: Query[Any]) -> Statement:
    """How many match."""
    spec = entity_of(query.record_type)
    parts, values = _conditions(spec, query)
    return Statement(f'SELECT count(*) FROM "{spec.name}"{_where(parts)}', tuple(values))


def to_column_value(spec: EntitySpec, name: str, value: object) -> Any:
    """A Python value as the column of that name holds it. Raises KeyError on an unknown name."""
    if value is None:
        return None
    kind = _kind(spec, name)
    convert = _CONVERT.get(kind)
    return value if convert is None else convert(value)


def _kind(spec: EntitySpec, name: str) -> FieldKind:
    return _ENVELOPE_KINDS.get(name) or spec.by_name[name].kind


def _conditions(spec: EntitySpec, query: Query[Any]) -> tuple[list[str], list[object]]:
    parts: list[str] = []
    values: list[object] = []
    if not query.include_deleted:
        parts.append("deleted_at IS NULL")
    if query.where is not None:
        parts.append(_condition(spec, query.where, values))
    return parts, values


def _condition(spec: EntitySpec, condition: Condition, values: list[object]) -> str:
    match condition:
        case Compare():
            return _compare(spec, condition, values)
        case All(conditions):
            return _joined(spec, conditions, " AND ", "1", values)
        case AnyOf(conditions):
            return _joined(spec, conditions, " OR ", "0", values)
        case Not(inner):
            # An empty field makes a comparison unknown; "not" of that shall be true.
            return f"NOT coalesce({_condition(spec, inner, values)}, 0)"
        case _:
            assert_never(condition)


def _joined(
    spec: EntitySpec,
    conditions: tuple[Condition, ...],
    word: str,
    empty: str,
    values: list[object],
) -> str:
    parts = [_condition(spec, condition, values) for condition in conditions]
    return f"({word.join(parts)})" if parts else empty


def _compare(spec: EntitySpec, compare: Compare, values: list[object]) -> str:
    kind, column = _kind(spec, compare.field), f'"{compare.field}"'
    match compare.operator:
        case Operator.EXISTS:
            return _exists(column, kind, wanted=bool(compare.value))
        case Operator.IN:
            wanted: Any = compare.value
            convert = _CONVERT.get(kind)  # once for the list: a day asks for hundreds of names
            values.extend(wanted if convert is None else map(convert, wanted))
            return f"{column} IN ({', '.join('?' * len(wanted))})"
        case Operator.PREFIX:
            text = str(compare.value)
            values.extend((text, text + _LAST_CHARACTER))
            return f"({column} >= ? AND {column} < ?)"
        case Operator.EQ | Operator.NE:
            values.append(to_column_value(spec, compare.field, compare.value))
            if compare.operator is Operator.NE:
                return f"{column} IS NOT ?"
            return f"{column} = ?" if compare.value is not None else f"{column} IS ?"
        case operator:
            values.append(to_column_value(spec, compare.field, compare.value))
            return f"{column} {_COMPARISONS[operator]} ?"


def _exists(column: str, kind: FieldKind, *, wanted: bool) -> str:
    text = f"({column} IS NOT NULL AND {column} <> '')"
    if kind is not FieldKind.TEXT:
        text = f"{column} IS NOT NULL"
    return text if wanted else f"NOT {text}"


def _full_order(order: tuple[Order, ...]) -> tuple[Order, ...]:
    if any(one.field == "id" for one in order):
        return order
    direction = order[-1].descending if order else False
    return (*order, Order("id", descending=direction))


def _order_by(order: tuple[Order, ...]) -> str:
    parts = [f'"{one.field}"{" DESC" if one.descending else ""}' for one in order]
    return f" ORDER BY {', '.join(parts)}"


def _after(
    spec: EntitySpec, order: tuple[Order, ...], after: tuple[object, ...], values: list[object]
) -> str:
    key = [to_column_value(spec, one.field, value) for one, value in zip(order, after, strict=True)]
    same_way = len({one.descending for one in order}) == 1
    if same_way and not any(_is_nullable(spec, one.field) for one in order):
        values.extend(key)
        names = ", ".join(f'"{one.field}"' for one in order)
        sign = "<" if order[0].descending else ">"
        return f"({names}) {sign} ({', '.join('?' * len(key))})"
    steps: list[str] = []
    for at, one in enumerate(order):
        parts = [f'"{before.field}" IS ?' for before in order[:at]]
        values.extend(key[:at])
        parts.append(_beyond(one, key[at], values))
        steps.append(" AND ".join(parts))
    return f"({' OR '.join(f'({step})' for step in steps)})"


def _beyond(order: Order, value: object, values: list[object]) -> str:
    """What comes after a value; SQLite sorts empty before everything."""
    column = f'"{order.field}"'
    if value is None:
        return "0" if order.descending else f"{column} IS NOT NULL"
    values.append(value)
    return f"({column} < ? OR {column} IS NULL)" if order.descending else f"{column} > ?"


def _is_nullable(spec: EntitySpec, name: str) -> bool:
    return name == "deleted_at" or (name in spec.by_name and spec.by_name[name].nullable)


def _select(columns: Sequence[str], spec: EntitySpec) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    return f'SELECT {names} FROM "{spec.name}"'


def _where(parts: list[str]) -> str:
    return f" WHERE {' AND '.join(parts)}" if parts else ""


_ENVELOPE_KINDS: Mapping[str, FieldKind] = {
    "id": FieldKind.REFERENCE,
    "version": FieldKind.INTEGER,
    "created_at": FieldKind.INSTANT,
    "updated_at": FieldKind.INSTANT,
    "deleted_at": FieldKind.INSTANT,
}


def _instant(value: Any) -> int:
    if not isinstance(value, datetime):
        raise TypeError("an instant is compared with an aware time")
    return to_microseconds(value)


_CONVERT: Mapping[FieldKind, Callable[[Any], Any]] = {
    FieldKind.TEXT: str,
    FieldKind.BOOLEAN: int,
    FieldKind.DATE: date.isoformat,
    FieldKind.INSTANT: _instant,
    FieldKind.REFERENCE: bytes.fromhex,
    FieldKind.LIST: canonical_json,
    FieldKind.JSON: canonical_json,
}
