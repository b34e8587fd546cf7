"""The clinic's figures as this desk knows them: time used, visits missed, money owed and taken.

Nothing here names a patient; who sees totals is asked where a screen asks for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.domain.availability import Block, Holiday, PractitionerSchedule
from app.domain.context import ExecutionContext
from app.domain.errors import InvalidValue
from app.domain.ids import RecordId
from app.domain.ledger import AGE_LIMITS
from app.domain.ports import Reader
from app.domain.query import Query, all_of, gt, gte, lt, lte
from app.domain.reports import MOST_DAYS, By, Kept, Taken, Use
from app.domain.staff import Clinic, Practitioner, VisitType
from app.domain.utilisation import Blocked, Closure, Stretch, days_between, offered_minutes
from app.domain.values import day_bounds
from app.services.editing import current
from app.services.reading import every
from app.services.receipts import owed_by_age, with_rest


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedByAge:
    """What is owed on a day by the age of the service; accounts in credit are left out."""

    on: date
    buckets: tuple[int, ...]
    accounts: int


def read_use(
    reader: Reader, context: ExecutionContext, *, first: date, last: date
) -> tuple[Use, ...]:
    """Minutes booked and offered, by day and provider, in order. Raises InvalidValue."""
    days = _checked(first, last)
    zone = current(reader, Clinic, context.clinic_id).zone
    names = {one.id: one.display_name for one in every(reader, Query(Practitioner))}
    offered = offered_minutes(
        days,
        [one for one in _stretches(reader) if one.practitioner_id in names],
        closures=_closures(reader, first, last),
        blocked=_blocked(reader, first, last, zone),
        zone=zone,
    )
    booked = {(one.day, one.practitioner_id): one for one in reader.clinic_sums.booked(first, last)}
    lines: list[Use] = []
    for day, who in sorted({*booked, *offered}):
        known = booked.get((day, who))
        lines.append(
            Use(
                day=day,
                practitioner_id=who,
                name=names.get(RecordId(who), ""),
                visits=known.visits if known else 0,
                booked=known.minutes if known else 0,
                offered=offered.get((day, who), 0),
            )
        )
    return tuple(lines)


def read_no_shows(reader: Reader, *, first: date, last: date, by: By) -> tuple[Kept, ...]:
    """Visits kept, missed and cancelled late, by month in order, else by name."""
    _checked(first, last)
    found = reader.clinic_sums.turn_out(first, last, by)
    names = _names(reader, by, {RecordId(one.key) for one in found if one.key})
    lines = [
        Kept(
            key=one.key,
            name=names.get(one.key, ""),
            kept=one.kept,
            missed=one.missed,
            late=one.late,
        )
        for one in found
    ]
    if by in (By.PROVIDER, By.VISIT_TYPE):
        lines.sort(key=lambda one: (not one.name, one.name, one.key))
    return tuple(lines)


def read_owed(reader: Reader, context: ExecutionContext, *, now: datetime) -> OwedByAge:
    """What is owed today by age, as the list of accounts by age has it."""
    clinic = current(reader, Clinic, context.clinic_id)
    today = now.astimezone(ZoneInfo(clinic.zone)).date()
    by_patient = owed_by_age(reader, clinic.currency, today)
    owing = {key: one for key, one in reader.balances(clinic.currency).items() if one > 0}
    sums = [0] * (len(AGE_LIMITS) + 1)
    for key, balance in owing.items():
        for at, minor in enumerate(with_rest(by_patient.get(key), balance)):
            sums[at] += minor
    return OwedByAge(on=today, buckets=tuple(sums), accounts=len(owing))


def read_taken(
    reader: Reader, context: ExecutionContext, *, first: date, last: date
) -> tuple[Taken, ...]:
    """What came in and went back by method, the largest first. Raises InvalidValue."""
    _checked(first, last)
    currency = current(reader, Clinic, context.clinic_id).currency
    found = reader.clinic_sums.taken(first, last, currency)
    return tuple(sorted(found, key=lambda one: (-one.net, one.method)))


def _names(reader: Reader, by: By, keys: Iterable[RecordId]) -> Mapping[str, str]:
    if by is By.PROVIDER:
        people = reader.records(Practitioner).get_many(keys)
        return {str(key): one.display_name for key, one in people.items()}
    if by is By.VISIT_TYPE:
        kinds = reader.records(VisitType).get_many(keys)
        return {str(key): one.name for key, one in kinds.items()}
    return {}


def _stretches(reader: Reader) -> list[Stretch]:
    return [
        Stretch(
            one.practitioner_id,
            one.weekday,
            one.begins_at,
            one.ends_at,
            one.valid_from,
            one.valid_to,
            one.location_id,
        )
        for one in every(reader, Query(PractitionerSchedule))
    ]


def _closures(reader: Reader, first: date, last: date) -> list[Closure]:
    within = all_of(gte("on", first), lte("on", last))
    return [Closure(one.on, one.location_id) for one in every(reader, Query(Holiday, where=within))]


def _blocked(reader: Reader, first: date, last: date, zone: str) -> list[Blocked]:
    begins, ends = day_bounds(first, zone)[0], day_bounds(last, zone)[1]
    within = all_of(lt("starts_at", ends), gt("ends_at", begins))
    return [
        Blocked(one.starts_at, one.ends_at, one.practitioner_id)
        for one in every(reader, Query(Block, where=within))
        if one.practitioner_id is not None or one.room_id is None
    ]


def _checked(first: date, last: date) -> list[date]:
    if not 0 <= (last - first).days < MOST_DAYS:
        raise InvalidValue("last", f"is not within {MOST_DAYS} days of the first")
    return days_between(first, last)
