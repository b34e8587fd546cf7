"""Vital signs: one patient's rounds of measurements, read and written by who is shown results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime

from app.domain.context import ExecutionContext
from app.domain.declare import Record
from app.domain.errors import PermissionDenied
from app.domain.history import VitalSigns
from app.domain.ids import PatientId, RecordId
from app.domain.permissions import Permission
from app.domain.phi import quiet
from app.domain.ports import Reader, UnitOfWorkFactory
from app.domain.query import Order, Query, eq
from app.services.editing import current, differing, recorded, refuse_moved, with_changes
from app.services.recorders import recorder_names
from app.services.seeing import may_see

MOST = 500
"""So many rounds are listed, the latest first."""
_ENTITY = "vital_signs"
_WHOSE = {
    *(one.name for one in fields(Record)),
    *("patient_id", "appointment_id", "recorded_by", "practitioner_id"),
}
_MEASURED = tuple(one.name for one in fields(VitalSigns) if one.name not in _WHOSE)
"""What is changed of a round; whose it is, stays."""


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class VitalsShown:
    """A patient's rounds, the latest first; of those that are not here only the number."""

    rounds: tuple[VitalSigns, ...]
    recorders: Mapping[RecordId, str]
    """Who wrote them down or measured, by name."""
    has_more: bool
    at_server: int


def of_patient(
    reader: Reader, context: ExecutionContext, *, patient_id: PatientId, now: datetime
) -> VitalsShown:
    """A patient's rounds of measurements. Raises PermissionDenied."""
    verdict = may_see(reader, context, _ENTITY, patient_id=patient_id, now=now)
    if not verdict.is_allowed:
        raise PermissionDenied(
            Permission.RESULT_VIEW,
            context.role,
            verdict.needs,
            entity=_ENTITY,
            patient_id=patient_id,
        )
    found = reader.records(VitalSigns).find(latest_first(patient_id, limit=MOST + 1)).rows
    return VitalsShown(
        rounds=found[:MOST],
        recorders=recorder_names(reader, found[:MOST]),
        has_more=len(found) > MOST,
        at_server=reader.at_server.counts(patient_id).get(_ENTITY, 0),
    )


def latest_first(patient_id: PatientId, *, limit: int) -> Query[VitalSigns]:
    """The question for a patient's latest rounds."""
    newest = (Order("measured_at", descending=True),)
    return Query(VitalSigns, where=eq("patient_id", patient_id), order=newest, limit=limit)


def save(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    record: VitalSigns,
    based_on: VitalSigns | None,
) -> VitalSigns:
    """Keep a new round, or what was put right in one.

    Raises InvalidRecord, StaleVersion, RecordNotFound, PermissionDenied.
    """
    with begin(context) as uow:
        if based_on is None:
            return uow.add(recorded(uow, record))
        stored = current(uow, VitalSigns, record.id)
        changes = differing(record, based_on, _MEASURED)
        return uow.save(with_changes(stored, changes, based_on=based_on))


def remove(begin: UnitOfWorkFactory, context: ExecutionContext, *, record: VitalSigns) -> None:
    """Take a round out of the chart that was read; the trail keeps it.

    Raises StaleVersion where somebody changed it since, RecordNotFound, PermissionDenied.
    """
    with begin(context) as uow:
        refuse_moved(current(uow, VitalSigns, record.id), record, _MEASURED)
        uow.delete(VitalSigns, record.id)


def bring_back(
    begin: UnitOfWorkFactory, context: ExecutionContext, *, record: VitalSigns
) -> VitalSigns:
    """Bring a round back that was taken out. Raises RecordNotFound, PermissionDenied."""
    with begin(context) as uow:
        return uow.restore(VitalSigns, record.id)
