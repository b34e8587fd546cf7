"""Prescriptions: the list, one with its patient's allergies, writing, signing, stopping."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from app.domain.audit import AuditAction
from app.domain.changes import Origin
from app.domain.clinical import Allergy
from app.domain.context import ExecutionContext
from app.domain.errors import InvalidRecord, InvalidValue, StaleVersion
from app.domain.ids import PatientId, RecordId, new_id
from app.domain.patient import Patient
from app.domain.permissions import Permission, Verdict
from app.domain.phi import quiet
from app.domain.ports import Reader, UnitOfWorkFactory
from app.domain.prescribing import (
    NEEDS_REASON,
    ORDER_FIELDS,
    PRINTABLE,
    RENEWABLE,
    is_editable,
    missing_for_signing,
    renewal_of,
)
from app.domain.query import Query, eq
from app.domain.record_lists import RecordFilter
from app.domain.staff import Practitioner
from app.domain.treatment import Prescription, PrescriptionStatus
from app.services.clinic_day import clinic_today
from app.services.editing import current, tidied, with_changes
from app.services.reading import every
from app.services.record_lists import (
    Listing,
    RecordLine,
    line_of,
    list_ids,
    list_lines,
    require_view,
    require_whose,
)
from app.services.seeing import may_do, may_see

PRESCRIPTIONS = Listing(Prescription, day="authored_on", plain="text")


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPrescription:
    """One prescription with what must be seen beside it."""

    line: RecordLine[Prescription]
    patient: Patient | None
    prescriber: Practitioner | None
    allergies: tuple[str, ...]
    """Active ones, where the role is shown them."""
    edit: Verdict
    """Whether the acting role may change it."""
    missing: Mapping[str, str]
    """What it lacks before it can be signed."""

    @property
    def record(self) -> Prescription:
        """The prescription."""
        return self.line.record


def ids(
    reader: Reader, context: ExecutionContext, *, wanted: RecordFilter, now: datetime
) -> tuple[RecordId, ...]:
    """Every prescription the filter lets through, the latest first. Raises PermissionDenied."""
    return list_ids(reader, context, PRESCRIPTIONS, wanted=wanted, now=now)


def lines(
    reader: Reader,
    context: ExecutionContext,
    *,
    record_ids: Sequence[RecordId],
    now: datetime,
    patient_id: PatientId | None = None,
) -> dict[RecordId, RecordLine[Prescription]]:
    """The lines of some prescriptions, with who prescribed them."""
    found = list_lines(
        reader, context, PRESCRIPTIONS, record_ids=record_ids, now=now, patient_id=patient_id
    )
    named = {one.record.prescriber_id for one in found.values() if one.record.prescriber_id}
    people = reader.records(Practitioner).get_many(RecordId(one) for one in named)
    return {key: replace(line, who=_name(people, line.record)) for key, line in found.items()}


def read_one(
    reader: Reader,
    context: ExecutionContext,
    *,
    record_id: RecordId,
    now: datetime,
    patient_id: PatientId | None = None,
) -> ShownPrescription:
    """One prescription; patient_id: who was looked for, None where nobody in particular was.

    Raises RecordNotFound, InvalidValue where it is somebody else's, PermissionDenied.
    """
    record = current(reader, Prescription, record_id)
    require_whose(reader, record, patient_id)
    patient_id = record.patient_id
    require_view(reader, context, "prescription", patient_id, now=now, row_id=record_id)
    by = record.prescriber_id
    prescriber = reader.records(Practitioner).get(RecordId(by)) if by else None
    patient = reader.records(Patient).get(patient_id)
    is_pending = record_id in reader.rows_with_pending("prescription")
    line = line_of(record, patient, is_pending=is_pending)
    edit = may_do(reader, context, Permission.PRESCRIPTION_EDIT, patient_id=patient_id, now=now)
    return ShownPrescription(
        line=replace(line, who=prescriber.display_name if prescriber else ""),
        patient=patient,
        prescriber=prescriber,
        allergies=_allergies(reader, context, patient_id, now),
        edit=edit,
        missing=missing_for_signing(record),
    )


def look_at(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    record_id: RecordId,
    action: AuditAction = AuditAction.PRINT,
) -> ShownPrescription:
    """Write down that a prescription is printed or saved as a file, before it is; on the writer.

    Raises RecordNotFound, PermissionDenied, InvalidValue where it is not in force.
    """
    # Origin REMOTE: looking is possible in a desk that is for reading only, too.
    with begin(context, origin=Origin.REMOTE) as uow:
        found = read_one(uow, context, record_id=record_id, now=uow.now)
        if found.record.status not in PRINTABLE:
            raise InvalidValue("status", "is not active: only what is in force is printed")
        patient_id = found.record.patient_id
        uow.note(action, entity="prescription", row_id=record_id, patient_id=patient_id)
        return found


def save(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    record_id: RecordId | None,
    patient_id: PatientId,
    changes: Mapping[str, object],
    based_on: Prescription | None = None,
) -> Prescription:
    """Write a new draft, or change one. patient_id is the patient before the person's eyes.

    Raises InvalidRecord, InvalidValue for what is no draft any more or is another patient's,
    RecordNotFound, StaleVersion, PermissionDenied.
    """
    for name in changes:
        if name not in (*ORDER_FIELDS, "authored_on"):
            raise InvalidValue(name, "is not changed by hand")
    with begin(context) as uow:
        if record_id is None:
            current(uow, Patient, patient_id)
            known: dict[str, Any] = {"text": "", **tidied(Prescription, changes)}
            return uow.add(
                Prescription(
                    id=new_id(),
                    created_at=uow.now,
                    updated_at=uow.now,
                    patient_id=patient_id,
                    **known,
                )
            )
        record = current(uow, Prescription, record_id)
        _check_whose(record, patient_id)
        if not is_editable(record):
            raise InvalidValue("status", "is no draft any more: stop it and write another")
        return uow.save(with_changes(record, changes, based_on=based_on))


def set_status(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    record_id: RecordId,
    patient_id: PatientId,
    status: str,
    was: str,
    reason: str = "",
) -> Prescription:
    """Sign, hold, resume, complete, stop or cancel it, by its state machine.

    Raises InvalidRecord for what is missing before it counts, InvalidValue without a reason where
    one is needed, StaleVersion where it is not what it was, InvalidTransition, PermissionDenied.
    """
    why = " ".join(reason.split())
    if status in NEEDS_REASON and not why:
        raise InvalidValue("stop_reason", "must say why")
    with begin(context) as uow:
        record = current(uow, Prescription, record_id)
        _check_whose(record, patient_id)
        if record.status != was:
            raise StaleVersion("prescription", record_id, ["status"])
        missing = missing_for_signing(record)
        if status == PrescriptionStatus.ACTIVE and missing:
            raise InvalidRecord(missing)
        return uow.save(replace(record, status=status, stop_reason=why), reason=why)


def renew(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    record_id: RecordId,
    patient_id: PatientId,
) -> Prescription:
    """Write a draft of today that goes on with a prescription. Raises InvalidValue where it
    cannot."""
    with begin(context) as uow:
        record = current(uow, Prescription, record_id)
        _check_whose(record, patient_id)
        if record.status not in RENEWABLE:
            raise InvalidValue("status", "is not one that can be renewed")
        fields = renewal_of(record, today=clinic_today(uow, context, now=uow.now))
        made = Prescription(id=new_id(), created_at=uow.now, updated_at=uow.now, **fields)
        return uow.add(made)


def _check_whose(record: Prescription, patient_id: PatientId) -> None:
    if record.patient_id != patient_id:
        raise InvalidValue("patient_id", "is not the patient this prescription is for")


def _name(people: Mapping[RecordId, Practitioner], record: Prescription) -> str:
    known = people.get(RecordId(record.prescriber_id)) if record.prescriber_id else None
    return known.display_name if known else ""


def _allergies(
    reader: Reader, context: ExecutionContext, patient_id: PatientId, now: datetime
) -> tuple[str, ...]:
    if not may_see(reader, context, "allergy", patient_id=patient_id, now=now).is_allowed:
        return ()
    asked = Query(Allergy, where=eq("patient_id", patient_id))
    return tuple(one.text for one in every(reader, asked) if one.status in ("active", ""))
