"""Care plans: the list, one with its goals, steps and people, writing, and how far each part is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from app.domain.context import ExecutionContext
from app.domain.errors import InvalidValue, StaleVersion
from app.domain.family import CareTeamMember
from app.domain.ids import PatientId, RecordId, new_id
from app.domain.patient import Patient
from app.domain.permissions import Permission, Verdict
from app.domain.phi import quiet
from app.domain.ports import Reader, UnitOfWork, UnitOfWorkFactory
from app.domain.query import Order, Query, eq
from app.domain.record_lists import RecordFilter
from app.domain.staff import Practitioner
from app.domain.treatment import CarePlan, CarePlanActivity, CarePlanGoal, PlanStatus
from app.services.conversations import user_names
from app.services.editing import current, tidied, with_changes
from app.services.reading import every
from app.services.record_lists import (
    Listing,
    RecordLine,
    line_of,
    list_ids,
    list_lines,
    require_view,
    require_whose,
)
from app.services.seeing import may_do, may_see

PLANS = Listing(CarePlan, day="starts_on")
PART_TYPES: Mapping[str, type[CarePlanGoal] | type[CarePlanActivity]] = {
    "care_plan_goal": CarePlanGoal,
    "care_plan_activity": CarePlanActivity,
}
P = TypeVar("P", CarePlanGoal, CarePlanActivity)


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPlan:
    """One care plan with what belongs to it."""

    line: RecordLine[CarePlan]
    patient: Patient | None
    goals: tuple[CarePlanGoal, ...]
    activities: tuple[CarePlanActivity, ...]
    team: tuple[str, ...]
    """Who looks after the patient: the plan's own practitioner first, then the care team."""
    assignees: Mapping[str, str]
    """Everybody who signs in, by identifier."""
    missing: int
    """Parts of this patient's plans that only the server holds."""
    edit: Verdict

    @property
    def record(self) -> CarePlan:
        """The plan."""
        return self.line.record


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A goal or a step as it was typed; record_id None: a new one."""

    record_id: RecordId | None
    values: Mapping[str, object]


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class PlanEdit:
    """A whole form. Goals and steps that were shown and are not named any more go."""

    plan_id: RecordId | None
    patient_id: PatientId
    changes: Mapping[str, object]
    goals: tuple[Part, ...]
    activities: tuple[Part, ...]
    based_on: ShownPlan | None = None


def ids(
    reader: Reader, context: ExecutionContext, *, wanted: RecordFilter, now: datetime
) -> tuple[RecordId, ...]:
    """Every plan the filter lets through, the latest first. Raises PermissionDenied."""
    return list_ids(reader, context, PLANS, wanted=wanted, now=now)


def lines(
    reader: Reader,
    context: ExecutionContext,
    *,
    record_ids: Sequence[RecordId],
    now: datetime,
    patient_id: PatientId | None = None,
) -> dict[RecordId, RecordLine[CarePlan]]:
    """The lines of some plans, with how many of their goals are reached ("1/3")."""
    found = list_lines(
        reader, context, PLANS, record_ids=record_ids, now=now, patient_id=patient_id
    )
    return {key: replace(line, mark=_reached(reader, key)) for key, line in found.items()}


def read_one(
    reader: Reader,
    context: ExecutionContext,
    *,
    record_id: RecordId,
    now: datetime,
    patient_id: PatientId,
) -> ShownPlan:
    """One plan of the patient who was looked for.

    Raises RecordNotFound, InvalidValue where it is somebody else's, PermissionDenied.
    """
    record = current(reader, CarePlan, record_id)
    require_whose(reader, record, patient_id)
    patient_id = record.patient_id
    require_view(reader, context, "care_plan", patient_id, now=now, row_id=record_id)
    patient = reader.records(Patient).get(patient_id)
    is_pending = record_id in reader.rows_with_pending("care_plan")
    counts = reader.at_server.counts(patient_id)
    return ShownPlan(
        line=line_of(record, patient, is_pending=is_pending),
        patient=patient,
        goals=_parts(reader, CarePlanGoal, record_id),
        activities=_parts(reader, CarePlanActivity, record_id),
        team=_team(reader, context, record, now=now),
        assignees=user_names(reader),
        missing=sum(counts.get(name, 0) for name in PART_TYPES),
        edit=may_do(reader, context, Permission.CARE_PLAN_EDIT, patient_id=patient_id, now=now),
    )


def save(begin: UnitOfWorkFactory, context: ExecutionContext, *, edit: PlanEdit) -> CarePlan:
    """Write a plan with its goals and steps, or change them, in one step.

    Raises InvalidRecord, InvalidValue where it is another patient's, RecordNotFound, StaleVersion,
    PermissionDenied.
    """
    with begin(context) as uow:
        plan = _save_plan(uow, edit)
        shown = edit.based_on
        _save_parts(uow, CarePlanGoal, plan, edit.goals, shown.goals if shown else ())
        _save_parts(uow, CarePlanActivity, plan, edit.activities, shown.activities if shown else ())
        return plan


def set_status(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    entity: str,
    record_id: RecordId,
    patient_id: PatientId,
    status: str,
    was: str,
) -> None:
    """Bring a plan, a goal or a step to a state, by the state machine all three have.

    Raises StaleVersion where it is not what it was, InvalidTransition, InvalidValue.
    """
    kind: Any = PART_TYPES.get(entity, CarePlan)
    with begin(context) as uow:
        record: Any = current(uow, kind, record_id)
        if record.patient_id != patient_id:
            raise InvalidValue("patient_id", "is not the patient this care plan is for")
        if record.status != was:
            raise StaleVersion(entity, record_id, ["status"])
        changes: dict[str, object] = {"status": status}
        if kind is CarePlanActivity:
            changes["done_at"] = uow.now if status == PlanStatus.COMPLETED else None
        uow.save(replace(record, **changes))


def _save_plan(uow: UnitOfWork, edit: PlanEdit) -> CarePlan:
    if edit.plan_id is None:
        current(uow, Patient, edit.patient_id)
        known: dict[str, Any] = {"title": "", **tidied(CarePlan, edit.changes)}
        return uow.add(
            CarePlan(
                id=new_id(),
                created_at=uow.now,
                updated_at=uow.now,
                patient_id=edit.patient_id,
                **known,
            )
        )
    plan = current(uow, CarePlan, edit.plan_id)
    if plan.patient_id != edit.patient_id:
        raise InvalidValue("patient_id", "is not the patient this care plan is for")
    before = edit.based_on.record if edit.based_on else None
    return uow.save(with_changes(plan, edit.changes, based_on=before))


def _save_parts(
    uow: UnitOfWork, kind: type[P], plan: CarePlan, parts: tuple[Part, ...], shown: tuple[P, ...]
) -> None:
    by_id = {one.id: one for one in shown}
    for part in parts:
        if part.record_id is None:
            made: dict[str, Any] = {
                "id": new_id(),
                "created_at": uow.now,
                "updated_at": uow.now,
                "patient_id": plan.patient_id,
                "care_plan_id": plan.id,
                **tidied(kind, part.values),
            }
            uow.add(kind(**made))
        else:
            stored = current(uow, kind, part.record_id)
            uow.save(with_changes(stored, part.values, based_on=by_id.get(part.record_id)))
    kept = {part.record_id for part in parts}
    for one in shown:
        if one.id not in kept:
            uow.delete(kind, one.id)


def _parts(reader: Reader, kind: type[P], plan_id: RecordId) -> tuple[P, ...]:
    asked = Query(kind, where=eq("care_plan_id", plan_id), order=(Order("created_at"),))
    return tuple(every(reader, asked))


def _reached(reader: Reader, plan_id: RecordId) -> str:
    goals = _parts(reader, CarePlanGoal, plan_id)
    counted = [one for one in goals if one.status != PlanStatus.ENTERED_IN_ERROR]
    reached = sum(one.status == PlanStatus.COMPLETED for one in counted)
    return f"{reached}/{len(counted)}" if counted else ""


def _team(
    reader: Reader, context: ExecutionContext, plan: CarePlan, *, now: datetime
) -> tuple[str, ...]:
    patient_id = plan.patient_id
    verdict = may_see(reader, context, "care_team_member", patient_id=patient_id, now=now)
    members: tuple[CareTeamMember, ...] = ()
    if verdict.is_allowed:
        asked = Query(CareTeamMember, where=eq("patient_id", patient_id))
        members = tuple(every(reader, asked))
    wanted = [plan.practitioner_id, *(one.practitioner_id for one in members)]
    named = dict.fromkeys(RecordId(one) for one in wanted if one)
    known = reader.records(Practitioner).get_many(named)
    return tuple(known[one].display_name for one in named if one in known)
