"""A clinic never ends up without an administrator, whoever shuts out whom at the same time."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import pytest

from app.domain.errors import ClinicError
from app.domain.ids import RecordId, UserId, WorkstationId
from tests.factories import a_user, a_workstation
from tests.server.people import colleague, lines, record_of, trail
from tests.server_fixtures import AUTH_KEY, RunningServer, TestDesk

pytestmark = pytest.mark.row("B7")
ADMINS = (
    "SELECT count(*) FROM credential WHERE tenant_id = $1::uuid AND role = 'admin' AND is_active"
)


async def administrators(server: RunningServer, clinic: TestDesk) -> int:
    ((count,),) = await lines(server, ADMINS, clinic.clinic_id)
    return count


@pytest.mark.parametrize("way", ["revoke", "reset"])
async def test_two_administrators_at_once_leave_one(
    server: RunningServer, clinic: TestDesk, way: str
) -> None:
    async def end(by: TestDesk, whom: TestDesk) -> None:
        if way == "revoke":
            await by.api.revoke_user(user_id=whom.user_id)
            return
        await by.api.set_credential(
            user_id=whom.user_id,
            username=whom.username,
            auth_key=AUTH_KEY,
            present_key=AUTH_KEY,
            role="front_desk",
        )

    async with AsyncExitStack() as stack:
        one = clinic
        for number in range(4):
            name = f"admin{number}"
            two = await stack.enter_async_context(
                colleague(server, one, role="admin", username=name)
            )
            ended = await asyncio.gather(end(one, two), end(two, one), return_exceptions=True)
            failed = [isinstance(error, ClinicError) for error in ended]
            assert sorted(failed) == [False, True], ended
            assert await administrators(server, clinic) == 1
            one = two if failed[0] else one


async def test_nobody_takes_their_own_standing_away(clinic: TestDesk) -> None:
    me = a_user(id=UserId(RecordId(clinic.user_id)), username="sara", role="admin")
    (row,) = await clinic.saved(me)
    results = await clinic.push(
        clinic.delete(row),
        clinic.update(row, is_active=False),
        clinic.update(row, role="front_desk"),
    )
    assert [(one.status, one.code) for one in results] == [("rejected", "permission")] * 3
    assert (await clinic.push_one(clinic.update(row, display_name="S."))).status == "applied"


@pytest.mark.parametrize("by_command", [False, True], ids=["by request", "by command"])
async def test_record_of_who_was_shut_out_is_closed_at_every_desk(
    server: RunningServer, clinic: TestDesk, *, by_command: bool
) -> None:
    from app.bootstrap.revoking import shut_out

    async with colleague(server, clinic, role="front_desk") as bea:
        before = await record_of(bea, clinic)
        desk = a_workstation(id=WorkstationId(RecordId(bea.device_id)))
        assert (await bea.push_one(bea.create(desk))).status == "applied"
        if by_command:
            dsn, clinic_id = server.databases.app, clinic.clinic_id
            await shut_out(dsn, clinic_id, user="bea", device=None)
            await shut_out(dsn, clinic_id, user=None, device=bea.device_id)
        else:
            await clinic.api.revoke_user(user_id=bea.user_id)
            await clinic.api.revoke_device(device_id=bea.device_id)
        after = await clinic.row(bea.user_id)
        assert after.version == before.version + 1
        assert "is_active" in after.changed
        assert (await clinic.body(bea.user_id))["is_active"] is False
        assert (await clinic.body(bea.device_id))["is_active"] is False
        (line,) = await lines(
            server,
            "SELECT actor_id, principal_id, link FROM row_history "
            "WHERE id = $1::uuid AND version = $2",
            bea.user_id,
            after.version,
        )
    assert line["actor_id"] is None
    assert (line["principal_id"] is None) == by_command
    assert (await clinic.push_one(clinic.create(a_user(username="next")))).status == "applied"


async def test_denied_requests_are_told(server: RunningServer, clinic: TestDesk) -> None:
    async with colleague(server, clinic, role="front_desk") as bea:
        for attempt in (
            lambda: bea.api.revoke_user(user_id=clinic.user_id),
            lambda: bea.api.revoke_device(device_id=clinic.device_id),
            lambda: bea.api.heads(device_id=clinic.device_id),
            lambda: bea.api.set_credential(
                user_id=clinic.user_id,
                username="sara",
                auth_key=AUTH_KEY,
                present_key=AUTH_KEY,
                role="billing",
            ),
            lambda: bea.api.set_credential(
                user_id=bea.user_id,
                username="bea",
                auth_key=AUTH_KEY,
                present_key=AUTH_KEY,
                role="admin",
            ),
        ):
            with pytest.raises(ClinicError, match="role_not_allowed"):
                await attempt()
    told = [line for line in await trail(server, clinic) if line[0] == "deny"]
    users = [("deny", "user", "request")] * 3
    assert sorted(told) == sorted([*users, *[("deny", "workstation", "request")] * 2])
