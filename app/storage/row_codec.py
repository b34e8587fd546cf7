"""Between database rows and records, prepared once per record type.

A screen's page is built column by column: the slots of the frozen classes are filled directly,
which is several times faster than calling a constructor per record.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache, partial
from operator import attrgetter
from typing import Any, Generic, NamedTuple, TypeVar, cast

import msgspec

from app.domain.declare import EntitySpec, FieldKind, FieldSpec, Record, entity_of
from app.domain.errors import InvalidKey, InvalidValue, SerializationFailed
from app.domain.ids import RecordId, is_record_id
from app.domain.operations import FieldChange, WireBody
from app.domain.phi import quiet
from app.protocol.codec import instant_to_wire, known_names, value_from_wire
from app.schema.types import canonical_json, from_microseconds, to_microseconds

R = TypeVar("R", bound=Record)
Convert = Callable[[Any], Any]

KEY_BYTES = 16
_FEW = 8
"""Rows that are faster made one by one than column by column."""
ENVELOPE = ("id", "version", "created_at", "updated_at", "deleted_at", "extra")
ID, VERSION, CREATED, UPDATED, DELETED, EXTRA = range(6)
"""Positions of the first columns of every record row."""


@quiet
class Named(NamedTuple):
    """A record that another one names: in which field, its type and its key."""

    field: str
    entity: str
    key: bytes


class RowCodec(Generic[R]):
    """Reads and writes rows of one record type."""

    def __init__(self, spec: EntitySpec) -> None:
        self.spec = spec
        self.table = spec.name
        self.columns = (*ENVELOPE, *(field.name for field in spec.fields))
        self.select = f"SELECT {', '.join(map(quoted, self.columns))} FROM {quoted(self.table)}"
        self.select_one = f"{self.select} WHERE id = ?"
        self.insert = (
            f"INSERT OR FAIL INTO {quoted(self.table)} ({', '.join(map(quoted, self.columns))}) "
            f"VALUES ({', '.join('?' * len(self.columns))})"
        )
        self.position = {name: at for at, name in enumerate(self.columns)}
        self.to_columns = [to_column(field) for field in spec.fields]
        self.values_of = attrgetter("id", *(field.name for field in spec.fields))
        self._new = cast("Callable[[type[R]], R]", object.__new__)
        self._type = cast("type[R]", spec.record_type)
        self._fill = [
            (at, getattr(self._type, name).__set__, reader_of(spec, name))
            for at, name in enumerate(self.columns)
        ]
        self.to_wire = [(field.name, _column_to_wire(field)) for field in spec.fields]
        self.references = [
            (self.position[one.name], one.name, str(one.fact.refers_to), one.kind is FieldKind.LIST)
            for one in spec.references
        ]
        """Where a row names other records, of which type they are, and whether it is a list."""
        self.optional = [(one.name, self.position[one.name]) for one in spec.fields if one.nullable]
        """The fields a record need not fill, and where they stand."""
        patient = spec.patient_field
        self.patient_at = self.position[patient] if patient else None
        """Where a row names its patient, None where it names none."""

    def to_row(self, record: R) -> list[Any]:
        """The column values of a record. Raises SerializationFailed."""
        try:
            return self._columns_of(record)
        except (
            TypeError,
            ValueError,
            AttributeError,
            msgspec.MsgspecError,
        ):  # their texts hold the values
            pass
        raise SerializationFailed(self.table)

    def _columns_of(self, record: R) -> list[Any]:
        row = [
            bytes.fromhex(record.id),
            record.version,
            to_microseconds(record.created_at),
            to_microseconds(record.updated_at),
            None if record.deleted_at is None else to_microseconds(record.deleted_at),
            canonical_json(record.extra) if record.extra else None,
        ]
        _, *values = self.values_of(record)
        row += [
            value if convert is None or value is None else convert(value)
            for convert, value in zip(self.to_columns, values, strict=True)
        ]
        return row

    def to_record(self, row: Sequence[Any]) -> R:
        """The record in a row. Raises SerializationFailed where a value is unreadable."""
        record = self._new(self._type)
        try:
            for at, put, convert in self._fill:
                put(record, row[at] if convert is None else convert(row[at]))
        except (TypeError, ValueError):  # their texts hold the values
            pass
        else:
            return record
        raise SerializationFailed(self.table)

    def to_records(self, rows: Sequence[Sequence[Any]]) -> tuple[R, ...]:
        """The records in many rows, column by column. Raises SerializationFailed."""
        if len(rows) < _FEW:
            return tuple(map(self.to_record, rows))
        records = tuple(map(self._new, [self._type] * len(rows)))
        columns = list(zip(*rows, strict=True))
        try:
            for at, put, convert in self._fill:
                values = columns[at] if convert is None else map(convert, columns[at])
                _run_through(map(put, records, values))
        except (TypeError, ValueError):  # their texts hold the values
            pass
        else:
            return records
        raise SerializationFailed(self.table)

    def to_body(self, row: Sequence[Any]) -> WireBody:
        """The wire body of a row, as `to_wire` makes it of the record."""
        body: WireBody = msgspec.json.decode(row[EXTRA]) if row[EXTRA] else {}
        body["created_at"] = instant_to_wire(from_microseconds(row[CREATED]))
        body["updated_at"] = instant_to_wire(from_microseconds(row[UPDATED]))
        for (name, convert), value in zip(self.to_wire, row[len(ENVELOPE) :], strict=True):
            body[name] = value if convert is None or value is None else convert(value)
        return body

    def patch(
        self, before: Sequence[Any], after: Sequence[Any], changed: Sequence[int]
    ) -> dict[str, FieldChange]:
        """What changed between two rows, in wire form."""
        patch: dict[str, FieldChange] = {}
        for at in changed:
            name, convert = self.to_wire[at - len(ENVELOPE)]
            old, new = before[at], after[at]
            if convert is not None:
                old = None if old is None else convert(old)
                new = None if new is None else convert(new)
            patch[name] = FieldChange(old, new)
        return patch

    def from_body(
        self, row_id: str, version: int, body: Mapping[str, Any], *, deleted: int | None
    ) -> list[Any]:
        """The column values of a wire body. Raises InvalidValue naming a field that is wrong."""
        unknown = {name: body[name] for name in body.keys() - known_names(self.spec)}
        row: list[Any] = [
            bytes.fromhex(row_id),
            version,
            _stamp(body, "created_at"),
            _stamp(body, "updated_at"),
            deleted,
            canonical_json(unknown) if unknown else None,
        ]
        for field, convert in zip(self.spec.fields, self.to_columns, strict=True):
            if field.name in body:
                value = body[field.name]
                if not (field.kind is FieldKind.TEXT and type(value) is str):
                    value = value_from_wire(field, value)
            elif field.has_default:
                value = field.default
            else:
                raise InvalidValue(field.name, "is missing")
            row.append(value if convert is None or value is None else convert(value))
        return row

    def patient_of(self, row: Sequence[Any]) -> bytes | None:
        """The patient a row is about, or None."""
        return None if self.patient_at is None else row[self.patient_at]

    def named(self, row: Sequence[Any], was: Sequence[Any] | None = None) -> list[Named]:
        """The records that a row names, alone or in a list; those only that `was` did not."""
        found: list[Named] = []
        for at, name, target, is_list in self.references:
            value, before = row[at], None if was is None else was[at]
            if value is None or value == before:
                continue
            if not is_list:
                found.append(Named(name, target, value))
                continue
            known = frozenset(_members(before) if before else ())
            found += [Named(name, target, key) for key in _members(value) if key not in known]
        return found

    def status_of(self, row: Sequence[Any]) -> str | None:
        """The status of a row, None where the record type has none."""
        at = self.position.get("status")
        return None if at is None else row[at]


def codec_of(record_type: type[R]) -> RowCodec[R]:
    """The codec of a record type, made once."""
    return cast("RowCodec[R]", _codec(record_type))


@cache
def _codec(record_type: type[Record]) -> RowCodec[Any]:
    return RowCodec(entity_of(record_type))


def _members(column: str) -> list[bytes]:
    """The identifiers in a list's column; what is none, from before it was asked, names nothing."""
    return [bytes.fromhex(one) for one in _decode_list(column) if is_record_id(one)]


_decode_list = msgspec.json.Decoder(tuple[str, ...]).decode
_run_through: Callable[[Iterable[object]], object] = cast("Any", partial(deque, maxlen=0))


def quoted(name: str) -> str:
    """A column or table name that may be a word of SQL (order, full)."""
    return f'"{name}"'


def reader_of(spec: EntitySpec, name: str) -> Convert | None:
    """How a column's value becomes Python's; None where it is the same."""
    if "." in name:  # a path into JSON
        return _json_or_none
    if name == "id":
        return bytes.hex
    if name in ("created_at", "updated_at"):
        return from_microseconds
    if name == "deleted_at":
        return _instant_or_none
    if name == "extra":
        return _extra
    if name == "version":
        return None
    return _field_reader(spec.by_name[name])


def reader_of_kind(kind: FieldKind) -> Convert | None:
    """How a value of a kind that is not empty becomes Python's; None where it is the same."""
    return _FROM_COLUMN.get(kind)


def to_column(field: FieldSpec) -> Convert | None:
    """How a field's Python value becomes its column's; None where it is the same."""
    return _TO_COLUMN.get(field.kind)


def _field_reader(field: FieldSpec) -> Convert | None:
    convert = _FROM_COLUMN.get(field.kind)
    if convert is None or not field.nullable:
        return convert
    if field.kind is FieldKind.INSTANT:
        return _instant_or_none
    return lambda value: None if value is None else convert(value)


def _column_to_wire(field: FieldSpec) -> Convert | None:
    if field.kind is FieldKind.INSTANT:
        return lambda value: instant_to_wire(from_microseconds(value))
    if field.kind is FieldKind.LIST:
        return msgspec.json.decode  # a list as on the wire; only the record holds a tuple
    return None if field.kind is FieldKind.DATE else _FROM_COLUMN.get(field.kind)


def _stamp(body: Mapping[str, Any], name: str) -> int:
    try:
        return to_microseconds(datetime.fromisoformat(body[name]))
    except (KeyError, TypeError, ValueError):
        pass
    raise InvalidValue(name, "is not an instant")


def _instant_or_none(value: int | None) -> datetime | None:
    return None if value is None else from_microseconds(value)


def _json_or_none(value: str | None) -> Any:
    return None if value is None else msgspec.json.decode(value)


def _extra(value: str | None) -> dict[str, Any]:
    return {} if value is None else msgspec.json.decode(value)


def key_of(record_id: str) -> bytes:
    """An identifier as its column holds it. Raises InvalidKey for any other way to write one."""
    try:
        key = bytes.fromhex(record_id)
    except (TypeError, ValueError):
        key = b""
    if len(key) == KEY_BYTES and key.hex() == record_id:  # half the price of is_record_id
        return key
    raise InvalidKey


def hex_or_none(value: bytes | None) -> RecordId | None:
    """An identifier column as Python holds it."""
    return None if value is None else RecordId(value.hex())


_FROM_COLUMN: Mapping[FieldKind, Convert] = {
    FieldKind.BOOLEAN: bool,
    FieldKind.DATE: date.fromisoformat,
    FieldKind.INSTANT: from_microseconds,
    FieldKind.REFERENCE: bytes.hex,
    FieldKind.LIST: _decode_list,
    FieldKind.JSON: msgspec.json.decode,
}
_TO_COLUMN: Mapping[FieldKind, Convert] = {
    FieldKind.TEXT: str,
    FieldKind.BOOLEAN: int,
    FieldKind.DATE: date.isoformat,
    FieldKind.INSTANT: to_microseconds,
    FieldKind.REFERENCE: bytes.fromhex,
    FieldKind.LIST: canonical_json,
    FieldKind.JSON: canonical_json,
}
