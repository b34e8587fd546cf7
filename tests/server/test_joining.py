"""Join codes at the server: who may make them, what they open, and how guessing ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.errors import ApiError, RequestRefused
from app.domain.ids import new_id
from app.protocol.messages import InviteRequest, JoinStart
from app.security.join_code import JoinCode, new_join_code, parse_join_code
from app.server import joining
from tests.server_fixtures import RunningServer, TestDesk, invite, join, start_clinic

pytestmark = pytest.mark.row("E9")


async def test_code_opens_what_was_deposited(clinic: TestDesk) -> None:
    code = parse_join_code(await invite(clinic, username="Jonas", role="clinician"))
    offer = await clinic.api.join_offer(JoinStart(lookup=code.lookup, proof=code.proof))
    assert offer.clinic_id == clinic.clinic_id
    assert offer.sealed_clinic_key == "c2VhbGVk"
    assert (offer.username, offer.role, offer.user_exists) == ("Jonas", "clinician", False)


async def test_code_works_once(server: RunningServer, clinic: TestDesk) -> None:
    code = await invite(clinic)
    desk = await join(server, code, clinic_id=clinic.clinic_id)
    await desk.api.aclose()
    with pytest.raises(ApiError):
        await join(server, code, clinic_id=clinic.clinic_id)


async def test_existing_user_keeps_identifier_and_role_at_a_further_desk(
    server: RunningServer, clinic: TestDesk
) -> None:
    code = await invite(clinic, role="front_desk")
    desk = await join(server, code, clinic_id=clinic.clinic_id)
    await desk.api.refresh()
    assert desk.user_id == clinic.user_id
    await invite(desk, username="jonas", role="admin")
    await desk.api.aclose()


async def test_existing_user_needs_their_key(server: RunningServer, clinic: TestDesk) -> None:
    code = await invite(clinic)
    with pytest.raises(RequestRefused) as error:
        await join(server, code, clinic_id=clinic.clinic_id, auth_key="b2" * 32)
    assert error.value.reason == "bad_credentials"


async def test_code_is_for_the_person_it_names(server: RunningServer, clinic: TestDesk) -> None:
    code = await invite(clinic, username="jonas")
    with pytest.raises(ApiError):
        await join(server, code, clinic_id=clinic.clinic_id, username="mallory")


@pytest.mark.parametrize("where", ["offer", "join", "key"])
async def test_guessing_ends_a_code(server: RunningServer, clinic: TestDesk, where: str) -> None:
    code = parse_join_code(await invite(clinic))
    guess = JoinCode(code.lookup, "0" * 16)
    same = {"clinic_id": clinic.clinic_id}
    tries = {
        "offer": lambda: clinic.api.join_offer(JoinStart(lookup=guess.lookup, proof=guess.proof)),
        "join": lambda: join(server, str(guess), **same),
        "key": lambda: join(server, str(code), auth_key="b2" * 32, **same),
    }
    for _ in range(joining.MOST_FAILURES):
        with pytest.raises(ApiError):
            await tries[where]()
    with pytest.raises(ApiError):
        await clinic.api.join_offer(JoinStart(lookup=code.lookup, proof=code.proof))


async def test_code_ends_after_a_day(server: RunningServer, clinic: TestDesk) -> None:
    code = parse_join_code(await invite(clinic))
    start = JoinStart(lookup=code.lookup, proof=code.proof)
    late = datetime.now(UTC) + timedelta(hours=24, minutes=1)
    with pytest.raises(joining.Refusal):
        server.on_its_loop(joining.offer(server.state.sign_in, start, now=late))


@pytest.mark.parametrize("role", ["front_desk", "clinician", "billing"])
async def test_only_an_administrator_hands_out_more_than_the_front_desk(
    server: RunningServer, clinic: TestDesk, role: str
) -> None:
    code = await invite(clinic, username="jonas", role=role)
    desk = await join(server, code, clinic_id=clinic.clinic_id, username="jonas")
    for wanted in ("admin", "clinician", "billing"):
        with pytest.raises(RequestRefused) as error:
            await invite(desk, username="eva", role=wanted)
        assert (error.value.status, error.value.reason) == (403, "role_not_allowed")
    await invite(desk, username="eva", role="front_desk")
    await desk.api.aclose()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("lookup", "short"),
        ("lookup", "AAAAAAAAA\x00"),
        ("proof_hash", "x"),
        ("role", "owner"),
        ("username", " "),
        ("username", "x" * 201),
        ("sealed_clinic_key", "x" * 1001),
    ],
)
async def test_invitation_without_the_agreed_shape_is_refused(
    clinic: TestDesk, field: str, value: str
) -> None:
    code = new_join_code()
    fields = {
        "lookup": code.lookup,
        "proof_hash": code.proof_hash,
        "sealed_clinic_key": "",
        "username": "eva",
        "display_name": "Eva",
        "role": "front_desk",
    }
    with pytest.raises(RequestRefused) as error:
        await clinic.api.invite(InviteRequest(**(fields | {field: value})))
    assert error.value.status == 400


async def test_code_is_never_deposited_over_another(clinic: TestDesk) -> None:
    code = new_join_code()
    request = InviteRequest(
        lookup=code.lookup,
        proof_hash=code.proof_hash,
        sealed_clinic_key="",
        username="eva",
        display_name="Eva",
        role="front_desk",
    )
    await clinic.api.invite(request)
    with pytest.raises(RequestRefused) as error:
        await clinic.api.invite(request)
    assert error.value.status == 409


async def test_workstation_is_enrolled_once(server: RunningServer, clinic: TestDesk) -> None:
    code = await invite(clinic)
    with pytest.raises(RequestRefused) as error:
        await join(server, code, clinic_id=clinic.clinic_id, device_id=clinic.device_id)
    assert (error.value.status, error.value.reason) == (409, "already_enrolled")
    desk = await join(server, code, clinic_id=clinic.clinic_id)  # the code was not used up
    await desk.api.aclose()


async def test_new_clinics_first_user_is_the_administrator(server: RunningServer) -> None:
    desk = await start_clinic(server, clinic_id=new_id())
    await invite(desk, username="eva", role="admin")
    await desk.api.aclose()
