"""What a record names is there: none of a patient, visit or room that was deleted, or never was."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from app.domain.declare import EntitySpec, FieldKind, entity_named
from app.domain.errors import InvalidValue
from app.domain.ids import RecordId
from app.storage.session import Session

_OF_THE_SERVER = frozenset({"user", "workstation", "clinic"})
"""Who works where comes from the server: a desk that has just joined does not know yet."""


def check_patient(session: Session, spec: EntitySpec, patient_id: RecordId | None) -> None:
    """Raise InvalidValue for a record of a patient who is not on this desk, where all are."""
    if patient_id is None or spec.patient_field != "patient_id":
        return
    known = session.one(
        "SELECT 1 FROM patient WHERE id = ? AND deleted_at IS NULL", (bytes.fromhex(patient_id),)
    )
    if known is None:
        raise InvalidValue("patient_id", "is no patient of this clinic, or one who was deleted")


def check_references(
    session: Session, spec: EntitySpec, row: Mapping[str, Any], fields: Collection[str] | None
) -> None:
    """Raise InvalidValue for a record that comes to name one that was deleted or never was.

    fields are those an update changes, None of a new record. What may be at the server alone is
    asked there.
    """
    named = _named(spec)
    if fields is not None and named.keys().isdisjoint(fields):
        return
    for name, (target, is_whole) in named.items():
        value = row[name]
        if value is None or value == row["id"] or (fields is not None and name not in fields):
            continue
        found = session.one(f'SELECT deleted_at IS NULL FROM "{target}" WHERE id = ?', (value,))
        if (is_whole and found is None) or (found is not None and not found[0]):
            raise InvalidValue(name, "names what was deleted, or never was")


@cache
def _named(spec: EntitySpec) -> dict[str, tuple[str, bool]]:
    """The fields that name another record: its type, and whether a desk has all of that type. The
    patient a record is about is asked for by itself."""
    return {
        one.name: (
            target := str(one.fact.refers_to),
            target not in _OF_THE_SERVER and not entity_named(target).leaves_disk,
        )
        for one in spec.fields
        if one.kind is FieldKind.REFERENCE and one.name != "patient_id"
    }
