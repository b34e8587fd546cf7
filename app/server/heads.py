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
from app.security.device_key import DeviceHead
from app.security.head_receipt import Head
from app.security.server_tokens import Principal
from app.server.device_keys import epoch_of, key_of, lock
from app.server.refusal import bad_request, conflict, not_found
from app.server.standing import check_fresh, check_standing, denied
from app.server.tenancy import tenant_transaction
from app.server.trail import Deed, Note, write_notes
from app.server.trouble import whole

MOST_LISTED = 1000
_HASH = re.compile("[0-9a-f]{64}")
FARTHEST_STEP = 1_000_000
"""Events between two heads of a workstation."""
FARTHEST_FIRST = 10_000_000
_LAST_SEQ = 2**63 - 1

_DEVICE = text(
    "SELECT 1 FROM device WHERE tenant_id = CAST(:tenant AS uuid) "
    "AND device_id = CAST(:device AS uuid)"
)
# Number 0 is no event: with it an administrator's new beginning is kept (begin_anew).
_HEADS = text(
    "SELECT seq, mac, link, at, signature, device_signature FROM audit_head "
    "WHERE tenant_id = CAST(:tenant AS uuid) AND device_id = CAST(:device AS uuid) "
    "AND epoch = :epoch AND seq > 0 ORDER BY seq DESC LIMIT :most"
)
_ADD = text(
    "INSERT INTO audit_head (tenant_id, device_id, epoch, seq, mac, link, at, signature, "
    "device_signature) VALUES (CAST(:tenant AS uuid), CAST(:device AS uuid), :epoch, :seq, :mac, "
    ":link, :at, :signature, :device_signature)"
)


@whole
async def keep_head(
    engine: AsyncEngine,
    who: Principal,
    request: HeadRequest,
    *,
    key: Ed25519PrivateKey,
    now: datetime,
) -> HeadReceipt:
    """Keep a workstation's head and sign for it; the same head gets the same receipt.

    Raises Refusal: 409 head_not_signed where it does not carry the signature of the workstation's
    registered key, head_of_before after its memory began anew, head_forked for another end with
    the last one's number, head_behind for a number below it, head_too_far for one that no day's
    work leads to: it would end the comparison.
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
        if (await connection.execute(_DEVICE, wanted)).one_or_none() is None:
            raise not_found()
        epoch = await epoch_of(connection, who.tenant_id, device_id)
        key = await key_of(connection, who.tenant_id, device_id, epoch=epoch)
        lines = await connection.execute(_HEADS, {**wanted, "epoch": epoch, "most": MOST_LISTED})
        heads = [_receipt(device_id, line) for line in lines]
    return HeadList(device_id=device_id, public_key=key, heads=heads, epoch=epoch)


@whole
async def begin_anew(engine: AsyncEngine, who: Principal, device_id: str, *, now: datetime) -> None:
    """Let a workstation's memory begin anew, as an administrator: after a restored backup, or where
    somebody told an end that no trail has. What was kept stays, and so does who began anew. The
    workstation registers its key again.

    Raises Refusal (403, 404; 409 sign_in_again where the passphrase was not shown lately).
    """
    if who.role != Role.ADMIN:
        raise await denied(engine, who, entity="audit_head", row_id=device_id, now=now)
    if not is_record_id(device_id):
        raise not_found()
    wanted = {"tenant": who.tenant_id, "device": device_id}
    async with tenant_transaction(engine, who.tenant_id) as connection:
        await check_standing(connection, who)
        await check_fresh(connection, who, now=now)
        if not await lock(connection, who.tenant_id, device_id):
            raise not_found()
        epoch = await epoch_of(connection, who.tenant_id, device_id) + 1
        nothing = {"seq": 0, "mac": "", "link": "", "signature": "", "device_signature": ""}
        await connection.execute(_ADD, {**wanted, **nothing, "epoch": epoch, "at": now})
        note = Note(
            deed=Deed.HEADS_ANEW,
            actor_id=who.user_id,
            device_id=who.device_id,
            entity="audit_head",
            row_id=device_id,
        )
        await write_notes(connection, who.tenant_id, [note], now=now)


async def _kept(
    connection: AsyncConnection,
    who: Principal,
    request: HeadRequest,
    *,
    key: Ed25519PrivateKey,
    now: datetime,
) -> HeadReceipt | str:
    """The receipt, or the code of the refusal."""
    wanted = {"tenant": who.tenant_id, "device": who.device_id}
    await lock(connection, who.tenant_id, who.device_id)
    epoch = await epoch_of(connection, who.tenant_id, who.device_id)
    device_key = await key_of(connection, who.tenant_id, who.device_id, epoch=epoch)
    if not _is_own(who, request, device_key):
        return "head_not_signed"
    if request.epoch != epoch:
        return "head_of_before"
    latest = {**wanted, "epoch": epoch, "most": 1}
    last = (await connection.execute(_HEADS, latest)).one_or_none()
    trouble = _trouble(request, last)
    if trouble:
        return trouble
    if last is not None and request.seq == last.seq:
        return _receipt(who.device_id, last)
    receipt = _signed_for(who, request, key=key, now=now)
    line = {"seq": receipt.seq, "mac": receipt.mac, "link": receipt.link, "at": now}
    signatures = {"signature": receipt.signature, "device_signature": receipt.device_signature}
    await connection.execute(_ADD, {**wanted, "epoch": epoch, **line, **signatures})
    return receipt


def _is_own(who: Principal, request: HeadRequest, device_key: str) -> bool:
    """Whether the workstation itself said this, and not somebody who has its token."""
    head = DeviceHead(
        tenant_id=who.tenant_id,
        device_id=who.device_id,
        epoch=request.epoch,
        seq=request.seq,
        mac=request.mac,
        link=request.link,
    )
    return head.is_signed(device_key, signature=request.signature)


def _trouble(request: HeadRequest, last: Any) -> str:
    """Why a head cannot follow the last one; "" where it can or is the same."""
    if last is not None and request.seq < last.seq:
        return "head_behind"
    if last is not None and request.seq == last.seq:
        is_same = (request.mac, request.link) == (last.mac, last.link)
        return "" if is_same else "head_forked"
    farthest = FARTHEST_FIRST if last is None else last.seq + FARTHEST_STEP
    return "head_too_far" if request.seq > farthest else ""


def _signed_for(
    who: Principal, request: HeadRequest, *, key: Ed25519PrivateKey, now: datetime
) -> HeadReceipt:
    head = Head(
        tenant_id=who.tenant_id,
        device_id=who.device_id,
        seq=request.seq,
        mac=request.mac,
        link=request.link,
        at=instant_to_wire(now),
    )
    return HeadReceipt(
        device_id=head.device_id,
        seq=head.seq,
        mac=head.mac,
        link=head.link,
        at=head.at,
        signature=head.signed_by(key),
        device_signature=request.signature,
    )


def _receipt(device_id: str, line: Any) -> HeadReceipt:
    return HeadReceipt(
        device_id=device_id,
        seq=line.seq,
        mac=line.mac,
        link=line.link,
        at=instant_to_wire(line.at),
        signature=line.signature,
        device_signature=line.device_signature,
    )
