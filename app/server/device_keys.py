"""The keys with which workstations sign: one for each beginning of their memory, never changed."""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.security.device_key import is_key_proven
from app.security.server_tokens import Principal
from app.server.refusal import bad_request, conflict
from app.server.standing import check_standing
from app.server.tenancy import tenant_transaction
from app.server.trail import Deed, Note, write_notes
from app.server.trouble import whole

_KEY = re.compile("[0-9a-f]{64}")
# The workstation's row is locked: two heads or keys sent at once are compared one after the other.
_LOCK_DEVICE = text(
    "SELECT 1 FROM device WHERE tenant_id = CAST(:tenant AS uuid) "
    "AND device_id = CAST(:device AS uuid) FOR UPDATE"
)
_EPOCH = text(
    "SELECT coalesce(max(epoch), 0) FROM audit_head WHERE tenant_id = CAST(:tenant AS uuid) "
    "AND device_id = CAST(:device AS uuid)"
)
_FIND = text(
    "SELECT public_key FROM device_key WHERE tenant_id = CAST(:tenant AS uuid) "
    "AND device_id = CAST(:device AS uuid) AND epoch = :epoch"
)
_ADD = text(
    "INSERT INTO device_key (tenant_id, device_id, epoch, public_key, at) VALUES ("
    "CAST(:tenant AS uuid), CAST(:device AS uuid), :epoch, :key, :at)"
)


@whole
async def register_key(
    engine: AsyncEngine, who: Principal, public_key: str, proof: str, *, now: datetime
) -> None:
    """Keep the key with which a workstation signs. Raises Refusal (400; 409 for another one)."""
    async with tenant_transaction(engine, who.tenant_id) as connection:
        await check_standing(connection, who)
        await add_key(connection, who, public_key, proof, now=now)


async def add_key(
    connection: AsyncConnection, who: Principal, public_key: str, proof: str, *, now: datetime
) -> None:
    """The same in the caller's transaction. Raises Refusal: 400 malformed or key_not_proven,
    409 key_exists where the workstation has another one."""
    if not _KEY.fullmatch(public_key):
        raise bad_request("malformed")
    place = {"tenant_id": who.tenant_id, "device_id": who.device_id}
    if not is_key_proven(public_key, proof, **place):
        raise bad_request("key_not_proven")
    await lock(connection, who.tenant_id, who.device_id)
    epoch = await epoch_of(connection, who.tenant_id, who.device_id)
    known = await key_of(connection, who.tenant_id, who.device_id, epoch=epoch)
    if known not in ("", public_key):
        raise conflict("key_exists")
    if not known:
        wanted = {"tenant": who.tenant_id, "device": who.device_id, "epoch": epoch}
        await connection.execute(_ADD, {**wanted, "key": public_key, "at": now})
        note = Note(deed=Deed.DEVICE_KEY, actor_id=who.user_id, device_id=who.device_id)
        await write_notes(connection, who.tenant_id, [note], now=now)


async def lock(connection: AsyncConnection, tenant_id: str, device_id: str) -> bool:
    """Hold a workstation's row until the transaction ends; False where there is none."""
    wanted = {"tenant": tenant_id, "device": device_id}
    return (await connection.execute(_LOCK_DEVICE, wanted)).one_or_none() is not None


async def epoch_of(connection: AsyncConnection, tenant_id: str, device_id: str) -> int:
    """How often the memory of a workstation began anew."""
    wanted = {"tenant": tenant_id, "device": device_id}
    return int((await connection.execute(_EPOCH, wanted)).scalar_one())


async def key_of(connection: AsyncConnection, tenant_id: str, device_id: str, *, epoch: int) -> str:
    """A workstation's key (64 hexadecimal digits); "" where it has registered none."""
    wanted = {"tenant": tenant_id, "device": device_id, "epoch": epoch}
    return str((await connection.execute(_FIND, wanted)).scalar_one_or_none() or "")
