"""In which order rows come, and where a page goes on: keyset pages over any order.

A path into JSON sorts by three columns: what kind of value it leads to, its number, its text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from app.domain.declare import EntitySpec
from app.domain.errors import InvalidValue
from app.domain.query import Order
from app.schema.compile_dialects import CASTS, Dialect, Parameters
from app.schema.compile_fields import JSON_KINDS, Place, checked, place_of, scalar

Write = Callable[[Parameters], str]
_RANKS: Mapping[type[object], int] = {bool: 1, int: 2, float: 2, str: 3}


@dataclass(frozen=True, slots=True)
class SortKey:
    """One thing rows are sorted by: how it is written, and its value in the key of a page."""

    write: Write
    descending: bool
    nullable: bool
    cast: str
    of: Callable[[Any], Any]
    """The value in this column of what the key of a page holds, as the database takes it."""


def full_order(order: Sequence[Order]) -> tuple[Order, ...]:
    """The order with the identifier at its end."""
    if any(one.field == "id" for one in order):
        return tuple(order)
    direction = order[-1].descending if order else False
    return (*order, Order("id", descending=direction))


@dataclass(frozen=True, slots=True)
class SortOrder:
    """What rows are sorted by, part by part; text is ORDER BY where it needs no parameters."""

    keys: tuple[tuple[SortKey, ...], ...]
    text: str = field(repr=False)

    def order_by(self, parameters: Parameters) -> str:
        """ORDER BY."""
        return self.text or _order_by([one for part in self.keys for one in part], parameters)


@lru_cache(maxsize=256)
def sort_order(spec: EntitySpec, order: tuple[Order, ...], dialect: Dialect) -> SortOrder:
    """What an order sorts by, with the identifier at its end; made once per order."""
    whole = full_order(order)
    keys = tuple(_keys(place_of(spec, one.field), one, dialect) for one in whole)
    is_plain = all(len(one) == 1 for one in keys)
    text = _order_by([one[0] for one in keys], Parameters(dialect)) if is_plain else ""
    return SortOrder(keys, text)


def _order_by(keys: Sequence[SortKey], parameters: Parameters) -> str:
    parts: list[str] = []
    for key in keys:
        empties = parameters.dialect.empties(descending=key.descending) if key.nullable else ""
        parts.append(f"{key.write(parameters)}{' DESC' if key.descending else ''}{empties}")
    return f" ORDER BY {', '.join(parts)}"


def beyond(
    keys: Sequence[tuple[SortKey, ...]], after: Sequence[object], parameters: Parameters
) -> str:
    """What comes after the last row of a page. Raises InvalidValue for a key of another order."""
    if len(after) != len(keys):
        raise InvalidValue("after", "belongs to another order")
    flat = [one for part in keys for one in part]
    values = [one.of(value) for part, value in zip(keys, after, strict=True) for one in part]
    if len({one.descending for one in flat}) == 1 and not any(one.nullable for one in flat):
        names = ", ".join(one.write(parameters) for one in flat)
        marks = [parameters.mark(value, one.cast) for one, value in zip(flat, values, strict=True)]
        sign = "<" if flat[0].descending else ">"
        return f"({names}) {sign} ({', '.join(marks)})"
    steps: list[str] = []
    for at, key in enumerate(flat):
        parts = [
            parameters.dialect.same(
                before.write(parameters), parameters.mark(values[place], before.cast)
            )
            for place, before in enumerate(flat[:at])
        ]
        parts.append(_beyond(key, values[at], parameters))
        steps.append(" AND ".join(parts))
    return f"({' OR '.join(f'({step})' for step in steps)})"


def _beyond(key: SortKey, value: object, parameters: Parameters) -> str:
    """What comes after a value; empty comes before everything."""
    if value is None:
        return "FALSE" if key.descending else f"{key.write(parameters)} IS NOT NULL"
    sign = "<" if key.descending else ">"
    text = f"{key.write(parameters)} {sign} {parameters.mark(value, key.cast)}"
    if key.descending and key.nullable:
        return f"({text} OR {key.write(parameters)} IS NULL)"
    return text


def _keys(place: Place, order: Order, dialect: Dialect) -> tuple[SortKey, ...]:
    if place.kind in JSON_KINDS:
        return _path_keys(place, order)
    column = dialect.ordered(place.column, place.kind)
    convert = dialect.convert.get(place.kind)

    def of(value: Any) -> Any:
        if value is None:
            if not place.nullable:
                raise InvalidValue("after", "belongs to another order")
            return None
        value = checked(place.kind, value)
        return value if convert is None else convert(value)

    cast = CASTS[place.kind]
    return (SortKey(lambda _: column, order.descending, place.nullable, cast, of),)


def _rank(value: object) -> int:
    kind: type[object] = type(value)
    return _RANKS.get(kind, 0)


def _path_keys(place: Place, order: Order) -> tuple[SortKey, ...]:
    column, keys, descending = place.column, place.keys, order.descending
    if not keys:
        raise InvalidValue("order", "needs a path into the field")
    return (
        SortKey(
            lambda given: given.dialect.path_rank(given, column, keys),
            descending,
            nullable=False,
            cast="int",
            of=_rank,
        ),
        SortKey(
            lambda given: given.dialect.path_scalar(given, column, keys, "number"),
            descending,
            nullable=True,
            cast="float8",
            of=lambda value: float(scalar(value)) if isinstance(value, int | float) else None,
        ),
        SortKey(
            lambda given: given.dialect.path_scalar(given, column, keys, "text"),
            descending,
            nullable=True,
            cast="text",
            of=lambda value: scalar(value) if isinstance(value, str) else None,
        ),
    )
