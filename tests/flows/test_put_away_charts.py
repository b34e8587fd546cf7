"""A chart that left a desk comes back from the real server when somebody opens it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.bootstrap.desktop import make_data_sync
from app.bootstrap.headless import Desk, invite, join_home, open_desk
from app.bootstrap.server import make_invitation
from app.domain.clinical import Condition
from app.domain.declare import Keeping
from app.domain.history import HealthRecord, Immunization, Screening, VitalSigns
from app.domain.ids import PatientId, new_id
from app.domain.patient import Patient
from app.domain.treatment import CarePlan, CarePlanActivity, CarePlanGoal, Prescription
from app.live.data_sync import DataSync
from app.services.charts import PatientChart, PatientOverview
from app.storage.retention import find_unused, purge, wipe_log
from app.sync.runner import SyncRunner
from app.sync.status import SyncState
from app.ui.panels.patients.glance import glance_facts, recent_facts
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.factories import a_child, a_patient, an_allergy
from tests.server.people import lines
from tests.server_fixtures import RunningServer, databases, join, postgres, server
from tests.waiting import until

__all__ = ["databases", "postgres", "server"]
pytestmark = pytest.mark.row("F2")
UNUSED_FOR = {Keeping.CHART: timedelta(hours=72)}


@pytest.fixture
async def desk(server: RunningServer, tmp_path: Path) -> AsyncIterator[Desk]:
    """The first workstation of a clinic at that server."""
    home = tmp_path / "desk"
    code = await make_invitation(server.databases.app, "Nordlicht", username="sara")
    await join_home(home, server.url, code, "sara", PASSPHRASE, kdf=CHEAP)
    opened = await asyncio.to_thread(open_desk, home, PASSPHRASE, kdf=CHEAP)
    yield opened
    await opened.aclose()


@pytest.fixture
async def patient(desk: Desk, server: RunningServer) -> AsyncIterator[Patient]:
    """Somebody with an allergy and two conditions, entered at a clinician's desk."""
    one, now = a_patient(), datetime.now(UTC)
    facts = {"patient_id": one.id, "created_at": now, "updated_at": now}
    code = (await invite(desk, username="doc", role="clinician")).code
    doctor = await join(server, code, clinic_id=desk.context.clinic_id, username="doc")
    await doctor.saved(
        one,
        Condition(id=new_id(), text="Gout", **facts),
        Condition(id=new_id(), text="Asthma", **facts),
    )
    await doctor.saved(an_allergy(one))
    yield one
    await doctor.api.aclose()


async def in_step(runner: SyncRunner) -> None:
    await until(lambda: runner.status.state is SyncState.SYNCED)


def put_away(desk: Desk) -> int:
    """As ten days later, when nobody has opened a chart since."""
    now = datetime.now(UTC) + timedelta(days=10)
    due = find_unused(desk.store, now=now, unused_for=UNUSED_FOR)
    done = purge(desk.store, desk.context, due, now=now, unused_for=UNUSED_FOR)
    wipe_log(desk.store.database.writer)
    return done


async def shown(data_sync: DataSync, patient: Patient) -> PatientChart:
    return await data_sync.patients.chart(PatientId(patient.id))


async def shown_whole(data_sync: DataSync, patient: Patient) -> PatientChart | None:
    """The chart, once nothing of it is at the server only."""
    chart = await shown(data_sync, patient)
    return None if chart.at_server else chart


async def overview(data_sync: DataSync, patient: Patient) -> PatientOverview:
    return await data_sync.patients.overview(PatientId(patient.id))


async def test_opened_chart_is_whole_again_and_the_server_knows_who_asked(
    desk: Desk, patient: Patient, server: RunningServer, qapp: QApplication
) -> None:
    runner = desk.make_runner()
    data_sync = make_data_sync(desk, runner)
    runner.start()
    try:
        await in_step(runner)
        assert desk.worker.submit(lambda: put_away(desk)).result() == 2
        first = await shown(data_sync, patient)
        assert (first.conditions, first.at_server) == ((), {"condition": 2})
        assert len(first.allergies) == 1
        whole = await until(lambda: shown_whole(data_sync, patient))
        assert sorted(one.text for one in whole.conditions) == ["Asthma", "Gout"]
        noted = await lines(server, "SELECT row_id FROM server_audit WHERE action = 'fetch'")
        assert {one["row_id"].hex for one in noted} == {patient.id}
        assert desk.store.verify_rows()
        assert desk.store.verify_audit() is None
    finally:
        await runner.stop()
        data_sync.close()


async def test_every_type_that_leaves_is_named_and_comes_back(
    desk: Desk, patient: Patient, server: RunningServer, qapp: QApplication
) -> None:
    """Figures and lists say what they lack, too; what a role is not shown is no gap for it."""
    code = (await invite(desk, username="dora", role="clinician")).code
    doctor = await join(server, code, clinic_id=desk.context.clinic_id, username="dora")
    plan = a_child(CarePlan, patient)
    await doctor.saved(plan)
    await doctor.saved(
        *(a_child(one, patient, care_plan_id=plan.id) for one in (CarePlanGoal, CarePlanActivity)),
        *(a_child(one, patient) for one in (HealthRecord, VitalSigns, Screening, Immunization)),
        a_child(Prescription, patient, status="active"),
    )
    await doctor.api.aclose()
    runner = desk.make_runner()
    data_sync = make_data_sync(desk, runner)
    runner.start()
    try:
        await in_step(runner)
        await shown(data_sync, patient)
        whole = await overview(data_sync, patient)
        assert desk.worker.submit(lambda: put_away(desk)).result() == 10
        data_sync.set_offline(offline=True)
        missing = await shown(data_sync, patient)
        plans = dict.fromkeys(("care_plan", "care_plan_activity", "care_plan_goal"), 1)
        assert missing.at_server == {"condition": 2, "prescription": 1, **plans}
        figures = (await overview(data_sync, patient)).figures
        assert figures.active_prescriptions == 0
        assert figures.at_server == {"prescription": 1, "care_plan": 1}
        assert ("Active prescriptions", "0\n1 more at the server only") in glance_facts(figures)
        assert recent_facts(figures, "UTC")[-1] == ("", "2 more at the server only")
        data_sync.set_offline(offline=False)
        await until(lambda: shown_whole(data_sync, patient))
        figures = (await overview(data_sync, patient)).figures
        assert figures == whole.figures
        assert figures.active_prescriptions == 1
        kept = desk.store.database.writer.all("SELECT entity FROM kept_at_server")
        assert kept == []
        assert desk.store.verify_rows()
        assert desk.store.verify_audit() is None
    finally:
        await runner.stop()
        data_sync.close()


async def test_out_of_step_the_chart_keeps_saying_what_is_missing(
    desk: Desk, patient: Patient, qapp: QApplication
) -> None:
    runner = desk.make_runner()
    data_sync = make_data_sync(desk, runner)
    runner.start()
    try:
        await in_step(runner)
        desk.worker.submit(lambda: put_away(desk)).result()
        data_sync.set_offline(offline=True)
        for _ in range(3):
            assert (await shown(data_sync, patient)).at_server == {"condition": 2}
            await asyncio.sleep(0.05)
    finally:
        await runner.stop()
        data_sync.close()
