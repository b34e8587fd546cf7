"""Who is known at which workstation: whoever signed in there, or was given a key from there.

Operations are made offline by whoever works at a desk and sent under one session; a name in an
operation counts only where its bearer is known (authority.py).
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.server.many import ids, of_ids

_ADD = text(
    "INSERT INTO device_user (tenant_id, device_id, user_id) SELECT CAST(:tenant AS uuid), "
    "CAST(:device AS uuid), unnest(CAST(:users AS uuid[])) ON CONFLICT DO NOTHING"
)
_HERE = text(
    "SELECT user_id FROM device_user WHERE tenant_id = CAST(:tenant AS uuid) "
    f"AND device_id = CAST(:device AS uuid) AND user_id = ANY({of_ids('users')})"
)


async def note_presence(
    connection: AsyncConnection, tenant_id: str, device_id: str, user_ids: Iterable[str]
) -> None:
    """Remember that users work at a workstation. Safe to repeat."""
    users = sorted(set(user_ids))
    if users:
        wanted = {"tenant": tenant_id, "device": device_id, "users": users}
        await connection.execute(_ADD, wanted)


async def load_present(
    connection: AsyncConnection, tenant_id: str, device_id: str, user_ids: Iterable[str]
) -> set[str]:
    """Those of the users who are known at the workstation."""
    wanted = {"tenant": tenant_id, "device": device_id, "users": ids(user_ids)}
    return {user_id.hex for user_id in (await connection.execute(_HERE, wanted)).scalars()}
