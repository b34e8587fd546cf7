"""Who is to be called: the coming days' visits that nobody has confirmed, with their phones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from app.domain.appointment import Confirmation
from app.domain.day_visit import DayVisit
from app.domain.patient import Patient
from app.domain.phi import quiet
from app.domain.ports import Reader
from app.domain.staff import Clinic
from app.domain.values import day_bounds
from app.services.waitlist import phone_of

DAYS = 3
"""So many days ahead people are reminded."""


@quiet
@dataclass(frozen=True, slots=True)
class ToConfirm:
    """One call to make. phone is "" where none is known."""

    visit: DayVisit
    phone: str


def to_confirm(
    reader: Reader, *, today: date, clinic: Clinic, days: int = DAYS
) -> tuple[ToConfirm, ...]:
    """Visits of the coming days that nobody has confirmed, by start; those with a message left,
    too."""
    begins_at = day_bounds(today + timedelta(days=1), clinic.zone)[0]
    ends_at = day_bounds(today + timedelta(days=days), clinic.zone)[1]
    open_visits = [
        visit
        for visit in reader.visits_between(begins_at, ends_at)
        if visit.status in ("booked", "requested")
        and visit.confirmation != Confirmation.CONFIRMED
        and visit.starts_at >= begins_at
    ]
    patients = reader.records(Patient).get_many(sorted({one.patient_id for one in open_visits}))
    return tuple(
        ToConfirm(visit, phone_of(patients.get(visit.patient_id))) for visit in open_visits
    )
