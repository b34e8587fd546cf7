"""Where the workstations' audit trails ended: kept for ever, never two ends for one number."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.domain.ids import is_record_id
from app.domain.staff import Role
from app.protocol.codec import instant_to_wire
from app.protocol.messages import HeadList, HeadReceipt, HeadRequest
from app.security.head_receipt import Head
from app.security.server_tokens import Principal
from app.server.refusal import bad_request, conflict, not_found
from app.server.standing import check_standing, denied
from app.server.tenancy import tenant_transaction
from app.server.trail import Deed, Note, write_notes

MOST_LISTED = 1000
_HASH = re.compile("[0-9a-f]{64}")
FARTHEST_STEP = 1_000_000
"""Events between two heads of a workstation."""
FARTHEST_FIRST = 10_000_000
_LAST_SEQ = 2**63 - 1

_DEVICE = text(
    "SELECT public_key FROM device WHERE tenant_id = CAST(:tenant AS uuid) "
    "AND device_id = CAST(:device AS uuid)"
)
# The workstation's row is locked: two heads sent at once are compared one after the other.
_LOCK_DEVICE = text(f"{_DEVICE.text} FOR UPDATE")
_SET_KEY = text(
    "UPDATE device SET public_key = :key WHERE tenant_id = CAST(:tenant AS uuid) "
    "AND device_id = CAST(:device AS uuid)"
)
_EPOCH = text(
    "SELECT coalesce(max(epoch), 0) FROM audit_head WHERE tenant_id = CAST(:tenant AS uuid) "
    "AND device_id = CAST(:device AS uuid)"
)
# Number 0 is no event: with it an administrator's new beginning is kept (begin_anew).
_HEADS = text(
    "SELECT seq, mac, link, at, signature FROM audit_head WHERE tenant_id = CAST(:tenant AS uuid) "
    "AND device_id = CAST(:device AS uuid) AND epoch = :epoch AND seq > 0 "
    "ORDER BY seq DESC LIMIT :most"
)
_ADD = text(
    "INSERT INTO audit_head (tenant_id, device_id, epoch, seq, mac, link, at, signature) VALUES ("
    "CAST(:tenant AS uuid), CAST(:device AS uuid), :epoch, :seq, :mac, :link, :at, :signature)"
)


async def keep_head(
    engine: AsyncEngine,
    who: Principal,
    request: HeadRequest,
    *,
    key: Ed25519PrivateKey,
    now: datetime,
) -> HeadReceipt:
    """Keep a workstation's head and sign for it; the same head gets the same receipt.

    Raises Refusal: 409 head_forked for another end with the last one's number, head_behind for a
    number below it, head_too_far for one that no day's work leads to: it would end the comparison.
    """
    if not (
        0 < request.seq <= _LAST_SEQ
        and _HASH.fullmatch(request.mac)
        and _HASH.fullmatch(request.link)
    ):
        raise bad_request("malformed")
    async with tenant_transaction(engine, who.tenant_id) as connection:
        await check_standing(connection, who)
        answer = await _kept(connection, who, request, key=key, now=now)
        if isinstance(answer, str):
            note = Note(
                deed=Deed.HEAD_REJECTED,
                actor_id=who.user_id,
                device_id=who.device_id,
                entity="audit_head",
                code=answer,
            )
            await write_notes(connection, who.tenant_id, [note], now=now)
    if isinstance(answer, str):
        raise conflict(answer)
    return answer


async def list_heads(
    engine: AsyncEngine, who: Principal, device_id: str, *, now: datetime
) -> HeadList:
    """The latest heads of one's own workstation, or of any for an administrator."""
    device_id = device_id or who.device_id
    if device_id != who.device_id and who.role != Role.ADMIN:
        raise await denied(engine, who, entity="workstation", row_id=device_id, now=now)
    if not is_record_id(device_id):
        raise not_found()
    async with tenant_transaction(engine, who.tenant_id) as connection:
        await check_standing(connection, who)
        wanted = {"tenant": who.tenant_id, "device": device_id}
        device = (await connection.execute(_DEVICE, wanted)).one_or_none()
        if device is None:
            raise not_found()
        epoch = (await connection.execute(_EPOCH, wanted)).scalar_one()
        lines = await connection.execute(_HEADS, {**wanted, "epoch": epoch, "most": MOST_LISTED})
        heads = [_receipt(device_id, line) for line in lines]
    return HeadList(device_id=device_id, public_key=device.public_key or "", heads=heads)


async def begin_anew(engine: AsyncEngine, who: Principal, device_id: str, *, now: datetime) -> None:
    """Let a workstation's memory begin anew, as an administrator: after a restored backup, or where
    somebody told an end that no trail has. What was kept stays, and so does who began anew.

    Raises Refusal (403, 404).
    """
    if who.role != Role.ADMIN:
        raise await denied(engine, who, entity="audit_head", row_id=device_id, now=now)
    if not is_record_id(device_id):
        raise not_found()
    wanted = {"tenant": who.tenant_id, "device": device_id}
    async with tenant_transaction(engine, who.tenant_id) as connection:
        await check_standing(connection, who)
        if (await connection.execute(_LOCK_DEVICE, wanted)).one_or_none() is None:
            raise not_found()
        epoch = (await connection.execute(_EPOCH, wanted)).scalar_one() + 1
        nothing = {"seq": 0, "mac": "", "link": "", "signature": ""}
        await connection.execute(_ADD, {**wanted, **nothing, "epoch": epoch, "at": now})
        note = Note(
            deed=Deed.HEADS_ANEW,
            actor_id=who.user_id,
            device_id=who.device_id,
            entity="audit_head",
            row_id=device_id,
        )
        await write_notes(connection, who.tenant_id, [note], now=now)


async def register_key(
    engine: AsyncEngine, who: Principal, public_key: str, *, now: datetime
) -> None:
    """Keep the key with which a workstation signs. Raises Refusal (400; 409 for another one)."""
    if not _HASH.fullmatch(public_key):
        raise bad_request("malformed")
    wanted = {"tenant": who.tenant_id, "device": who.device_id}
    async with tenant_transaction(engine, who.tenant_id) as connection:
        await check_standing(connection, who)
        known = (await connection.execute(_LOCK_DEVICE, wanted)).scalar_one()
        if known not in (None, public_key):
            raise conflict("key_exists")
        if known is None:
            await connection.execute(_SET_KEY, {**wanted, "key": public_key})
            note = Note(deed=Deed.DEVICE_KEY, actor_id=who.user_id, device_id=who.device_id)
            await write_notes(connection, who.tenant_id, [note], now=now)


async def _kept(
    connection: AsyncConnection,
    who: Principal,
    request: HeadRequest,
    *,
    key: Ed25519PrivateKey,
    now: datetime,
) -> HeadReceipt | str:
    wanted = {"tenant": who.tenant_id, "device": who.device_id}
    await connection.execute(_LOCK_DEVICE, wanted)
    epoch = (await connection.execute(_EPOCH, wanted)).scalar_one()
    latest = {**wanted, "epoch": epoch, "most": 1}
    last = (await connection.execute(_HEADS, latest)).one_or_none()
    if last is not None and request.seq < last.seq:
        return "head_behind"
    if last is not None and request.seq == last.seq:
        is_same = (request.mac, request.link) == (last.mac, last.link)
        return _receipt(who.device_id, last) if is_same else "head_forked"
    if request.seq > (FARTHEST_FIRST if last is None else last.seq + FARTHEST_STEP):
        return "head_too_far"
    head = Head(
        tenant_id=who.tenant_id,
        device_id=who.device_id,
        seq=request.seq,
        mac=request.mac,
        link=request.link,
        at=instant_to_wire(now),
    )
    line = {"epoch": epoch, "seq": head.seq, "mac": head.mac, "link": head.link, "at": now}
    await connection.execute(_ADD, {**wanted, **line, "signature": head.signed_by(key)})
    return HeadReceipt(
        device_id=head.device_id,
        seq=head.seq,
        mac=head.mac,
        link=head.link,
        at=head.at,
        signature=head.signed_by(key),
    )


def _receipt(device_id: str, line: Any) -> HeadReceipt:
    return HeadReceipt(
        device_id=device_id,
        seq=line.seq,
        mac=line.mac,
        link=line.link,
        at=instant_to_wire(line.at),
        signature=line.signature,
    )
