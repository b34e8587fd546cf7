"""Two visits at one time, found when the desks met again: both patients, and where each could go.

Nothing is refused at booking: each patient was told a time. Whoever moves one of the two drafts
the message to that patient in the same transaction, so that nobody is moved and not told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from app.domain.appointment import Appointment, AppointmentStatus
from app.domain.conflict import ConflictKind, Resolution, SyncConflict
from app.domain.context import ExecutionContext
from app.domain.declare import Record
from app.domain.errors import InvalidValue
from app.domain.ids import AppointmentId, PatientId, RecordId
from app.domain.message import Message
from app.domain.patient import Patient
from app.domain.permissions import Permission, Scope, decide
from app.domain.phi import quiet
from app.domain.ports import Reader, UnitOfWorkFactory
from app.domain.scheduling import with_slot
from app.domain.staff import Clinic, Practitioner, Room, User, VisitType, Workstation
from app.services import conflicts
from app.services.appointments import Slot, find_overlaps, refuse_taken
from app.services.closed_time import find_closed
from app.services.conflicts import Decided
from app.services.editing import current
from app.services.free_slots import nearest_free
from app.services.messages import draft, phones_of, throw_away
from app.services.seeing import may_see

MOVABLE = frozenset({AppointmentStatus.REQUESTED, AppointmentStatus.BOOKED})
"""Before its patient is here a visit can have another time."""
R = TypeVar("R", bound=Record)


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class BookedVisit:
    """One of the two visits, with whom to call and where it could go instead.

    patient_name is "" and phones are empty where the acting role is not shown the patient; free is
    empty where the visit takes up no time any more or has begun.
    """

    visit: Appointment
    patient_name: str
    phones: tuple[str, ...]
    practitioner_name: str
    room_name: str
    visit_type_name: str
    booked_at: datetime
    booked_by: str
    booked_from: str
    """The computer it was booked at."""
    free: tuple[Slot, ...] = ()

    @property
    def patient_id(self) -> PatientId:
        """Whose visit it is."""
        return self.visit.patient_id

    @property
    def can_move(self) -> bool:
        """Whether its patient can still be given another time."""
        return self.visit.status in MOVABLE


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class DoubleBooking:
    """The visit the server took first and the one that came second; None where it is gone."""

    first: BookedVisit | None
    second: BookedVisit | None

    @property
    def both(self) -> tuple[BookedVisit, ...]:
        """Those that are there, whoever was booked first first."""
        there = [one for one in (self.first, self.second) if one is not None]
        return tuple(sorted(there, key=lambda one: one.booked_at))

    @property
    def is_over(self) -> bool:
        """Whether the two are in each other's way no more: one is gone or takes up no time."""
        return len(self.both) < 2 or not all(one.visit.occupies_time for one in self.both)


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A visit that was moved: the decision, and the message that tells its patient."""

    decided: Decided
    message: Message | None


def read_booking(
    reader: Reader, context: ExecutionContext, conflict: SyncConflict, *, now: datetime
) -> DoubleBooking:
    """Both visits of a double booking, each with the three nearest free times."""
    clinic = reader.records(Clinic).get(context.clinic_id)
    second = _visit(reader, conflict.row_id)
    first = _visit(reader, conflict.other_row_id)
    return DoubleBooking(
        first=_booked(reader, context, first, clinic, now) if first else None,
        second=_booked(reader, context, second, clinic, now) if second else None,
    )


def move(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    conflict_id: RecordId,
    visit_id: AppointmentId,
    slot: Slot,
    subject: str = "",
    text: str = "",
) -> Moved:
    """Move one of the two visits, which settles the conflict, and draft the message about it.

    Without a text, or for a role that writes no messages, nobody is written to. Raises
    RecordNotFound, SlotTaken where the time was given away meanwhile, or InvalidValue where the
    conflict was decided before or is about other visits, or the visit was cancelled or has begun.
    """
    with begin(context) as uow:
        conflict = conflicts.get(uow, conflict_id=conflict_id)
        if conflict.kind != ConflictKind.DOUBLE_BOOKING:
            raise InvalidValue("kind", "is no double booking")
        if visit_id not in (conflict.row_id, conflict.other_row_id):
            raise InvalidValue("visit_id", "is no part of this conflict")
        visit = current(uow, Appointment, visit_id)
        if visit.status not in MOVABLE:
            raise InvalidValue("status", "says that it is not to come any more")
        placed = with_slot(
            visit,
            starts_at=slot.starts_at,
            length_min=slot.length_min,
            practitioner_id=slot.practitioner_id,
            room_id=slot.room_id,
        )
        refuse_taken(find_overlaps(uow, placed), find_closed(uow, placed))
        is_second = visit_id == conflict.row_id
        decided = conflicts.decide(
            begin,
            context,
            conflict_id=conflict_id,
            resolution=Resolution.THEIRS if is_second else Resolution.MINE,
            values=_place(replace(placed, override_reason="")),
        )
        may_write = decide(context.role, Permission.MESSAGE_EDIT, Scope.OTHER).is_allowed
        written = None
        if text and may_write:
            written = draft(uow, patient_id=visit.patient_id, subject=subject, text=text)
        return Moved(decided=decided, message=written)


def take_back(begin: UnitOfWorkFactory, context: ExecutionContext, moved: Moved) -> None:
    """Move a visit back, open the double booking again, and throw the draft about it away.

    Raises InvalidValue where the patient was told meanwhile, and what `conflicts.take_back` raises.
    """
    with begin(context) as uow:
        if moved.message is not None:
            throw_away(uow, moved.message.id)
        conflicts.take_back(begin, context, moved.decided)


def _place(visit: Appointment) -> Mapping[str, object]:
    names = ("starts_at", "ends_at", "local_start", "practitioner_id", "room_id", "override_reason")
    return {name: getattr(visit, name) for name in names}


def _visit(reader: Reader, key: str | None) -> Appointment | None:
    return reader.records(Appointment).get(AppointmentId(RecordId(key))) if key else None


def _booked(
    reader: Reader,
    context: ExecutionContext,
    visit: Appointment,
    clinic: Clinic | None,
    now: datetime,
) -> BookedVisit:
    is_shown = may_see(reader, context, "patient", patient_id=visit.patient_id, now=now).is_allowed
    patient = reader.records(Patient).get(visit.patient_id) if is_shown else None
    doctor = _named(reader, Practitioner, visit.practitioner_id)
    room = _named(reader, Room, visit.room_id)
    kind = _named(reader, VisitType, visit.visit_type_id)
    told = visit.stamps.get("booked", {})
    by = _named(reader, User, told.get("by"))
    desk = _named(reader, Workstation, told.get("from"))
    return BookedVisit(
        visit=visit,
        patient_name=patient.display_name if patient else "",
        phones=phones_of(patient) if patient else (),
        practitioner_name=doctor.display_name if doctor else "",
        room_name=room.name if room else "",
        visit_type_name=kind.name if kind else "",
        booked_at=_instant(told.get("at")) or visit.created_at,
        booked_by=by.display_name if by else "",
        booked_from=desk.name if desk else "",
        free=nearest_free(reader, visit, clinic=clinic, now=now)
        if clinic and visit.status in MOVABLE
        else (),
    )


def _named(reader: Reader, record_type: type[R], key: str | None) -> R | None:
    return reader.records(record_type).get(RecordId(key)) if key else None


def _instant(text: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return found if found.tzinfo else None
