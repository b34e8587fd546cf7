"""Plain questions, which are most of what screens ask: a few fields compared with values.

The text of a question depends on its shape alone, so it is put together once per shape
(compile.py); from then on only the values are taken in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, NamedTuple, cast

from app.domain.declare import FieldKind, Record, entity_of
from app.domain.query import All, Compare, Condition, Operator, Order, Query
from app.schema.compile_dialects import SQLITE
from app.schema.compile_fields import ENVELOPE_KINDS, JSON_KINDS, checked, checked_all

_SIGNS = (Operator.EQ, Operator.GT, Operator.GTE, Operator.LT, Operator.LTE)
_SAMPLES: Mapping[FieldKind, object] = {
    FieldKind.TEXT: "",
    FieldKind.INTEGER: 0,
    FieldKind.BOOLEAN: False,
    FieldKind.DATE: date.min,
    FieldKind.INSTANT: datetime.min.replace(tzinfo=UTC),
    FieldKind.REFERENCE: "0" * 32,
}
"""A value of each kind that is kept in a column of its own."""


class Shape(NamedTuple):
    """Everything of a plain question but its values."""

    record_type: type[Record]
    columns: tuple[str, ...]
    leaves: tuple[tuple[str, Operator, int], ...]
    """Field, operator and how many values each comparison has (0: one that is no list)."""
    is_all: bool
    order: tuple[Order, ...]
    limit: int
    include_deleted: bool

    @property
    def width(self) -> int:
        """How many values such a question has."""
        return sum(count or 1 for _field, _operator, count in self.leaves)

    def sample(self) -> Query[Any]:
        """A question of this shape."""
        leaves = [_sample(self.record_type, *leaf) for leaf in self.leaves]
        where: Condition | None = All(tuple(leaves)) if self.is_all else next(iter(leaves), None)
        return Query(
            self.record_type,
            where=where,
            order=self.order,
            limit=self.limit,
            include_deleted=self.include_deleted,
        )


def plain(query: Query[Any], columns: tuple[str, ...]) -> tuple[Shape, tuple[object, ...]] | None:
    """The shape of a plain question and its values, as their columns hold them; None for any other.

    Raises InvalidValue.
    """
    if query.words or query.after is not None or query.offset:
        return None
    leaves: list[tuple[str, Operator, int]] = []
    values: list[object] = []
    for leaf in _leaves(query.where):
        if type(leaf) is not Compare:
            return None
        count, kind = _count(leaf), _kind(query.record_type, leaf.field)
        if count is None or kind is None:
            return None
        leaves.append((leaf.field, leaf.operator, count))
        values += _read_all(kind, leaf.value) if count else (_read_one(kind, leaf.value),)
    shape = Shape(
        query.record_type,
        columns,
        tuple(leaves),
        type(query.where) is All,
        query.order,
        query.size,
        query.include_deleted,
    )
    return shape, tuple(values)


def _leaves(where: Condition | None) -> tuple[Condition, ...]:
    if type(where) is All:
        return where.conditions
    return () if where is None else (where,)


def _count(leaf: Compare) -> int | None:
    """How many values the list of a comparison has, 0 where it is none; None: not plain."""
    if leaf.operator in _SIGNS:
        return None if leaf.value is None else 0
    if leaf.operator is not Operator.IN or type(leaf.value) is not tuple:
        return None
    values = cast("tuple[object, ...]", leaf.value)
    return None if None in values else len(values) or None


def _read_one(kind: FieldKind, value: object) -> object:
    convert = SQLITE.convert.get(kind)
    found = checked(kind, value)
    return found if convert is None else convert(found)


def _read_all(kind: FieldKind, values: Any) -> Iterable[object]:
    convert = SQLITE.convert.get(kind)
    found = checked_all(kind, list(values))
    return found if convert is None else map(convert, found)


def _sample(record_type: type[Record], field: str, operator: Operator, count: int) -> Compare:
    value = _SAMPLES[_kind(record_type, field) or FieldKind.TEXT]
    return Compare(field, operator, (value,) * count if count else value)


@lru_cache(maxsize=1024)
def _kind(record_type: type[Record], field: str) -> FieldKind | None:
    """What a field holds; None for what has no column of its own."""
    declared = entity_of(record_type).by_name.get(field)
    kind = ENVELOPE_KINDS.get(field, declared.kind if declared else None)
    return None if kind in JSON_KINDS else kind
