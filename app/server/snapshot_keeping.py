"""How long parts of snapshots stay in the database: until nobody loads them any more.

They hold everything a clinic has. A server that was ended while somebody loaded finds what is left
of that when it starts, and looks for what other processes left every hour.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from app.server.tenancy import tenant_transaction
from app.server.trouble import whole

_log = logging.getLogger(__name__)
KEPT_FOR = timedelta(minutes=15)
"""A snapshot serves who asks so soon; one that somebody is loading stays as long as that lasts."""
EVERY_S = KEPT_FOR.total_seconds() / 3
ALL_EVERY_S = 3600.0
_TENANTS = text("SELECT id FROM tenant ORDER BY id")
# The application's role removes nothing: what is over is emptied, and its place is taken again.
_EMPTY = (
    text(
        "UPDATE snapshot_part SET content = '', size = 0 WHERE tenant_id = CAST(:tenant AS uuid) "
        "AND size > 0 AND scope IN (SELECT scope FROM snapshot "
        "WHERE tenant_id = CAST(:tenant AS uuid) AND used_at < :before)"
    ),
    text(
        "UPDATE snapshot SET is_kept = false WHERE tenant_id = CAST(:tenant AS uuid) "
        "AND is_kept AND used_at < :before"
    ),
)
_IS_LEFT = text(
    "SELECT EXISTS (SELECT 1 FROM snapshot WHERE tenant_id = CAST(:tenant AS uuid) AND is_kept)"
)


@whole
async def empty_old(engine: AsyncEngine, tenant_id: str, *, before: datetime) -> bool:
    """Empty what nobody used since; whether something is left to be emptied later."""
    wanted = {"tenant": tenant_id, "before": before}
    async with tenant_transaction(engine, tenant_id) as connection:
        for statement in _EMPTY:
            await connection.execute(statement, wanted)
        return bool((await connection.execute(_IS_LEFT, {"tenant": tenant_id})).scalar_one())


async def empty_in_time(engine: AsyncEngine, tenant_id: str) -> None:
    """Empty what a clinic's desks do not use any more, until nothing is left."""
    is_left = True
    while is_left:
        await asyncio.sleep(EVERY_S)
        is_left = await _try_to_empty(engine, tenant_id)


async def empty_everywhere(engine: AsyncEngine) -> None:
    """What any process left, of every clinic: at once, and then every hour."""
    while True:
        tenants: list[str] = []
        try:
            async with engine.connect() as connection:
                tenants += [UUID(str(one)).hex for (one,) in await connection.execute(_TENANTS)]
        except SQLAlchemyError as error:
            _log.warning("snapshots were not looked for: %s", type(error).__name__)
        for one in tenants:
            await _try_to_empty(engine, one)
        await asyncio.sleep(ALL_EVERY_S)


async def _try_to_empty(engine: AsyncEngine, tenant_id: str) -> bool:
    try:
        return await empty_old(engine, tenant_id, before=datetime.now(UTC) - KEPT_FOR)
    except SQLAlchemyError as error:
        _log.warning("snapshots were not emptied: %s", type(error).__name__)
        return True
