"""Being shut out: by request, by record, by command; at once, at every address."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from app.api.realtime import RealtimeClient
from app.bootstrap.revoking import shut_out
from app.domain.errors import (
    ConfigurationError,
    DeviceRevoked,
    NeedsLogin,
    RequestRefused,
    Unreachable,
)
from app.domain.ids import RecordId, UserId, WorkstationId, new_id
from app.server import accounts, sign_in
from app.server.openapi import OPEN
from tests.factories import a_patient, a_user, a_workstation
from tests.server.people import colleague, let_an_hour_pass, lines, record_of, trail
from tests.server.people import sign_in as show_passphrase
from tests.server_fixtures import AUTH_KEY, RunningServer, TestDesk
from tests.waiting import soon

pytestmark = pytest.mark.row("E9", "B7")


async def signed_addresses(server: RunningServer) -> list[tuple[str, str]]:
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as http:
        paths = (await http.get("/openapi.json")).json()["paths"]
    filled = {
        path: path.replace("{user_id}", new_id())
        .replace("{device_id}", new_id())
        .replace("{entity}", "patient")
        .replace("{record_id}", "f" * 32)
        .replace("{sha256}", "0" * 64)
        .replace("{snapshot_id}", "f" * 32)
        .replace("{number}", "0")
        for path in paths
        if path not in OPEN
    }
    return [(method.upper(), filled[path]) for path in filled for method in paths[path]]


BODIES = {
    "/credential": {
        "username": "x",
        "auth_key": AUTH_KEY,
        "present_key": AUTH_KEY,
        "role": "billing",
    },
    "/v1/audit/heads": {"seq": 1, "mac": "0" * 64, "link": "0" * 64, "signature": ""},
    "/v1/devices/self/key": {"public_key": "0" * 64, "proof": ""},
    "/v1/record-numbers": {"size": 1},
    "/v1/sync/bootstrap": {},
    "/v1/sync/confirm": {"level": "ALL"},
    "/v1/sync/patient-rows": {"patient_id": "0" * 32},
    "/v1/records/patient": {"id": "f" * 32, "values": {}},
    "f" * 32: {"values": {}},
    "/query": {},
    "/v1/graphql": {"query": '{ aging(on: "2026-11-21") { owedMinor } }'},
    "/aggregate": {},
    "/v1/sync/push": {"device_id": "", "batch_id": "b", "ops": []},
    "/v1/invites": {
        "lookup": "0" * 10,
        "proof_hash": "0" * 64,
        "sealed_clinic_key": "",
        "username": "x",
        "display_name": "x",
        "role": "front_desk",
    },
}


async def test_every_address_with_a_token_refuses_who_was_shut_out(
    server: RunningServer, clinic: TestDesk
) -> None:
    async with colleague(server, clinic, role="admin") as other:
        await clinic.api.revoke_device(device_id=other.device_id)
        addresses = await signed_addresses(server)
        assert len(addresses) >= 11
        async with httpx.AsyncClient(base_url=server.url, trust_env=False) as http:
            for method, path in addresses:
                body = next((b for end, b in BODIES.items() if path.endswith(end)), None)
                if body and "device_id" in body:
                    body = body | {"device_id": other.device_id}
                headers = {**other.headers, "If-Match": '"1"', "Idempotency-Key": new_id()}
                reply = await http.request(method, path, headers=headers, json=body)
                assert (reply.status_code, reply.json()["code"]) == (403, "device_revoked"), path


async def test_every_address_with_a_token_refuses_a_session_that_was_ended(
    server: RunningServer, clinic: TestDesk
) -> None:
    headers = clinic.headers
    await clinic.api.logout()
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as http:
        reply = await http.get("/v1/sync/pull", headers=headers)
    assert (reply.status_code, reply.json()["code"]) == (401, "session_over")


async def test_socket_of_a_desk_that_is_shut_out_closes_at_once(
    server: RunningServer, clinic: TestDesk
) -> None:
    async with colleague(server, clinic, role="front_desk") as other:
        heard = asyncio.Event()
        listening = asyncio.ensure_future(
            RealtimeClient(other.api).listen(lambda _seq: heard.set())
        )
        await soon(heard.wait())
        await clinic.api.revoke_user(user_id=other.user_id)
        with pytest.raises(Unreachable):
            await soon(listening)
        with pytest.raises(DeviceRevoked):
            await other.api.ticket()


async def test_user_shut_out_can_neither_renew_nor_sign_in(
    server: RunningServer, clinic: TestDesk
) -> None:
    async with colleague(server, clinic, role="front_desk") as other:
        await clinic.api.revoke_user(user_id=other.user_id)
        with pytest.raises(DeviceRevoked):
            await other.api.refresh()
        with pytest.raises(RequestRefused, match="bad_credentials"):
            await other.api.login(
                clinic_id=other.clinic_id,
                username=other.username,
                auth_key=AUTH_KEY,
                device_token=other.device_token,
            )
    assert ("revoke", "user", "request") in await trail(server, clinic)


async def test_nobody_but_an_administrator_shuts_people_out(
    server: RunningServer, clinic: TestDesk
) -> None:
    async with colleague(server, clinic, role="front_desk") as other:
        with pytest.raises(RequestRefused, match="role_not_allowed"):
            await other.api.revoke_user(user_id=clinic.user_id)
        with pytest.raises(RequestRefused, match="role_not_allowed"):
            await other.api.revoke_device(device_id=clinic.device_id)
    await clinic.api.pull("", limit=1)


async def test_session_that_only_renews_itself_shuts_nobody_out_but_itself(
    server: RunningServer, clinic: TestDesk
) -> None:
    """An administrator's stolen token would end everybody's work."""
    async with colleague(server, clinic, role="admin") as other:
        await let_an_hour_pass(server, clinic.clinic_id)
        with pytest.raises(RequestRefused, match="sign_in_again"):
            await clinic.api.revoke_user(user_id=other.user_id)
        with pytest.raises(RequestRefused, match="sign_in_again"):
            await clinic.api.revoke_device(device_id=other.device_id)
        await other.api.pull("", limit=1)
        await show_passphrase(clinic)
        await clinic.api.revoke_device(device_id=other.device_id)
        await let_an_hour_pass(server, clinic.clinic_id)
        await clinic.api.revoke_user(user_id=clinic.user_id)
        with pytest.raises(DeviceRevoked):
            await clinic.api.pull("", limit=1)


async def test_last_administrator_cannot_be_shut_out_by_request(clinic: TestDesk) -> None:
    with pytest.raises(RequestRefused, match="last_admin"):
        await clinic.api.revoke_user(user_id=clinic.user_id)


@pytest.mark.parametrize("unknown", ["0" * 32, "x", "..%2f"])
async def test_unknown_user_and_desk_are_not_found(clinic: TestDesk, unknown: str) -> None:
    with pytest.raises(RequestRefused, match=r"404"):
        await clinic.api.revoke_user(user_id=unknown)
    with pytest.raises(RequestRefused, match=r"404"):
        await clinic.api.revoke_device(device_id=unknown)


async def test_administrator_of_another_clinic_finds_nobody_here(
    server: RunningServer, clinic: TestDesk
) -> None:
    from tests.server_fixtures import start_clinic

    stranger = await start_clinic(server)
    try:
        with pytest.raises(RequestRefused, match="not_found"):
            await stranger.api.revoke_user(user_id=clinic.user_id)
        with pytest.raises(RequestRefused, match="not_found"):
            await stranger.api.revoke_device(device_id=clinic.device_id)
    finally:
        await stranger.api.aclose()
    await clinic.api.pull("", limit=1)


@pytest.mark.parametrize(
    "change", [{"is_active": False}, {"role": "billing"}], ids=["left", "another role"]
)
async def test_account_follows_the_record_in_the_same_transaction(
    server: RunningServer, clinic: TestDesk, change: dict[str, object]
) -> None:
    async with colleague(server, clinic, role="front_desk") as other:
        row = await record_of(other, clinic)
        await other.api.pull("", limit=1)
        result = await clinic.push_one(clinic.update(row, **change))
        assert result.status == "applied"
        # Another role is no shutting out: 401 lets an active user sign in and go on.
        refused = DeviceRevoked if "is_active" in change else NeedsLogin
        with pytest.raises(refused):
            await other.api.pull("", limit=1)
        with pytest.raises(refused):
            await other.api.refresh()
        (account,) = await lines(
            server,
            "SELECT role, is_active, role_version FROM credential WHERE user_id = $1::uuid",
            other.user_id,
        )
    assert account["role_version"] == 2
    assert {"role": account["role"], "is_active": account["is_active"]}.items() >= change.items()


async def test_who_loses_their_record_is_out(server: RunningServer, clinic: TestDesk) -> None:
    async with colleague(server, clinic, role="front_desk") as other:
        row = await record_of(other, clinic)
        assert (await clinic.push_one(clinic.delete(row))).status == "applied"
        with pytest.raises(DeviceRevoked):
            await other.push()


async def test_colleague_without_the_role_shuts_nobody_out_by_record(
    server: RunningServer, clinic: TestDesk
) -> None:
    async with colleague(server, clinic, role="front_desk") as other:
        (row,) = await clinic.saved(a_user(id=UserId(RecordId(clinic.user_id)), role="admin"))
        for change in ({"is_active": False}, {"role": "billing"}):
            result = await other.push_one(other.update(row, **change))
            assert (result.status, result.code) == ("rejected", "permission")
    await clinic.push()


async def test_who_comes_back_signs_in_again_with_the_new_role(
    server: RunningServer, clinic: TestDesk
) -> None:
    async with colleague(server, clinic, role="front_desk") as other:
        row = await record_of(other, clinic)
        await clinic.push_one(clinic.update(row, is_active=False))
        row = await clinic.row(row.id)
        await clinic.push_one(clinic.update(row, is_active=True, role="clinician"))
        reply = await other.api.login(
            clinic_id=other.clinic_id,
            username=other.username,
            auth_key=AUTH_KEY,
            device_token=other.device_token,
        )
    assert reply.role == "clinician"


async def test_change_of_another_fact_of_a_record_ends_no_session(
    server: RunningServer, clinic: TestDesk
) -> None:
    async with colleague(server, clinic, role="front_desk") as other:
        row = await record_of(other, clinic)
        await clinic.push_one(clinic.update(row, display_name="Bea B."))
        await other.api.pull("", limit=1)


async def test_desk_follows_its_record(server: RunningServer, clinic: TestDesk) -> None:
    async with colleague(server, clinic, role="front_desk") as other:
        record = a_workstation(id=WorkstationId(RecordId(other.device_id)))
        assert (await other.push_one(other.create(record))).status == "applied"
        row = await clinic.row(other.device_id)
        await clinic.push_one(clinic.update(row, is_active=False))
        with pytest.raises(DeviceRevoked):
            await other.push()
    assert ("revoke", "workstation", "record") in await trail(server, clinic)


async def test_command_shuts_out_by_name_and_by_desk(
    server: RunningServer, clinic: TestDesk
) -> None:
    async with colleague(server, clinic, role="front_desk") as other:
        await shut_out(server.databases.app, clinic.clinic_id, user="Bea", device=None)
        with pytest.raises(DeviceRevoked):
            await other.push()
    await shut_out(server.databases.app, clinic.clinic_id, user=None, device=clinic.device_id)
    with pytest.raises(DeviceRevoked):
        await clinic.push(clinic.create(a_patient()))
    assert ("revoke", "user", "operator") in await trail(server, clinic)


@pytest.mark.parametrize(
    "whom",
    [{"user": "nobody", "device": None}, {"user": None, "device": "0" * 32}],
    ids=["user", "desk"],
)
async def test_command_names_what_it_does_not_know(
    server: RunningServer, clinic: TestDesk, whom: dict[str, str | None]
) -> None:
    with pytest.raises(ConfigurationError, match="not known"):
        await shut_out(server.databases.app, clinic.clinic_id, **whom)


class SlowHash:
    """Stands still in the middle of a slow hash until it is told to go on."""

    def __init__(self, real: Callable[..., Any]) -> None:
        self._real = real
        self.begun, self.go_on = threading.Event(), threading.Event()

    def __call__(self, *given: Any) -> Any:
        self.begun.set()
        assert self.go_on.wait(10)
        return self._real(*given)


@pytest.mark.parametrize("whom", ["user", "device"])
async def test_who_is_shut_out_during_the_slow_hash_does_not_sign_in(
    server: RunningServer, clinic: TestDesk, monkeypatch: pytest.MonkeyPatch, whom: str
) -> None:
    async with colleague(server, clinic, role="front_desk") as bea:
        slow = SlowHash(sign_in.verify_password)
        monkeypatch.setattr(sign_in, "verify_password", slow)
        coming = asyncio.create_task(
            bea.api.login(
                clinic_id=clinic.clinic_id,
                username="bea",
                auth_key=AUTH_KEY,
                device_token=bea.device_token,
            )
        )
        assert await asyncio.to_thread(slow.begun.wait, 10)
        if whom == "user":
            await clinic.api.revoke_user(user_id=bea.user_id)
        else:
            await clinic.api.revoke_device(device_id=bea.device_id)
        slow.go_on.set()
        with pytest.raises(DeviceRevoked):
            await coming


@pytest.mark.parametrize("whose", ["own", "a colleague's"])
async def test_who_is_shut_out_during_the_slow_hash_gives_nobody_a_key(
    server: RunningServer, clinic: TestDesk, monkeypatch: pytest.MonkeyPatch, whose: str
) -> None:
    async with colleague(server, clinic, role="admin") as bea:
        slow = SlowHash(accounts.hash_password)
        monkeypatch.setattr(accounts, "hash_password", slow)
        user_id, name = (bea.user_id, "bea") if whose == "own" else (new_id(), "ghost")
        asking = asyncio.create_task(
            bea.api.set_credential(
                user_id=user_id,
                username=name,
                auth_key="b2" * 32,
                present_key=AUTH_KEY,
                role="admin",
            )
        )
        assert await asyncio.to_thread(slow.begun.wait, 10)
        await clinic.api.revoke_user(user_id=bea.user_id)
        slow.go_on.set()
        with pytest.raises(DeviceRevoked):
            await asking
    question = "SELECT user_id FROM credential WHERE username = 'ghost'"
    assert await lines(server, question) == []
