"""An operation names who made it: the name counts where its bearer is known, and for what only
administrators do where they send it themselves."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.domain.ids import RecordId, UserId, WorkstationId, new_id
from app.domain.operations import FieldChange, Operation
from tests.factories import a_clinic, a_patient, a_user, a_workstation
from tests.server.people import allow_removal, colleague, lines, record_of, trail
from tests.server_fixtures import AUTH_KEY, RunningServer, TestDesk

pytestmark = pytest.mark.row("B7")


def _promotion(desk: TestDesk, *, version: int, actor: str) -> Operation:
    return desk.operation(
        entity="user",
        id=desk.user_id,
        base_version=version,
        actor_id=actor,
        patch={"role": FieldChange("front_desk", "admin")},
    )


async def _sign_in(at: TestDesk, who: TestDesk) -> None:
    await at.api.login(
        clinic_id=who.clinic_id,
        username=who.username,
        auth_key=AUTH_KEY,
        device_token=at.device_token,
    )


async def _role_of(server: RunningServer, user_id: str) -> str:
    (found,) = await lines(server, "SELECT role FROM credential WHERE user_id = $1::uuid", user_id)
    return found["role"]


async def test_nobody_promotes_themselves_in_an_administrators_name(
    server: RunningServer, clinic: TestDesk
) -> None:
    async with colleague(server, clinic, role="front_desk") as bea:
        row = await record_of(bea, clinic)
        own = await bea.push_one(_promotion(bea, version=row.version, actor=bea.user_id))
        absent = await bea.push_one(_promotion(bea, version=row.version, actor=clinic.user_id))
        await _sign_in(bea, clinic)  # the administrator comes by, and goes
        await _sign_in(bea, bea)
        claimed = _promotion(bea, version=row.version, actor=clinic.user_id)
        present = await bea.push_one(claimed)
        role_before = await _role_of(server, bea.user_id)
        await _sign_in(bea, clinic)
        sent = await bea.push_one(claimed)
        role_after = await _role_of(server, bea.user_id)
    assert (own.status, own.code) == ("rejected", "permission")
    assert (absent.status, absent.code) == ("blocked", "actor_not_here")
    assert (present.status, present.code) == ("blocked", "needs_actor_session")
    assert (sent.status, role_before, role_after) == ("applied", "front_desk", "admin")


@pytest.mark.parametrize("kind", ["delete", "workstation", "clinic", "close", "patient"])
async def test_what_administrators_do_waits_for_their_own_session(
    server: RunningServer, clinic: TestDesk, kind: str
) -> None:
    async with colleague(server, clinic, role="billing") as bea:
        await _sign_in(bea, clinic)
        await _sign_in(bea, bea)
        person = a_patient()
        (patient, office, user, desk) = await clinic.saved(
            person,
            a_clinic(),
            a_user(username="carl"),
            a_workstation(id=WorkstationId(RecordId(new_id()))),
        )
        await allow_removal(server, clinic, person)
        operation = {
            "delete": bea.delete(user),
            "workstation": bea.update(desk, is_active=False),
            "clinic": bea.update(office, name="Ours"),
            "close": bea.update(user, is_active=False),
            "patient": bea.delete(patient),
        }[kind]
        as_admin = replace(operation, op_id=new_id(), actor_id=clinic.user_id)
        results = await bea.push(operation, as_admin)
    assert [(one.status, one.code) for one in results] == [
        ("rejected", "permission"),
        ("blocked", "needs_actor_session"),
    ]


async def test_colleague_who_signed_in_at_the_desk_is_sent_along(
    server: RunningServer, clinic: TestDesk
) -> None:
    async with colleague(server, clinic, role="front_desk") as bea:
        theirs = bea.create(a_patient(), actor_id=clinic.user_id)
        before = await bea.push_one(theirs)
        await _sign_in(bea, clinic)
        await _sign_in(bea, bea)
        after = await bea.push_one(theirs)
        (line,) = await lines(
            server,
            "SELECT actor_id, principal_id FROM row_history WHERE id = $1::uuid",
            theirs.id,
        )
    assert (before.status, before.code) == ("blocked", "actor_not_here")
    assert after.status == "applied"
    assert (line["actor_id"].hex, line["principal_id"].hex) == (clinic.user_id, bea.user_id)


async def test_waiting_operation_stops_no_other(server: RunningServer, clinic: TestDesk) -> None:
    async with colleague(server, clinic, role="front_desk") as bea:
        waiting = bea.create(a_patient(), actor_id=clinic.user_id)
        results = await bea.push(waiting, bea.create(a_patient()))
    assert [result.status for result in results] == ["blocked", "applied"]


async def test_key_given_from_a_desk_makes_its_user_known_there(
    server: RunningServer, clinic: TestDesk
) -> None:
    async with colleague(server, clinic, role="front_desk") as bea:
        operation = clinic.create(a_patient(), actor_id=bea.user_id)
        before = await clinic.push_one(operation)
        await clinic.api.set_credential(
            user_id=bea.user_id,
            username="bea",
            auth_key=AUTH_KEY,
            present_key=AUTH_KEY,
            role="front_desk",
        )
        after = await clinic.push_one(operation)
    assert (before.status, after.status) == ("blocked", "applied")


async def test_person_added_here_is_known_at_once(clinic: TestDesk) -> None:
    person = new_id()
    record = a_user(id=UserId(RecordId(person)), username="dan", role="front_desk")
    results = await clinic.push(clinic.create(record), clinic.create(a_patient(), actor_id=person))
    assert [result.status for result in results] == ["applied", "applied"]


async def test_desk_of_a_founder_says_who_and_where_it_is(clinic: TestDesk) -> None:
    records: list[Any] = [
        a_clinic(),
        a_user(id=UserId(RecordId(clinic.user_id)), username="sara", role="admin"),
        a_workstation(id=WorkstationId(RecordId(clinic.device_id))),
    ]
    results = await clinic.push(*map(clinic.create, records))
    assert [result.status for result in results] == ["applied"] * 3


async def test_denial_names_whose_session_asked(server: RunningServer, clinic: TestDesk) -> None:
    async with colleague(server, clinic, role="billing", username="bea") as bea:
        async with colleague(server, clinic, role="clinician", username="cleo") as cleo:
            await _sign_in(bea, cleo)
            await _sign_in(bea, bea)
            operation = bea.delete((await clinic.saved(a_patient()))[0], actor_id=cleo.user_id)
            result = await bea.push_one(operation)
        (line,) = await lines(
            server,
            "SELECT actor_id, principal_id FROM server_audit WHERE row_id = $1::uuid",
            operation.id,
        )
    assert (result.status, result.code) == ("rejected", "permission")
    assert (line["actor_id"].hex, line["principal_id"].hex) == (cleo.user_id, bea.user_id)
    assert ("deny", "patient", "delete") in await trail(server, clinic)
