"""Applying a form's changes to a record that may have moved on since the form was opened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from app.domain.declare import FieldKind, FieldSpec, Record, entity_of
from app.domain.errors import RecordNotFound, StaleVersion
from app.domain.ids import RecordId
from app.domain.ports import Reader, UnitOfWork
from app.domain.values import seen_text

R = TypeVar("R", bound=Record)


def current(uow: Reader, record_type: type[R], record_id: RecordId) -> R:
    """The live record. Raises RecordNotFound."""
    record = uow.records(record_type).get(record_id)
    if record is None:
        raise RecordNotFound(entity_of(record_type).name, record_id)
    return record


def with_changes(record: R, changes: Mapping[str, object], *, based_on: R | None) -> R:
    """The record with the changes, tidied. Fields left alone by the form keep what is stored now.

    Raises StaleVersion naming the fields that somebody else changed to something different since
    based_on was read.
    """
    tidy = tidied(type(record), changes)
    if based_on is not None:
        clashing = [
            name
            for name, wanted in tidy.items()
            if getattr(record, name) != getattr(based_on, name) and getattr(record, name) != wanted
        ]
        if clashing:
            raise StaleVersion(entity_of(record).name, record.id, clashing)
    return replace(record, **tidy)


def differing(record: R, other: R, among: Iterable[str]) -> dict[str, object]:
    """What a record holds otherwise than another of its type, by field, among these fields."""
    return {
        name: value for name in among if (value := getattr(record, name)) != getattr(other, name)
    }


def refuse_moved(stored: R, read: R, among: Iterable[str]) -> None:
    """Refuse where a record is not as it was read. Raises StaleVersion naming the fields."""
    moved = differing(stored, read, among)
    if moved:
        raise StaleVersion(entity_of(read).name, read.id, list(moved))


def tidied(record_type: type[Record], changes: Mapping[str, object]) -> dict[str, Any]:
    """Text without surrounding space and characters nobody sees.

    Empty text in an optional field means no value.
    """
    by_name = entity_of(record_type).by_name
    return {name: _tidy(by_name[name], value) for name, value in changes.items()}


def recorded(uow: UnitOfWork, record: R) -> R:
    """A new record with the acting person as who wrote it down, where its type says that."""
    if "recorded_by" not in entity_of(record).by_name:
        return record
    values: dict[str, Any] = {"recorded_by": uow.context.user_id}
    return replace(record, **values)


def _tidy(spec: FieldSpec, value: Any) -> Any:
    if not isinstance(value, str) or spec.kind is not FieldKind.TEXT:
        return value
    value = seen_text(value)
    text = " ".join(value.split()) if spec.fact.max_length <= 500 else value.strip()
    return None if spec.nullable and not text else text
