"""Tells every server process, through PostgreSQL, that something happened in a clinic."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

CHANNEL = "clinic_desk"
NOTIFY = "pg_notify(:channel, :payload)"
"""A statement's words for it; its values are those of `notice`."""
_NOTIFY = text(f"SELECT {NOTIFY}")


async def notify(connection: AsyncConnection, tenant_id: str, *, seq: int = 0) -> None:
    """Heard once the transaction commits; 0: no new rows, but look whether all still stand."""
    await connection.execute(_NOTIFY, notice(tenant_id, seq=seq))


def notice(tenant_id: str, *, seq: int) -> dict[str, str]:
    """What is said of a clinic: its latest number."""
    return {"channel": CHANNEL, "payload": f"{tenant_id}:{seq}"}
