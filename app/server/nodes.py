"""The clinic's nodes: the standbys are asked how far they are, the workstations when they came.

A standby has what the primary committed once its own copy of the clinic's number says so: it has
written that to its disk before, and shows it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.domain.consistency import Consistency, standbys_needed
from app.domain.errors import InvalidValue
from app.domain.nodes import NodeRole, NodeState
from app.protocol.codec import instant_to_wire
from app.protocol.nodes import ConfirmReply, NodeLine
from app.security.server_tokens import Principal
from app.server.refusal import bad_request, conflict
from app.server.replica import Replica, clinic_seq
from app.server.standing import check_standing
from app.server.tenancy import ONE_LOOK, tenant_transaction

CONFIRM_S = 5.0
"""A standby that has not got there by then is not waited for any longer."""
_LOOK_EVERY_S = 0.02
_WORKSTATIONS = text(
    "SELECT d.device_id::text AS id, d.name, d.is_active, greatest(d.enrolled_at, "
    "(SELECT max(h.at) FROM audit_head h WHERE h.tenant_id = d.tenant_id "
    "AND h.device_id = d.device_id), (SELECT max(greatest(t.begun_at, t.used_at)) "
    "FROM refresh_token t WHERE t.tenant_id = d.tenant_id AND t.device_id = d.device_id)) AS seen "
    "FROM device d ORDER BY d.name, d.device_id LIMIT 200"
)

Seen = dict[tuple[str, str], datetime]
"""When this process last heard of a workstation, by clinic and workstation."""


async def list_nodes(
    engine: AsyncEngine,
    who: Principal,
    standbys: Sequence[Replica],
    *,
    seen: Seen,
    now: datetime,
) -> list[NodeLine]:
    """Every node, the server first. Raises Refusal where they may not come in."""
    async with tenant_transaction(engine, who.tenant_id, options=ONE_LOOK) as connection:
        await check_standing(connection, who)
        seq = await clinic_seq(connection, who.tenant_id)
        rows = (await connection.execute(_WORKSTATIONS)).all()
    reached = await asyncio.gather(*(one.reached(who.tenant_id) for one in standbys))
    server = NodeLine(
        role=NodeRole.SERVER,
        name="",
        state=NodeState.IN_STEP,
        seen_at=instant_to_wire(now),
        behind=0,
    )
    lines = [_standby(number, at, seq, now) for number, at in enumerate(reached, start=1)]
    return [server, *lines, *(_workstation(row, who.tenant_id, seen) for row in rows)]


async def confirm(
    engine: AsyncEngine, who: Principal, standbys: Sequence[Replica], wanted: str
) -> ConfirmReply:
    """Wait until as many standbys as the level says have what the clinic has written by now.

    Raises Refusal: bad_request for a level that waits for no standby, no_standbys where there are
    none: nobody is told that a majority has what one server has.
    """
    try:
        level = Consistency.offered(wanted, standbys=len(standbys) or 1)
        needed = standbys_needed(level, len(standbys))
    except InvalidValue as error:
        raise bad_request("consistency", error.reason) from None
    if level in (Consistency.LOCAL, Consistency.ONE):
        raise bad_request("consistency", "QUORUM or ALL")
    async with tenant_transaction(engine, who.tenant_id, options=ONE_LOOK) as connection:
        await check_standing(connection, who)
        seq = await clinic_seq(connection, who.tenant_id)
    if not standbys:
        raise conflict("no_standbys")
    reached = await _until_reached(standbys, who.tenant_id, seq, needed)
    return ConfirmReply(needed=needed, reached=reached)


async def _until_reached(standbys: Sequence[Replica], tenant_id: str, seq: int, needed: int) -> int:
    """Ask all of them again and again until enough are there, or the time is over."""
    loop = asyncio.get_running_loop()
    end = loop.time() + CONFIRM_S
    there: set[int] = set()
    while True:
        left = [at for at in range(len(standbys)) if at not in there]
        found = await asyncio.gather(*(standbys[at].reached(tenant_id) for at in left))
        answers = zip(left, found, strict=True)
        there |= {at for at, reached in answers if reached is not None and reached >= seq}
        if len(there) >= needed or loop.time() >= end:
            return len(there)
        await asyncio.sleep(_LOOK_EVERY_S)


def _standby(number: int, reached: int | None, seq: int, now: datetime) -> NodeLine:
    name = str(number)
    if reached is None:
        return NodeLine(role=NodeRole.STANDBY, name=name, state=NodeState.AWAY)
    behind = max(0, seq - reached)
    state = NodeState.BEHIND if behind else NodeState.IN_STEP
    return NodeLine(
        role=NodeRole.STANDBY, name=name, state=state, seen_at=instant_to_wire(now), behind=behind
    )


def _workstation(row: Any, tenant_id: str, seen: Seen) -> NodeLine:
    device_id = row.id.replace("-", "")
    at = max(row.seen, seen.get((tenant_id, device_id), row.seen))
    state = NodeState.KNOWN if row.is_active else NodeState.SHUT_OUT
    return NodeLine(
        role=NodeRole.WORKSTATION,
        name=row.name,
        state=state,
        id=device_id,
        seen_at=instant_to_wire(at),
    )
