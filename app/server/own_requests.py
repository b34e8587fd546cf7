"""How many requests a minute the desks of a clinic may make that has its own number."""

from __future__ import annotations

import logging

import asyncpg
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from app.server.tenancy import ONE_LOOK, tenant_transaction

_log = logging.getLogger(__name__)
LOOK_EVERY_S = 60.0
"""A running server heeds what `server quota` sets after so long at the latest."""
_READ = text("SELECT max_requests FROM tenant_seq WHERE tenant_id = CAST(:tenant AS uuid)")


class OwnRequests:
    """The clinics' own numbers, remembered: one request of a clinic in a minute asks the database,
    and no other waits for that."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[int | None, float]] = {}

    async def of(self, engine: AsyncEngine, tenant_id: str, *, at: float) -> int | None:
        """The number of a clinic; None where it has none of its own. at is in seconds.

        Where the database does not answer, what was known last holds.
        """
        number, looked_at = self._known.get(tenant_id, (None, at - LOOK_EVERY_S))
        if at - looked_at < LOOK_EVERY_S:
            return number
        self._known[tenant_id] = number, at  # whoever asks meanwhile does not look, too
        try:
            number = await read_requests(engine, tenant_id)
        except (SQLAlchemyError, asyncpg.PostgresError, OSError) as error:
            _log.warning("a clinic's limits were not read: %s", type(error).__name__)
            return number
        self._known[tenant_id] = number, at
        return number


async def read_requests(engine: AsyncEngine, tenant_id: str) -> int | None:
    """A clinic's own number as it stands in the database."""
    async with tenant_transaction(engine, tenant_id, options=ONE_LOOK) as connection:
        found = await connection.execute(_READ, {"tenant": tenant_id})
        return found.scalar_one_or_none()
