"""Patients who wait: for a freed slot, or to be called in again; and what the staff has to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from app.domain.appointment import Priority
from app.domain.declare import Fact, Keeping, PhiClass, Record, entity
from app.domain.ids import (
    AppointmentId,
    PatientId,
    PractitionerId,
    UserId,
    VisitTypeId,
)

_SCHEDULE = PhiClass.SCHEDULE
_Practitioner = Annotated[PractitionerId | None, Fact(refers_to="practitioner")]
_VisitType = Annotated[VisitTypeId | None, Fact(refers_to="visit_type")]
_Outcome = Annotated[str, Fact(phi=_SCHEDULE, group="contact", max_length=500)]


class WaitStatus(StrEnum):
    """How a wish for an earlier or any visit stands."""

    WAITING = "waiting"
    OFFERED = "offered"
    BOOKED = "booked"
    CLOSED = "closed"


WAIT_TRANSITIONS: Mapping[str, frozenset[str]] = {
    "waiting": frozenset({"offered", "booked", "closed"}),
    "offered": frozenset({"waiting", "booked", "closed"}),
    "booked": frozenset({"waiting", "closed"}),
    "closed": frozenset({"waiting"}),
}


class RecallStatus(StrEnum):
    """How a recall stands."""

    DUE = "due"
    CONTACTED = "contacted"
    BOOKED = "booked"
    DONE = "done"
    DECLINED = "declined"


RECALL_TRANSITIONS: Mapping[str, frozenset[str]] = {
    "due": frozenset({"contacted", "booked", "done", "declined"}),
    "contacted": frozenset({"due", "booked", "done", "declined"}),
    "booked": frozenset({"due", "contacted", "done"}),
    "done": frozenset({"due"}),
    "declined": frozenset({"due"}),
}


class TaskStatus(StrEnum):
    """FHIR R4 task-status, as far as a front desk needs it."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


TASK_TRANSITIONS: Mapping[str, frozenset[str]] = {
    "open": frozenset({"done", "cancelled"}),
    "done": frozenset({"open"}),
    "cancelled": frozenset({"open"}),
}


class TaskSource(StrEnum):
    """What a task came from."""

    PERSON = "person"
    CONFLICT = "conflict"
    DUPLICATE = "duplicate"
    DOUBLE_BOOKING = "double_booking"
    RECALL = "recall"
    DENIED_CLAIM = "denied_claim"


@entity(
    "waitlist_entry",
    order=6,
    patient_field="patient_id",
    indexes=(("patient_id",), ("status", "practitioner_id")),
    transitions=WAIT_TRANSITIONS,
    phi_class=Keeping.SCHEDULE,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class WaitlistEntry(Record):
    """Somebody who would come when a slot gets free."""

    patient_id: Annotated[PatientId, Fact(refers_to="patient")]
    visit_type_id: _VisitType = None
    practitioner_id: _Practitioner = None
    length_min: Annotated[int, Fact(unit="minutes")] = 30
    earliest_on: Annotated[date | None, Fact(phi=_SCHEDULE, group="window")] = None
    latest_on: Annotated[date | None, Fact(phi=_SCHEDULE, group="window")] = None
    weekdays: Annotated[tuple[str, ...], Fact(phi=_SCHEDULE, group="window")] = ()
    """RFC 5545 weekdays that suit; empty: any."""
    after_minute: Annotated[int | None, Fact(unit="minutes after midnight", group="window")] = None
    before_minute: Annotated[int | None, Fact(unit="minutes after midnight", group="window")] = None
    urgency: Annotated[str, Fact(choices=Priority, max_length=40)] = Priority.ROUTINE
    status: Annotated[str, Fact(choices=WaitStatus, max_length=40, group="state")] = (
        WaitStatus.WAITING
    )
    appointment_id: Annotated[
        AppointmentId | None, Fact(refers_to="appointment", group="state")
    ] = None
    note: Annotated[str, Fact(phi=PhiClass.CLINICAL, max_length=1000)] = ""
    arrived_at: Annotated[datetime | None, Fact(phi=_SCHEDULE, group="state")] = None
    """When somebody without an appointment came in and sat down; None: they wait at home."""


@entity(
    "recall",
    order=6,
    patient_field="patient_id",
    indexes=(("patient_id",), ("due_on",)),
    transitions=RECALL_TRANSITIONS,
    phi_class=Keeping.SCHEDULE,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Recall(Record):
    """A patient to be called in again by a date."""

    patient_id: Annotated[PatientId, Fact(refers_to="patient")]
    due_on: Annotated[date, Fact(phi=_SCHEDULE)]
    visit_type_id: _VisitType = None
    practitioner_id: _Practitioner = None
    reason: Annotated[str, Fact(phi=PhiClass.CLINICAL, max_length=500)] = ""
    status: Annotated[str, Fact(choices=RecallStatus, max_length=40, group="contact")] = (
        RecallStatus.DUE
    )
    last_contact_at: Annotated[datetime | None, Fact(phi=_SCHEDULE, group="contact")] = None
    last_outcome: _Outcome = ""
    appointment_id: Annotated[
        AppointmentId | None, Fact(refers_to="appointment", group="contact")
    ] = None


@entity(
    "task",
    order=7,
    patient_field="patient_id",
    indexes=(("patient_id",), ("assignee_id", "status"), ("status", "due_on")),
    transitions=TASK_TRANSITIONS,
    phi_class=Keeping.SCHEDULE,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Task(Record):
    """Something somebody has to do (FHIR R4 Task)."""

    title: Annotated[str, Fact(phi=PhiClass.CLINICAL, max_length=200)]
    patient_id: Annotated[PatientId | None, Fact(refers_to="patient")] = None
    assignee_id: Annotated[UserId | None, Fact(refers_to="user")] = None
    due_on: date | None = None
    note: Annotated[str, Fact(phi=PhiClass.CLINICAL, max_length=2000)] = ""
    source: Annotated[str, Fact(choices=TaskSource, max_length=40, group="source")] = (
        TaskSource.PERSON
    )
    source_id: Annotated[str | None, Fact(max_length=32, group="source")] = None
    """The conflict, recall or claim it came from."""
    status: Annotated[str, Fact(choices=TaskStatus, max_length=40, group="state")] = TaskStatus.OPEN
    done_by: Annotated[UserId | None, Fact(refers_to="user", group="state")] = None
    done_at: Annotated[datetime | None, Fact(group="state")] = None
