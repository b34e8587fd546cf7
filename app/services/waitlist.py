"""The waiting list: who would come when a time gets free, who fits one that did, and booking it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.domain.appointment import OCCUPYING, Appointment, Priority
from app.domain.context import ExecutionContext
from app.domain.errors import InvalidTransition, StaleVersion
from app.domain.ids import AppointmentId, PatientId, PractitionerId, RecordId, VisitTypeId, new_id
from app.domain.patient import Patient
from app.domain.phi import quiet
from app.domain.ports import Reader, UnitOfWork, UnitOfWorkFactory
from app.domain.query import Order, Query, all_of, eq, gte, one_of
from app.domain.scheduling import moved_on
from app.domain.staff import Practitioner, VisitType
from app.domain.values import day_bounds
from app.domain.wait_match import Freed, fits, ranked
from app.domain.waiting import WAIT_TRANSITIONS, WaitlistEntry, WaitStatus
from app.services.appointments import NewVisit, Slot, is_late_cancel, put_in
from app.services.editing import current
from app.services.reading import every

OPEN = (WaitStatus.OFFERED.value, WaitStatus.WAITING.value)


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class NewWish:
    """What somebody waits for; None and "" where anything suits."""

    patient_id: PatientId
    length_min: int = 30
    practitioner_id: PractitionerId | None = None
    visit_type_id: VisitTypeId | None = None
    earliest_on: date | None = None
    latest_on: date | None = None
    weekdays: tuple[str, ...] = ()
    after_minute: int | None = None
    before_minute: int | None = None
    is_urgent: bool = False
    note: str = ""
    gives_up_visit: bool = False
    """They would give up the next visit they have for another time."""


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Somebody on the list, as it is shown. has is the visit they would give up."""

    entry: WaitlistEntry
    patient_name: str
    phone: str
    practitioner_name: str
    visit_type_name: str
    has: Appointment | None


def add(begin: UnitOfWorkFactory, context: ExecutionContext, *, wish: NewWish) -> WaitlistEntry:
    """Put somebody on the list. Raises RecordNotFound, InvalidRecord."""
    with begin(context) as uow:
        current(uow, Patient, wish.patient_id)
        has = _next_visit(uow, wish.patient_id) if wish.gives_up_visit else None
        entry = WaitlistEntry(
            id=new_id(),
            created_at=uow.now,
            updated_at=uow.now,
            patient_id=wish.patient_id,
            visit_type_id=wish.visit_type_id,
            practitioner_id=wish.practitioner_id,
            length_min=wish.length_min,
            earliest_on=wish.earliest_on,
            latest_on=wish.latest_on,
            weekdays=wish.weekdays,
            after_minute=wish.after_minute,
            before_minute=wish.before_minute,
            urgency=(Priority.ASAP if wish.is_urgent else Priority.ROUTINE).value,
            appointment_id=AppointmentId(has.id) if has else None,
            note=wish.note.strip(),
        )
        return uow.add(entry)


def set_status(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    entry_id: RecordId,
    status: str,
    was: str | None = None,
) -> WaitlistEntry:
    """Say how a wish stands. Raises InvalidTransition, or StaleVersion where it is not what it was
    said to be."""
    with begin(context) as uow:
        entry = current(uow, WaitlistEntry, entry_id)
        if was is not None and entry.status != was:
            raise StaleVersion("waitlist_entry", entry_id)
        return uow.save(moved(entry, status))


def book_freed(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    entry_id: RecordId,
    slot: Slot,
    zone: str,
    release: bool,
) -> Appointment:
    """Book somebody who waits into a time that got free, in one transaction.

    release: their old visit is called off with it. The time is as long as they need. Raises
    InvalidTransition where they wait no more, SlotTaken, RecordNotFound.
    """
    with begin(context) as uow:
        entry = current(uow, WaitlistEntry, entry_id)
        booked = moved(entry, WaitStatus.BOOKED.value)
        if release and entry.appointment_id is not None:
            _release(uow, context, entry.appointment_id)
        visit = NewVisit(
            patient_id=entry.patient_id,
            slot=replace(slot, length_min=entry.length_min),
            visit_type_id=entry.visit_type_id,
            priority=entry.urgency,
        )
        made = put_in(uow, context, visit, zone=zone)
        uow.save(replace(booked, appointment_id=AppointmentId(made.id)))
        return checked_in(uow, context, made, entry)


def checked_in(
    uow: UnitOfWork, context: ExecutionContext, visit: Appointment, entry: WaitlistEntry
) -> Appointment:
    """The visit of whoever is here already, as arrived when they came; of others as it is."""
    if entry.arrived_at is None:
        return visit
    arrived = moved_on(visit, "arrived", now=entry.arrived_at, context=context)
    return uow.save(arrived, action="transition")


def waiting(reader: Reader) -> tuple[Waiting, ...]:
    """Everybody who waits at home: urgent first, then who waits longest."""
    return _shown(reader, ranked(one for one in _open(reader) if one.arrived_at is None))


def here(reader: Reader, *, zone: str, now: datetime) -> tuple[Waiting, ...]:
    """Everybody who came in today without an appointment: urgent first, then who came first."""
    begins_at = day_bounds(now.astimezone(ZoneInfo(zone)).date(), zone)[0]
    came = [one for one in _open(reader) if one.arrived_at and one.arrived_at >= begins_at]
    return _shown(reader, ranked(came))


def matching(
    reader: Reader, slot: Slot, *, zone: str, now: datetime, not_for: PatientId | None = None
) -> tuple[Waiting, ...]:
    """Who would come to a time that got free, the most urgent first; nobody where it has passed.

    not_for: whoever gave it up is not asked again.
    """
    if slot.starts_at <= now:
        return ()
    local = slot.starts_at.astimezone(ZoneInfo(zone))
    freed = Freed(local, slot.length_min, slot.practitioner_id)
    gave_up = reader.person(not_for) if not_for else ()
    found = (one for one in _open(reader) if one.patient_id not in gave_up and fits(one, freed))
    return _shown(reader, ranked(found))


def phone_of(patient: Patient | None) -> str:
    """Where somebody is called first."""
    if patient is None:
        return ""
    return patient.phone_mobile or patient.phone or patient.phone_work or ""


def _open(reader: Reader) -> list[WaitlistEntry]:
    return list(every(reader, Query(WaitlistEntry, where=one_of("status", list(OPEN)))))


def _shown(reader: Reader, entries: list[WaitlistEntry]) -> tuple[Waiting, ...]:
    patients = reader.records(Patient).get_many(sorted({one.patient_id for one in entries}))
    providers = reader.records(Practitioner).get_many(
        sorted({one.practitioner_id for one in entries if one.practitioner_id})
    )
    kinds = reader.records(VisitType).get_many(
        sorted({one.visit_type_id for one in entries if one.visit_type_id})
    )
    visits = reader.records(Appointment).get_many(
        sorted({one.appointment_id for one in entries if one.appointment_id})
    )
    lines: list[Waiting] = []
    for one in entries:
        patient = patients.get(one.patient_id)
        provider = providers.get(one.practitioner_id) if one.practitioner_id else None
        kind = kinds.get(one.visit_type_id) if one.visit_type_id else None
        has = visits.get(one.appointment_id) if one.appointment_id else None
        lines.append(
            Waiting(
                entry=one,
                patient_name=patient.display_name if patient else "",
                phone=phone_of(patient),
                practitioner_name=provider.display_name if provider else "",
                visit_type_name=kind.name if kind else "",
                has=has if has is not None and has.status in OCCUPYING else None,
            )
        )
    return tuple(lines)


def moved(entry: WaitlistEntry, status: str) -> WaitlistEntry:
    """A wish that stands otherwise. Raises InvalidTransition."""
    if status not in WAIT_TRANSITIONS.get(entry.status, frozenset()):
        raise InvalidTransition(entry.status, status)
    return replace(entry, status=status)


def _next_visit(uow: UnitOfWork, patient_id: PatientId) -> Appointment | None:
    """The next visit somebody has that can still be given up."""
    coming = Query(
        Appointment,
        where=all_of(
            eq("patient_id", patient_id),
            gte("starts_at", uow.now),
            one_of("status", ["booked", "requested"]),
        ),
        order=(Order("starts_at"),),
        limit=1,
    )
    return next(iter(uow.records(Appointment).find(coming).rows), None)


def _release(uow: UnitOfWork, context: ExecutionContext, visit_id: AppointmentId) -> None:
    old = uow.records(Appointment).get(visit_id)
    if old is None or old.status not in ("requested", "booked"):
        return  # called off, or begun: nothing is to be given up
    reason = "earlier time from the waiting list"
    freed = moved_on(
        old,
        "cancelled",
        now=uow.now,
        context=context,
        cancel_reason=reason,
        late_cancel=is_late_cancel(old, uow.now),
    )
    uow.save(freed, action="transition", reason=reason)
