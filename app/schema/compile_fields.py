"""Which field a name or path means, and whether a value may be compared with it.

Nothing reaches a statement's text but names that stand here as declared; whatever does not fit is
an InvalidValue that repeats nothing of what was asked.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from app.domain.declare import EntitySpec, FieldKind
from app.domain.errors import InvalidValue
from app.domain.ids import is_record_id

MAX_KEYS = 8
_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,99}")
_INTEGERS = range(-(1 << 63), 1 << 63)
_HEX = re.compile("[0-9a-f]+")
_HALF = re.compile("[\ud800-\udfff\x00]")

JSON_KINDS = frozenset({FieldKind.JSON, FieldKind.LIST})
"""Fields that are kept as one JSON value."""
ENVELOPE_KINDS: Mapping[str, FieldKind] = {
    "id": FieldKind.REFERENCE,
    "version": FieldKind.INTEGER,
    "created_at": FieldKind.INSTANT,
    "updated_at": FieldKind.INSTANT,
    "deleted_at": FieldKind.INSTANT,
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: a column, and for JSON the way into it."""

    name: str
    column: str
    kind: FieldKind
    nullable: bool
    keys: tuple[str, ...] = ()


def place_of(spec: EntitySpec, name: str) -> Place:
    """The place a field's name or path means. Raises InvalidValue for anything undeclared."""
    kind = ENVELOPE_KINDS.get(name)
    if kind is not None:
        return Place(name, f'"{name}"', kind, nullable=name == "deleted_at")
    field = spec.by_name.get(name)
    if field is not None and field.kind not in JSON_KINDS:
        return Place(name, f'"{name}"', field.kind, field.nullable)
    head, dot, rest = name.partition(".")
    field = spec.by_name.get(head)
    if field is None or field.kind not in JSON_KINDS:
        raise InvalidValue("field", f"is none of {spec.name}")
    # With the table's name: json_each has columns of its own (value, type, path, …).
    column = f'"{spec.name}"."{head}"'
    return Place(name, column, FieldKind.JSON, nullable=True, keys=keys_of(rest) if dot else ())


def keys_of(path: str) -> tuple[str, ...]:
    """The names of a way into JSON. Raises InvalidValue."""
    keys = tuple(path.split("."))
    if len(keys) > MAX_KEYS or not all(_KEY.fullmatch(key) for key in keys):
        raise InvalidValue("field", "is not a path of names")
    return keys


def checked(kind: FieldKind, value: object) -> Any:
    """A value to compare a field with, as the record holds it. Raises InvalidValue."""
    return _CHECKS[kind](value)


def checked_all(kind: FieldKind, values: list[Any]) -> list[Any]:
    """Values of a list of choices, each checked; hundreds of identifiers at once."""
    if kind is FieldKind.REFERENCE and _are_identifiers(values):
        return values
    return [_CHECKS[kind](one) for one in values]


def _are_identifiers(values: list[Any]) -> bool:
    try:
        return set(map(len, values)) == {32} and _HEX.fullmatch("".join(values)) is not None
    except TypeError:
        return False


def scalar_kind(value: object) -> str:
    """What a value in JSON is compared as: "text", "number" or "truth". Raises InvalidValue."""
    if isinstance(value, bool):
        return "truth"
    if isinstance(value, str):
        return "text"
    if isinstance(value, int | float):
        return "number"
    raise _unfit("text, number or truth value")


def scalar(value: object) -> Any:
    """A value to compare with what stands in JSON: numbers as 64-bit floats."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return text(value)
    if not isinstance(value, int | float):
        raise _unfit("text, number or truth value")
    try:
        number = float(value)
    except OverflowError:
        raise _unfit("number of 64 bits") from None
    if not math.isfinite(number):
        raise _unfit("number of 64 bits")
    return number


def text(value: object) -> str:
    """A text as a plain one, without halves of characters. Raises InvalidValue."""
    if type(value) is not str:
        if not isinstance(value, str):
            raise _unfit("text")
        value = "".join(value)  # StrEnum, Phi
    if (not value.isascii() or "\0" in value) and _HALF.search(value):
        raise _unfit("text that can be kept")
    return value


def prefix_end(text: str) -> str | None:
    """The first text after all that begin with this one; None: there is none."""
    kept = text.rstrip("\U0010ffff")
    if not kept:
        return None
    code = ord(kept[-1]) + 1
    return kept[:-1] + chr(0xE000 if code == 0xD800 else code)


def _unfit(what: str) -> InvalidValue:
    return InvalidValue("value", f"is not a {what}")


def _integer(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value not in _INTEGERS:
        raise _unfit("whole number of 64 bits")
    return value


def _boolean(value: object) -> bool:
    if not isinstance(value, bool):
        raise _unfit("truth value")
    return value


def _day(value: object) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise _unfit("date")
    return value


def _instant(value: object) -> datetime:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise _unfit("time with a zone")
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise _unfit("time of the calendar") from None


def _reference(value: object) -> str:
    if not isinstance(value, str) or not is_record_id(value):
        raise _unfit("record's identifier")
    return value


_CHECKS: Mapping[FieldKind, Callable[[object], Any]] = {
    FieldKind.TEXT: text,
    FieldKind.INTEGER: _integer,
    FieldKind.BOOLEAN: _boolean,
    FieldKind.DATE: _day,
    FieldKind.INSTANT: _instant,
    FieldKind.REFERENCE: _reference,
}
