"""Tells every server process, through PostgreSQL, that something happened in a clinic."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

CHANNEL = "clinic_desk"
_NOTIFY = text("SELECT pg_notify(:channel, :payload)")


async def notify(connection: AsyncConnection, tenant_id: str, *, seq: int = 0) -> None:
    """Heard once the transaction commits; 0: no new rows, but look whether all still stand."""
    await connection.execute(_NOTIFY, {"channel": CHANNEL, "payload": f"{tenant_id}:{seq}"})
