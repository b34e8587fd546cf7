"""What the demo's patients are prescribed, so that the panels about it show something."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from app.domain.clinical import MedicationStatement
from app.domain.declare import Record
from app.domain.ids import PractitionerId, derived_id
from app.domain.staff import Practitioner
from app.domain.treatment import (
    CarePlan,
    CarePlanGoal,
    PlanStatus,
    Prescription,
    PrescriptionStatus,
)

_MOST = 60
_STATES = (PrescriptionStatus.ACTIVE, PrescriptionStatus.ACTIVE, PrescriptionStatus.DRAFT)


def treatments(records: Iterable[Record], now: datetime) -> Iterator[Record]:
    """Prescriptions of what some patients take, and a plan for a few of them."""
    doctors = [one for one in records if isinstance(one, Practitioner)]
    taken = [one for one in records if isinstance(one, MedicationStatement)][:_MOST]
    for number, one in enumerate(taken):
        day = now - timedelta(days=3 + 2 * number)
        yield Prescription(
            id=derived_id("demo prescription", one.id),
            created_at=day,
            updated_at=day,
            patient_id=one.patient_id,
            text=one.text,
            dose="1",
            dose_unit="tablet",
            route="by mouth",
            frequency="once a day",
            quantity=30,
            quantity_unit="tablets",
            refills=number % 4,
            prescriber_id=PractitionerId(doctors[number % len(doctors)].id),
            authored_on=day.date(),
            status=_STATES[number % len(_STATES)],
        )
        if number % 4 == 0:
            yield from _plan(one, day, PractitionerId(doctors[number % len(doctors)].id))


def _plan(one: MedicationStatement, day: datetime, doctor: PractitionerId) -> Iterator[Record]:
    plan_id = derived_id("demo plan", one.id)
    yield CarePlan(
        id=plan_id,
        created_at=day,
        updated_at=day,
        patient_id=one.patient_id,
        title="Take it regularly",
        category="Medication",
        starts_on=day.date(),
        status=PlanStatus.ACTIVE,
        practitioner_id=doctor,
    )
    for text, status in (("No dose missed for a month", "active"), ("Knows why", "completed")):
        yield CarePlanGoal(
            id=derived_id("demo goal", plan_id, text),
            created_at=day,
            updated_at=day,
            patient_id=one.patient_id,
            care_plan_id=plan_id,
            text=text,
            status=status,
        )
