"""What a record names must be there, what is a patient's stays with that patient, and nothing new
comes to a patient who was deleted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.domain.declare import EntitySpec, FieldSpec, entity_named
from app.domain.errors import InvalidValue, PatientDeleted
from app.domain.ids import is_record_id
from app.domain.operations import Operation, WireBody
from app.server.ledger import Key, Ledger
from app.server.people import check_people, is_one_person
from app.server.same_number import ask_about_number

_HAPPENED = "break_glass"
"""Who looked into a chart did so, whatever became of the patient meanwhile."""


def named_by(operations: Iterable[Operation], last_bodies: Mapping[Key, WireBody]) -> set[Key]:
    """The records that a batch's operations name; last_bodies are what tombstones were."""
    wanted: set[Key] = set()
    for one in operations:
        try:
            spec = entity_named(one.entity)
        except KeyError:
            continue
        bodies = [one.full] if one.full else list[WireBody]()
        if one.patch:
            bodies.append({name: change.new for name, change in one.patch.items()})
        if one.kind == "restore":
            bodies.append(last_bodies.get((one.entity, one.id), {}))
        for field in spec.references:
            target = str(field.fact.refers_to)
            for body in bodies:
                named = body.get(field.name)
                if named is None:
                    continue
                for value in field.named(named):
                    if isinstance(value, str) and is_record_id(value):
                        wanted.add((target, value))
    return wanted


def check_references(
    ledger: Ledger, spec: EntitySpec, operation: Operation, body: WireBody
) -> None:
    """Raise InvalidValue for a record that comes to name one that is not there, or another
    patient's, and PatientDeleted for one that comes to a patient who was deleted."""
    patient = body.get("patient_id") if spec.patient_field == "patient_id" else None
    own: Key = (operation.entity, operation.id)
    row = ledger.rows.get(own)
    before = (row.body if row else None) or {}  # what is brought back comes to name all it names
    for field in spec.references:
        named = body.get(field.name)
        if named is None:
            continue
        known = field.named(before.get(field.name))
        for value in field.named(named):
            if value not in known and (str(field.fact.refers_to), value) != own:
                _check_named(ledger, field, str(value), patient)
    is_late = operation.kind in ("create", "restore") and operation.entity != _HAPPENED
    if is_late and patient is not None and ledger.is_deleted(("patient", patient)):
        raise PatientDeleted
    check_people(ledger, operation, body)
    ask_about_number(ledger, operation, body)


def _check_named(ledger: Ledger, field: FieldSpec, value: str, patient: str | None) -> None:
    key = (str(field.fact.refers_to), value)
    if not ledger.exists(key):
        raise InvalidValue(field.name, "refers to a record that does not exist")
    whose = ledger.patient_of(key)
    if patient is not None and whose is not None and not is_one_person(ledger, whose, patient):
        raise InvalidValue(field.name, "is another patient's")
