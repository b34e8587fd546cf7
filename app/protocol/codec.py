"""Between records and their wire form, derived from the declarations.

Wire values are JSON values: instants are "2026-11-21T09:30:00.000000Z", dates "2026-11-21",
identifiers 32 hexadecimal digits. Fields this version does not know are kept in `extra`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, cast

import msgspec

from app.domain.declare import EntitySpec, FieldKind, FieldSpec, Record, entity_of
from app.domain.errors import InvalidValue
from app.domain.ids import RecordId, is_record_id
from app.domain.operations import WireBody

encode_json = msgspec.json.Encoder().encode
decode_json = msgspec.json.Decoder().decode
_MISSING = object()


def instant_to_wire(instant: datetime) -> str:
    """UTC with microseconds and a Z; raises ValueError on a naive time."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def instant_from_wire(text: str) -> datetime:
    """The instant behind a wire text; raises ValueError on anything else."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    try:
        return instant.astimezone(UTC)
    except OverflowError:  # the first or last hours of the calendar
        raise ValueError("an instant lies outside the calendar") from None


def value_to_wire(spec: FieldSpec, value: object) -> object:
    """One field's value as a JSON value."""
    if value is None:
        return None
    match spec.kind:
        case FieldKind.INSTANT:
            return instant_to_wire(cast("datetime", value))
        case FieldKind.DATE:
            return cast("date", value).isoformat()
        case FieldKind.TEXT:
            return str(value)
        case FieldKind.LIST:
            return [str(one) for one in cast("tuple[str, ...]", value)]
        case _:
            return value


def value_from_wire(spec: FieldSpec, value: object) -> object:
    """One field's value from its JSON value. Raises InvalidValue naming the field."""
    if value is None:
        if not spec.nullable:
            raise InvalidValue(spec.name, "may not be empty")
        return None
    try:
        return _READERS[spec.kind](value)
    except (TypeError, ValueError):
        raise InvalidValue(spec.name, f"is not a {spec.kind.value}") from None


def to_wire(record: Record) -> WireBody:
    """All fields of a record by name, with created_at and updated_at, without the envelope."""
    body: WireBody = dict(record.extra)
    body["created_at"] = instant_to_wire(record.created_at)
    body["updated_at"] = instant_to_wire(record.updated_at)
    for spec in entity_of(record).fields:
        body[spec.name] = value_to_wire(spec, getattr(record, spec.name))
    return body


def from_wire(
    entity: EntitySpec,
    row_id: str,
    body: Mapping[str, object],
    *,
    version: int = 0,
    deleted_at: datetime | None = None,
) -> Record:
    """The record behind a wire body. Raises InvalidValue naming the first field that is wrong."""
    if not is_record_id(row_id):
        raise InvalidValue("id", "is not an identifier")
    values: dict[str, Any] = {}
    for name, is_text, spec in _as_read(entity):
        value = body.get(name, _MISSING)
        if (is_text and type(value) is str) or (value is None and spec.nullable):
            values[name] = value  # most of a record: nothing to convert
        elif value is not _MISSING:
            values[name] = value_from_wire(spec, value)
        elif not spec.has_default:
            raise InvalidValue(name, "is missing")
    return entity.record_type(
        id=RecordId(row_id),
        version=version,
        created_at=_stamp(body, "created_at"),
        updated_at=_stamp(body, "updated_at"),
        deleted_at=deleted_at,
        extra=_unknown(entity, body),
        **values,
    )


def check_spelling(entity: EntitySpec, body: Mapping[str, object], names: Collection[str]) -> None:
    """Raise InvalidValue for a date among these fields in another of ISO 8601's spellings.

    Dates are compared and sorted as texts; one that was stored before is still read.
    """
    for name, spec in _dates_of(entity):
        value = body.get(name)
        if value is None or name not in names:
            continue
        if value_to_wire(spec, value_from_wire(spec, value)) != value:
            raise InvalidValue(name, "is not written as 2026-11-21 is")


@cache
def _as_read(entity: EntitySpec) -> tuple[tuple[str, bool, FieldSpec], ...]:
    return tuple((spec.name, spec.kind is FieldKind.TEXT, spec) for spec in entity.fields)


@cache
def _dates_of(entity: EntitySpec) -> tuple[tuple[str, FieldSpec], ...]:
    return tuple((spec.name, spec) for spec in entity.fields if spec.kind is FieldKind.DATE)


@cache
def known_names(entity: EntitySpec) -> frozenset[str]:
    """Body keys this version understands."""
    return frozenset(entity.by_name) | {"created_at", "updated_at"}


@cache
def usual_values(entity: EntitySpec) -> Mapping[str, object]:
    """What a body means that leaves out fields which are never empty: of a desk of before them."""
    return {
        one.name: value_to_wire(one, one.default)
        for one in entity.fields
        if one.has_default and one.default is not None
    }


def _unknown(entity: EntitySpec, body: Mapping[str, object]) -> dict[str, object]:
    known = known_names(entity)
    if body.keys() <= known:
        return {}
    return {name: value for name, value in body.items() if name not in known}


def _stamp(body: Mapping[str, object], name: str) -> datetime:
    try:
        return instant_from_wire(cast("str", body[name]))
    except (KeyError, TypeError, ValueError):
        raise InvalidValue(name, "is not an instant") from None


def _read_text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _read_integer(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= 1 << 63:
        raise TypeError
    return value


def _read_boolean(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _read_reference(value: object) -> str:
    if not isinstance(value, str) or not is_record_id(value):
        raise TypeError
    return value


def _read_list(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError
    return tuple(map(_read_text, cast("list[object]", value)))


def _read_json(value: object) -> object:
    if not isinstance(value, dict | list):
        raise TypeError
    return cast("object", value)


_READERS: Mapping[FieldKind, Callable[[Any], object]] = {
    FieldKind.TEXT: _read_text,
    FieldKind.INTEGER: _read_integer,
    FieldKind.BOOLEAN: _read_boolean,
    FieldKind.DATE: date.fromisoformat,
    FieldKind.INSTANT: instant_from_wire,
    FieldKind.REFERENCE: _read_reference,
    FieldKind.LIST: _read_list,
    FieldKind.JSON: _read_json,
}
