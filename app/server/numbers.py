"""Blocks of record numbers: each is given to one desk, and no number twice.

What was given stands in the server's own trail, which is only added to; the next block begins
behind it, and behind every number that a patient has (of before the trail, or of a backup).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.protocol.numbers import MOST_NUMBERS, NumbersReply
from app.security.server_tokens import Principal
from app.server.refusal import bad_request
from app.server.sequence import lock_clinic
from app.server.standing import check_standing
from app.server.tenancy import tenant_transaction
from app.server.trail import Deed, Note, write_notes
from app.server.trouble import whole

_GIVEN = text(
    "SELECT max(CAST(split_part(code, '-', 2) AS bigint)) FROM server_audit "
    "WHERE tenant_id = CAST(:tenant AS uuid) AND action = 'record_numbers'"
)
_USED = text(
    "SELECT max(CAST(substr(mrn, 3) AS bigint)) FROM patient "
    "WHERE tenant_id = CAST(:tenant AS uuid) AND mrn ~ '^P-([0-9]{6}|[0-9]{8})$'"
)


@whole
async def reserve_numbers(
    engine: AsyncEngine, who: Principal, size: int, *, now: datetime
) -> NumbersReply:
    """Give a desk the next numbers. Raises Refusal (400, 401, 403)."""
    if not 1 <= size <= MOST_NUMBERS:
        raise bad_request("malformed")
    wanted = {"tenant": who.tenant_id}
    async with tenant_transaction(engine, who.tenant_id) as connection:
        await lock_clinic(connection, who.tenant_id)
        await check_standing(connection, who)
        given = (await connection.execute(_GIVEN, wanted)).scalar_one_or_none()
        used = (await connection.execute(_USED, wanted)).scalar_one_or_none()
        first = max(given or 0, used or 0) + 1
        note = Note(
            deed=Deed.RECORD_NUMBERS,
            actor_id=who.user_id,
            device_id=who.device_id,
            entity="patient",
            code=f"{first}-{first + size - 1}",
        )
        await write_notes(connection, who.tenant_id, [note], now=now)
    return NumbersReply(first=first, size=size)
