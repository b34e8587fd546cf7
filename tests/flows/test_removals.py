"""Three desks of one clinic and its server: a removal made without a line, and what the server says
to it when it comes."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from app.bootstrap.headless import Desk, open_desk
from app.bootstrap.inviting import invite
from app.bootstrap.joining import join_home
from app.bootstrap.server import make_invitation
from app.domain.ids import PatientId, RecordId
from app.domain.patient import Patient
from app.domain.removing import RemovalRequest
from app.domain.staff import Role
from app.services import removals, unsent
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.factories import a_patient, an_allergy
from tests.flows.record_walk import Walk, in_step
from tests.server_fixtures import Postgres, RunningServer, in_own_thread, postgres

__all__ = ["postgres"]
pytestmark = pytest.mark.row("B7", "A1")
PEOPLE = {"sara": Role.ADMIN, "cara": Role.CLINICIAN, "eva": Role.FRONT_DESK}


def is_there(desk: Desk, patient: Patient) -> bool:
    with desk.store.reader() as reader:
        return reader.records(Patient).has(patient.id)


def needing(desk: Desk) -> list[tuple[str, str]]:
    with desk.store.reader() as reader:
        return [(one.operation.entity, one.last_code) for one in reader.needing()]


def status(desk: Desk, request_id: RecordId) -> str:
    with desk.store.reader() as reader:
        found = reader.records(RemovalRequest).get(request_id)
    return found.status if found else ""


async def left_to_sara(walk: Walk, patient: Patient) -> RecordId:
    """Eva asks and Cara allows, each without a line; then both meet the server."""
    eva, cara, sara = walk.desks["eva"], walk.desks["cara"], walk.desks["sara"]
    with eva.store.unit_of_work(walk.context(eva, Role.FRONT_DESK)) as uow:
        uow.add(patient)
    asked = removals.ask(
        eva.store.unit_of_work,
        walk.context(eva, Role.FRONT_DESK),
        patient_id=PatientId(patient.id),
        reason="registered twice by mistake",
    )
    for desk in (eva, cara):
        await in_step(desk)
    removals.decide_on(
        cara.store.unit_of_work,
        walk.context(cara, Role.CLINICIAN),
        request_id=asked.id,
        is_allowed=True,
        note="nobody was seen",
    )
    for desk in (cara, sara):
        await in_step(desk)
    return asked.id


async def removed_everywhere(walk: Walk) -> None:
    patient, sara = a_patient(mrn="R-1"), walk.desks["sara"]
    request_id = await left_to_sara(walk, patient)
    begin, context = sara.store.unit_of_work, walk.context(sara, Role.ADMIN)
    removals.carry_out(begin, context, request_id=request_id)
    assert is_there(walk.desks["eva"], patient)  # nothing was sent yet
    for desk in (sara, walk.desks["eva"], walk.desks["cara"]):
        await in_step(desk)
        assert not is_there(desk, patient)
        assert status(desk, request_id) == "carried_out"
        assert needing(desk) == []
    eva = walk.desks["eva"]
    removals.bring_back(eva.store.unit_of_work, eva.context, request_id=request_id)
    for desk in (eva, sara):
        await in_step(desk)
        assert is_there(desk, patient)


async def kept_for_what_another_desk_wrote(walk: Walk) -> None:
    """Sara removes somebody without a line; meanwhile eva wrote an allergy down."""
    patient, sara, eva = a_patient(mrn="R-2"), walk.desks["sara"], walk.desks["eva"]
    request_id = await left_to_sara(walk, patient)
    begin, context = sara.store.unit_of_work, walk.context(sara, Role.ADMIN)
    removals.carry_out(begin, context, request_id=request_id)
    with eva.store.unit_of_work(walk.context(eva, Role.FRONT_DESK)) as uow:
        uow.add(an_allergy(patient))
    await in_step(eva)
    await in_step(sara)
    assert needing(sara) == [("patient", "patient_kept")]
    await in_step(eva)
    assert is_there(eva, patient)
    with sara.store.reader() as reader:
        (refused,) = reader.needing()
    unsent.discard(begin, context, op_id=refused.operation.op_id, reason="there is an allergy")
    await in_step(sara)
    assert is_there(sara, patient)
    assert [status(desk, request_id) for desk in (sara, eva)] == ["approved", "approved"]


async def nobody_removes_alone(walk: Walk) -> None:
    """A program that writes past the services is refused by the server."""
    patient, sara = a_patient(mrn="R-3"), walk.desks["sara"]
    with sara.store.unit_of_work(walk.context(sara, Role.FRONT_DESK)) as uow:
        uow.add(patient)
    await in_step(sara)
    with sara.store.unit_of_work(walk.context(sara, Role.ADMIN)) as uow:
        uow.delete(Patient, patient.id)
    await in_step(sara)
    assert needing(sara) == [("patient", "permission")]
    eva = walk.desks["eva"]
    await in_step(eva)
    assert is_there(eva, patient)


async def played(server: RunningServer, folder: Path) -> None:
    async with AsyncExitStack() as stack:
        desks: dict[str, Desk] = {}
        code = await make_invitation(server.databases.app, "Nordlicht", username="sara")
        for name, role in PEOPLE.items():
            if desks:
                code = (await invite(desks["sara"], username=name, role=role)).code
            home = folder / name
            await join_home(home, server.url, code, name, PASSPHRASE, kdf=CHEAP)
            desks[name] = await asyncio.to_thread(open_desk, home, PASSPHRASE, kdf=CHEAP)
            stack.push_async_callback(desks[name].aclose)
            await in_step(desks[name])
            await in_step(desks["sara"])
        walk = Walk(desks, folder)
        await removed_everywhere(walk)
        await kept_for_what_another_desk_wrote(walk)
        await nobody_removes_alone(walk)


def test_removal_made_offline_comes_everywhere_or_is_refused_by_the_server(
    postgres: Postgres, tmp_path: Path
) -> None:
    with RunningServer(postgres.new_database()) as server:
        in_own_thread(lambda: played(server, tmp_path))
