"""A read replica of the database: asked where it is as far as the clinic is, else the primary is.

It is never asked for anything the primary must know: who may come in, and what the trail says.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import TypeVar

import asyncpg
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.domain.errors import ConfigurationError
from app.security.server_tokens import Principal
from app.server.metrics import Metrics
from app.server.standing import check_standing
from app.server.tenancy import ONE_LOOK, tenant_transaction
from app.server.trouble import sqlstate
from app.server.walls import refuse_unsafe_role

_log = logging.getLogger(__name__)
T = TypeVar("T")
AWAY_S = 30.0
"""A replica that did not answer is not asked again for so long."""
CONNECT_S = 2.0
"""Nobody waits longer for it than that: the primary is there."""
_OPTION = "--replica-dsn"
_SHUT_DOWN = {"57P01", "57P02", "57P03"}
"""Of what PostgreSQL says when it goes down or comes up; a broken-off question is none of them."""
_IDENTITY = text("SELECT value FROM server_secret WHERE name = 'mac_key'")
_SEQ = text("SELECT seq FROM tenant_seq WHERE tenant_id = CAST(:tenant AS uuid)")
_TROUBLE = (
    SQLAlchemyError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    OSError,
    TimeoutError,
    ConfigurationError,
)


class Replica:
    """Reads at a copy of the primary that may be behind it, or not there at all.

    identity is the primary's own secret, which only its copies have.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        *,
        identity: str,
        metrics: Metrics,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self.engine = engine
        self._identity = identity
        self._metrics = metrics
        self._timer = timer
        self._away_until = float("-inf")
        self._is_proven = False

    async def prove(self) -> None:
        """Raise ConfigurationError unless the same walls stand there and it is the same database;
        whatever the driver raises where it does not answer."""
        try:
            await refuse_unsafe_role(self.engine)
        except ConfigurationError as error:
            raise ConfigurationError(_OPTION, error.reason) from None
        async with self.engine.connect() as connection:
            found = (await connection.execute(_IDENTITY)).scalar_one_or_none()
        if found != self._identity:
            raise ConfigurationError(_OPTION, "is no replica of the server's database")
        self._is_proven = True

    async def prove_if_there(self) -> None:
        """As `prove`; one that does not answer now is proven before its first use."""
        try:
            await self.prove()
        except ConfigurationError:
            raise
        except _TROUBLE as error:
            self._note_away(error)

    async def read(
        self, who: Principal, primary: AsyncEngine, work: Callable[[AsyncConnection], Awaitable[T]]
    ) -> tuple[T] | None:
        """What work makes of the replica's rows, at least as new as the clinic is now; None where
        the primary must be asked. Raises Refusal where they may not come in."""
        if self._timer() < self._away_until:
            self._count("away")
            return None
        async with tenant_transaction(primary, who.tenant_id, options=ONE_LOOK) as connection:
            await check_standing(connection, who)
            seq = await clinic_seq(connection, who.tenant_id)
        try:
            return await self._read(who.tenant_id, seq, work)
        except _TROUBLE as error:
            if not isinstance(error, DBAPIError) or _is_gone(error):
                self._note_away(error)
            self._count("failed")
            return None

    async def reached(self, tenant_id: str) -> int | None:
        """How far the clinic is here, -1: it is not here yet; None: nobody answers."""
        if self._timer() < self._away_until:
            return None
        try:
            async with asyncio.timeout(CONNECT_S):
                if not self._is_proven:
                    await self.prove()
                looking = tenant_transaction(self.engine, tenant_id, options=ONE_LOOK)
                async with looking as connection:
                    return await clinic_seq(connection, tenant_id)
        except _TROUBLE as error:
            if not isinstance(error, DBAPIError) or _is_gone(error):
                self._note_away(error)
            return None

    async def _read(
        self, tenant_id: str, seq: int, work: Callable[[AsyncConnection], Awaitable[T]]
    ) -> tuple[T] | None:
        async with AsyncExitStack() as stack:
            async with asyncio.timeout(CONNECT_S):
                if not self._is_proven:
                    await self.prove()
                looking = tenant_transaction(self.engine, tenant_id, options=ONE_LOOK)
                connection = await stack.enter_async_context(looking)
                is_behind = await clinic_seq(connection, tenant_id) < seq
            if is_behind:
                self._count("behind")
                return None
            answer = await work(connection)
        self._count("read")
        return (answer,)

    def _note_away(self, error: BaseException) -> None:
        self._is_proven = False  # whatever answers there next time may be something else
        self._away_until = self._timer() + AWAY_S
        _log.warning("the read replica is not used for a while: %s", type(error).__name__)

    def _count(self, outcome: str) -> None:
        self._metrics.count("replica", outcome=outcome)


async def clinic_seq(connection: AsyncConnection, tenant_id: str) -> int:
    """How far the clinic is in this database; -1 where it is not there yet."""
    found = (await connection.execute(_SEQ, {"tenant": tenant_id})).scalar_one_or_none()
    return -1 if found is None else int(found)


def _is_gone(error: DBAPIError) -> bool:
    state = sqlstate(error)
    return error.connection_invalidated or state[:2] in ("", "08") or state in _SHUT_DOWN
