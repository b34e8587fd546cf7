"""A join code is as good as whoever made it: it ends when they are shut out or lose their role."""

from __future__ import annotations

import pytest

from app.domain.errors import ApiError, RequestRefused
from app.domain.operations import RowState
from app.protocol.messages import JoinStart
from app.security.join_code import parse_join_code
from tests.server.people import colleague, lines, record_of, sign_in
from tests.server_fixtures import AUTH_KEY, RunningServer, TestDesk, invite, join

pytestmark = pytest.mark.row("E9")


async def _end(way: str, clinic: TestDesk, bea: TestDesk, record: RowState) -> None:
    match way:
        case "user":
            await clinic.api.revoke_user(user_id=bea.user_id)
        case "device":
            await clinic.api.revoke_device(device_id=bea.device_id)
        case "account closed":
            await clinic.push_one(clinic.update(record, is_active=False))
        case "record deleted":
            await clinic.push_one(clinic.delete(record))
        case "role taken":
            await clinic.push_one(clinic.update(record, role="front_desk"))
        case _:
            await clinic.api.set_credential(
                user_id=bea.user_id,
                username="bea",
                auth_key=AUTH_KEY,
                present_key=AUTH_KEY,
                role="clinician",
            )


WAYS = ("user", "device", "account closed", "record deleted", "role taken", "role reset")


@pytest.mark.parametrize("way", WAYS)
async def test_code_ends_with_its_maker(server: RunningServer, clinic: TestDesk, way: str) -> None:
    async with colleague(server, clinic, role="admin") as bea:
        record = await record_of(bea, clinic, role="admin")
        code = await invite(bea, username="ghost", role="admin")
        parsed = parse_join_code(code)
        start = JoinStart(lookup=parsed.lookup, proof=parsed.proof)
        assert (await clinic.api.join_offer(start)).username == "ghost"
        await _end(way, clinic, bea, record)
    with pytest.raises(RequestRefused) as offered:
        await clinic.api.join_offer(start)
    with pytest.raises(RequestRefused) as joined:
        await join(server, code, clinic_id=clinic.clinic_id, username="ghost")
    assert (offered.value.reason, joined.value.reason) == ("bad_code", "bad_code")
    names = await lines(
        server,
        "SELECT username FROM credential WHERE tenant_id = $1::uuid AND username = 'ghost'",
        clinic.clinic_id,
    )
    assert names == []


async def test_code_for_the_front_desk_ends_with_its_makers_role_too(
    server: RunningServer, clinic: TestDesk
) -> None:
    """Nobody but an administrator could make it any more."""
    async with colleague(server, clinic, role="admin") as bea:
        record = await record_of(bea, clinic, role="admin")
        code = await invite(bea, username="eva", role="front_desk")
        await clinic.push_one(clinic.update(record, role="billing"))
    with pytest.raises(RequestRefused, match="bad_code"):
        await join(server, code, clinic_id=clinic.clinic_id, username="eva")


async def test_session_that_only_renews_itself_lets_nobody_in(
    server: RunningServer, clinic: TestDesk
) -> None:
    """An administrator's stolen token would bring a copy of the clinic to another computer."""
    await lines(
        server,
        "UPDATE refresh_token SET begun_at = begun_at - interval '61 minutes' "
        "WHERE device_id = $1::uuid",
        clinic.device_id,
    )
    with pytest.raises(RequestRefused, match="sign_in_again"):
        await invite(clinic, username="eva", role="front_desk")
    kept = await lines(
        server, "SELECT 1 FROM join_code WHERE tenant_id = $1::uuid", clinic.clinic_id
    )
    assert kept == []
    await sign_in(clinic)
    desk = await join(
        server,
        await invite(clinic, username="eva", role="front_desk"),
        clinic_id=clinic.clinic_id,
        username="eva",
    )
    await desk.api.aclose()


async def test_desk_that_joined_before_its_host_went_hears_its_answer_again(
    server: RunningServer, clinic: TestDesk
) -> None:
    async with colleague(server, clinic, role="admin") as bea:
        code = await invite(bea, username="eva", role="front_desk")
        eva = await join(server, code, clinic_id=clinic.clinic_id, username="eva")
        await clinic.api.revoke_user(user_id=bea.user_id)
    parsed = parse_join_code(code)
    start = JoinStart(lookup=parsed.lookup, proof=parsed.proof, device_id=eva.device_id)
    assert (await clinic.api.join_offer(start)).user_id == eva.user_id
    with pytest.raises(ApiError):
        await join(server, code, clinic_id=clinic.clinic_id, username="eva")
    await eva.api.aclose()
