"""FHIR R4 vaccinations, orders, care plans with goals, and care teams to the clinic's records.

A MedicationRequest is always a MedicationStatement (what somebody takes or took). It becomes a
Prescription as well where the order itself is told: how to take it, or what to hand out. Without
that there is nothing to prescribe again, and every line would stand in the chart twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.domain.errors import ImportRefused
from app.domain.family import CareTeamMember
from app.domain.history import EventStatus, Immunization
from app.domain.ids import PractitionerId, RecordId
from app.domain.treatment import (
    CarePlan,
    CarePlanActivity,
    CarePlanGoal,
    PlanStatus,
    Prescription,
    PrescriptionStatus,
)
from app.interop.fhir_clinical import common, dose_of, frequency_of, medication_of, named
from app.interop.fhir_references import Owner
from app.interop.fhir_values import (
    Json,
    as_map,
    clean,
    concept_code,
    concept_text,
    date_of,
    day_of,
    each,
    first,
    whole_number,
)
from app.interop.made import Made

CVX = "http://hl7.org/fhir/sid/cvx"
IN_ERROR = "entered-in-error"
_GOAL_STATUS: Mapping[str, PlanStatus] = {
    "proposed": PlanStatus.DRAFT,
    "planned": PlanStatus.DRAFT,
    "accepted": PlanStatus.ACTIVE,
    "active": PlanStatus.ACTIVE,
    "on-hold": PlanStatus.ON_HOLD,
    "completed": PlanStatus.COMPLETED,
    "cancelled": PlanStatus.REVOKED,
    "rejected": PlanStatus.REVOKED,
}
_ACTIVITY_STATUS: Mapping[str, PlanStatus] = {
    "not-started": PlanStatus.ACTIVE,
    "scheduled": PlanStatus.ACTIVE,
    "in-progress": PlanStatus.ACTIVE,
    "on-hold": PlanStatus.ON_HOLD,
    "completed": PlanStatus.COMPLETED,
    "cancelled": PlanStatus.REVOKED,
    "stopped": PlanStatus.REVOKED,
}
_NO_ORDERS = frozenset({"proposal", "plan", "option"})


def immunization_from(resource: Json, owner: Owner, record_id: RecordId) -> Immunization:
    """The vaccination behind an Immunization resource."""
    _refuse_errors(resource)
    concept = resource.get("vaccineCode")
    cvx = concept_code(concept, system=CVX)
    fields = named(concept, system=CVX if cvx[1] else "")
    if cvx[1]:
        fields.update(code_system=cvx[0], code=cvx[1])
    applied = first(resource.get("protocolApplied"))
    note = " ".join(clean(item.get("text")) for item in each(resource.get("note")))
    told = clean(resource.get("occurrenceString"))
    return Immunization(
        **common(record_id, owner.patient_id),
        **fields,
        occurred_on=date_of(resource, "occurrenceDateTime"),
        status=clean(resource.get("status")) or EventStatus.COMPLETED,
        dose_number=whole_number(applied.get("doseNumberPositiveInt")),
        lot_number=clean(resource.get("lotNumber")),
        expires_on=date_of(resource, "expirationDate"),
        site=concept_text(resource.get("site"), 100),
        practitioner_id=_performer(resource, owner),
        note=clean(" ".join(text for text in (told, note) if text), 2000),
    )


def prescription_from(resource: Json, owner: Owner, source_id: str) -> Iterator[Made]:
    """The order behind a MedicationRequest that says how to take it or what to hand out."""
    dosage = first(resource.get("dosageInstruction"))
    supply = as_map(resource.get("dispenseRequest"))
    status = clean(resource.get("status"))
    if not (dosage or supply) or clean(resource.get("intent")) in _NO_ORDERS:
        return
    if status not in tuple(PrescriptionStatus) or status == IN_ERROR:
        return
    dose, unit = dose_of(dosage)
    quantity = as_map(supply.get("quantity"))
    prescriber = owner.practitioner(as_map(resource.get("requester")))
    record = Prescription(
        **common(owner.own("Prescription", source_id), owner.patient_id),
        **_ordered(resource),
        dose=dose,
        dose_unit=clean(unit, 200),
        route=concept_text(dosage.get("route"), 200),
        frequency=clean(frequency_of(dosage), 200),
        instructions=_instructions(resource),
        quantity=whole_number(quantity.get("value")),
        quantity_unit=clean(quantity.get("unit"), 40),
        refills=whole_number(supply.get("numberOfRepeatsAllowed")) or 0,
        prescriber_id=PractitionerId(prescriber) if prescriber else None,
        authored_on=day_of(resource, "authoredOn"),
        status=status,
        stop_reason=concept_text(resource.get("statusReason")),
    )
    yield Made(kind="Prescription", record=record)


def care_plan_from(resource: Json, owner: Owner, source_id: str) -> Iterator[Made]:
    """The plan behind a CarePlan resource, then its activities."""
    _refuse_errors(resource)
    record_id = owner.own("CarePlan", source_id)
    title, category = _plan_title(resource)
    period = as_map(resource.get("period"))
    author = owner.practitioner(as_map(resource.get("author")))
    goals = (owner.other(reference, "Goal") for reference in each(resource.get("goal")))
    plan = CarePlan(
        **common(record_id, owner.patient_id),
        title=title,
        category=category,
        starts_on=day_of(period, "start"),
        ends_on=day_of(period, "end"),
        status=clean(resource.get("status")) or PlanStatus.ACTIVE,
        practitioner_id=PractitionerId(author) if author else None,
        condition_ids=tuple(
            found
            for reference in each(resource.get("addresses"))
            if (found := owner.other(reference, "Condition"))
        ),
        note=_notes(resource, title),
    )
    yield Made(kind="CarePlan", record=plan, goals=tuple(goal for goal in goals if goal))
    for number, activity in enumerate(each(resource.get("activity")), start=1):
        made = _activity(activity, owner, plan.id, number)
        if made is not None:
            yield Made(kind="CarePlanActivity", record=made)


def goal_from(resource: Json, owner: Owner, record_id: RecordId) -> CarePlanGoal:
    """The goal behind a Goal resource; the reader puts in the plan that names it."""
    if clean(resource.get("lifecycleStatus")) == IN_ERROR:
        raise ImportRefused("was entered in error at the source")
    target = first(resource.get("target"))
    return CarePlanGoal(
        **common(record_id, owner.patient_id),
        care_plan_id=owner.own("CarePlan", ""),
        text=concept_text(resource.get("description")),
        target=_target(target),
        due_on=day_of(target, "dueDate"),
        status=_GOAL_STATUS.get(clean(resource.get("lifecycleStatus")), PlanStatus.ACTIVE),
    )


def care_team_from(resource: Json, owner: Owner, source_id: str) -> Iterator[Made]:
    """The practitioners of a CareTeam resource. Raises ImportRefused where it names none."""
    _refuse_errors(resource)
    whole = as_map(resource.get("period"))
    found: dict[RecordId, CareTeamMember] = {}
    for participant in each(resource.get("participant")):
        practitioner = owner.practitioner(as_map(participant.get("member")))
        if practitioner is None:
            continue
        record_id = owner.own("CareTeam", source_id, practitioner)
        own = as_map(participant.get("period"))
        found.setdefault(
            record_id,
            CareTeamMember(
                **common(record_id, owner.patient_id),
                practitioner_id=PractitionerId(practitioner),
                role=concept_text(first(participant.get("role")), 100),
                starts_on=day_of(own, "start") or day_of(whole, "start"),
                ends_on=day_of(own, "end") or day_of(whole, "end"),
            ),
        )
    if not found:
        raise ImportRefused("names no practitioner of these files")
    for number, member in enumerate(found.values()):
        yield Made(kind="CareTeamMember", record=member, counts=number == 0)


def _ordered(resource: Json) -> dict[str, Any]:
    """What is to be taken, as an order has it: its words and its code."""
    said = medication_of(resource)
    return {name: value for name, value in said.items() if name != "display"}


def _activity(
    activity: Json, owner: Owner, plan_id: RecordId, number: int
) -> CarePlanActivity | None:
    detail = as_map(activity.get("detail"))
    status = clean(detail.get("status"))
    text = (
        concept_text(detail.get("code"))
        or clean(detail.get("description"), 500)
        or clean(as_map(activity.get("reference")).get("display"), 500)
        or clean(detail.get("kind"), 500)
    )
    if status == IN_ERROR or not text:
        return None
    return CarePlanActivity(
        **common(owner.own("CarePlan", plan_id, "activity", str(number)), owner.patient_id),
        care_plan_id=plan_id,
        text=text,
        due_on=day_of(as_map(detail.get("scheduledPeriod")), "end"),
        status=_ACTIVITY_STATUS.get(status, PlanStatus.ACTIVE),
    )


def _plan_title(resource: Json) -> tuple[str, str]:
    """What the plan is called, and its category; most exports name the category only."""
    texts = [concept_text(item, 200) for item in each(resource.get("category"))]
    category = next((text for text in reversed(texts) if text), "")
    title = clean(resource.get("title"), 200) or category
    title = title or clean(resource.get("description"), 200)
    if not title:
        raise ImportRefused("has no title, no category and no description")
    return title, clean(category, 100)


def _notes(resource: Json, title: str) -> str:
    texts = [clean(resource.get("description"))]
    texts += [clean(item.get("text")) for item in each(resource.get("note"))]
    return clean(" ".join(text for text in texts if text and text != title), 5000)


def _target(target: Json) -> str:
    quantity = as_map(target.get("detailQuantity"))
    value = quantity.get("value")
    told = f"{value} {clean(quantity.get('unit'))}" if value is not None else ""
    told = told or concept_text(target.get("detailCodeableConcept"))
    told = told or clean(target.get("detailString"))
    return clean(" ".join((concept_text(target.get("measure")), told)), 200)


def _instructions(resource: Json) -> str:
    texts: list[str] = []
    for item in each(resource.get("dosageInstruction")):
        texts += [clean(item.get("text")), clean(item.get("patientInstruction"))]
        texts += [concept_text(extra) for extra in each(item.get("additionalInstruction"))]
        if item.get("asNeededBoolean") is True:
            texts.append("as needed")
    return clean("; ".join(text for text in texts if text), 1000)


def _performer(resource: Json, owner: Owner) -> PractitionerId | None:
    for performer in each(resource.get("performer")):
        found = owner.practitioner(as_map(performer.get("actor")))
        if found is not None:
            return PractitionerId(found)
    return None


def _refuse_errors(resource: Json) -> None:
    if clean(resource.get("status")) == IN_ERROR:
        raise ImportRefused("was entered in error at the source")
