"""Blocks of record numbers: each is given to one desk, and no number twice.

What was given stands in the server's own trail, which is only added to; the next block begins
behind it, and behind every number that a patient has (of before the trail, or of a backup). A
server that was put back to a backup does not know what it gave after that: it leaves out as many
numbers as it can have given in the time it has forgotten.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from http import HTTPStatus

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.protocol.numbers import MOST_NUMBERS, NumbersReply
from app.security.server_tokens import Principal
from app.server.refusal import Refusal, bad_request
from app.server.sequence import lock_clinic
from app.server.standing import check_standing
from app.server.tenancy import tenant_transaction
from app.server.trail import Deed, Note, write_notes
from app.server.trouble import whole

MOST_A_DAY = 100_000
"""Of one clinic: what may have been given in a time nobody remembers has an end, too."""
_DAY = timedelta(days=1)
_ASK_AGAIN_S = 3600.0
_GIVEN = text(
    "SELECT max(CAST(split_part(code, '-', 2) AS bigint)) AS last, "
    "coalesce(sum(1 + CAST(split_part(code, '-', 2) AS bigint) - "
    "CAST(split_part(code, '-', 1) AS bigint)) "
    "FILTER (WHERE device_id IS NOT NULL AND at > :since), 0) AS lately FROM server_audit "
    "WHERE tenant_id = CAST(:tenant AS uuid) AND action = 'record_numbers'"
)
_USED = text(
    "SELECT max(CAST(substr(mrn, 3) AS bigint)) FROM patient "
    "WHERE tenant_id = CAST(:tenant AS uuid) AND mrn ~ '^P-([0-9]{6}|[0-9]{8})$'"
)
_EPOCH = text("SELECT epoch FROM tenant_seq WHERE tenant_id = CAST(:tenant AS uuid)")
# Nobody says when the backup was made. What was forgotten happened between two lines of the trail.
_FORGOTTEN = text(
    "SELECT max(next - at) FROM (SELECT at, lead(at, 1, CAST(:now AS timestamptz)) "
    "OVER (ORDER BY number) AS next FROM (SELECT at, number FROM server_audit "
    "WHERE tenant_id = CAST(:tenant AS uuid) ORDER BY number DESC LIMIT 100000) AS late) AS beside"
)


@whole
async def reserve_numbers(
    engine: AsyncEngine, who: Principal, size: int, *, now: datetime
) -> NumbersReply:
    """Give a desk the next numbers. Raises Refusal (400, 401, 403, 429)."""
    if not 1 <= size <= MOST_NUMBERS:
        raise bad_request("malformed")
    async with tenant_transaction(engine, who.tenant_id) as connection:
        await lock_clinic(connection, who.tenant_id)
        await check_standing(connection, who)
        last, lately = await _given(connection, who.tenant_id, now)
        if lately + size > MOST_A_DAY:
            raise Refusal(
                HTTPStatus.TOO_MANY_REQUESTS, "too_many_numbers", retry_after_s=_ASK_AGAIN_S
            )
        note = Note(
            deed=Deed.RECORD_NUMBERS,
            actor_id=who.user_id,
            device_id=who.device_id,
            entity="patient",
            code=f"{last + 1}-{last + size}",
        )
        await write_notes(connection, who.tenant_id, [note], now=now)
        epoch = (await connection.execute(_EPOCH, {"tenant": who.tenant_id})).scalar_one()
    return NumbersReply(first=last + 1, size=size, epoch=epoch.hex)


async def skipped_numbers(connection: AsyncConnection, tenant_id: str, *, now: datetime) -> Note:
    """For the trail: the numbers that a server may have given after the backup it was put back to,
    and gives to nobody. The caller holds the clinic's lock."""
    wanted = {"tenant": tenant_id, "now": now}
    forgotten = (await connection.execute(_FORGOTTEN, wanted)).scalar_one_or_none()
    days = (forgotten or _DAY) // _DAY + 2  # one begun, and one before the last line
    last, _ = await _given(connection, tenant_id, now)
    code = f"{last + 1}-{last + days * MOST_A_DAY}"
    return Note(deed=Deed.RECORD_NUMBERS, entity="patient", code=code)


async def _given(connection: AsyncConnection, tenant_id: str, now: datetime) -> tuple[int, int]:
    """The last number that was given or is used, and how many were given within a day."""
    wanted = {"tenant": tenant_id}
    given = (await connection.execute(_GIVEN, {**wanted, "since": now - _DAY})).one()
    used = (await connection.execute(_USED, wanted)).scalar_one_or_none()
    return max(given.last or 0, used or 0), int(given.lately)
