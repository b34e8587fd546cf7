"""From a condition to the text behind WHERE, for either database.

Every text made here is true or not true and is only ever negated behind coalesce, so that an
empty field cannot turn an answer into a third thing (domain/query.py says what is meant).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import assert_never, cast

from app.domain.declare import EntitySpec, FieldKind
from app.domain.errors import InvalidValue
from app.domain.patterns import read_pattern
from app.domain.query import All, AnyOf, Compare, Condition, Nested, Not, Operator
from app.schema.compile_dialects import Parameters
from app.schema.compile_fields import (
    JSON_KINDS,
    Place,
    checked,
    checked_all,
    keys_of,
    place_of,
    prefix_end,
    scalar,
    scalar_kind,
    text,
)

MAX_DEPTH = 32
_SIGNS = {Operator.GT: ">", Operator.GTE: ">=", Operator.LT: "<", Operator.LTE: "<="}
_IN_A_ROW = 200
_JSON_CASTS = {"text": "text", "number": "float8", "truth": "boolean"}
_TEXTS = (Operator.PREFIX, Operator.REGEX)
Leaf = Callable[[Compare], str]


class Conditions:
    """Writes conditions over one record type, taking their values into the parameters."""

    def __init__(self, spec: EntitySpec, parameters: Parameters) -> None:
        self._spec = spec
        self._parameters = parameters
        self._dialect = parameters.dialect
        self._members = 0

    def text(self, condition: Condition) -> str:
        """The text of a condition. Raises InvalidValue."""
        return joined(condition, self._leaf, 0)

    def _leaf(self, leaf: Compare | Nested) -> str:
        if isinstance(leaf, Nested):
            return self._nested(leaf, 0)
        place = place_of(self._spec, leaf.field)
        if place.kind in JSON_KINDS:
            start = self._dialect.column_json(place.column)
            return self._in_json(leaf, start, place.keys)
        return compare(self._parameters, place, leaf.operator, leaf.value)

    def _nested(self, leaf: Nested, depth: int) -> str:
        place = place_of(self._spec, leaf.field)
        if place.kind not in JSON_KINDS:
            raise InvalidValue("field", "has no members")
        start = self._dialect.column_json(place.column)
        return self._member(leaf, start, place.keys, depth)

    def _member(self, leaf: Nested, start: str, keys: Sequence[str], depth: int) -> str:
        """Whether an object at a place in JSON meets a condition over its own names."""
        rows, alias = self._rows(start, keys)

        def inner(one: Compare | Nested) -> str:
            first, *rest = keys_of(one.field)
            if isinstance(one, Nested):
                found = self._dialect.member_json(self._parameters, alias, first)
                return self._member(one, found, rest, depth + 1)
            return self._in_json(one, None, (first, *rest), alias=alias)

        meets = joined(leaf.condition, inner, depth + 1)
        return f"EXISTS (SELECT 1 FROM {rows} WHERE {self._dialect.is_object(alias)} AND {meets})"

    def _in_json(
        self, leaf: Compare, start: str | None, keys: Sequence[str], *, alias: str = ""
    ) -> str:
        """Whether something a path leads to compares as asked; start None: from a member on."""
        operator, value = leaf.operator, leaf.value
        if operator in (Operator.NE, Operator.NIN):
            same = Operator.EQ if operator is Operator.NE else Operator.IN
            return (
                f"NOT {self._in_json(Compare(leaf.field, same, value), start, keys, alias=alias)}"
            )
        if operator is Operator.EXISTS:
            wanted = checked(FieldKind.BOOLEAN, value)
            found = self._any(start, keys, alias, self._dialect.is_something)
            return found if wanted else f"NOT {found}"
        if operator is Operator.EQ and value is None:
            return f"NOT {self._any(start, keys, alias, self._dialect.is_not_null)}"
        if operator is Operator.IN:
            return self._in_list(leaf, start, keys, alias)
        if value is None:
            return _never(operator)
        return self._any(start, keys, alias, lambda at: self._scalar(at, operator, value))

    def _in_list(self, leaf: Compare, start: str | None, keys: Sequence[str], alias: str) -> str:
        wanted = values_of(leaf.value)
        parts: list[str] = []
        if None in wanted:
            empty = Compare(leaf.field, Operator.EQ, None)
            parts.append(self._in_json(empty, start, keys, alias=alias))
        rest = [one for one in wanted if one is not None]
        for one in rest:
            scalar_kind(one)
        if rest:
            parts.append(self._any(start, keys, alias, lambda at: self._one_of(at, rest)))
        return f"({' OR '.join(parts)})" if parts else "FALSE"

    def _one_of(self, alias: str, values: Sequence[object]) -> str:
        """Whether a scalar is one of some: a list for each kind, however many there are."""
        parts: list[str] = []
        for kind in dict.fromkeys(map(scalar_kind, values)):
            is_kind, column = self._dialect.scalar(alias, kind)
            own = [scalar(one) for one in values if scalar_kind(one) == kind]
            marks = ", ".join(self._parameters.mark(one, _JSON_CASTS[kind]) for one in own)
            parts.append(f"({is_kind} AND {column} IN ({marks}))")
        return f"({' OR '.join(parts)})"

    def _any(
        self, start: str | None, keys: Sequence[str], alias: str, meets: Callable[[str], str]
    ) -> str:
        if start is None:
            start = self._dialect.member_json(self._parameters, alias, keys[0])
            keys = keys[1:]
        rows, at = self._rows(start, keys)
        return f"EXISTS (SELECT 1 FROM {rows} WHERE {meets(at)})"

    def _rows(self, start: str, keys: Sequence[str]) -> tuple[str, str]:
        """FROM what a path leads to, and the name of its rows."""
        alias = self._new_alias()
        parts = [self._dialect.each(start, alias)]
        for key in keys:
            start = self._dialect.member_json(self._parameters, alias, key)
            alias = self._new_alias()
            parts.append(self._dialect.each(start, alias))
        return ", ".join(parts), alias

    def _new_alias(self) -> str:
        self._members += 1
        return f"e{self._members}"

    def _scalar(self, alias: str, operator: Operator, value: object) -> str:
        if operator in _TEXTS:
            is_kind, column = self._dialect.scalar(alias, "text")
            found = _in_text(self._parameters, column, operator, value)
            return f"({is_kind} AND {found})"
        is_kind, column = self._dialect.scalar(alias, scalar_kind(value))
        mark = self._parameters.mark(scalar(value), _JSON_CASTS[scalar_kind(value)])
        return f"({is_kind} AND {column} {_SIGNS.get(operator, '=')} {mark})"


def joined(condition: Condition, leaf: Callable[[Compare | Nested], str], depth: int = 0) -> str:
    """The text of a condition, given how its leaves are written. Raises InvalidValue."""
    if depth > MAX_DEPTH:
        raise InvalidValue("where", "is nested too deep")
    match condition:
        case Compare() | Nested():
            return leaf(condition)
        case All(conditions):
            parts = [joined(one, leaf, depth + 1) for one in conditions]
            return _chain(" AND ", parts) if parts else "TRUE"
        case AnyOf(conditions):
            parts = [joined(one, leaf, depth + 1) for one in conditions]
            return _chain(" OR ", parts) if parts else "FALSE"
        case Not(inner):
            # An empty field makes a comparison unknown; "not" of that shall be true.
            return f"NOT coalesce({joined(inner, leaf, depth + 1)}, FALSE)"
        case _:
            assert_never(condition)


def _chain(word: str, parts: Sequence[str]) -> str:
    """Many conditions as one; SQLite takes a thousand in a row, and as many of those in brackets
    as there are."""
    while len(parts) > _IN_A_ROW:
        parts = [
            f"({word.join(parts[at : at + _IN_A_ROW])})" for at in range(0, len(parts), _IN_A_ROW)
        ]
    return f"({word.join(parts)})"


def compare(parameters: Parameters, place: Place, operator: Operator, value: object) -> str:
    """A column against a value. Raises InvalidValue."""
    column, kind, dialect = place.column, place.kind, parameters.dialect
    match operator:
        case Operator.EXISTS:
            return _exists(column, kind, wanted=checked(FieldKind.BOOLEAN, value))
        case Operator.IN:
            return _one_of(parameters, place, value)
        case Operator.NIN:
            return f"NOT coalesce({_one_of(parameters, place, value)}, FALSE)"
        case Operator.PREFIX | Operator.REGEX if kind is not FieldKind.TEXT:
            raise InvalidValue("operator", "is for texts")
        case Operator.PREFIX | Operator.REGEX:
            return _in_text(parameters, dialect.ordered(column, kind), operator, value)
        case _ if value is None:
            return _with_nothing(column, operator)
        case _:
            mark = parameters.field(checked(kind, value), kind)
    if operator is Operator.EQ:
        return f"{column} = {mark}"
    if operator is Operator.NE:
        return dialect.differs(column, mark)
    return f"{dialect.ordered(column, kind)} {_SIGNS[operator]} {mark}"


def _with_nothing(column: str, operator: Operator) -> str:
    """A column against None: empty equals empty; nothing is more or less than it."""
    if operator is Operator.EQ:
        return f"{column} IS NULL"
    return f"{column} IS NOT NULL" if operator is Operator.NE else "FALSE"


def values_of(value: object) -> Sequence[object]:
    """The values of a list of choices. Raises InvalidValue."""
    if not isinstance(value, tuple | list):
        raise InvalidValue("value", "is not a list")
    return cast("Sequence[object]", value)


def _one_of(parameters: Parameters, place: Place, value: object) -> str:
    wanted = values_of(value)
    rest = checked_all(place.kind, [one for one in wanted if one is not None])
    found = parameters.dialect.one_of(parameters, place.column, rest, place.kind) if rest else ""
    if len(rest) == len(wanted):
        return found or "FALSE"
    empty = f"{place.column} IS NULL"
    return f"({found} OR {empty})" if found else empty


def _in_text(parameters: Parameters, column: str, operator: Operator, value: object) -> str:
    if value is None:
        return _never(operator)
    wanted = text(value)
    if operator is Operator.REGEX:
        return parameters.dialect.found(parameters, column, read_pattern(wanted).text)
    begins = f"{column} >= {parameters.mark(wanted, 'text')}"
    end = prefix_end(wanted)
    if end is None:
        return begins
    return f"({begins} AND {column} < {parameters.mark(end, 'text')})"


def _never(operator: Operator) -> str:
    if operator is Operator.REGEX:
        raise InvalidValue("value", "is not a pattern")
    return "FALSE"


def _exists(column: str, kind: FieldKind, *, wanted: bool) -> str:
    found = f"{column} IS NOT NULL"
    if kind is FieldKind.TEXT:
        found = f"({found} AND {column} <> '')"
    return found if wanted else f"NOT {found}"
