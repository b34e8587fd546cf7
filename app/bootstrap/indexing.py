"""A desk's indexes from the command line: list them, see whether a question uses one, make one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from app.bootstrap.administering import require_admin
from app.domain.declare import EntitySpec, FieldKind, entities
from app.domain.errors import InvalidValue
from app.domain.indexes import Index, IndexField, Plan
from app.domain.permissions import Permission
from app.domain.query import Order, Query, all_of, eq
from app.schema.compile_fields import place_of

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk

_SAMPLES: dict[FieldKind, object] = {
    FieldKind.TEXT: "x",
    FieldKind.INTEGER: 1,
    FieldKind.BOOLEAN: True,
    FieldKind.DATE: date(2026, 1, 1),
    FieldKind.INSTANT: datetime(2026, 1, 1, tzinfo=UTC),
    FieldKind.REFERENCE: "0" * 32,
    FieldKind.JSON: "x",
    FieldKind.LIST: "x",
}
"""A plan does not depend on the values, so nobody has to type a patient's."""


def record_type(name: str) -> EntitySpec:
    """The record type somebody named. Raises InvalidValue."""
    for spec in entities():
        if spec.name == name:
            return spec
    raise InvalidValue("record type", "is none of the clinic's: see clinic-desk doctor")


def list_indexes(desk: Desk, name: str) -> tuple[Index, ...]:
    """Every index of a record type with what it holds."""
    spec = record_type(name)
    with desk.store.reader() as reader:
        return reader.records(spec.record_type).list_indexes()


def explain(desk: Desk, name: str, *, by: Sequence[str], order: Sequence[str]) -> Plan:
    """How records with given values in some fields would be found, in an order."""
    spec = record_type(name)
    query: Query[Any] = Query(
        spec.record_type,
        where=all_of(*(eq(one, _SAMPLES[place_of(spec, one).kind]) for one in by)),
        order=tuple(Order(one.name, one.descending) for one in fields_of(order)),
    )
    with desk.store.reader() as reader:
        return reader.records(spec.record_type).explain(query)


def create_index(desk: Desk, name: str, index: str, *, fields: Sequence[str]) -> str:
    """Make an index, as administrator; its full name."""
    spec, context = record_type(name), require_admin(desk, Permission.CLINIC_EDIT)
    with desk.store.unit_of_work(context) as uow:
        return uow.records(spec.record_type).create_index(index, fields_of(fields))


def drop_index(desk: Desk, name: str, index: str) -> bool:
    """Remove an index that was made here, as administrator; whether there was one."""
    spec, context = record_type(name), require_admin(desk, Permission.CLINIC_EDIT)
    with desk.store.unit_of_work(context) as uow:
        return uow.records(spec.record_type).drop_index(index)


def fields_of(names: Iterable[str]) -> list[IndexField]:
    """Names as they are typed: "-" before a descending one."""
    return [IndexField(one.removeprefix("-"), descending=one.startswith("-")) for one in names]
