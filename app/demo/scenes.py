"""What the tour shows besides an ordinary day: work not sent yet, conflicts, a file to import."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from app.demo.clinic import DemoPlan, demo_records
from app.demo.money import money_records
from app.demo.treatments import treatments
from app.domain.appointment import Appointment
from app.domain.changes import Origin
from app.domain.clinical import Allergy
from app.domain.conflict import ConflictKind, SyncConflict
from app.domain.context import ExecutionContext
from app.domain.declare import Record, entity_of
from app.domain.ids import PatientId, RecordId, derived_id
from app.domain.operations import OperationState, RowState
from app.domain.patient import Patient
from app.domain.ports import UnitOfWorkFactory
from app.protocol.codec import to_wire

_ROWS = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The records the tour opens by name."""

    chart_patient: Patient
    """Has an allergy and a visit today."""
    clash_patient: Patient
    """Has a phone that two desks changed."""
    later_visits: tuple[Appointment, ...]
    """Today's visits that are still to come."""


def set_scene(begin: UnitOfWorkFactory, context: ExecutionContext, *, plan: DemoPlan) -> Scene:
    """Fill the clinic as the server would, so that nothing waits to be sent; conflicts included."""
    records = list(demo_records(context, plan=plan))
    scene = _choose(records, plan.now)
    came = [one for one in records if isinstance(one, Appointment) and _is_lately(one, plan.now)]
    money = money_records(came, patient=scene.chart_patient, now=plan.now, context=context)
    treated = treatments(records, plan.now)
    _receive(begin, context, [*records, _phone_clash(scene, plan.now), *money, *treated])
    with begin(context, origin=Origin.REMOTE) as uow:
        waiting = uow.outbox.due(plan.now, limit=100)
        uow.outbox.mark([one.operation.op_id for one in waiting], OperationState.ACKED)
    return scene


def double_book(
    begin: UnitOfWorkFactory, context: ExecutionContext, *, scene: Scene, now: datetime
) -> None:
    """Let the server's answer arrive that two desks took the same time."""
    visit = next(one for one in scene.later_visits if one.length_min >= 30)
    second = replace(
        visit,
        id=derived_id("demo double", visit.id),
        patient_id=PatientId(scene.clash_patient.id),
        needs_resolution=True,
        reason="Test results",
    )
    clash = SyncConflict(
        id=derived_id("demo conflict", visit.id),
        created_at=now,
        updated_at=now,
        entity="appointment",
        row_id=second.id,
        other_row_id=visit.id,
        patient_id=second.patient_id,
        kind=ConflictKind.DOUBLE_BOOKING,
        device_id=context.workstation_id,
        actor_id=context.user_id,
        happened_at=now - timedelta(minutes=40),
    )
    _receive(begin, context, [second, clash])


def _is_lately(visit: Appointment, now: datetime) -> bool:
    return visit.status == "completed" and now - timedelta(days=7) < visit.starts_at < now


def write_import_file(folder: Path) -> Path:
    """A small FHIR bundle of another system: two good patients, one that must be refused."""
    entries = [
        _entry("Patient", "p1", name=[{"family": "Oyelaran", "given": ["Tolu"]}],
               birthDate="1988-03-14", gender="female"),
        _entry("Patient", "p2", name=[{"family": "Brandt", "given": ["Nils"]}],
               birthDate="1971-05-03", gender="male"),
        _entry("Patient", "p3", name=[{"family": "Unclear"}], birthDate="31/12/1990"),
        _entry("AllergyIntolerance", "a1", patient={"reference": "Patient/p1"},
               code={"text": "Latex"}),
        _entry("Observation", "o1", subject={"reference": "Patient/p1"}, status="final",
               code={"text": "Body weight"}),
    ]  # fmt: skip
    path = folder / "previous-system.json"
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    path.write_text(json.dumps(bundle), encoding="utf-8")
    return path


def _entry(kind: str, key: str, **fields: object) -> dict[str, object]:
    resource = {"resourceType": kind, "id": key, **fields}
    return {"fullUrl": f"urn:demo:{key}", "resource": resource}


def _choose(records: Iterable[Record], now: datetime) -> Scene:
    patients: dict[RecordId, Patient] = {}
    allergic: set[RecordId] = set()
    later: list[Appointment] = []
    for record in records:
        match record:
            case Patient():
                patients[record.id] = record
            case Allergy():
                allergic.add(record.patient_id)
            case Appointment() if now <= record.starts_at < now + timedelta(hours=8):
                if record.status == "booked":
                    later.append(record)
            case _:
                continue
    later.sort(key=lambda visit: visit.starts_at)
    with_allergy = [visit for visit in later if visit.patient_id in allergic] or later
    return Scene(
        chart_patient=patients[with_allergy[0].patient_id],
        clash_patient=patients[later[-1].patient_id],
        later_visits=tuple(later),
    )


def _phone_clash(scene: Scene, now: datetime) -> SyncConflict:
    patient = scene.clash_patient
    return SyncConflict(
        id=derived_id("demo conflict", patient.id),
        created_at=now,
        updated_at=now,
        entity="patient",
        row_id=patient.id,
        patient_id=PatientId(patient.id),
        kind=ConflictKind.FIELD,
        base={"phone": "+12125550143"},
        ours={"phone": patient.phone},
        theirs={"phone": "+17185550199"},
        happened_at=now - timedelta(minutes=35),
    )


def _receive(begin: UnitOfWorkFactory, context: ExecutionContext, records: list[Record]) -> None:
    rows = [
        RowState(entity_of(record).name, record.id, 1, number, False, [], to_wire(record))
        for number, record in enumerate(records, start=1)
    ]
    for at in range(0, len(rows), _ROWS):
        with begin(context, origin=Origin.REMOTE) as uow:
            uow.apply_rows(rows[at : at + _ROWS])
