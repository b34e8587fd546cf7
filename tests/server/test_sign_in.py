"""Tokens: what they open, how they are renewed, how they end."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Coroutine
from dataclasses import MISSING, fields
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import httpx
import jwt
import pytest

from app.api.client import ApiClient
from app.domain.errors import DeviceRevoked, NeedsLogin, RateLimited, RequestRefused
from app.domain.ids import new_id
from app.protocol.messages import LoginRequest, RefreshRequest, TokenReply
from app.security.server_tokens import API, SOCKET, Principal, TokenSigner, new_signing_key
from app.server.rate import RateLimit
from app.server.refusal import Refusal
from app.server.state import ServerState
from tests.server_fixtures import (
    AUTH_KEY,
    MemoryTokens,
    RunningServer,
    SystemTime,
    TestDesk,
    second_desk,
)

pytestmark = pytest.mark.row("E9")


def now() -> datetime:
    return datetime.now(UTC)


def claims_of(desk: TestDesk) -> dict[str, Any]:
    assert desk.tokens.tokens is not None
    payload = desk.tokens.tokens.access.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=="))


def principal_of(desk: TestDesk, **changes: Any) -> Principal:
    claims = claims_of(desk)
    fields = {
        "user_id": claims["sub"],
        "username": claims["name"],
        "role": claims["role"],
        "role_version": claims["role_ver"],
        "tenant_id": claims["tid"],
        "device_id": claims["did"],
        "session_id": claims["sid"],
    }
    return Principal(**(fields | changes))


async def status_with(server: RunningServer, token: str) -> int:
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as http:
        headers = {b"Authorization": b"Bearer " + token.encode("latin-1")}
        return (await http.get("/v1/sync/pull", headers=headers)).status_code


def signed(server: RunningServer, desk: TestDesk, **changes: Any) -> str:
    options = {"now": now(), "lifetime": timedelta(minutes=5), **changes}
    return server.state.signer.sign(principal_of(desk), **options)


async def test_token_opens_the_clinic(server: RunningServer, clinic: TestDesk) -> None:
    assert await status_with(server, signed(server, clinic)) == 200


def test_token_lives_minutes_and_names_no_patient(clinic: TestDesk) -> None:
    claims = claims_of(clinic)
    assert claims["exp"] - claims["iat"] <= 600
    assert set(claims) == {
        *("iss", "aud", "sub", "name", "role", "role_ver", "tid", "did", "sid", "iat", "exp"),
        "jti",
    }


async def test_token_that_is_over_opens_nothing(server: RunningServer, clinic: TestDesk) -> None:
    token = signed(server, clinic, now=now() - timedelta(minutes=6))
    assert await status_with(server, token) == 401


async def test_ticket_is_no_token(server: RunningServer, clinic: TestDesk) -> None:
    assert await status_with(server, signed(server, clinic, audience=SOCKET)) == 401


async def test_forged_tokens_open_nothing(server: RunningServer, clinic: TestDesk) -> None:
    claims = claims_of(clinic)
    stranger = TokenSigner(new_signing_key(), key_id="1")
    good_key = server.state.signer._private
    headers = {"kid": "1"}

    def by_the_server(changes: dict[str, Any], **head: str) -> str:
        return jwt.encode(claims | changes, good_key, algorithm="EdDSA", headers=headers | head)

    assert await status_with(server, by_the_server({})) == 200
    without = {name: value for name, value in claims.items() if name != "exp"}
    genuine = signed(server, clinic).split(".")
    swapped = dict(claims, tid=new_id())
    body = base64.urlsafe_b64encode(json.dumps(swapped).encode()).decode().rstrip("=")
    public = server.state.signer._public.public_bytes_raw()
    forged = {
        "another server's key": stranger.sign(
            principal_of(clinic), now=now(), lifetime=timedelta(minutes=5), audience=API
        ),
        "no signature": jwt.encode(claims, None, algorithm="none", headers=headers),
        "public key as a secret": jwt.encode(claims, public, algorithm="HS256", headers=headers),
        "unknown key name": by_the_server({}, kid="2"),
        "another issuer": by_the_server({"iss": "somebody"}),
        "another audience": by_the_server({"aud": "somewhere"}),
        "no end": jwt.encode(without, good_key, algorithm="EdDSA", headers=headers),
        "another clinic's number put in": ".".join((genuine[0], body, genuine[2])),
        "cut off": ".".join(genuine)[:-2],
        "noise": "a.b.c",
        "not even ASCII": "ü",
    }
    for how, token in forged.items():
        assert await status_with(server, token) == 401, how


async def test_token_of_another_clinic_sees_only_its_own_clinic(
    server: RunningServer, clinic: TestDesk
) -> None:
    """Signed for a clinic in which this desk is not enrolled: it has no standing there."""
    who = principal_of(clinic, tenant_id=new_id())
    token = server.state.signer.sign(who, now=now(), lifetime=timedelta(minutes=5))
    assert await status_with(server, token) == 403


async def test_desk_signs_in_again(server: RunningServer, clinic: TestDesk) -> None:
    await login(clinic)
    await clinic.api.pull("", limit=1)


async def login(desk: TestDesk, **changes: str) -> TokenReply:
    fields = {
        "clinic_id": desk.clinic_id,
        "username": desk.username,
        "auth_key": AUTH_KEY,
        "device_token": desk.device_token,
    }
    return await desk.api.login(**(fields | changes))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("auth_key", "b2" * 32),
        ("username", "nobody"),
        ("device_token", "x"),
        ("clinic_id", "0" * 32),
        ("clinic_id", "x"),
    ],
)
async def test_wrong_sign_in_does_not_say_what_was_wrong(
    clinic: TestDesk, field: str, value: str
) -> None:
    with pytest.raises(RequestRefused) as error:
        await login(clinic, **{field: value})
    assert (error.value.status, error.value.reason) == (401, "bad_credentials")


async def test_sixth_sign_in_within_a_minute_has_to_wait(
    server: RunningServer, clinic: TestDesk
) -> None:
    generous = server.state.logins
    object.__setattr__(server.state, "logins", RateLimit(5, window_s=60))
    try:
        for _ in range(5):
            with pytest.raises(RequestRefused):
                await login(clinic, auth_key="b2" * 32)
        with pytest.raises(RateLimited) as error:
            await login(clinic)
        assert 1 <= error.value.retry_after_s <= 60
    finally:
        object.__setattr__(server.state, "logins", generous)


def test_limits_are_those_of_the_design() -> None:
    limits = {
        one.name: one.default_factory().count
        for one in fields(ServerState)
        if one.default_factory is not MISSING and one.type == "RateLimit"
    }
    assert limits == {
        "visits_by_address": 600,
        "logins_by_address": 20,
        "logins": 5,
        "logins_by_account": 100,
        "joins_by_address": 30,
        "refresh_failures_by_address": 30,
        "refreshes": 10,
        "invites": 10,
        "key_changes": 10,
        "heads": 60,
        "questions": 300,
        "requests_by_clinic": 3000,
    }


class Refreshing:
    """One desk's refresh token, presented at times of the test's choosing."""

    def __init__(self, server: RunningServer, desk: TestDesk) -> None:
        assert desk.tokens.tokens is not None
        self.server = server
        self.desk = desk
        self.first = desk.tokens.tokens.refresh

    def present(self, token: str, *, key: str = "k", after_s: float = 0, device: str = "") -> str:
        request = RefreshRequest(
            refresh_token=token, device_id=device or self.desk.device_id, idempotency_key=key
        )
        work: Coroutine[Any, Any, TokenReply] = self.server.state.sign_in.refresh(
            request, now=datetime.now(UTC) + timedelta(seconds=after_s)
        )
        return self.server.on_its_loop(work).refresh_token


@pytest.fixture
def refreshing(server: RunningServer, clinic: TestDesk) -> Refreshing:
    return Refreshing(server, clinic)


def test_lost_reply_is_given_again_for_30_seconds(refreshing: Refreshing) -> None:
    successor = refreshing.present(refreshing.first)
    assert refreshing.present(refreshing.first, after_s=29) == successor
    refreshing.present(successor, key="k2", after_s=30)


@pytest.mark.parametrize(
    "misuse",
    [{"after_s": 31}, {"key": "another attempt"}, {"device": new_id()}],
    ids=["too late", "another attempt", "another desk"],
)
def test_token_used_twice_ends_the_session(refreshing: Refreshing, misuse: dict[str, Any]) -> None:
    successor = refreshing.present(refreshing.first)
    with pytest.raises(Refusal):
        refreshing.present(refreshing.first, **misuse)
    with pytest.raises(Refusal, match="bad_refresh"):
        refreshing.present(successor, key="k2")


def test_session_ends_after_two_weeks_without_use(refreshing: Refreshing) -> None:
    days = timedelta(days=1).total_seconds()
    token = refreshing.present(refreshing.first, after_s=13 * days)
    with pytest.raises(Refusal):
        refreshing.present(token, key="k2", after_s=28 * days)


def test_session_ends_after_ninety_days_however_much_it_is_used(refreshing: Refreshing) -> None:
    token = refreshing.first
    for day in range(10, 90, 10):
        token = refreshing.present(token, key=str(day), after_s=day * 86400)
    with pytest.raises(Refusal):
        refreshing.present(token, key="end", after_s=91 * 86400)


@pytest.mark.parametrize("token", ["", "x", "x.y", f"{'0' * 32}.y", f"{'0' * 32}.\x00"])
def test_invented_refresh_token_is_refused(refreshing: Refreshing, token: str) -> None:
    with pytest.raises(Refusal):
        refreshing.present(token)


async def test_signing_out_ends_renewal(server: RunningServer, clinic: TestDesk) -> None:
    kept = clinic.tokens.tokens
    await clinic.api.logout()
    assert clinic.tokens.tokens is None
    api = ApiClient(
        server.url,
        device_id=clinic.device_id,
        token_store=MemoryTokens(kept),
        clock=SystemTime(),
    )
    async with api:
        with pytest.raises(NeedsLogin):
            await api.refresh()


async def test_signing_out_one_desk_leaves_the_other(
    server: RunningServer, clinic: TestDesk
) -> None:
    desk = await second_desk(server, clinic)
    await clinic.api.logout()
    await desk.api.refresh()
    await desk.api.aclose()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE device SET is_active = false WHERE device_id = $1::uuid",
        "UPDATE credential SET is_active = false WHERE tenant_id = "
        "(SELECT tenant_id FROM device WHERE device_id = $1::uuid)",
    ],
    ids=["desk revoked", "user left"],
)
async def test_change_of_standing_takes_effect_at_once(
    server: RunningServer, clinic: TestDesk, change: str
) -> None:
    await clinic.api.pull("", limit=1)
    connection = await asyncpg.connect(server.databases.superuser)
    try:
        await connection.execute(change, clinic.device_id)
    finally:
        await connection.close()
    with pytest.raises(DeviceRevoked):
        await clinic.api.pull("", limit=1)
    with pytest.raises(DeviceRevoked):
        await clinic.push()


async def test_other_role_is_taken_up_by_renewing_and_is_no_shutting_out(
    server: RunningServer, clinic: TestDesk
) -> None:
    """The old token is refused at once (401), and the desk goes on in its new role by itself."""
    headers = clinic.headers
    connection = await asyncpg.connect(server.databases.superuser)
    try:
        await connection.execute(
            "UPDATE credential SET role = 'billing', role_version = 2 WHERE user_id = $1::uuid",
            clinic.user_id,
        )
    finally:
        await connection.close()
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as http:
        reply = await http.get("/v1/sync/pull", headers=headers)
    assert (reply.status_code, reply.json()["code"]) == (401, "account_changed")
    await clinic.api.pull("", limit=1)
    claims = claims_of(clinic)
    assert (claims["role"], claims["role_ver"]) == ("billing", 2)


async def test_twenty_renewals_at_once_are_one(server: RunningServer, clinic: TestDesk) -> None:
    before = clinic.tokens.tokens
    connection = await asyncpg.connect(server.databases.superuser)
    try:
        await asyncio.gather(*(clinic.api.refresh() for _ in range(20)))
        count = await connection.fetchval(
            "SELECT count(*) FROM refresh_token WHERE tenant_id = $1::uuid", clinic.clinic_id
        )
    finally:
        await connection.close()
    assert count == 2
    assert clinic.tokens.tokens != before
    await clinic.api.pull("", limit=1)


async def test_desk_at_another_computer_without_its_token_is_refused(
    server: RunningServer, clinic: TestDesk
) -> None:
    request = LoginRequest(
        clinic_id=clinic.clinic_id,
        username=clinic.username,
        auth_key=AUTH_KEY,
        device_id=new_id(),
        device_token="x",
    )
    with pytest.raises(Refusal, match="device_revoked"):
        server.on_its_loop(server.state.sign_in.login(request, now=now()))
