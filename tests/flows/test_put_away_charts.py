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
from app.domain.ids import PatientId, new_id
from app.domain.patient import Patient
from app.live.data_sync import DataSync
from app.services.charts import PatientChart
from app.storage.retention import find_unused, purge, wipe_log
from app.sync.runner import SyncRunner
from app.sync.status import SyncState
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.factories import a_patient, an_allergy
from tests.server.people import lines
from tests.server_fixtures import RunningServer, databases, join, postgres, server

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
    for _ in range(200):
        if runner.status.state is SyncState.SYNCED:
            return
        await asyncio.sleep(0.05)
    pytest.fail("the desk never came into step")


def put_away(desk: Desk) -> int:
    """As ten days later, when nobody has opened a chart since."""
    now = datetime.now(UTC) + timedelta(days=10)
    due = find_unused(desk.store, now=now, unused_for=UNUSED_FOR)
    done = purge(desk.store, desk.context, due, now=now, unused_for=UNUSED_FOR)
    wipe_log(desk.store.database.writer)
    return done


async def shown(data_sync: DataSync, patient: Patient) -> PatientChart:
    return await data_sync.patients.chart(PatientId(patient.id))


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
        for _ in range(100):
            whole = await shown(data_sync, patient)
            if not whole.at_server:
                break
            await asyncio.sleep(0.05)
        assert sorted(one.text for one in whole.conditions) == ["Asthma", "Gout"]
        noted = await lines(server, "SELECT row_id FROM server_audit WHERE action = 'fetch'")
        assert {one["row_id"].hex for one in noted} == {patient.id}
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
