"""Fills an empty clinic with the demo's staff, patients and calendar, through the unit of work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby, islice
from zoneinfo import ZoneInfo

from app.demo.clock import ZONE
from app.demo.conversations import conversations
from app.demo.people import PeopleMaker
from app.demo.schedule import CLOSES, OPENS, ScheduleMaker, Staff
from app.demo.words import clinical
from app.domain.availability import PractitionerSchedule, Weekday
from app.domain.changes import Origin
from app.domain.context import ExecutionContext
from app.domain.declare import Record, entity_of
from app.domain.ids import PractitionerId, RecordId, derived_id
from app.domain.ports import UnitOfWorkFactory
from app.domain.staff import Practitioner, Role, Room, VisitType

CLINIC_NAME = "Nordlicht Clinic"
USER_NAME = "Sara Nyberg"
DEMO_FOLDER = "clinic-desk-demo-"
"""How the names of the demo's temporary folders begin."""
USUAL_PATIENTS = 1284
USUAL_SEED = 7
PAST_DAYS, FUTURE_DAYS = 28, 21
_BATCH = 500
_WORKING_DAYS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPlan:
    """What to make up: how many patients, from which seed, around which moment.

    week_edits is how often each desk edits in a week offline; 0: there is no such week.
    """

    patients: int = USUAL_PATIENTS
    seed: int = USUAL_SEED
    now: datetime
    past_days: int = PAST_DAYS
    future_days: int = FUTURE_DAYS
    week_edits: int = 0


def fill(begin: UnitOfWorkFactory, context: ExecutionContext, *, plan: DemoPlan) -> int:
    """Add the demo's records in a few transactions, on the writer thread; how many."""
    added = 0
    hours: list[PractitionerSchedule] = []
    records = _without_hours(demo_records(context, plan=plan), hours)
    while batch := list(islice(records, _BATCH)):
        with begin(context, origin=Origin.IMPORT) as uow:
            batch.sort(key=lambda record: entity_of(record).order)  # parents stay before children
            for spec, some in groupby(batch, key=entity_of):
                uow.records(spec.record_type).bulk_create(some)
        added += len(batch)
    with begin(replace(context, role=Role.ADMIN)) as uow:
        uow.records(PractitionerSchedule).bulk_create(hours)
    return added + len(hours)


def _without_hours(
    records: Iterable[Record], hours: list[PractitionerSchedule]
) -> Iterator[Record]:
    """What a file may bring in; hours are put aside: an administrator says when people work."""
    for record in records:
        if isinstance(record, PractitionerSchedule):
            hours.append(record)
        else:
            yield record


def demo_records(context: ExecutionContext, *, plan: DemoPlan) -> Iterator[Record]:
    """Every record of the demo clinic, parents before children."""
    people_on_staff = list(_staff_records(plan))
    yield from people_on_staff
    staff = _staff(people_on_staff, context)
    maker = PeopleMaker(
        seed=plan.seed, now=plan.now, practitioners=list(staff.practitioners.values())
    )
    active: list[RecordId] = []
    for number in range(plan.patients):
        patient = maker.patient(number)
        yield patient
        yield from maker.chart(patient)
        if patient.status == "active":
            active.append(patient.id)
    yield from conversations(seed=plan.seed, now=plan.now, user_id=context.user_id, patients=active)
    calendar = ScheduleMaker(seed=plan.seed, now=plan.now, staff=staff, patients=active)
    for day in calendar.days(past=plan.past_days, future=plan.future_days):
        yield from calendar.visits(day)


def _staff_records(plan: DemoPlan) -> Iterator[Record]:
    since = plan.now - timedelta(days=2400)
    for index, one in enumerate(clinical()["practitioners"]):
        practitioner = Practitioner(
            id=derived_id("demo practitioner", str(plan.seed), one["family_name"]),
            created_at=since,
            updated_at=since,
            family_name=one["family_name"],
            given_names=one["given_names"],
            prefix=one["prefix"],
            specialty=one["specialty"],
            colour=index,
        )
        yield practitioner
        yield from _hours(practitioner, plan)
    for name, kind in clinical()["rooms"]:
        yield Room(
            id=derived_id("demo room", str(plan.seed), name),
            created_at=since,
            updated_at=since,
            name=name,
            kind=kind,
        )
    for visit in clinical()["visit_types"]:
        yield VisitType(
            id=derived_id("demo visit type", str(plan.seed), visit["name"]),
            created_at=since,
            updated_at=since,
            name=visit["name"],
            length_min=visit["length_min"],
        )


def _hours(practitioner: Practitioner, plan: DemoPlan) -> Iterator[PractitionerSchedule]:
    """Monday to Friday, and the weekday of today, whichever it is: the demo is always open."""
    today = plan.now.astimezone(ZoneInfo(ZONE)).weekday()
    for number in sorted({*range(_WORKING_DAYS), today}):
        weekday = tuple(Weekday)[number]
        yield PractitionerSchedule(
            id=derived_id("demo hours", practitioner.id, weekday),
            created_at=practitioner.created_at,
            updated_at=practitioner.updated_at,
            practitioner_id=PractitionerId(practitioner.id),
            weekday=weekday,
            begins_at=OPENS,
            ends_at=CLOSES,
        )


def _staff(records: Iterable[Record], context: ExecutionContext) -> Staff:
    practitioners: dict[str, RecordId] = {}
    rooms: dict[str, RecordId] = {}
    visit_types: dict[str, RecordId] = {}
    for record in records:
        match record:
            case Practitioner():
                practitioners[record.family_name] = record.id
            case Room():
                rooms[record.name] = record.id
            case VisitType():
                visit_types[record.name] = record.id
            case _:
                continue
    return Staff(
        practitioners=practitioners,
        rooms=rooms,
        visit_types=visit_types,
        user_id=context.user_id,
        workstation_id=context.workstation_id,
    )
