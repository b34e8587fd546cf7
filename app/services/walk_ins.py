"""Walk-ins: who came without an appointment, waits, and is given a time or taken in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from app.domain.appointment import Appointment, Priority
from app.domain.context import ExecutionContext
from app.domain.errors import InvalidValue, StaleVersion
from app.domain.ids import AppointmentId, PatientId, PractitionerId, RecordId, VisitTypeId, new_id
from app.domain.patient import Patient
from app.domain.phi import quiet
from app.domain.ports import UnitOfWork, UnitOfWorkFactory
from app.domain.scheduling import moved_on
from app.domain.waiting import WaitlistEntry, WaitStatus
from app.services.appointments import NewVisit, Slot, put_in
from app.services.editing import current
from app.services.waitlist import checked_in, here, moved


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class NewWalkIn:
    """Who came in; None where anybody, or anything, suits."""

    patient_id: PatientId
    length_min: int = 15
    practitioner_id: PractitionerId | None = None
    visit_type_id: VisitTypeId | None = None
    is_urgent: bool = False
    note: str = ""


def add(
    begin: UnitOfWorkFactory, context: ExecutionContext, *, walk_in: NewWalkIn, zone: str
) -> WaitlistEntry:
    """Put somebody into the queue, as of now. Raises RecordNotFound, InvalidRecord, or InvalidValue
    where they are in it already."""
    with begin(context) as uow:
        current(uow, Patient, walk_in.patient_id)
        person = {walk_in.patient_id, *uow.person(walk_in.patient_id)}
        if any(one.entry.patient_id in person for one in here(uow, zone=zone, now=uow.now)):
            raise InvalidValue("patient_id", "waits already")
        today = uow.now.astimezone(ZoneInfo(zone)).date()
        entry = WaitlistEntry(
            id=new_id(),
            created_at=uow.now,
            updated_at=uow.now,
            patient_id=walk_in.patient_id,
            visit_type_id=walk_in.visit_type_id,
            practitioner_id=walk_in.practitioner_id,
            length_min=walk_in.length_min,
            earliest_on=today,
            latest_on=today,
            urgency=_urgency(is_urgent=walk_in.is_urgent),
            note=walk_in.note.strip(),
            arrived_at=uow.now,
        )
        return uow.add(entry)


def set_urgent(
    begin: UnitOfWorkFactory, context: ExecutionContext, *, entry_id: RecordId, is_urgent: bool
) -> WaitlistEntry:
    """Let somebody be seen before others, or in their turn. Raises RecordNotFound."""
    with begin(context) as uow:
        entry = current(uow, WaitlistEntry, entry_id)
        return uow.save(replace(entry, urgency=_urgency(is_urgent=is_urgent)))


def seat(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    entry_id: RecordId,
    slot: Slot,
    zone: str,
    is_taken_in: bool,
    over: str = "",
) -> Appointment:
    """Give somebody of the queue a time, or take them in at once, in one transaction.

    They count as arrived since they came in. over as for `appointments.book`. Raises
    InvalidTransition where they wait no more, SlotTaken, RecordNotFound.
    """
    with begin(context) as uow:
        entry = current(uow, WaitlistEntry, entry_id)
        booked = moved(entry, WaitStatus.BOOKED.value)
        visit = NewVisit(
            patient_id=entry.patient_id,
            slot=slot,
            visit_type_id=entry.visit_type_id,
            reason=entry.note,
            priority=entry.urgency,
        )
        made = put_in(uow, context, visit, zone=zone, over=over)
        made = checked_in(uow, context, made, entry)
        if is_taken_in:
            inside = moved_on(made, "in_room", now=uow.now, context=context)
            made = uow.save(inside, action="transition")
        uow.save(replace(booked, appointment_id=AppointmentId(made.id)))
        return made


def unseat(
    begin: UnitOfWorkFactory, context: ExecutionContext, *, entry_id: RecordId
) -> WaitlistEntry:
    """Take that back: they wait again, as long as before, and the visit was an error.

    Raises StaleVersion where the visit went on, or there is none.
    """
    with begin(context) as uow:
        entry = current(uow, WaitlistEntry, entry_id)
        visit = _visit_of(uow, entry)
        if visit.status not in ("booked", "arrived", "in_room"):
            raise StaleVersion("appointment", visit.id)
        gone = moved_on(visit, "entered_in_error", now=uow.now, context=context)
        uow.save(gone, action="transition")
        return uow.save(replace(moved(entry, WaitStatus.WAITING.value), appointment_id=None))


def kept_slot(visit: Appointment, *, is_taken_in: bool) -> Mapping[str, object]:
    """Where somebody of the queue was put, as plain values."""
    return {
        "status": WaitStatus.BOOKED.value,
        "starts_at": visit.starts_at.isoformat(),
        "length_min": visit.length_min,
        "practitioner_id": visit.practitioner_id,
        "room_id": visit.room_id,
        "over": visit.override_reason,
        "is_taken_in": is_taken_in,
    }


def started_at(now: datetime) -> datetime:
    """The five minutes in which somebody is taken in."""
    return now.replace(minute=now.minute - now.minute % 5, second=0, microsecond=0)


def _visit_of(uow: UnitOfWork, entry: WaitlistEntry) -> Appointment:
    visit_id = entry.appointment_id
    visit = uow.records(Appointment).get(visit_id) if visit_id else None
    if visit is None or entry.status != WaitStatus.BOOKED:
        raise StaleVersion("waitlist_entry", entry.id)
    return visit


def _urgency(*, is_urgent: bool) -> str:
    return (Priority.ASAP if is_urgent else Priority.ROUTINE).value
