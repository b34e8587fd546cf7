"""The shape of a field's value: its type, its length, and what both databases and the wire take."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import cast

from app.domain.declare import FieldKind, FieldSpec
from app.domain.ids import is_record_id
from app.domain.json_values import json_problem
from app.domain.money import LARGEST_MINOR
from app.domain.values import turns_text

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
"""And halves of a character, which no database takes."""
_MOST = 1 << 63
MOST_MEMBERS = 500
"""Of a list in one field."""


def shape_problem(spec: FieldSpec, value: object) -> str | None:
    """Why a value has not the shape its field declares; None where it has."""
    if value is None:
        return None if spec.nullable else "may not be empty"
    if type(value) is str and spec.kind is FieldKind.TEXT:  # most fields of most records
        return _text_problem(spec, value)
    if not has_its_type(spec, value):
        return f"is not a {spec.kind.value}"
    if spec.kind is FieldKind.REFERENCE:
        return None if is_record_id(cast("str", value)) else "is not an identifier"
    if spec.kind is FieldKind.LIST:
        return _list_problem(spec, cast("tuple[object, ...]", value))
    if spec.kind is FieldKind.JSON:
        return json_problem(value)
    if isinstance(value, int) and not integers_fit(spec, (value,)):
        return "is too large"
    if isinstance(value, str):
        return _text_problem(spec, value)
    if isinstance(value, datetime) and value.tzinfo is None:
        return "has no time zone"
    return None


def integers_fit(spec: FieldSpec, values: Collection[int]) -> bool:
    """Whether whole numbers are such as a field takes: what both databases hold, and of money what
    they can add up."""
    if not values:
        return True
    least, most = (-LARGEST_MINOR, LARGEST_MINOR) if spec.is_money else (-_MOST, _MOST - 1)
    return min(values) >= least and max(values) <= most


def has_its_type(spec: FieldSpec, value: object) -> bool:
    """Whether a value is of its field's type at all."""
    return isinstance(value, _PYTHON_TYPES[spec.kind]) and not _is_disguised(spec, value)


def _is_disguised(spec: FieldSpec, value: object) -> bool:
    """Python takes a boolean for a number and an instant for a day; a record does not."""
    return (spec.kind is FieldKind.INTEGER and isinstance(value, bool)) or (
        spec.kind is FieldKind.DATE and isinstance(value, datetime)
    )


def _text_problem(spec: FieldSpec, value: str) -> str | None:
    if len(value) > spec.fact.max_length:
        return f"is longer than {spec.fact.max_length} characters"
    if value.isprintable():  # what follows is about characters nobody sees
        return None
    if _CONTROL.search(value):
        return "contains a control character"
    if turns_text(value):
        return "contains a mark that turns the text around"
    return None


def _list_problem(spec: FieldSpec, value: tuple[object, ...]) -> str | None:
    if len(value) > MOST_MEMBERS:
        return f"has more than {MOST_MEMBERS} members"
    for member in value:
        problem = _text_problem(spec, member) if isinstance(member, str) else "holds no text"
        if problem:
            return problem
        if spec.fact.refers_to is not None and not is_record_id(cast("str", member)):
            return "holds what is not an identifier"
    return None


_PYTHON_TYPES: Mapping[FieldKind, type | tuple[type, ...]] = {
    FieldKind.TEXT: str,
    FieldKind.REFERENCE: str,
    FieldKind.INTEGER: int,
    FieldKind.BOOLEAN: bool,
    FieldKind.DATE: date,
    FieldKind.INSTANT: datetime,
    FieldKind.LIST: tuple,
    FieldKind.JSON: Mapping,
}
