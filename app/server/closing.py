"""The server closes a record by itself: whoever was shut out is closed at every desk."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from app.protocol.codec import instant_to_wire
from app.server import history
from app.server.ledger import Key, Ledger
from app.server.sequence import advance, allow_writing, lock_clinic


async def close_record(
    connection: AsyncConnection, tenant_id: str, key: Key, *, by: str | None, now: datetime
) -> None:
    """Set a user's or a workstation's record inactive, where there is one, with its history."""
    head = await lock_clinic(connection, tenant_id)
    rows, last_bodies = await history.load_rows(connection, tenant_id, [key])
    body = rows[key].body if key in rows else None
    if body is None or not body.get("is_active"):
        return
    ledger = Ledger(
        tenant_id=tenant_id,
        device_id="",
        principal_id="",
        seq=head.seq,
        now=now,
        rows=rows,
        last_bodies=last_bodies,
        usage=head.usage,
    )
    ledger.write(key, {**body, "is_active": False, "updated_at": instant_to_wire(now)})
    await allow_writing(connection)
    head.link, size = await history.write_entries(
        connection,
        tenant_id,
        ledger.entries,
        device_id="",
        principal_id=by,
        link=head.link,
        now=now,
    )
    head.seq = ledger.seq
    head.usage = ledger.usage.with_more(records=ledger.more_records, bytes_=size)
    await advance(connection, tenant_id, head)
