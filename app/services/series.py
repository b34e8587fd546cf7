"""Series of visits: planned with what is in each one's way, booked whole, called off from one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.domain.appointment import Appointment
from app.domain.context import ExecutionContext
from app.domain.errors import InvalidValue
from app.domain.ids import AppointmentId, PatientId, new_id
from app.domain.ports import Reader, UnitOfWork, UnitOfWorkFactory
from app.domain.query import Order, Query, all_of, eq, gte, one_of
from app.domain.recurrence import days_of
from app.domain.scheduling import moved_on
from app.domain.values import instant_of
from app.services.appointments import (
    InTheWay,
    NewVisit,
    Slot,
    check_slot,
    is_late_cancel,
    put_in,
)
from app.services.editing import current
from app.services.held_notices import hold
from app.services.reading import every

_OTHER_DAYS = (1, -1, 2, -2, 3, -3)
"""Where a date cannot be, days near it are tried in this order, at the same wall time."""
_WEEKEND = 5


@dataclass(frozen=True, slots=True)
class Planned:
    """One date of a series: what speaks against it, and another day where one is free."""

    slot: Slot
    in_the_way: InTheWay
    instead: Slot | None = None

    @property
    def is_free(self) -> bool:
        """Whether nothing speaks against it."""
        return self.in_the_way == InTheWay()


def plan(
    reader: Reader, *, patient_id: PatientId, first: Slot, rule: str, zone: str
) -> tuple[Planned, ...]:
    """Every date of a series at the first one's wall time. Raises InvalidValue."""
    local = first.starts_at.astimezone(ZoneInfo(zone))
    days = days_of(rule, local.date())

    def on(day: date) -> Slot:
        return replace(first, starts_at=_at(day, local.time(), zone))

    def in_the_way(slot: Slot) -> InTheWay:
        return check_slot(reader, patient_id=patient_id, slot=slot, zone=zone)

    def planned(day: date) -> Planned:
        there = in_the_way(on(day))
        if there == InTheWay():
            return Planned(on(day), there)
        near = (day + timedelta(days=offset) for offset in _OTHER_DAYS)
        others = (on(one) for one in near if one.weekday() < _WEEKEND and one not in days)
        free = (slot for slot in others if in_the_way(slot) == InTheWay())
        return Planned(on(day), there, next(free, None))

    return tuple(planned(day) for day in days)


def book_series(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    visit: NewVisit,
    slots: Sequence[Slot],
    rule: str,
    zone: str,
) -> tuple[Appointment, ...]:
    """Book every visit of a series in one transaction; the first one names the series.

    Raises SlotTaken where one of the times was given away meanwhile: then none is booked.
    InvalidValue, RecordNotFound.
    """
    if not slots:
        raise InvalidValue("slots", "are none")
    with begin(context) as uow:
        series_id = AppointmentId(new_id())
        return tuple(
            put_in(
                uow,
                context,
                replace(visit, slot=slot),
                zone=zone,
                series_id=series_id,
                recurrence="" if place else rule,
                visit_id=None if place else series_id,
            )
            for place, slot in enumerate(sorted(slots, key=lambda one: one.starts_at))
        )


def cancel_from(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    appointment_id: AppointmentId,
    reason: str = "",
) -> tuple[Appointment, ...]:
    """Call off a visit of a series and those after it that have not begun, in one transaction.

    Raises RecordNotFound, or InvalidValue for a visit that belongs to no series.
    """
    with begin(context) as uow:
        first = current(uow, Appointment, appointment_id)
        if first.series_id is None:
            raise InvalidValue("series_id", "is none: the visit belongs to no series")
        rest = Query(
            Appointment,
            where=all_of(
                eq("patient_id", first.patient_id),
                eq("series_id", first.series_id),
                gte("starts_at", first.starts_at),
                one_of("status", ["booked", "requested"]),
            ),
            order=(Order("starts_at"),),
        )
        why = reason.strip()
        return tuple(_called_off(uow, one, reason=why) for one in list(every(uow, rest)))


def _called_off(uow: UnitOfWork, visit: Appointment, *, reason: str) -> Appointment:
    off = moved_on(
        visit,
        "cancelled",
        now=uow.now,
        context=uow.context,
        cancel_reason=reason,
        late_cancel=is_late_cancel(visit, uow.now),
    )
    saved = uow.save(off, action="transition", reason=reason)
    hold(uow, visit, saved)
    return saved


def _at(day: date, wall: time, zone: str) -> datetime:
    """The instant of a wall time; an hour that the clocks skip gives the one after it."""
    try:
        return instant_of(datetime.combine(day, wall), zone)
    except InvalidValue:
        return datetime.combine(day, wall, tzinfo=ZoneInfo(zone)).astimezone(UTC)
