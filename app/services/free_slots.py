"""The nearest times at which a visit could be instead: provider, room and patient all free."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.domain.appointment import OCCUPYING, Appointment
from app.domain.availability import Block, Holiday, PractitionerSchedule
from app.domain.free_time import Stretch, nearest_starts
from app.domain.open_hours import hours_on
from app.domain.ports import Reader
from app.domain.query import Condition, Query, all_of, any_of, eq, gte, lt, one_of
from app.domain.scheduling import LONGEST_MIN
from app.domain.staff import Clinic
from app.services.appointments import Slot
from app.services.reading import every

REACH_DAYS = 28
"""How far around the time that was told somebody is offered another."""
_FIRST_DAYS = 4


def nearest_free(
    reader: Reader, visit: Appointment, *, clinic: Clinic, now: datetime, count: int = 3
) -> tuple[Slot, ...]:
    """Free times for a visit with its provider and in its room, the nearest first.

    Looks at the days around first and further out only where those are full. Empty where nothing
    is free within four weeks.
    """
    reach = _FIRST_DAYS
    while True:
        found = _within(reader, visit, clinic, now, reach=reach, count=count)
        if len(found) >= count or reach >= REACH_DAYS:
            return found
        reach = REACH_DAYS


def _within(
    reader: Reader, visit: Appointment, clinic: Clinic, now: datetime, *, reach: int, count: int
) -> tuple[Slot, ...]:
    told = visit.starts_at.astimezone(ZoneInfo(clinic.zone)).date()
    today = now.astimezone(ZoneInfo(clinic.zone)).date()
    days = [told + timedelta(days=offset) for offset in range(-reach, reach + 1)]
    days = [day for day in days if day >= today]
    if not days:  # the visit lies far back: look from today on
        days = [today + timedelta(days=offset) for offset in range(reach + 1)]
    starts = nearest_starts(
        visit.starts_at,
        visit.ends_at - visit.starts_at,
        open_time=_open_time(reader, visit, clinic, days),
        busy=list(_busy(reader, visit, clinic, days)),
        not_before=now,
        count=count,
    )
    return tuple(_slot(visit, start) for start in starts)


def _slot(visit: Appointment, starts_at: datetime) -> Slot:
    return Slot(
        starts_at=starts_at,
        length_min=visit.length_min,
        practitioner_id=visit.practitioner_id,
        room_id=visit.room_id,
    )


def _open_time(
    reader: Reader, visit: Appointment, clinic: Clinic, days: list[date]
) -> Iterator[Stretch]:
    """When the provider works; without hours of their own, the clinic's on a working day."""
    closed = {one.on for one in every(reader, Query(Holiday)) if one.location_id is None}
    hours = _hours(reader, visit)
    told = visit.starts_at.astimezone(ZoneInfo(clinic.zone)).date().weekday()
    for day in days:
        if day in closed:
            continue
        own = hours_on(hours, day)
        if own:
            spans = [(one.begins_at, one.ends_at) for one in own]
        elif not hours and (day.weekday() < 5 or day.weekday() == told):
            spans = [(clinic.opens_at, clinic.closes_at)]
        else:
            spans = []
        for begins, ends in spans:
            yield Stretch(_at(day, begins, clinic.zone), _at(day, ends, clinic.zone))


def _hours(reader: Reader, visit: Appointment) -> list[PractitionerSchedule]:
    if visit.practitioner_id is None:
        return []
    mine = eq("practitioner_id", visit.practitioner_id)
    return list(every(reader, Query(PractitionerSchedule, where=mine)))


def _busy(
    reader: Reader, visit: Appointment, clinic: Clinic, days: list[date]
) -> Iterator[Stretch]:
    """Visits of the provider, the room and the patient, and time that is blocked for them."""
    begins = _at(days[0], 0, clinic.zone)
    ends = _at(days[-1] + timedelta(days=1), 0, clinic.zone)
    whose: list[Condition] = [eq("patient_id", visit.patient_id)]
    blocked: list[Condition] = [all_of(eq("practitioner_id", None), eq("room_id", None))]
    for name, value in (("practitioner_id", visit.practitioner_id), ("room_id", visit.room_id)):
        if value is not None:
            whose.append(eq(name, value))
            blocked.append(eq(name, value))
    span = (gte("starts_at", begins - timedelta(minutes=LONGEST_MIN)), lt("starts_at", ends))
    holding = one_of("status", sorted(OCCUPYING))
    for one in whose:  # one by one: each has an index of its own
        near = Query(Appointment, where=all_of(one, *span, holding))
        yield from _stretches(found for found in every(reader, near) if found.id != visit.id)
    # A block may last for weeks: it counts however long ago it began.
    wanted = all_of(lt("starts_at", ends), gte("ends_at", begins), any_of(*blocked))
    yield from _stretches(every(reader, Query(Block, where=wanted)))


def _stretches(records: Iterable[Appointment | Block]) -> Iterator[Stretch]:
    return (Stretch(one.starts_at, one.ends_at) for one in records)


def _at(day: date, minute: int, zone: str) -> datetime:
    """The instant of a wall time of the clinic; 24:00 is the next day's beginning."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
    return (midnight + timedelta(minutes=minute)).astimezone(UTC)
