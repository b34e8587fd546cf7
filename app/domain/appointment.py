"""The appointment, its states and the moves between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Annotated, cast

from app.domain.declare import Fact, Keeping, PhiClass, Record, entity
from app.domain.ids import AppointmentId, PatientId, PractitionerId, RoomId, VisitTypeId

_SCHEDULE = PhiClass.SCHEDULE


class AppointmentStatus(StrEnum):
    """The flow of one visit; the desk shows `booked` as Scheduled."""

    REQUESTED = "requested"
    BOOKED = "booked"
    ARRIVED = "arrived"
    IN_ROOM = "in_room"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"
    ENTERED_IN_ERROR = "entered_in_error"


class Confirmation(StrEnum):
    """Whether the patient said they will come."""

    NONE = "none"
    CONFIRMED = "confirmed"
    LEFT_MESSAGE = "left_message"


class Priority(StrEnum):
    """How soon the patient wants to be seen."""

    ROUTINE = "routine"
    ASAP = "asap"


TRANSITIONS: Mapping[str, frozenset[str]] = {
    "requested": frozenset({"booked", "cancelled", "entered_in_error"}),
    "booked": frozenset({"arrived", "in_room", "cancelled", "no_show", "entered_in_error"}),
    "arrived": frozenset({"in_room", "completed", "booked", "cancelled", "entered_in_error"}),
    "in_room": frozenset({"completed", "arrived", "entered_in_error"}),
    "completed": frozenset({"in_room", "entered_in_error"}),
    "cancelled": frozenset({"booked", "entered_in_error"}),
    "no_show": frozenset({"booked", "arrived", "entered_in_error"}),
    "entered_in_error": frozenset(),
}
"""Allowed moves from each status; a step back (arrived → booked) is how a mistake is taken back."""

OCCUPYING = frozenset({"booked", "arrived", "in_room"})
"""Statuses in which the visit holds its provider's and its room's time."""

PROGRESS: Mapping[str, int] = {
    "requested": 0,
    "booked": 1,
    "arrived": 2,
    "in_room": 3,
    "completed": 4,
}
"""How far a visit has come; used to keep a late event from moving a patient backwards."""


@entity(
    "appointment",
    order=5,
    patient_field="patient_id",
    indexes=(("starts_at",), ("practitioner_id", "starts_at"), ("patient_id", "starts_at")),
    phi_class=Keeping.SCHEDULE,
    transitions=TRANSITIONS,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment(Record):
    """A visit: who, with whom, where, when, and how far it has come.

    starts_at and ends_at are UTC instants; local_start is the clinic's wall time
    ("2026-11-21T09:30") in zone, which stays true when a zone's rules change.
    """

    patient_id: Annotated[PatientId, Fact(refers_to="patient")]
    starts_at: Annotated[datetime, Fact(phi=_SCHEDULE, group="slot")]
    ends_at: Annotated[datetime, Fact(phi=_SCHEDULE, group="slot")]
    zone: Annotated[str, Fact(group="slot", max_length=64)]
    local_start: Annotated[str, Fact(phi=_SCHEDULE, group="slot", max_length=16)]
    practitioner_id: Annotated[
        PractitionerId | None, Fact(group="slot", refers_to="practitioner")
    ] = None
    room_id: Annotated[RoomId | None, Fact(group="slot", refers_to="room")] = None
    visit_type_id: Annotated[VisitTypeId | None, Fact(refers_to="visit_type")] = None
    reason: Annotated[str, Fact(phi=PhiClass.CLINICAL, max_length=500)] = ""
    note: Annotated[str, Fact(phi=PhiClass.CLINICAL, max_length=2000)] = ""
    status: Annotated[str, Fact(group="flow", choices=AppointmentStatus, max_length=40)] = (
        AppointmentStatus.BOOKED
    )
    stamps: Annotated[Mapping[str, Mapping[str, str]], Fact(group="flow")] = field(
        default_factory=lambda: cast("dict[str, dict[str, str]]", {})
    )
    """One entry per status reached: {"arrived": {"at": ISO instant, "by": user, "from": desk}}."""
    cancel_reason: Annotated[str, Fact(phi=_SCHEDULE, group="flow", max_length=500)] = ""
    is_late_cancel: Annotated[bool, Fact(group="flow")] = False
    confirmation: Annotated[str, Fact(choices=Confirmation, max_length=40)] = Confirmation.NONE
    priority: Annotated[str, Fact(choices=Priority, max_length=40)] = Priority.ROUTINE
    is_overbook: Annotated[bool, Fact(group="slot")] = False
    """Booked over another visit on purpose; kept out of the double-booking rule."""
    override_reason: Annotated[str, Fact(phi=_SCHEDULE, group="slot", max_length=500)] = ""
    """Why it stands where other visits, a block or a closed day were in its way; "" where nothing
    was."""
    series_id: Annotated[AppointmentId | None, Fact(refers_to="appointment")] = None
    """The first visit of a recurring series; the first one names itself."""
    recurrence: Annotated[str, Fact(max_length=500)] = ""
    """RFC 5545 rule in the clinic's wall time, on the first visit of a series only."""
    needs_resolution: bool = False
    """Set by the server when two desks took the same time; cleared when a person decides."""

    @property
    def length_min(self) -> int:
        """Length in whole minutes."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    @property
    def occupies_time(self) -> bool:
        """Whether the visit holds its provider's and room's time."""
        return self.status in OCCUPYING and self.deleted_at is None


def stamps_problem(stamps: Mapping[str, object]) -> str | None:
    """Why time stamps are none: each is a few texts, and says an instant where it says when."""
    for one in stamps.values():
        if not isinstance(one, Mapping):
            return "holds what is no stamp"
        told = cast("Mapping[str, object]", one)
        if not all(isinstance(text, str) for text in told.values()):
            return "holds what is no stamp"
        if "at" in told and instant_said(told["at"]) is None:
            return "holds what is no instant"
    return None


def arrival_of(stamps: object) -> datetime | None:
    """When somebody came, by a visit's stamps in wire form; None where they do not tell."""
    arrived = cast("Mapping[str, object]", stamps).get("arrived") if _is_map(stamps) else None
    told = cast("Mapping[str, object]", arrived).get("at") if _is_map(arrived) else None
    return instant_said(told)


def instant_said(text: object) -> datetime | None:
    """The aware instant a text tells, or None."""
    try:
        instant = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return instant if instant is None or instant.tzinfo is not None else None


def _is_map(value: object) -> bool:
    return isinstance(value, Mapping)
