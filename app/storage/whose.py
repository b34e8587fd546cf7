"""A new record of a patient is of one who is there: none of somebody deleted, or who never was."""

from __future__ import annotations

from app.domain.declare import EntitySpec
from app.domain.errors import InvalidValue
from app.domain.ids import RecordId
from app.storage.session import Session


def check_patient(session: Session, spec: EntitySpec, patient_id: RecordId | None) -> None:
    """Raise InvalidValue for a record of a patient who is not on this desk, where all are."""
    if patient_id is None or spec.patient_field != "patient_id":
        return
    known = session.one(
        "SELECT 1 FROM patient WHERE id = ? AND deleted_at IS NULL", (bytes.fromhex(patient_id),)
    )
    if known is None:
        raise InvalidValue("patient_id", "is no patient of this clinic, or one who was deleted")
