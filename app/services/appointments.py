"""Book, move and follow visits; read a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from app.domain.appointment import OCCUPYING, Appointment
from app.domain.context import ExecutionContext
from app.domain.errors import RecordNotFound, SlotTaken, StaleVersion
from app.domain.ids import (
    AppointmentId,
    PatientId,
    PractitionerId,
    RecordId,
    RoomId,
    VisitTypeId,
    new_id,
)
from app.domain.patient import Patient
from app.domain.phi import quiet
from app.domain.ports import Reader, UnitOfWork, UnitOfWorkFactory
from app.domain.query import Order, Query, all_of, any_of, eq, gte, lt, one_of
from app.domain.scheduling import LONGEST_MIN, Overlap, moved_on, overlaps, stamp, with_slot
from app.domain.values import local_text
from app.domain.waiting import RECALL_TRANSITIONS, Recall
from app.services.closed_time import Closed, find_closed
from app.services.editing import current, with_changes
from app.services.held_notices import hold
from app.services.reading import every

_LATE_CANCEL = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """Where a visit is on the calendar. length_min is 5–480."""

    starts_at: datetime
    length_min: int
    practitioner_id: PractitionerId | None = None
    room_id: RoomId | None = None


@dataclass(frozen=True, slots=True)
class InTheWay:
    """All that speaks against a slot: visits that share something with it, and closed time."""

    overlaps: tuple[Overlap, ...] = ()
    closed: tuple[Closed, ...] = ()


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class NewVisit:
    """What the booking form asks for."""

    patient_id: PatientId
    slot: Slot
    visit_type_id: VisitTypeId | None = None
    reason: str = ""
    note: str = ""
    priority: str = "routine"
    recall_id: RecordId | None = None
    """The recall that this visit answers."""


def book(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    visit: NewVisit,
    zone: str,
    over: str = "",
) -> Appointment:
    """Book a visit. Raises InvalidValue, RecordNotFound, or SlotTaken with every reason.

    over: why the visit is booked over what is in the way, which is kept with it and in the audit
    trail; "" books over nothing.
    """
    with begin(context) as uow:
        return put_in(uow, context, visit, zone=zone, over=over)


def put_in(
    uow: UnitOfWork,
    context: ExecutionContext,
    visit: NewVisit,
    *,
    zone: str,
    over: str = "",
    series_id: AppointmentId | None = None,
    recurrence: str = "",
    visit_id: AppointmentId | None = None,
) -> Appointment:
    """Book a visit inside a transaction under way. Raises as `book` does."""
    current(uow, Patient, visit.patient_id)
    blank = Appointment(
        id=visit_id or new_id(),
        created_at=uow.now,
        updated_at=uow.now,
        patient_id=visit.patient_id,
        starts_at=visit.slot.starts_at,
        ends_at=visit.slot.starts_at,
        zone=zone,
        local_start=local_text(visit.slot.starts_at, zone),
        visit_type_id=visit.visit_type_id,
        reason=visit.reason.strip(),
        note=visit.note.strip(),
        priority=visit.priority,
        stamps={"booked": stamp(uow.now, context)},
        series_id=series_id,
        recurrence=recurrence,
    )
    placed = _placed(uow, blank, visit.slot, over=over)
    made = uow.add(placed, reason=placed.override_reason)
    if visit.recall_id is not None:
        _answer(uow, visit.recall_id, made)
    return made


def _answer(uow: UnitOfWork, recall_id: RecordId, visit: Appointment) -> None:
    """Say that a recall led to a visit; one that is gone or answered is left as it is."""
    recall = uow.records(Recall).get(recall_id)
    can_be = recall is not None and "booked" in RECALL_TRANSITIONS.get(recall.status, ())
    if recall is not None and can_be and recall.patient_id in uow.person(visit.patient_id):
        uow.save(replace(recall, status="booked", appointment_id=AppointmentId(visit.id)))


def move(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    appointment_id: AppointmentId,
    slot: Slot,
    based_on: Appointment | None = None,
    over: str = "",
) -> Appointment:
    """Give a visit another time, provider or room.

    over as for `book`. Raises InvalidValue, RecordNotFound, SlotTaken, or StaleVersion when it was
    moved meanwhile.
    """
    with begin(context) as uow:
        stored = current(uow, Appointment, appointment_id)
        placed = _placed(uow, stored, slot, over=over)
        changed = _changed(stored, _slot_fields(placed), based_on=based_on)
        return _saved(uow, stored, changed, reason=placed.override_reason)


def edit(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    appointment_id: AppointmentId,
    changes: Mapping[str, object],
    based_on: Appointment | None = None,
    slot: Slot | None = None,
    over: str = "",
) -> Appointment:
    """Change what a visit is about, and its slot too where one is given, in one transaction.

    over as for `book`. Raises InvalidValue, RecordNotFound, SlotTaken, StaleVersion.
    """
    with begin(context) as uow:
        stored = current(uow, Appointment, appointment_id)
        wanted, reason = dict(changes), ""
        if slot is not None:
            placed = _placed(uow, stored, slot, over=over)
            wanted, reason = wanted | _slot_fields(placed), placed.override_reason
        return _saved(uow, stored, _changed(stored, wanted, based_on=based_on), reason=reason)


def set_status(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    appointment_id: AppointmentId,
    status: str,
    reason: str = "",
    was: str | None = None,
) -> Appointment:
    """Move a visit on (arrived, in room, completed, cancelled, no-show) or a step back.

    Raises InvalidTransition, SlotTaken when a cancelled visit's time was given away, or
    StaleVersion where it is not what it was said to be.
    """
    with begin(context) as uow:
        stored = current(uow, Appointment, appointment_id)
        if was is not None and stored.status != was:
            raise StaleVersion("appointment", appointment_id)
        late = status == "cancelled" and is_late_cancel(stored, uow.now)
        moved = moved_on(
            stored,
            status,
            now=uow.now,
            context=context,
            cancel_reason=reason.strip(),
            late_cancel=late,
        )
        if moved.occupies_time and not stored.occupies_time and not stored.is_overbook:
            refuse_taken(find_overlaps(uow, moved))
        return _saved(uow, stored, moved, action="transition", reason=reason)


def set_confirmation(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    appointment_id: AppointmentId,
    confirmation: str,
    was: str | None = None,
) -> Appointment:
    """Note whether the patient said they will come. Raises StaleVersion where it was not that."""
    with begin(context) as uow:
        stored = current(uow, Appointment, appointment_id)
        if was is not None and stored.confirmation != was:
            raise StaleVersion("appointment", appointment_id)
        return uow.save(replace(stored, confirmation=confirmation))


def is_late_cancel(visit: Appointment, now: datetime) -> bool:
    """Whether calling a visit off now comes too late to count as in time."""
    return visit.starts_at - now < _LATE_CANCEL


def of_patient(reader: Reader, *, patient_id: PatientId) -> tuple[Appointment, ...]:
    """A patient's visits, latest first."""
    query = Query(
        Appointment,
        where=eq("patient_id", patient_id),
        order=(Order("starts_at", descending=True),),
    )
    return tuple(every(reader, query))


def get(reader: Reader, *, appointment_id: AppointmentId) -> Appointment:
    """One visit. Raises RecordNotFound."""
    found = reader.records(Appointment).get(appointment_id)
    if found is None:
        raise RecordNotFound("appointment", appointment_id)
    return found


def check_slot(
    reader: Reader,
    *,
    patient_id: PatientId,
    slot: Slot,
    zone: str,
    appointment_id: AppointmentId | None = None,
) -> InTheWay:
    """What is in the way of a wanted slot; nothing when it is free. Raises InvalidValue."""
    now = datetime.now(UTC)
    wanted = Appointment(
        id=appointment_id or new_id(),
        created_at=now,
        updated_at=now,
        patient_id=patient_id,
        starts_at=slot.starts_at,
        ends_at=slot.starts_at,
        zone=zone,
        local_start=local_text(slot.starts_at, zone),
    )
    placed = _with(wanted, slot)
    return InTheWay(find_overlaps(reader, placed), find_closed(reader, placed))


def find_overlaps(reader: Reader, wanted: Appointment) -> tuple[Overlap, ...]:
    """Visits that hold the provider's, room's or patient's time during the wanted one."""
    same = [eq("patient_id", wanted.patient_id)]
    if wanted.practitioner_id:
        same.append(eq("practitioner_id", wanted.practitioner_id))
    if wanted.room_id:
        same.append(eq("room_id", wanted.room_id))
    nearby = Query(
        Appointment,
        where=all_of(
            gte("starts_at", wanted.starts_at - timedelta(minutes=LONGEST_MIN)),
            lt("starts_at", wanted.ends_at),
            one_of("status", sorted(OCCUPYING)),
            any_of(*same),
        ),
        order=(Order("starts_at"),),
    )
    person = reader.person(wanted.patient_id)
    return tuple(overlaps(wanted, every(reader, nearby), person=person))


def _saved(
    uow: UnitOfWork, stored: Appointment, changed: Appointment, *, action: str = "", reason: str
) -> Appointment:
    """Write a changed visit; its patient is told of it, after a while."""
    saved = uow.save(changed, action=action, reason=reason)
    hold(uow, stored, saved)
    return saved


def _changed(
    stored: Appointment, changes: Mapping[str, object], *, based_on: Appointment | None
) -> Appointment:
    """The visit with the changes; with another time or provider it is double booked no more."""
    changed = with_changes(stored, changes, based_on=based_on)
    is_elsewhere = (changed.starts_at, changed.practitioner_id) != (
        stored.starts_at,
        stored.practitioner_id,
    )
    return replace(changed, needs_resolution=False) if is_elsewhere else changed


def _placed(uow: UnitOfWork, visit: Appointment, slot: Slot, *, over: str) -> Appointment:
    placed = replace(_with(visit, slot), is_overbook=False, override_reason="")
    if not placed.occupies_time:
        return placed
    in_the_way, closed = find_overlaps(uow, placed), find_closed(uow, placed)
    why = over.strip()
    if not why:
        refuse_taken(in_the_way, closed)
        return placed
    # Booked into closed time alone it shares nobody's time: the double-booking rule holds.
    is_over = bool(in_the_way or closed)
    kept = why if is_over else ""
    return replace(placed, is_overbook=bool(in_the_way), override_reason=kept)


def _with(visit: Appointment, slot: Slot) -> Appointment:
    return with_slot(
        visit,
        starts_at=slot.starts_at,
        length_min=slot.length_min,
        practitioner_id=slot.practitioner_id,
        room_id=slot.room_id,
    )


def _slot_fields(visit: Appointment) -> dict[str, object]:
    return {
        "starts_at": visit.starts_at,
        "ends_at": visit.ends_at,
        "local_start": visit.local_start,
        "practitioner_id": visit.practitioner_id,
        "room_id": visit.room_id,
        "is_overbook": visit.is_overbook,
        "override_reason": visit.override_reason,
    }


def refuse_taken(in_the_way: Sequence[Overlap], closed: Sequence[Closed] = ()) -> None:
    """Raise SlotTaken with every reason against a time, where there is one."""
    reasons = {reason for overlap in in_the_way for reason in overlap.reasons}
    reasons |= {one.reason for one in closed}
    if reasons:
        raise SlotTaken([overlap.appointment_id for overlap in in_the_way], sorted(reasons))
