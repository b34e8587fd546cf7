"""What is a patient's stays with that patient: a record of a chart names none of another's."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from app.domain.declare import EntitySpec, entity_named
from app.domain.errors import InvalidValue
from app.storage.row_codec import RowCodec
from app.storage.session import Session


def check_same_patient(
    session: Session, codec: RowCodec[Any], row: Sequence[Any], changed: Sequence[int]
) -> None:
    """Raise InvalidValue where a changed field names another patient's record. What is not on this
    desk is asked by the server."""
    named = _names(codec.spec)
    patient = codec.patient_of(row) if named else None
    if patient is None:
        return
    for name, target in named:
        at = codec.position[name]
        if at not in changed or row[at] is None:
            continue
        found = session.one(f'SELECT patient_id FROM "{target}" WHERE id = ?', (row[at],))
        if found is not None and found[0] not in (None, patient):
            raise InvalidValue(name, "is another patient's")


@cache
def _names(spec: EntitySpec) -> tuple[tuple[str, str], ...]:
    """The fields of a patient's record that name another of a patient's, with its type."""
    if spec.patient_field != "patient_id":
        return ()
    return tuple(
        (field.name, target)
        for field in spec.fields
        if (target := field.fact.refers_to)
        if field.name != "patient_id" and entity_named(target).patient_field == "patient_id"
    )
