"""One line of a clinic day: a visit with the names and marks the day view shows."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from app.domain.ids import AppointmentId, PatientId, PractitionerId, RoomId, VisitTypeId
from app.domain.phi import quiet


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
