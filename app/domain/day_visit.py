"""One line of a clinic day: a visit with the names and marks the day view shows."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from app.domain.ids import AppointmentId, PatientId, PractitionerId, RoomId, VisitTypeId
from app.domain.phi import quiet

LONG_WAIT_MIN = 15
"""Whoever waits longer than so many minutes is to be looked after."""


def waited_min(since: datetime, now: datetime) -> int:
    """How many whole minutes somebody has waited; a clock that was set back makes none."""
    return max(0, int((now - since).total_seconds() // 60))


def is_long_wait(minutes: int) -> bool:
    """Whether that is too long."""
    return minutes > LONG_WAIT_MIN


@quiet
class DayVisit(NamedTuple):
    """One visit as the day view and the day list show it."""

    id: AppointmentId
    patient_id: PatientId
    patient_name: str
    starts_at: datetime
    ends_at: datetime
    practitioner_id: PractitionerId | None
    practitioner_name: str
    room_id: RoomId | None
    room_name: str
    visit_type_id: VisitTypeId | None
    visit_type_name: str
    reason: str
    status: str
    confirmation: str
    priority: str
    is_pending: bool
    """Has changes the server has not acknowledged."""
    is_tentative: bool
    """Booked here and not yet accepted by the server."""
    is_overbook: bool
    needs_resolution: bool
    has_allergy: bool
    waiting_since: datetime | None
    """When the patient arrived, while they wait."""
