"""Visits of a day as the services hand them out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app.domain.day_visit import DayVisit
from app.domain.ids import AppointmentId, PatientId, PractitionerId, RecordId, new_id
from tests.factories import NOON


def a_day_visit(**changes: Any) -> DayVisit:
    start = changes.get("starts_at", NOON)
    fields: dict[str, Any] = {
        "id": AppointmentId(new_id()),
        "patient_id": PatientId(new_id()),
        "patient_name": "Okafor, Amara",
        "starts_at": start,
        "ends_at": start + timedelta(minutes=30),
        "practitioner_id": PractitionerId(RecordId("0a" * 16)),
        "practitioner_name": "Dr. Weiß",
        "room_id": None,
        "room_name": "Room 1",
        "visit_type_id": None,
        "visit_type_name": "Follow-up",
        "reason": "",
        "status": "booked",
        "confirmation": "none",
        "priority": "routine",
        "is_pending": False,
        "is_tentative": False,
        "is_overbook": False,
        "needs_resolution": False,
        "has_allergy": False,
        "waiting_since": None,
    }
    return DayVisit(**{**fields, **changes})
