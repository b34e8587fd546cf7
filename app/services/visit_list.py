"""One patient's visits, the latest first, as the acting role is shown them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from app.domain.appointment import Appointment
from app.domain.context import ExecutionContext
from app.domain.ids import PatientId, RecordId
from app.domain.ports import Reader
from app.domain.record_lists import RecordFilter
from app.domain.staff import Practitioner
from app.services.record_lists import Listing, RecordLine, list_ids, list_lines

VISITS = Listing(Appointment, day="starts_at")


def ids(
    reader: Reader, context: ExecutionContext, *, wanted: RecordFilter, now: datetime
) -> tuple[RecordId, ...]:
    """Every visit the filter lets through, the latest first. Raises PermissionDenied."""
    return list_ids(reader, context, VISITS, wanted=wanted, now=now)


def lines(
    reader: Reader,
    context: ExecutionContext,
    *,
    record_ids: Sequence[RecordId],
    now: datetime,
    patient_id: PatientId | None = None,
) -> dict[RecordId, RecordLine[Appointment]]:
    """The lines of some visits, with whom they are to."""
    found = list_lines(
        reader, context, VISITS, record_ids=record_ids, now=now, patient_id=patient_id
    )
    seen = {one.record.practitioner_id for one in found.values()}
    doctors = reader.records(Practitioner).get_many({one for one in seen if one})
    return {key: replace(line, who=_name(doctors, line.record)) for key, line in found.items()}


def _name(doctors: dict[RecordId, Practitioner], visit: Appointment) -> str:
    doctor = doctors.get(visit.practitioner_id) if visit.practitioner_id else None
    return doctor.display_name if doctor else ""
