"""What is a patient's stays with that patient: a record of a chart names none of another's."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from app.domain.declare import EntitySpec, entity_named
from app.domain.errors import InvalidValue
from app.storage.person import is_one_person
from app.storage.row_codec import Named, RowCodec
from app.storage.session import Session


def check_same_patient(
    session: Session, codec: RowCodec[Any], row: Sequence[Any], named: Sequence[Named]
) -> None:
    """Raise InvalidValue where a record comes to name another patient's. What is not on this desk
    is asked by the server."""
    asked = _names(codec.spec) if named else frozenset[str]()
    patient = codec.patient_of(row) if asked else None
    if patient is None:
        return
    for one in named:
        if one.field not in asked:
            continue
        found = session.one(f'SELECT patient_id FROM "{one.entity}" WHERE id = ?', (one.key,))
        whose = None if found is None else found[0]
        if whose is not None and not is_one_person(session, patient, whose):
            raise InvalidValue(one.field, "is another patient's")


@cache
def _names(spec: EntitySpec) -> frozenset[str]:
    """The fields of a patient's record that name others of a patient's."""
    if spec.patient_field != "patient_id":
        return frozenset()
    return frozenset(
        one.name
        for one in spec.references
        if one.name != "patient_id"
        and entity_named(str(one.fact.refers_to)).patient_field == "patient_id"
    )
