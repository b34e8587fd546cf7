"""The reference: what a query means, in plain Python over records in memory.

Slow and simple on purpose, and written from the meaning in app/domain/query.py alone; patterns go
to Python's own `re`. Both databases are compared with it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from app.domain.aggregate import Aggregate, Group, Limit, Match, Measure, Project, Reckon, Sort
from app.domain.declare import FieldKind, Record, entity_of
from app.domain.query import All, AnyOf, Compare, Condition, Nested, Not, Operator, Order, Query
from app.domain.values import folded

LISTS = (Operator.IN, Operator.NIN)
ENVELOPE = ("id", "version", "created_at", "updated_at", "deleted_at")


def answer(records: Iterable[Record], query: Query[Any]) -> list[Record]:
    """Every record that matches, in order; limit, offset and after are left to the caller."""
    found = [one for one in records if is_match(one, query)]
    order = query.order
    if query.words and not order:
        found.sort(key=lambda one: one.id)
        found.sort(key=lambda one: score(one, query.words) or 0, reverse=True)
        return found
    return in_order(found, order)


def window(found: Sequence[Record], query: Query[Any]) -> list[Record]:
    return list(found[query.offset : query.offset + query.size])


def is_match(record: Record, query: Query[Any]) -> bool:
    if record.deleted_at is not None and (query.words or not query.include_deleted):
        return False
    if query.where is not None and not holds(record, query.where):
        return False
    return not query.words or score(record, query.words) is not None


def holds(record: Record, condition: Condition) -> bool:
    match condition:
        case All(conditions):
            return all(holds(record, one) for one in conditions)
        case AnyOf(conditions):
            return any(holds(record, one) for one in conditions)
        case Not(inner):
            return not holds(record, inner)
        case Nested(field, inner):
            return any(_member_holds(one, inner) for one in _found(record, field))
        case Compare(field, operator, value):
            if is_json(record, field):
                return _json_holds(_found(record, field), operator, value)
            return _holds(getattr(record, field), operator, value)


def in_order(records: Sequence[Record], order: Sequence[Order]) -> list[Record]:
    if not any(one.field == "id" for one in order):
        last = order[-1].descending if order else False
        order = (*order, Order("id", descending=last))
    found = list(records)
    for one in reversed(order):
        found.sort(key=functools.partial(_sort_value, one.field), reverse=one.descending)
    return found


def select(record: Record, names: Sequence[str]) -> tuple[Any, ...]:
    return tuple(_selected(record, name) for name in names)


NAMES = ("family_name", "given_names", "preferred_name", "maiden_name")
NUMBERS = {
    "patient": ("mrn", "email"),
    "patient_identifier": ("value",),
    "coverage": ("member_id",),
}
"""What the search index has of a record type as numbers: whole, with and without punctuation, never
in parts. It leaves out, as full text, a patient's telephones and day of birth (the patient search
finds them, by forms of their own)."""


def words_of(record: Record) -> set[str]:
    """What a record is found by."""
    entity = entity_of(record)
    numbers = NUMBERS.get(entity.name, ())
    searched = [
        one.name for one in entity.fields if one.fact.searchable and one.kind is FieldKind.TEXT
    ]
    names = (NAMES if entity.name == "patient" else ()) if numbers else searched
    words: set[str] = set()
    for word in " ".join(folded(getattr(record, name) or "") for name in names).split():
        words.add("".join(filter(str.isalnum, word)))
        words.update("".join(c if c.isalnum() else " " for c in word).split())
    for name in numbers:
        whole = "".join(folded(getattr(record, name) or "").split())
        words |= {whole, "".join(filter(str.isalnum, whole))}
    return words - {""}


def score(record: Record, typed: str) -> float | None:
    words = words_of(record)
    points, wanted = 0, 0
    for word in typed.split():
        plain = "".join(folded(word.lstrip("~@")).split())
        ways = {plain, "".join(filter(str.isalnum, plain))} - {""}
        if not ways:
            continue
        wanted += 1
        if ways & words:
            points += 2
        elif any(one.startswith(way) for one in words for way in ways):
            points += 1
        else:
            return None
    return points / (2 * wanted) if wanted else None


def aggregate(records: Iterable[Record], asked: Aggregate[Any]) -> list[dict[str, Any]]:
    rows = [one for one in records if asked.include_deleted or one.deleted_at is None]
    lines: list[dict[str, Any]] | None = None
    for stage in asked.stages:
        match stage:
            case Match(condition) if lines is None:
                rows = [one for one in rows if holds(one, condition)]
            case Match(condition):
                lines = [line for line in lines if _line_holds(line, condition)]
            case Group():
                lines = _grouped(rows, stage)
            case Sort(order):
                for one in reversed(order):
                    name = one.field
                    lines.sort(key=lambda line: _rank(line[name]), reverse=one.descending)
            case Limit(count):
                lines = lines[:count]
            case Project(names):
                lines = [{name: line[name] for name in names} for line in lines]
    return lines if lines is not None else _grouped(rows, Group())


def _grouped(rows: Sequence[Record], group: Group) -> list[dict[str, Any]]:
    keys: dict[tuple[Any, ...], list[Record]] = {}
    for one in rows:
        key = tuple(_group_value(one, name) for name in group.by)
        keys.setdefault(key, []).append(one)
    if not group.by:
        keys.setdefault((), [])
    lines = []
    for key, members in sorted(keys.items(), key=lambda item: [_rank(v) for v in item[0]]):
        line = dict(zip(group.by, key, strict=True))
        line |= {one.name: _measured(members, one) for one in group.measures}
        lines.append(line)
    return lines


def _measured(members: Sequence[Record], measure: Measure) -> Any:
    if measure.reckon is Reckon.COUNT and not measure.field:
        return len(members)
    values = [getattr(one, measure.field) for one in members]
    values = [one for one in values if one is not None]
    if measure.reckon is Reckon.COUNT:
        return len(values)
    if not values:
        return None
    match measure.reckon:
        case Reckon.SUM:
            return sum(values)
        case Reckon.AVG:
            return float(sum(values)) / float(len(values))
        case Reckon.MIN:
            return min(values)
        case _:
            return max(values)


def _group_value(record: Record, name: str) -> Any:
    if not is_json(record, name):
        return getattr(record, name)
    value = _walked(record, name)
    return value if isinstance(value, str) else None


def _line_holds(line: Mapping[str, Any], condition: Condition) -> bool:
    match condition:
        case All(conditions):
            return all(_line_holds(line, one) for one in conditions)
        case AnyOf(conditions):
            return any(_line_holds(line, one) for one in conditions)
        case Not(inner):
            return not _line_holds(line, inner)
        case Compare(field, operator, value):
            if isinstance(line[field], float):  # an average is compared as what it is
                value = [_number(one) for one in value] if operator in LISTS else _number(value)
            return _holds(line[field], operator, value)
    raise AssertionError


def is_json(record: Record, field: str) -> bool:
    if field in ENVELOPE:
        return False
    return entity_of(record).by_name[field.partition(".")[0]].kind is FieldKind.JSON


def _holds(value: Any, operator: Operator, wanted: Any) -> bool:
    match operator:
        case Operator.EXISTS:
            return (value is not None and value != "") is wanted
        case Operator.EQ:
            return value == wanted
        case Operator.NE:
            return value != wanted
        case Operator.IN:
            return any(value == one for one in wanted)
        case Operator.NIN:
            return all(value != one for one in wanted)
        case _:
            return value is not None and wanted is not None and _beyond(value, operator, wanted)


def _json_holds(found: Sequence[Any], operator: Operator, wanted: Any) -> bool:
    match operator:
        case Operator.EXISTS:
            return any(one is not None and one not in ("", [], {}) for one in found) is wanted
        case Operator.NE:
            return not _json_holds(found, Operator.EQ, wanted)
        case Operator.NIN:
            return not _json_holds(found, Operator.IN, wanted)
        case Operator.IN:
            return any(_json_holds(found, Operator.EQ, one) for one in wanted)
        case Operator.EQ if wanted is None:
            return all(one is None for one in found)
        case Operator.EQ:
            return any(_is_alike(one, wanted) and _number(one) == _number(wanted) for one in found)
        case _:
            return wanted is not None and any(
                _is_alike(one, wanted) and _beyond(_number(one), operator, _number(wanted))
                for one in found
            )


def _beyond(value: Any, operator: Operator, wanted: Any) -> bool:
    tests: dict[Operator, Callable[[], bool]] = {
        Operator.GT: lambda: value > wanted,
        Operator.GTE: lambda: value >= wanted,
        Operator.LT: lambda: value < wanted,
        Operator.LTE: lambda: value <= wanted,
        Operator.PREFIX: lambda: value.startswith(wanted),
        Operator.REGEX: lambda: found_by_re(wanted, value),
    }
    return tests[operator]()


def found_by_re(pattern: str, text: str) -> bool:
    return re.search(_for_python(pattern), text, re.DOTALL | re.ASCII) is not None


def _for_python(pattern: str) -> str:
    """Our $ is the very end; a set has it as a character."""
    out, at, is_set = "", 0, False
    while at < len(pattern):
        char = pattern[at]
        if char == "\\":
            out += pattern[at : at + 2]
            at += 2
            continue
        if char == "[" and not is_set:
            is_set = True
        elif char == "]":
            is_set = False
        out += r"\Z" if char == "$" and not is_set else char
        at += 1
    return out


def _member_holds(member: Any, condition: Condition) -> bool:
    if not isinstance(member, dict):
        return False
    match condition:
        case All(conditions):
            return all(_member_holds(member, one) for one in conditions)
        case AnyOf(conditions):
            return any(_member_holds(member, one) for one in conditions)
        case Not(inner):
            return not _member_holds(member, inner)
        case Nested(field, inner):
            return any(_member_holds(one, inner) for one in _within([member], field.split(".")))
        case Compare(field, operator, value):
            return _json_holds(_within([member], field.split(".")), operator, value)


def _found(record: Record, path: str) -> list[Any]:
    head, _, rest = path.partition(".")
    value = getattr(record, head)
    if value is None:
        return []
    return _within(_spread(value), rest.split(".") if rest else [])


def _within(members: list[Any], keys: Sequence[str]) -> list[Any]:
    for key in keys:
        inner = [one[key] for one in members if isinstance(one, dict) and key in one]
        members = [value for one in inner for value in _spread(one)]
    return members


def _spread(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _walked(record: Record, path: str) -> Any:
    head, _, rest = path.partition(".")
    value = getattr(record, head)
    for key in rest.split(".") if rest else []:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _selected(record: Record, name: str) -> Any:
    return _walked(record, name) if "." in name else getattr(record, name)


def _sort_value(field: str, record: Record) -> Any:
    if not is_json(record, field):
        return _rank(getattr(record, field))
    value = _walked(record, field)
    if isinstance(value, bool):
        return (1, float(value), "")
    if isinstance(value, int | float):
        return (2, float(value), "")
    return (3, 0.0, value) if isinstance(value, str) else (0, 0.0, "")


def _rank(value: Any) -> tuple[Any, ...]:
    return (0,) if value is None else (1, value)


def _is_alike(value: Any, wanted: Any) -> bool:
    return _kind(value) is not None and _kind(value) == _kind(wanted)


def _kind(value: Any) -> str | None:
    if isinstance(value, bool):
        return "truth"
    if isinstance(value, int | float):
        return "number"
    return "text" if isinstance(value, str) else None


def _number(value: Any) -> Any:
    return float(value) if _kind(value) == "number" else value
