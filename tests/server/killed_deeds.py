"""What is asked of a server whose every statement can be killed, one function for each."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any
from unittest.mock import patch

from app.bootstrap import quotas
from app.domain.errors import StorageBusy
from app.domain.ids import new_id
from app.domain.waiting import Task
from app.protocol.messages import (
    CredentialRequest,
    DeviceKeyRequest,
    InviteRequest,
    JoinRequest,
    JoinStart,
    LoginRequest,
    RefreshRequest,
)
from app.protocol.snapshots import BootstrapRequest
from app.security.device_key import prove_key
from app.security.join_code import new_join_code
from app.server import blobs, snapshots
from tests.factories import a_child, a_patient, a_room, an_allergy, an_appointment
from tests.server.killed_world import NEW, World, sha
from tests.server.people import private_key, signed_head
from tests.server_fixtures import AUTH_KEY

Asking = Callable[[World], Callable[[], int]]
FIRST = a_patient(mrn="K-1")
KEY = "0c" * 16
OTHER_KEY = "b2" * 32
EMPTY_AT = timedelta(days=1)


def pushed(world: World) -> Callable[[], int]:
    """Of every kind: made, merged, clashing, deleted, refused, not allowed, waiting for another."""
    sara, rows = world.sara, world.rows
    operations = (
        sara.create(FIRST),
        sara.create(an_allergy(FIRST)),
        sara.create(an_appointment(FIRST)),
        sara.update(rows["amara"], city="Rye"),
        sara.update(rows["amara"], alert="Pollen"),
        sara.delete(rows["room"]),
        sara.create(a_patient(mrn="K-2", email="nobody")),
        sara.create(a_child(Task, a_patient())),
        sara.create(a_room(), depends_on=[new_id()]),
    )
    return lambda: world.push(*operations)


def decided(world: World) -> Callable[[], int]:
    operation = world.sara.decision(world.rows["conflict"], "theirs")
    return lambda: world.push(operation)


def refused(world: World) -> Callable[[], int]:
    """Nothing but what is not taken: the answers are kept."""
    bea, rows = world.bea, world.rows
    operations = [bea.delete(rows["ben"]), bea.create(a_patient(email="x"))]
    return lambda: world.push(*operations, by=bea)


def shut_out_by_record(world: World) -> Callable[[], int]:
    """The account follows what becomes of the record."""
    operation = world.sara.update(world.rows["bea"], is_active=False)
    return lambda: world.push(operation)


def asked(method: str, path: str, body: object = None, **headers: str) -> Asking:
    return lambda world: lambda: world.ask(method, path.format(**world.ids), body, **headers)


def asked_by(name: str, method: str, path: str, body: object = None, **headers: str) -> Asking:
    """The same by a colleague."""
    return lambda world: (
        lambda: world.ask(
            method, path.format(**world.ids), body, by=getattr(world, name), **headers
        )
    )


def joined(name: str, **changes: str) -> Asking:
    """A further desk, by the code of this name."""

    def asking(world: World) -> Callable[[], int]:
        code = world.codes[name]
        device_id, clinic_id = new_id(), world.sara.clinic_id
        place = {"tenant_id": clinic_id, "device_id": device_id}
        public_key, proof = prove_key("0e" * 32, **place)
        known: dict[str, Any] = {
            "lookup": code.lookup,
            "proof": code.proof,
            "clinic_id": clinic_id,
            "clinic_name": "Nordlicht Clinic",
            "user_id": "0f" * 16,
            "username": "sara",
            "auth_key": AUTH_KEY,
            "device_id": device_id,
            "device_name": "Third",
            "public_key": public_key,
            "key_proof": proof,
        }
        request = JoinRequest(**(known | changes))
        return lambda: world.ask("POST", "/v1/join", request)

    return asking


def begun(world: World) -> Callable[[], int]:
    """A clinic of its own, with the code of the server's command line."""
    place = {"tenant_id": "1a" * 16, "device_id": "1b" * 16}
    public_key, proof = prove_key("0e" * 32, **place)
    request = JoinRequest(
        lookup=world.codes["clinic"].lookup,
        proof=world.codes["clinic"].proof,
        clinic_id="1a" * 16,
        clinic_name="Südlicht",
        user_id="1c" * 16,
        username="eva",
        auth_key=AUTH_KEY,
        device_id="1b" * 16,
        device_name="First",
        public_key=public_key,
        key_proof=proof,
    )
    return lambda: world.ask("POST", "/v1/join", request)


def guessed(world: World) -> Callable[[], int]:
    start = JoinStart(lookup=world.codes["known"].lookup, proof="0" * 64)
    return lambda: world.ask("POST", "/v1/join/offer", start)


def invited(world: World) -> Callable[[], int]:
    code = new_join_code()
    request = InviteRequest(code.lookup, code.proof_hash, "c2VhbGVk", "ada", "Ada", "clinician")
    return lambda: world.ask("POST", "/v1/invites", request)


def signed_in(auth_key: str) -> Asking:
    def asking(world: World) -> Callable[[], int]:
        sara = world.sara
        request = LoginRequest(sara.clinic_id, "sara", auth_key, sara.device_id, sara.device_token)
        return lambda: world.ask("POST", "/v1/auth/login", request)

    return asking


def refreshed(device: str = "") -> Asking:
    """With a device's name that is not its own, the token is somebody else's now."""

    def asking(world: World) -> Callable[[], int]:
        sara = world.sara
        assert sara.tokens.tokens is not None
        request = RefreshRequest(
            sara.tokens.tokens.refresh, device or sara.device_id, idempotency_key=KEY
        )
        return lambda: world.ask("POST", "/v1/auth/refresh", request)

    return asking


def given(whose: str, present: str = AUTH_KEY, **changes: str) -> Asking:
    """A new key at the server, for oneself or for a colleague."""

    def asking(world: World) -> Callable[[], int]:
        desk = world.sara if whose == "sara" else world.bea
        request = CredentialRequest(whose, OTHER_KEY, present, **changes)
        path = f"/v1/users/{desk.user_id}/credential"
        return lambda: world.ask("PUT", path, request)

    return asking


def ended(kind: str) -> Asking:
    def asking(world: World) -> Callable[[], int]:
        row_id = world.bea.user_id if kind == "users" else world.bea.device_id
        return lambda: world.ask("POST", f"/v1/{kind}/{row_id}/revoke")

    return asking


def key_registered(world: World) -> Callable[[], int]:
    bea = world.bea
    place = {"tenant_id": bea.clinic_id, "device_id": bea.device_id}
    request = DeviceKeyRequest(*prove_key(private_key(bea), **place))
    return lambda: world.ask("PUT", "/v1/devices/self/key", request, by=bea)


def head_kept(key: str) -> Asking:
    def asking(world: World) -> Callable[[], int]:
        request = signed_head(world.sara, seq=7, mac="a" * 64, link="b" * 64, key=key)
        return lambda: world.ask("POST", "/v1/audit/heads", request)

    return asking


def begun_anew(world: World) -> Callable[[], int]:
    path = f"/v1/devices/{world.sara.device_id}/heads/anew"
    return lambda: world.ask("POST", path)


def filed(content: bytes, name: bytes | None = None) -> Asking:
    """As a desk does it: it asks how much is there, and sends what is not."""
    path, last = f"/v1/blobs/{sha(name or content)}", len(content) - 1

    def asking(world: World) -> Callable[[], int]:
        def ask() -> int:
            status, reply = world.say("PUT", path, Content_Range=f"bytes */{len(content)}")
            if status != 200 or reply["received"]:
                return status
            place = f"bytes 0-{last}/{len(content)}"
            return world.ask("PUT", path, content, Content_Range=place)

        return ask

    return asking


def not_allowed_file(world: World) -> Callable[[], int]:
    """For a role that may keep no documents: today every one may."""
    place = f"bytes */{len(NEW)}"

    def ask() -> int:
        with patch.object(blobs, "is_account_allowed", lambda *_: False):
            return world.ask("PUT", f"/v1/blobs/{sha(NEW)}", by=world.gil, Content_Range=place)

    return ask


def cut_off(world: World) -> Callable[[], int]:
    """A cursor of what this server never told: its database was put back to a backup."""
    return lambda: world.ask("GET", f"/v1/sync/pull?cursor={world.unknown}")


def snapshot_asked(world: World) -> Callable[[], int]:
    request = BootstrapRequest(entities=["room"])
    return lambda: world.ask("POST", "/v1/sync/bootstrap", request)


def snapshot_made(world: World) -> Callable[[], int]:
    """Each time an hour later, when nobody takes the one before for alive."""
    hours, server, tenant_id = count(1), world.server, world.sara.clinic_id

    async def made() -> None:
        now = server.state.now() + timedelta(hours=next(hours))
        await snapshots._make(
            server.state.engine, tenant_id, "patient", now=now, has_begun=asyncio.Event()
        )
        is_made = "SELECT is_complete FROM snapshot WHERE scope = 'patient'"
        if [one[0] for one in await world.tables.fetch(is_made)] != [True]:
            raise StorageBusy

    return lambda: world.run(made())


def on_its_loop(work: Callable[[World], Any]) -> Asking:
    return lambda world: lambda: world.run(work(world))


def quota_set(world: World) -> Any:
    return quotas.change_limits(
        dsn_of(world), world.sara.clinic_id, {"records": 50, "bytes": 10**9}
    )


def dsn_of(world: World) -> str:
    return world.server.databases.app
