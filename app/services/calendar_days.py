"""A clinic day for another program's calendar: when, where and with whom, and no patient."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.domain.day_visit import DayVisit
from app.domain.ids import PatientId, PractitionerId
from app.domain.phi import quiet
from app.domain.ports import Reader
from app.domain.staff import Clinic
from app.interop.icalendar_out import CalendarEvent, calendar_file
from app.services.day import read_day

_NOT_EXPECTED = frozenset({"cancelled", "entered_in_error"})
_UID_PLACE = "clinic-desk"


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDay:
    """The appointments of a day, of everybody or of one provider. patient_ids: whose they are;
    the entries name none of them."""

    day: date
    name: str
    zone: str
    events: tuple[CalendarEvent, ...]
    patient_ids: frozenset[PatientId]


def read_calendar_day(
    reader: Reader,
    *,
    wanted: date,
    clinic: Clinic,
    practitioner_id: PractitionerId | None = None,
    untitled: str,
) -> CalendarDay:
    """The day's appointments but those called off. untitled: what one of no type is called.

    A calendar file is read by phones and by servers that are not the clinic's: it holds neither
    patient nor reason (45 CFR 164.502(b), the minimum necessary).
    """
    day = read_day(reader, wanted=wanted, clinic=clinic)
    visits = [one for one in day.visits if one.status not in _NOT_EXPECTED]
    name = clinic.name
    if practitioner_id is not None:
        visits = [one for one in visits if one.practitioner_id == practitioner_id]
        named = [one.display_name for one in day.practitioners if one.id == practitioner_id]
        name = " · ".join([*named, clinic.name])
    is_mixed = practitioner_id is None
    return CalendarDay(
        day=wanted,
        name=name,
        zone=clinic.zone,
        events=tuple(_event(one, untitled, is_mixed=is_mixed) for one in visits),
        patient_ids=frozenset(one.patient_id for one in visits),
    )


def as_file(found: CalendarDay, *, made_at: datetime) -> bytes:
    """The day as an iCalendar file."""
    return calendar_file(found.events, name=found.name, zone=found.zone, made_at=made_at)


def _event(visit: DayVisit, untitled: str, *, is_mixed: bool) -> CalendarEvent:
    kind, who = visit.visit_type_name or untitled, visit.practitioner_name
    return CalendarEvent(
        uid=f"{visit.id}@{_UID_PLACE}",
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        title=f"{who}: {kind}" if is_mixed and who else kind,
        place=visit.room_name,
        is_tentative=visit.is_tentative,
    )
