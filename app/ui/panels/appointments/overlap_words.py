"""Says in words what is in the way of a slot: who, when and every reason."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from app.domain.day_visit import DayVisit
from app.domain.ids import AppointmentId, PatientId
from app.domain.scheduling import Overlap
from app.live.data_sync import DataSync
from app.services.appointments import Slot
from app.services.closed_time import HOLIDAY, Closed
from app.ui.habits import clock_words
from app.ui.models.day_words import reason_words, said
from app.ui.wording import shown_visit


async def overlap_lines(
    data_sync: DataSync,
    patient_id: PatientId,
    slot: Slot,
    *,
    appointment_id: AppointmentId | None = None,
) -> tuple[str, ...]:
    """One line for each reason against a slot; none when it is free. Raises InvalidValue."""
    there = await data_sync.appointments.check_slot(patient_id, slot, appointment_id=appointment_id)
    zone = ZoneInfo(data_sync.clinic.zone)
    closed = tuple(_closed_line(one, zone) for one in there.closed)
    found = there.overlaps
    if not found:
        return closed
    first = slot.starts_at.astimezone(zone).date()
    visits: dict[str, DayVisit] = {}
    # A visit in the way may have begun before midnight.
    for day in (first - timedelta(days=1), first):
        schedule = await data_sync.appointments.day(day)
        visits |= {visit.id: visit for visit in schedule.visits}
    taken = (_line(overlap, visits.get(overlap.appointment_id), zone) for overlap in found)
    return (*taken, *closed)


def _closed_line(one: Closed, zone: ZoneInfo) -> str:
    if one.reason == HOLIDAY:
        return said("The clinic is closed: {0}").format(one.words)
    start, end = (at.astimezone(zone) for at in (one.begins_at, one.ends_at))
    span = f"{clock_words(start)}–{clock_words(end)}"
    if start.date() != end.date():
        both = (one.begins_at, one.ends_at)
        span = " – ".join(shown_visit(at, zone.key) for at in both)
    return said("{0} blocked: {1}").format(span, one.words)


def _line(overlap: Overlap, visit: DayVisit | None, zone: ZoneInfo) -> str:
    reasons = ", ".join(reason_words(reason) for reason in overlap.reasons)
    if visit is None:
        return said("Another visit: {0}").format(reasons)
    start, end = (at.astimezone(zone) for at in (visit.starts_at, visit.ends_at))
    return f"{clock_words(start)}–{clock_words(end)} {visit.patient_name}: {reasons}"
