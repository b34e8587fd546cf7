"""Queries and aggregates on the wire: the condition objects of the storage interface, as JSON.

    {"field": "status", "operator": "eq", "value": "active"}
    {"operator": "and", "conditions": [...]}        "or" alike; "not" takes one condition
    {"field": "stamps", "nested": {...}}

Values have their wire form (instants "2026-11-21T09:30:00.000000Z", dates, identifiers); they are
read by the kind of the field they are compared with.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar, cast

import msgspec

from app.domain.aggregate import (
    Aggregate,
    Group,
    Limit,
    Match,
    Measure,
    Project,
    Reckon,
    Sort,
    Stage,
)
from app.domain.declare import EntitySpec, FieldKind, Record
from app.domain.errors import InvalidValue
from app.domain.phi import quiet
from app.domain.query import All, AnyOf, Compare, Condition, Nested, Not, Operator, Order, Query
from app.protocol.codec import instant_from_wire, instant_to_wire

R = TypeVar("R", bound=Record)
MAX_CONDITIONS = 200
_INSTANTS = ("created_at", "updated_at", "deleted_at")
_LISTS = (Operator.IN, Operator.NIN)
_LITERAL = (Operator.EXISTS, Operator.PREFIX, Operator.REGEX)


@quiet
class QueryRequest(msgspec.Struct, omit_defaults=True):
    """A query over one record type. where is a condition object; after the `next` of a page.

    order names fields, "-" before a name for descending. count asks for the whole number, too.
    """

    where: Any = None
    order: list[str] = []
    limit: int = 50
    offset: int = 0
    after: list[Any] | None = None
    select: list[str] = []
    words: str = ""
    include_deleted: bool = False
    count: bool = False


@quiet
class RecordRow(msgspec.Struct, omit_defaults=True):
    """One record of an answer: its whole body, or the values of `select` in its order."""

    id: str
    version: int
    deleted_at: str | None = None
    body: dict[str, Any] | None = None
    values: list[Any] | None = None
    score: float | None = None


class QueryReply(msgspec.Struct, omit_defaults=True):
    """One page; next is None on the last."""

    rows: list[RecordRow]
    next: list[Any] | None = None
    count: int | None = None


class MeasureRequest(msgspec.Struct, omit_defaults=True):
    """One figure per group."""

    name: str
    reckon: str
    field: str = ""


class AggregateRequest(msgspec.Struct, omit_defaults=True):
    """A pipeline: where, by, measures, having, order, limit, project, in this order."""

    where: Any = None
    by: list[str] = []
    measures: list[MeasureRequest] = []
    having: Any = None
    order: list[str] = []
    limit: int = 1000
    project: list[str] = []
    include_deleted: bool = False


@quiet
class AggregateReply(msgspec.Struct):
    """The groups, each by name."""

    lines: list[dict[str, Any]]


def query_request(query: Query[Any], *, count: bool = False) -> QueryRequest:
    """A query as it is sent."""
    return QueryRequest(
        where=None if query.where is None else condition_to_wire(query.where),
        order=[_order_to_wire(one) for one in query.order],
        limit=query.size,
        offset=query.offset,
        after=None if query.after is None else [_to_wire(one) for one in query.after],
        select=list(query.select),
        words=query.words,
        include_deleted=query.include_deleted,
        count=count,
    )


def query_of(spec: EntitySpec, request: QueryRequest) -> Query[Any]:
    """The query somebody sent. Raises InvalidValue."""
    order = _order_of(request.order)
    return Query(
        spec.record_type,
        where=_where_of(spec, request.where),
        order=order,
        limit=request.limit,
        offset=request.offset,
        after=_after_of(spec, request, order),
        select=tuple(request.select),
        words=request.words,
        include_deleted=request.include_deleted,
    )


def aggregate_request(asked: Aggregate[Any]) -> AggregateRequest:
    """A pipeline as it is sent. Conditions after Group become `having`."""
    request = AggregateRequest(include_deleted=asked.include_deleted)
    is_grouped = False
    for stage in asked.stages:
        match stage:
            case Match(condition):
                name = "having" if is_grouped else "where"
                before = getattr(request, name)
                wire = condition_to_wire(condition)
                both = {"operator": "and", "conditions": [before, wire]}
                setattr(request, name, wire if before is None else both)
            case Group(by, measures):
                is_grouped = True
                request.by = list(by)
                request.measures = [
                    MeasureRequest(one.name, one.reckon.value, one.field) for one in measures
                ]
            case Sort(order):
                request.order = [_order_to_wire(one) for one in order]
            case Limit(count):
                request.limit = count
            case Project(names):
                request.project = list(names)
    return request


def aggregate_of(spec: EntitySpec, request: AggregateRequest) -> Aggregate[Any]:
    """The pipeline somebody sent. Raises InvalidValue."""
    measures = tuple(_measure_of(one) for one in request.measures)
    group = Group(tuple(request.by), measures) if measures else Group(tuple(request.by))
    kinds = {name: _kind(spec, name) for name in request.by}
    for one in measures:
        of_field = one.reckon in (Reckon.MIN, Reckon.MAX)
        kinds[one.name] = _kind(spec, one.field) if of_field else FieldKind.JSON
    stages: list[Stage] = []
    where = _where_of(spec, request.where)
    if where is not None:
        stages.append(Match(where))
    stages.append(group)
    if request.having is not None:
        having = condition_of(request.having, lambda name: kinds.get(name, FieldKind.JSON))
        stages.append(Match(having))
    stages.append(Sort(_order_of(request.order)))
    stages.append(Limit(request.limit))
    if request.project:
        stages.append(Project(tuple(request.project)))
    return Aggregate(spec.record_type, tuple(stages), include_deleted=request.include_deleted)


def line_to_wire(line: Mapping[str, Any]) -> dict[str, Any]:
    """One line of an aggregate as JSON values; sums beyond 64 bits stand as texts."""
    return {name: _counted(_to_wire(value)) for name, value in line.items()}


def line_of(spec: EntitySpec, asked: Aggregate[Any], line: Mapping[str, Any]) -> dict[str, Any]:
    """One line of an aggregate as it came. Raises InvalidValue."""
    measures = [one for stage in asked.stages if isinstance(stage, Group) for one in stage.measures]
    by_name = {one.name: one for one in measures}
    return {name: _figure_of(spec, name, by_name.get(name), line[name]) for name in line}


def _figure_of(spec: EntitySpec, name: str, measure: Measure | None, value: Any) -> Any:
    if measure is None:
        return value if name == "count" else _value_of(_kind(spec, name), value)
    if measure.reckon in (Reckon.MIN, Reckon.MAX):
        return _value_of(_kind(spec, measure.field), value)
    is_beyond = measure.reckon is Reckon.SUM and isinstance(value, str)
    return int(value) if is_beyond else value


def condition_to_wire(condition: Condition) -> dict[str, Any]:
    """A condition as a JSON object."""
    match condition:
        case Compare(field, operator, value):
            return {"field": field, "operator": operator.value, "value": _to_wire(value)}
        case All(conditions):
            return {"operator": "and", "conditions": [condition_to_wire(c) for c in conditions]}
        case AnyOf(conditions):
            return {"operator": "or", "conditions": [condition_to_wire(c) for c in conditions]}
        case Not(inner):
            return {"operator": "not", "conditions": [condition_to_wire(inner)]}
        case Nested(field, inner):
            return {"field": field, "nested": condition_to_wire(inner)}


def condition_of(wire: Any, kind_of: Callable[[str], FieldKind]) -> Condition:
    """The condition in a JSON object; kind_of says what kind a field is. Raises InvalidValue."""
    return _Reading(kind_of).condition(wire)


class _Reading:
    """Reads one condition, counting its parts."""

    def __init__(self, kind_of: Callable[[str], FieldKind]) -> None:
        self._kind_of = kind_of
        self._count = 0

    def condition(self, wire: Any) -> Condition:
        self._count += 1
        if self._count > MAX_CONDITIONS:
            raise InvalidValue("where", f"has more than {MAX_CONDITIONS} conditions")
        if not isinstance(wire, dict):
            raise _misshapen()
        parts = cast("dict[str, Any]", wire)
        match set(parts):
            case names if names == {"operator", "conditions"}:
                return self._joined(parts["operator"], parts["conditions"])
            case names if names == {"field", "nested"} and isinstance(parts["field"], str):
                members = _Reading(lambda _: FieldKind.JSON)
                members._count = self._count
                inner = members.condition(parts["nested"])
                self._count = members._count
                return Nested(parts["field"], inner)
            case names if names == {"field", "operator", "value"}:
                return self._compared(parts["field"], parts["operator"], parts["value"])
            case _:
                raise _misshapen()

    def _joined(self, operator: Any, wires: Any) -> Condition:
        if not isinstance(wires, list):
            raise _misshapen()
        conditions = tuple(self.condition(one) for one in cast("list[Any]", wires))
        match operator:
            case "and":
                return All(conditions)
            case "or":
                return AnyOf(conditions)
            case "not" if len(conditions) == 1:
                return Not(conditions[0])
            case _:
                raise _misshapen()

    def _compared(self, field: Any, name: Any, value: Any) -> Compare:
        operator = _OPERATORS.get(name) if isinstance(name, str) else None
        if operator is None or not isinstance(field, str):
            raise _misshapen()
        kind = self._kind_of(field)
        if operator in _LISTS:
            if not isinstance(value, list):
                raise _misshapen()
            wanted = tuple(_value_of(kind, one) for one in cast("list[Any]", value))
            return Compare(field, operator, wanted)
        return Compare(field, operator, value if operator in _LITERAL else _value_of(kind, value))


_OPERATORS = {one.value: one for one in Operator}


def _where_of(spec: EntitySpec, wire: Any) -> Condition | None:
    return None if wire is None else condition_of(wire, lambda name: _kind(spec, name))


def _kind(spec: EntitySpec, name: str) -> FieldKind:
    if name in _INSTANTS:
        return FieldKind.INSTANT
    field = spec.by_name.get(name)
    return FieldKind.JSON if field is None else field.kind


def _value_of(kind: FieldKind, value: Any) -> Any:
    """A value by the kind of its field; what has no wire form of its own is as it is."""
    if kind not in (FieldKind.DATE, FieldKind.INSTANT) or value is None:
        return value
    read = date.fromisoformat if kind is FieldKind.DATE else instant_from_wire
    try:
        return read(value)
    except (TypeError, ValueError):
        raise InvalidValue("value", f"is not a {kind.value}") from None


def _to_wire(value: Any) -> Any:
    if isinstance(value, datetime):
        return instant_to_wire(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [_to_wire(one) for one in cast("Sequence[Any]", value)]
    return "".join(value) if isinstance(value, str) else value


def _counted(value: Any) -> Any:
    """A total; in digits beyond 64 bits, which MessagePack cannot hold."""
    if isinstance(value, int) and not -(1 << 63) <= value < 1 << 63:
        return str(value)
    return value


def _after_of(
    spec: EntitySpec, request: QueryRequest, order: Sequence[Order]
) -> tuple[object, ...] | None:
    if request.after is None:
        return None
    kinds = [_kind(spec, one.field) for one in order]
    if request.words and not order:
        kinds.insert(0, FieldKind.INTEGER)
    kinds += [FieldKind.REFERENCE] * (len(request.after) - len(kinds))
    return tuple(_value_of(kind, one) for kind, one in zip(kinds, request.after, strict=False))


def _order_to_wire(order: Order) -> str:
    return f"-{order.field}" if order.descending else order.field


def _order_of(names: Sequence[str]) -> tuple[Order, ...]:
    return tuple(Order(name.removeprefix("-"), descending=name.startswith("-")) for name in names)


def _measure_of(request: MeasureRequest) -> Measure:
    try:
        return Measure(request.name, Reckon(request.reckon), request.field)
    except ValueError:
        raise InvalidValue("measures", "are count, sum, avg, min or max") from None


def _misshapen() -> InvalidValue:
    return InvalidValue("where", "is not a condition")
