"""What a record names is there: none of a patient, visit or room that was deleted, or never was."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from app.domain.declare import EntitySpec, entity_named
from app.domain.errors import InvalidValue, PatientDeleted
from app.domain.ids import RecordId
from app.storage.row_codec import Named
from app.storage.session import Session

_OF_THE_SERVER = frozenset({"user", "workstation", "clinic"})
"""Who works where comes from the server: a desk that has just joined does not know yet."""


def check_patient(session: Session, spec: EntitySpec, patient_id: RecordId | None) -> None:
    """Raise PatientDeleted, or InvalidValue for nobody's record: all patients are on this desk."""
    if patient_id is None or spec.patient_field != "patient_id":
        return
    found = session.one(
        "SELECT deleted_at IS NULL FROM patient WHERE id = ?", (bytes.fromhex(patient_id),)
    )
    if found is None:
        raise InvalidValue("patient_id", "is no patient of this clinic")
    if not found[0]:
        raise PatientDeleted


def check_references(
    session: Session, spec: EntitySpec, row_id: RecordId, named: Sequence[Named]
) -> None:
    """Raise InvalidValue for a record that comes to name one that was deleted or never was.

    What may be at the server alone is asked there.
    """
    for one in named:
        if one.field == "patient_id" or (one.entity, one.key.hex()) == (spec.name, row_id):
            continue  # the patient a record is about is asked for by itself
        found = session.one(
            f'SELECT deleted_at IS NULL FROM "{one.entity}" WHERE id = ?', (one.key,)
        )
        if (found is None and _is_whole(one.entity)) or (found is not None and not found[0]):
            raise InvalidValue(one.field, "names what was deleted, or never was")


@cache
def _is_whole(entity: str) -> bool:
    """Whether a desk has all records of a type."""
    return entity not in _OF_THE_SERVER and not entity_named(entity).leaves_disk
