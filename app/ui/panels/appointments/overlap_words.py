"""Says in words what is in the way of a slot: who, when and every reason."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from app.domain.day_visit import DayVisit
from app.domain.ids import AppointmentId, PatientId
from app.domain.scheduling import Overlap
from app.live.data_sync import DataSync
from app.services.appointments import Slot
from app.ui.habits import clock_words
from app.ui.models.day_words import reason_words, said


async def overlap_lines(
    data_sync: DataSync,
    patient_id: PatientId,
    slot: Slot,
    *,
    appointment_id: AppointmentId | None = None,
) -> tuple[str, ...]:
    """One line for each visit in the way; none when the slot is free. Raises InvalidValue."""
    found = await data_sync.appointments.check_slot(patient_id, slot, appointment_id=appointment_id)
    if not found:
        return ()
    zone = ZoneInfo(data_sync.clinic.zone)
    first = slot.starts_at.astimezone(zone).date()
    visits: dict[str, DayVisit] = {}
    # A visit in the way may have begun before midnight.
    for day in (first - timedelta(days=1), first):
        schedule = await data_sync.appointments.day(day)
        visits |= {visit.id: visit for visit in schedule.visits}
    return tuple(_line(overlap, visits.get(overlap.appointment_id), zone) for overlap in found)


def _line(overlap: Overlap, visit: DayVisit | None, zone: ZoneInfo) -> str:
    reasons = ", ".join(reason_words(reason) for reason in overlap.reasons)
    if visit is None:
        return said("Another visit: {0}").format(reasons)
    start, end = (at.astimezone(zone) for at in (visit.starts_at, visit.ends_at))
    return f"{clock_words(start)}–{clock_words(end)} {visit.patient_name}: {reasons}"
