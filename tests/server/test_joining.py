"""Join codes at the server: who may make them, what they open, and how guessing ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import product
from uuid import UUID

import asyncpg
import pytest

from app.bootstrap.server import make_invitation
from app.domain.errors import ApiError, DeviceRevoked, RequestRefused
from app.domain.ids import new_id
from app.protocol.messages import InviteRequest, JoinStart
from app.security.device_key import prove_key
from app.security.join_code import JoinCode, new_join_code, parse_join_code
from app.server import invitations, joining
from tests.factories import a_patient, a_user
from tests.server_fixtures import RunningServer, TestDesk, invite, join, start_clinic
from tests.waiting import until_waiting

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
async def test_only_an_administrator_lets_a_further_desk_in(
    server: RunningServer, clinic: TestDesk, role: str
) -> None:
    code = await invite(clinic, username="jonas", role=role)
    desk = await join(server, code, clinic_id=clinic.clinic_id, username="jonas")
    for name, wanted in product(("eva", "jonas"), ("admin", "clinician", "billing", "front_desk")):
        with pytest.raises(RequestRefused) as error:
            await invite(desk, username=name, role=wanted)
        assert (error.value.status, error.value.reason) == (403, "role_not_allowed")
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


async def test_workstation_of_somebody_else_is_not_taken_over(
    server: RunningServer, clinic: TestDesk
) -> None:
    code = await invite(clinic, username="mallory")
    same = {"clinic_id": clinic.clinic_id, "username": "mallory"}
    with pytest.raises(RequestRefused) as error:
        await join(server, code, device_id=clinic.device_id, **same)
    assert (error.value.status, error.value.reason) == (409, "already_enrolled")
    desk = await join(server, code, **same)  # the code was not used up
    await desk.api.aclose()


async def test_workstation_that_lost_the_reply_joins_again_with_the_same_code(
    server: RunningServer, clinic: TestDesk
) -> None:
    code = await invite(clinic, username="eva")
    same = {"clinic_id": clinic.clinic_id, "username": "eva", "device_id": new_id()}
    first = await join(server, code, **same)
    start = parse_join_code(code)
    offer = await first.api.join_offer(
        JoinStart(lookup=start.lookup, proof=start.proof, device_id=same["device_id"])
    )
    assert (offer.user_exists, offer.user_id) == (False, first.user_id)
    assert offer.sealed_clinic_key == ""  # the desk was made with it; nobody else needs it
    again = await join(server, code, **same)
    assert again.user_id == first.user_id
    assert await again.push_one(again.create(a_patient()))
    await first.api.aclose()
    await again.api.aclose()


@pytest.mark.parametrize(
    "changed", [{"device_id": new_id()}, {"auth_key": "0" * 64}], ids=["desk", "key"]
)
async def test_used_code_opens_nothing_for_anybody_else(
    server: RunningServer, clinic: TestDesk, changed: dict[str, str]
) -> None:
    code = await invite(clinic, username="eva")
    same = {"clinic_id": clinic.clinic_id, "username": "eva", "device_id": new_id()}
    first = await join(server, code, **same)
    with pytest.raises(RequestRefused) as error:
        await join(server, code, **{**same, **changed})
    assert error.value.reason in ("bad_code", "bad_credentials")
    await first.api.aclose()


async def test_workstation_joins_again_with_a_fresh_code(
    server: RunningServer, clinic: TestDesk
) -> None:
    same = {"clinic_id": clinic.clinic_id, "username": "eva", "device_id": new_id()}
    first = await join(server, await invite(clinic, username="eva"), **same)
    again = await join(server, await invite(clinic, username="eva"), **same)
    assert again.user_id == first.user_id
    await first.api.aclose()
    await again.api.aclose()


async def test_workstation_that_was_shut_out_does_not_join_again(
    server: RunningServer, clinic: TestDesk
) -> None:
    code = await invite(clinic, username="eva")
    same = {"clinic_id": clinic.clinic_id, "username": "eva", "device_id": new_id()}
    first = await join(server, code, **same)
    async with superuser(server) as connection:
        await connection.execute(
            "UPDATE device SET is_active = false WHERE device_id = $1", UUID(same["device_id"])
        )
        kept = await connection.fetchval(
            "SELECT sealed_clinic_key FROM join_code WHERE lookup = $1",
            parse_join_code(code).lookup,
        )
    assert kept == ""
    with pytest.raises(DeviceRevoked):
        await join(server, code, **same)
    start = parse_join_code(code)
    with pytest.raises(DeviceRevoked):
        await first.api.join_offer(
            JoinStart(lookup=start.lookup, proof=start.proof, device_id=same["device_id"])
        )
    await first.api.aclose()


async def test_founder_who_lost_the_reply_finds_the_clinic_with_a_fresh_code(
    server: RunningServer,
) -> None:
    same = {"clinic_id": new_id(), "device_id": new_id()}
    first = await start_clinic(server, **same)
    again = await start_clinic(server, **same)
    assert (again.user_id, again.clinic_id) == (first.user_id, first.clinic_id)
    await first.api.aclose()
    await again.api.aclose()


async def test_new_clinics_first_user_is_the_administrator(server: RunningServer) -> None:
    desk = await start_clinic(server, clinic_id=new_id())
    await invite(desk, username="eva", role="admin")
    await desk.api.aclose()


async def test_new_user_cannot_take_somebody_elses_identifier(
    server: RunningServer, clinic: TestDesk
) -> None:
    code = await invite(clinic, username="mallory", role="front_desk")
    same = {"clinic_id": clinic.clinic_id, "username": "mallory"}
    with pytest.raises(RequestRefused) as error:
        await join(server, code, user_id=clinic.user_id, **same)
    assert (error.value.status, error.value.reason) == (409, "user_id_taken")
    desk = await join(server, code, **same)  # the code was not used up
    assert desk.user_id != clinic.user_id
    await desk.api.aclose()


async def test_new_user_cannot_take_the_identifier_of_a_record(
    server: RunningServer, clinic: TestDesk
) -> None:
    """Somebody on the staff who has not signed in yet has no credential to compare with."""
    eva = a_user(username="eva")
    await clinic.saved(eva)
    code = await invite(clinic, username="mallory")
    same = {"clinic_id": clinic.clinic_id, "user_id": eva.id}
    with pytest.raises(RequestRefused) as error:
        await join(server, code, username="mallory", **same)
    assert error.value.reason == "user_id_taken"
    desk = await join(server, await invite(clinic, username="Eva"), username="Eva", **same)
    assert desk.user_id == eva.id
    await desk.api.aclose()


async def test_database_itself_holds_one_credential_per_user(
    server: RunningServer, clinic: TestDesk
) -> None:
    """Two people who join at the same moment are not compared with each other by a query."""
    async with superuser(server) as connection:
        with pytest.raises(asyncpg.UniqueViolationError):
            await connection.execute(
                "INSERT INTO credential SELECT tenant_id, 'mallory', user_id, password_hash, "
                "role, role_version, is_active FROM credential WHERE tenant_id = $1::uuid",
                clinic.clinic_id,
            )


async def test_code_used_twice_at_once_enrols_one_desk(
    server: RunningServer, clinic: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(joining, "verify_password", lambda *_: True)  # its slowness is in the way
    code = await invite(clinic)
    async with superuser(server) as connection:
        # Both are held up between reading the code and using it up.
        hold = connection.transaction()
        await hold.start()
        await connection.execute("LOCK TABLE device IN SHARE MODE")
        both = asyncio.gather(
            *(join(server, code, clinic_id=clinic.clinic_id) for _ in range(2)),
            return_exceptions=True,
        )
        await until_waiting(connection, 2)
        await hold.rollback()
        outcomes = await both
        desks = [one for one in outcomes if isinstance(one, TestDesk)]
        for desk in desks:
            await desk.api.aclose()
        enrolled = await connection.fetchval(
            "SELECT count(*) FROM device WHERE tenant_id = $1::uuid", clinic.clinic_id
        )
    refused = [one for one in outcomes if not isinstance(one, TestDesk)]
    assert (len(desks), enrolled) == (1, 2), "the clinic's first desk and one more"
    assert [type(one) for one in refused] == [RequestRefused]


@asynccontextmanager
async def superuser(server: RunningServer) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(server.databases.superuser)
    try:
        yield connection
    finally:
        await connection.close()


async def test_clinic_has_only_so_many_open_codes(
    server: RunningServer, clinic: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(invitations, "MOST_OPEN_CODES", 3)
    codes = [await invite(clinic) for _ in range(3)]
    with pytest.raises(RequestRefused) as error:
        await invite(clinic)
    assert (error.value.status, error.value.reason) == (409, "too_many_open_codes")
    stranger = await start_clinic(server)
    await invite(stranger)
    await stranger.api.aclose()
    desk = await join(server, codes[0], clinic_id=clinic.clinic_id)
    await desk.api.aclose()
    await invite(clinic)
    async with superuser(server) as connection:
        await connection.execute(
            "UPDATE join_code SET expires_at = now() WHERE tenant_id = $1::uuid", clinic.clinic_id
        )
    await invite(clinic)


async def test_codes_made_at_once_do_not_exceed_the_most(
    clinic: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(invitations, "MOST_OPEN_CODES", 3)
    outcomes = await asyncio.gather(*(invite(clinic) for _ in range(8)), return_exceptions=True)
    assert sum(isinstance(one, str) for one in outcomes) == 3


async def test_founder_who_is_no_administrator_may_use_their_code_again(
    server: RunningServer,
) -> None:
    dsn = server.databases.app
    code = await make_invitation(dsn, "Nordlicht Clinic", username="sara", role="clinician")
    same = {"clinic_id": new_id(), "device_id": new_id()}
    for _ in range(2):
        desk = await join(server, code, **same)
        await desk.api.aclose()


async def test_founding_code_that_was_used_opens_no_other_clinic(
    server: RunningServer, clinic: TestDesk
) -> None:
    """Not even for somebody with a place there: they need that clinic's invitation."""
    eva = await join(
        server, await invite(clinic, username="eva"), clinic_id=clinic.clinic_id, username="eva"
    )
    code = await make_invitation(server.databases.app, "Other Clinic", username="eva")
    own = await join(server, code, username="eva")
    with pytest.raises(RequestRefused) as error:
        await join(
            server, code, username="eva", clinic_id=clinic.clinic_id, device_id=own.device_id
        )
    assert error.value.status == 409
    await eva.api.aclose()
    await own.api.aclose()


async def test_founding_code_starts_one_clinic(server: RunningServer) -> None:
    code = await make_invitation(server.databases.app, "Nordlicht Clinic", username="sara")
    desk = await join(server, code)
    with pytest.raises(RequestRefused) as error:
        await join(server, code, clinic_id=new_id(), device_id=desk.device_id)
    assert error.value.reason == "bad_code"
    await desk.api.aclose()


async def test_key_a_desk_holds_is_registered_with_joining(
    server: RunningServer, clinic: TestDesk
) -> None:
    """The first head it tells is compared with it; a key it does not hold enrols nobody."""
    code, device = await invite(clinic), new_id()
    place = {"tenant_id": clinic.clinic_id, "device_id": device}
    key, proof = prove_key("1" * 64, **place)
    joining_desk = {"clinic_id": clinic.clinic_id, "device_id": device, "public_key": key}
    with pytest.raises(RequestRefused, match="key_not_proven"):
        await join(server, code, **joining_desk, key_proof=prove_key("2" * 64, **place)[1])
    desk = await join(server, code, **joining_desk, key_proof=proof)
    try:
        assert (await desk.api.heads()).public_key == key
        other, proof = prove_key("2" * 64, **place)
        with pytest.raises(RequestRefused, match="key_exists"):
            await desk.api.register_device_key(public_key=other, proof=proof)
    finally:
        await desk.api.aclose()
