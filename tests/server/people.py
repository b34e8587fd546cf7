"""Colleagues of a clinic's administrator, each at a desk of their own, for the tests here."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from app.domain.declare import Record
from app.domain.ids import RecordId, UserId
from app.domain.operations import FieldChange, Operation, RowState
from app.domain.removing import RemovalRequest
from app.protocol.codec import instant_to_wire, to_wire
from app.protocol.messages import HeadReceipt, HeadRequest
from app.security.device_key import DeviceHead, prove_key
from tests.factories import a_child, a_user
from tests.server_fixtures import AUTH_KEY, RunningServer, TestDesk, invite, join


@asynccontextmanager
async def colleague(server: RunningServer, clinic: TestDesk, *, role: str, username: str = "bea"):
    """Somebody with a role at a further desk, with their record."""
    code = await invite(clinic, username=username, role=role)
    desk = await join(server, code, clinic_id=clinic.clinic_id, username=username)
    try:
        yield desk
    finally:
        await desk.api.aclose()


async def record_of(desk: TestDesk, clinic: TestDesk, **fields: Any) -> RowState:
    """The user record of somebody, made by the administrator."""
    record = a_user(
        id=UserId(RecordId(desk.user_id)),
        username=desk.username,
        **{"role": "front_desk", **fields},
    )
    (row,) = await clinic.saved(record)
    return row


async def allow_removal(
    server: RunningServer, clinic: TestDesk, patient: Record, *, asked_by: TestDesk | None = None
) -> RemovalRequest:
    """A patient's removal, asked for at the front desk and allowed by a clinician."""
    async with (
        colleague(server, clinic, role="front_desk", username="fay") as desk,
        colleague(server, clinic, role="clinician", username="cleo") as second,
    ):
        await record_of(desk, clinic, role="front_desk")
        await record_of(second, clinic, role="clinician")
        asker = asked_by or desk
        request = a_child(RemovalRequest, patient, requested_by=UserId(RecordId(asker.user_id)))
        await asker.saved(request)
        answer = {
            "status": "approved",
            "decided_by": second.user_id,
            "decided_at": instant_to_wire(request.requested_at),
            "decision_note": "nobody was seen",
        }
        was = to_wire(request)
        said = second.operation(
            entity="removal_request",
            id=request.id,
            kind="action",
            action="decide",
            base_version=1,
            patch={name: FieldChange(was.get(name), new) for name, new in answer.items()},
        )
        result = await second.push_one(said)
        assert result.status in ("applied", "merged"), result
    return request


def carried_out(desk: TestDesk, request: RemovalRequest) -> Operation:
    """That somebody at a desk carried a removal out."""
    changes = {
        "status": "carried_out",
        "carried_out_by": desk.user_id,
        "carried_out_at": instant_to_wire(request.requested_at),
    }
    return desk.operation(
        entity="removal_request",
        id=request.id,
        kind="action",
        action="carry_out",
        base_version=2,
        patch={
            name: FieldChange("approved" if name == "status" else None, new)
            for name, new in changes.items()
        },
    )


async def sign_in(desk: TestDesk, **changes: str) -> None:
    """Show the passphrase at the desk again, or something else for it."""
    fields = {
        "clinic_id": desk.clinic_id,
        "username": desk.username,
        "auth_key": AUTH_KEY,
        "device_token": desk.device_token,
    }
    await desk.api.login(**(fields | changes))


async def lines(server: RunningServer, question: str, *values: Any) -> list[Any]:
    """Rows of the server's database, seen by a superuser."""
    connection = await asyncpg.connect(server.databases.superuser)
    try:
        return await connection.fetch(question, *values)
    finally:
        await connection.close()


async def let_an_hour_pass(server: RunningServer, clinic_id: str) -> None:
    """Everybody of a clinic showed their passphrase longer ago than that."""
    await lines(
        server,
        "UPDATE refresh_token SET begun_at = begun_at - interval '61 minutes' "
        "WHERE tenant_id = $1::uuid",
        clinic_id,
    )


async def trail(server: RunningServer, clinic: TestDesk) -> list[tuple[str, str, str]]:
    """The clinic's lines in the server's own trail: what, about what, why."""
    found = await lines(
        server,
        "SELECT action, entity, code FROM server_audit WHERE tenant_id = $1::uuid ORDER BY number",
        clinic.clinic_id,
    )
    return [(one["action"], one["entity"], one["code"]) for one in found]


def private_key(desk: TestDesk) -> str:
    """The key a desk of the tests signs with."""
    return hashlib.sha256(desk.device_id.encode()).hexdigest()


async def register_key(desk: TestDesk) -> str:
    """Have the server know a desk's key; returns the public half."""
    place = {"tenant_id": desk.clinic_id, "device_id": desk.device_id}
    public_key, proof = prove_key(private_key(desk), **place)
    await desk.api.register_device_key(public_key=public_key, proof=proof)
    return public_key


def signed_head(
    desk: TestDesk,
    *,
    seq: int,
    mac: str,
    link: str,
    epoch: int = 0,
    key: str = "",
    signed: Mapping[str, Any] | None = None,
) -> HeadRequest:
    """A head as a desk tells it; signed: what its signature says otherwise, key: another's."""
    told = {"epoch": epoch, "seq": seq, "mac": mac, "link": link}
    place = {"tenant_id": desk.clinic_id, "device_id": desk.device_id}
    head = DeviceHead(**{**place, **told, **(signed or {})})
    return HeadRequest(**told, signature=head.signed_by(key or private_key(desk)))


async def post_head(desk: TestDesk, **head: Any) -> HeadReceipt:
    """Tell the server a signed head, by a desk whose key it knows."""
    await register_key(desk)
    return await desk.api.post_head(signed_head(desk, **head))
