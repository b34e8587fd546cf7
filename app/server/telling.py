"""Reading patients' data: what is read is in the clinic's trail before it is handed out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from app.security.server_tokens import Principal
from app.server.standing import check_standing
from app.server.state import ServerState
from app.server.tenancy import tenant_transaction
from app.server.trail import Note, write_notes
from app.server.trouble import whole

T = TypeVar("T")
Reading = Callable[[AsyncConnection], Awaitable[tuple[T, Sequence[Note]]]]
"""What is answered, and the lines that say so."""


@whole
async def told(
    server: ServerState,
    who: Principal,
    read: Reading[T],
    *,
    now: datetime,
    may_be_replica: bool = True,
) -> T:
    """Read in a transaction of the clinic that also says so in the trail; then hand it out.

    A replica that is not behind the clinic may answer; the trail is the primary's in any case.
    """
    found: tuple[tuple[T, Sequence[Note]]] | None = None
    if server.replica is not None and may_be_replica:
        found = await server.replica.read(who, server.engine, read)
    async with tenant_transaction(server.engine, who.tenant_id) as connection:
        await check_standing(connection, who)
        answer, notes = found[0] if found else await read(connection)
        await write_notes(connection, who.tenant_id, notes, now=now)
    return answer
