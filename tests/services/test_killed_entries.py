"""Entries of charts, of the clinic and of its staff, killed at every statement."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.access import BreakGlass
from app.domain.availability import Holiday
from app.domain.errors import RecordNotFound, StaleVersion
from app.domain.history import IncidentReport, VitalSigns
from app.domain.ids import PatientId, UserId, new_id
from app.domain.staff import Role, Room
from app.domain.treatment import CarePlan, CarePlanActivity
from app.services import care_plans, glass, incidents, setup, setup_entries, staff, vitals
from app.storage.store import LocalStore
from tests.factories import a_child, a_clinic, a_clinician, a_context, a_patient, a_record, a_user
from tests.services.killing import ROW, Deed, done, fail, kill, lay, prepared, refusable, refuse

AMARA = a_patient()
AMARA_ID = PatientId(AMARA.id)
CLINICIAN = a_clinician(AMARA.id)
ADMIN = a_context(role=Role.ADMIN, user_id=new_id())
ROOM = a_record(Room, name="N1")
PLAN = a_child(CarePlan, AMARA, status="active")
STEP = a_child(CarePlanActivity, AMARA, care_plan_id=PLAN.id, status="active")
ROUND, WRONG = a_child(VitalSigns, AMARA), a_child(VitalSigns, AMARA)
CLOSED, OPENED = a_record(Holiday), a_record(Holiday)
SLIP, NOTHING = (a_child(IncidentReport, AMARA, reported_by=ADMIN.user_id) for _ in range(2))
GONE = (WRONG, OPENED, NOTHING)
"""What was removed and may be brought back."""
BROKEN = a_child(BreakGlass, AMARA, user_id=CLINICIAN.user_id)
PART = care_plans.Part(record_id=None, values={"text": "Walk"})
NEW_PLAN = care_plans.PlanEdit(
    plan_id=None,
    patient_id=AMARA_ID,
    changes={"title": "Move more"},
    goals=(PART,),
    activities=(PART,),
)

DEEDS = {
    "care plan written with a goal and a step": done(
        care_plans.save,
        {"care_plan": 1, "care_plan_goal": 1, "care_plan_activity": 1, "audit": 3, "outbox": 3},
        CLINICIAN,
        edit=NEW_PLAN,
    ),
    "step of a care plan done": done(
        care_plans.set_status,
        {"care_plan_activity": 1, **ROW},
        CLINICIAN,
        again=StaleVersion,
        entity="care_plan_activity",
        record_id=STEP.id,
        patient_id=AMARA_ID,
        status="completed",
        was="active",
    ),
    "vital signs measured": done(
        vitals.save,
        {"vital_signs": 1, **ROW},
        CLINICIAN,
        record=a_child(VitalSigns, AMARA),
        based_on=None,
    ),
    "vital signs put right": done(
        vitals.save,
        {"vital_signs": 1, **ROW},
        CLINICIAN,
        record=replace(ROUND, systolic_mmhg=131),
        based_on=ROUND,
    ),
    "vital signs taken out": done(
        vitals.remove, {"vital_signs": 1, **ROW}, CLINICIAN, again=RecordNotFound, record=ROUND
    ),
    "vital signs brought back": done(
        vitals.bring_back, {"vital_signs": 1, **ROW}, CLINICIAN, record=WRONG
    ),
    "incident reported": done(
        incidents.save,
        {"incident_report": 1, **ROW},
        CLINICIAN,
        record=a_child(IncidentReport, AMARA),
        based_on=None,
    ),
    "incident looked into": done(
        incidents.save,
        {"incident_report": 1, **ROW},
        ADMIN,
        record=replace(SLIP, outcome="a mat was put there"),
        based_on=SLIP,
    ),
    "report of an incident taken back": done(
        incidents.remove, {"incident_report": 1, **ROW}, ADMIN, again=RecordNotFound, record=SLIP
    ),
    "report of an incident brought back": done(
        incidents.bring_back, {"incident_report": 1, **ROW}, ADMIN, record=NOTHING
    ),
    "closed day entered": done(
        setup_entries.save,
        {"holiday": 1, **ROW},
        ADMIN,
        record=a_record(Holiday, name="New Year"),
        based_on=None,
    ),
    "closed day changed": done(
        setup_entries.save,
        {"holiday": 1, **ROW},
        ADMIN,
        record=replace(CLOSED, name="Election Day"),
        based_on=CLOSED,
    ),
    "closed day removed": done(
        setup_entries.remove, {"holiday": 1, **ROW}, ADMIN, again=RecordNotFound, record=CLOSED
    ),
    "closed day brought back": done(
        setup_entries.bring_back, {"holiday": 1, **ROW}, ADMIN, record=OPENED
    ),
    "broken glass reviewed": done(
        glass.review, {"break_glass": 1, **ROW}, ADMIN, glass_id=BROKEN.id, note="fine"
    ),
    "set-up handed out": done(setup.note_export, {"audit": 1, "outbox": 0}, ADMIN, count=7),
    "clinic changed": done(
        staff.change_clinic, {"clinic": 1, **ROW}, ADMIN, changes={"name": "Südlicht"}
    ),
    "colleague added": done(
        staff.add,
        {"user": 1, **ROW},
        ADMIN,
        record=a_user(id=UserId(new_id()), username="kim", display_name="Kim"),
    ),
    "room renamed": done(
        staff.update, {"room": 1, **ROW}, ADMIN, record=ROOM, changes={"name": "South 1"}
    ),
    "room removed": done(
        staff.remove,
        {"room": 1, **ROW},
        ADMIN,
        again=RecordNotFound,
        record_type=Room,
        record_id=ROOM.id,
    ),
}


def fill(store: LocalStore) -> None:
    lay(store, a_clinic(), ROOM, AMARA, PLAN, STEP, ROUND, CLOSED, SLIP, BROKEN, *GONE)
    for record, context in zip(GONE, (CLINICIAN, ADMIN, ADMIN), strict=True):
        with store.unit_of_work(context) as uow:
            uow.delete(type(record), record.id)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return prepared(tmp_path_factory.mktemp("desk"), fill)


@pytest.mark.row("B3", "A5")
@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_kill_at_every_statement_leaves_all_or_nothing(
    deed: Deed, desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kill(deed, desk, tmp_path, monkeypatch)


@pytest.mark.row("B3")
@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_failure_of_every_statement_leaves_nothing_and_the_desk_goes_on(
    deed: Deed, desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail(deed, desk, tmp_path, monkeypatch)


@pytest.mark.row("B3")
@pytest.mark.parametrize("deed", refusable(DEEDS))
def test_refusal_leaves_nothing_but_its_line_in_the_trail(
    deed: Deed, desk: Path, tmp_path: Path
) -> None:
    refuse(deed, desk, tmp_path)
