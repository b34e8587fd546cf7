"""What a record names must be there, and what is a patient's stays with that patient."""

from __future__ import annotations

from app.domain.declare import EntitySpec, FieldKind
from app.domain.errors import InvalidValue
from app.domain.operations import Operation, WireBody
from app.server.ledger import Ledger


def check_references(
    ledger: Ledger, spec: EntitySpec, operation: Operation, body: WireBody
) -> None:
    """Raise InvalidValue for a record that names one that is not there, or another patient's."""
    touched = body if operation.kind in ("create", "restore") else operation.patch
    patient = body.get(spec.patient_field) if spec.patient_field == "patient_id" else None
    for field in spec.fields:
        value = body.get(field.name)
        if field.kind is not FieldKind.REFERENCE or value is None or field.name not in touched:
            continue
        key = (str(field.fact.refers_to), value)
        if key != (operation.entity, operation.id) and not ledger.exists(key):
            raise InvalidValue(field.name, "refers to a record that does not exist")
        whose = ledger.patient_of(key)
        if patient is not None and whose is not None and whose != patient:
            raise InvalidValue(field.name, "is another patient's")
