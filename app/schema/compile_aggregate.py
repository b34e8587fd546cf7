"""From an aggregate pipeline to one SQL statement, and its lines back to plain values.

A sum travels as two whole numbers (how often 2³² fits, and the rest), so that it can be of any
size on both databases; SQLite would stop at 64 bits with an error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.aggregate import Aggregate, Measure, Reckon, steps_of
from app.domain.declare import EntitySpec, FieldKind, entity_of
from app.domain.errors import InvalidValue
from app.domain.phi import quiet
from app.domain.query import Compare, Nested, Operator, Order
from app.schema.compile_conditions import Conditions, compare, joined, values_of
from app.schema.compile_dialects import SQLITE, Dialect, Parameters
from app.schema.compile_fields import JSON_KINDS, Place, place_of, scalar

_HALF_BITS = 32
_LOW = (1 << _HALF_BITS) - 1
_MOST = 1 << 90
_WHOLE = FieldKind.INTEGER
_COMPARABLE = (FieldKind.INTEGER, FieldKind.TEXT, FieldKind.DATE, FieldKind.INSTANT)
_SIGNS = {
    Operator.EQ: "=",
    Operator.GT: ">",
    Operator.GTE: ">=",
    Operator.LT: "<",
    Operator.LTE: "<=",
}


@dataclass(frozen=True, slots=True)
class Made:
    """One name of a line: what kind of figure it is, and the kind of its value."""

    name: str
    figure: str
    """ "value", "path", "count", "sum" or "avg"."""
    kind: FieldKind
    columns: tuple[str, ...]


@quiet
@dataclass(frozen=True, slots=True)
class AggregateStatement:
    """SQL text, its parameters, and which names its columns make."""

    text: str
    values: tuple[object, ...]
    made: tuple[Made, ...]


def compile_aggregate(asked: Aggregate[Any], *, dialect: Dialect = SQLITE) -> AggregateStatement:
    """The whole pipeline as one statement. Raises InvalidValue where it does not fit together."""
    spec, steps = entity_of(asked.record_type), steps_of(asked.stages)
    parameters = Parameters(dialect)
    columns: list[str] = []
    made: list[Made] = []
    for name in steps.group.by:
        _add_group(spec, name, made, columns, parameters)
    for measure in steps.group.measures:
        _add_measure(spec, measure, made, columns, parameters)
    conditions = Conditions(spec, parameters)
    parts = [] if asked.include_deleted else ["deleted_at IS NULL"]
    parts += [conditions.text(one) for one in steps.where]
    inner = f'SELECT {", ".join(columns)} FROM "{spec.name}"{_and(" WHERE ", parts)}'
    if steps.group.by:
        inner += f" GROUP BY {', '.join(str(at + 1) for at in range(len(steps.group.by)))}"
    known = {one.name: one for one in made}
    having = [joined(one, lambda leaf: _having(leaf, known, parameters)) for one in steps.having]
    order = (*steps.order, *(Order(name) for name in steps.group.by))
    by = [text for one in order for text in _order(one, known, dialect)]
    kept = tuple(known[name] for name in steps.names)
    names = ", ".join(column for one in kept for column in one.columns)
    text = f"SELECT {names} FROM ({inner}) AS g{_and(' WHERE ', having)}"
    text += f"{' ORDER BY ' if by else ''}{', '.join(by)} LIMIT {steps.limit:d}"
    return AggregateStatement(text, tuple(parameters.values), kept)


def read_lines(
    made: Sequence[Made],
    rows: Sequence[Sequence[Any]],
    reader_of: Callable[[FieldKind], Callable[[Any], Any] | None],
) -> tuple[dict[str, Any], ...]:
    """The lines of an answer by name; reader_of says how a column's value becomes Python's."""
    return tuple(_line(made, row, reader_of) for row in rows)


def _line(
    made: Sequence[Made],
    row: Sequence[Any],
    reader_of: Callable[[FieldKind], Callable[[Any], Any] | None],
) -> dict[str, Any]:
    line: dict[str, Any] = {}
    at = 0
    for one in made:
        value = row[at]
        if one.figure == "sum" and value is not None:
            value = (int(value) << _HALF_BITS) + int(row[at + 1])
        elif one.figure == "value" and value is not None:
            read = reader_of(one.kind)
            value = value if read is None else read(value)
        line[one.name] = value
        at += len(one.columns)
    return line


def _add_group(
    spec: EntitySpec, name: str, made: list[Made], columns: list[str], parameters: Parameters
) -> None:
    place, alias = place_of(spec, name), f"g{len(made)}"
    if place.kind in JSON_KINDS:
        if not place.keys:
            raise InvalidValue("by", "needs a path into the field")
        text = parameters.dialect.path_scalar(parameters, place.column, place.keys, "text")
        made.append(Made(name, "path", FieldKind.TEXT, (alias,)))
    else:
        text = parameters.dialect.ordered(place.column, place.kind)
        made.append(Made(name, "value", place.kind, (alias,)))
    columns.append(f"{text} AS {alias}")


def _add_measure(
    spec: EntitySpec,
    measure: Measure,
    made: list[Made],
    columns: list[str],
    parameters: Parameters,
) -> None:
    alias = f"g{len(made)}"
    if measure.reckon is Reckon.COUNT:
        column = _plain(spec, measure).column if measure.field else "*"
        made.append(Made(measure.name, "count", _WHOLE, (alias,)))
        columns.append(f"count({column}) AS {alias}")
        return
    place = _plain(spec, measure)
    if measure.reckon in (Reckon.MIN, Reckon.MAX):
        if place.kind not in _COMPARABLE:
            raise InvalidValue("measures", f"has no {measure.reckon} of a {place.kind.value}")
        column = parameters.dialect.ordered(place.column, place.kind)
        made.append(Made(measure.name, "value", place.kind, (alias,)))
        columns.append(f"{measure.reckon}({column}) AS {alias}")
        return
    if place.kind is not _WHOLE:
        raise InvalidValue("measures", f"has no {measure.reckon} of a {place.kind.value}")
    high, low = _halves(place.column, parameters.dialect)
    if measure.reckon is Reckon.SUM:
        made.append(Made(measure.name, "sum", _WHOLE, (f"{alias}h", f"{alias}l")))
        columns.extend((f"{high} AS {alias}h", f"{low} AS {alias}l"))
        return
    # 2³² times a whole number below 2⁵³ is exact; so there is one rounding, then the division.
    real = "float8" if parameters.dialect.name == "postgresql" else "REAL"
    total = f"(CAST({high} AS {real}) * 4294967296.0 + CAST({low} AS {real}))"
    made.append(Made(measure.name, "avg", _WHOLE, (alias,)))
    columns.append(f"{total} / CAST(count({place.column}) AS {real}) AS {alias}")


def _plain(spec: EntitySpec, measure: Measure) -> Place:
    place = place_of(spec, measure.field)
    if place.kind in JSON_KINDS:
        raise InvalidValue("measures", "are of plain fields")
    return place


def _halves(column: str, dialect: Dialect) -> tuple[str, str]:
    if dialect.name == "postgresql":
        low = f"sum(({column} & {_LOW})::numeric)"
        high = f"(sum(({column} >> {_HALF_BITS})::numeric) + div({low}, {_LOW + 1}))"
        return f"{high}::bigint", f"mod({low}, {_LOW + 1})::bigint"
    low = f"sum({column} & {_LOW})"
    return f"(sum({column} >> {_HALF_BITS}) + ({low} >> {_HALF_BITS}))", f"({low} & {_LOW})"


def _having(leaf: Compare | Nested, known: Mapping[str, Made], parameters: Parameters) -> str:
    made = known.get(leaf.field)
    if isinstance(leaf, Nested) or made is None:
        raise InvalidValue("stages", "match only what the group made")
    if made.figure in ("sum", "avg"):
        return _compare_figure(made, leaf.operator, leaf.value, parameters)
    place = Place(made.name, made.columns[0], made.kind, nullable=True)
    return compare(parameters, place, leaf.operator, leaf.value)


def _compare_figure(made: Made, operator: Operator, value: object, parameters: Parameters) -> str:
    column = made.columns[0]
    match operator:
        case Operator.EXISTS if isinstance(value, bool):
            return f"{column} IS NOT NULL" if value else f"{column} IS NULL"
        case Operator.NE | Operator.NIN:
            same = Operator.EQ if operator is Operator.NE else Operator.IN
            return f"NOT coalesce({_compare_figure(made, same, value, parameters)}, FALSE)"
        case Operator.IN:
            parts = [
                _compare_figure(made, Operator.EQ, one, parameters) for one in values_of(value)
            ]
            return f"({' OR '.join(parts)})" if parts else "FALSE"
        case Operator.EQ if value is None:
            return f"{column} IS NULL"
        case _ if operator not in _SIGNS:
            raise InvalidValue("operator", "is not for figures")
        case _ if value is None:
            return "FALSE"
        case _ if made.figure == "avg":
            return f"{column} {_SIGNS[operator]} {parameters.mark(_real(value), 'float8')}"
        case _:
            return _compare_sum(made, _SIGNS[operator], value, parameters)


def _compare_sum(made: Made, sign: str, value: object, parameters: Parameters) -> str:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= _MOST:
        raise InvalidValue("value", "is not a whole number")
    high = parameters.mark(value >> _HALF_BITS, "bigint")
    low = parameters.mark(value & _LOW, "bigint")
    return f"({', '.join(made.columns)}) {sign} ({high}, {low})"


def _real(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise InvalidValue("value", "is not a number")
    return float(scalar(value))


def _order(order: Order, known: Mapping[str, Made], dialect: Dialect) -> list[str]:
    made = known.get(order.field)
    if made is None:
        raise InvalidValue("order", "names what the group made")
    empties = dialect.empties(descending=order.descending)
    return [
        f"{dialect.ordered(column, made.kind)}{' DESC' if order.descending else ''}{empties}"
        for column in made.columns
    ]


def _and(word: str, parts: Sequence[str]) -> str:
    return f"{word}{' AND '.join(parts)}" if parts else ""
