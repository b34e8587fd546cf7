"""Tells the desks that something changed: from PostgreSQL's notifications to open WebSockets."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, cast

import asyncpg

from app.server.change_notice import CHANNEL

_log = logging.getLogger(__name__)
COALESCE_S = 0.1
RECONNECT_S = 1.0


class Hints:
    """One LISTEN connection for the whole process, one queue of numbers per open socket."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._listeners: dict[str, set[asyncio.Queue[int]]] = defaultdict(set)
        self._latest: dict[str, int] = {}
        self._task: asyncio.Task[None] | None = None
        self._flush: asyncio.TimerHandle | None = None

    @property
    def open_sockets(self) -> int:
        """How many desks are listening."""
        return sum(map(len, self._listeners.values()))

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Listen while the server runs."""
        self._task = asyncio.get_running_loop().create_task(self._listen())
        try:
            yield
        finally:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            if self._flush:
                self._flush.cancel()

    @asynccontextmanager
    async def subscribed(self, tenant_id: str) -> AsyncGenerator[asyncio.Queue[int]]:
        """Sequence numbers of one clinic as they come; only the newest waits."""
        queue: asyncio.Queue[int] = asyncio.Queue(maxsize=1)
        queue.put_nowait(0)  # whoever connects may have missed something
        self._listeners[tenant_id].add(queue)
        try:
            yield queue
        finally:
            self._listeners[tenant_id].discard(queue)
            if not self._listeners[tenant_id]:
                del self._listeners[tenant_id]

    async def _listen(self) -> None:
        while True:
            try:
                await self._listen_once()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                _log.warning("hints interrupted: %s", type(error).__name__)
            await asyncio.sleep(RECONNECT_S)

    async def _listen_once(self) -> None:
        connect = cast("Callable[[str], Awaitable[Any]]", asyncpg.connect)  # it has no types
        connection = await connect(self._dsn)
        ended = asyncio.Event()
        try:
            connection.add_termination_listener(_setter(ended))
            await connection.add_listener(CHANNEL, self._on_notice)
            self._nudge_everybody()  # whatever was missed while nobody listened
            await ended.wait()
        finally:
            with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                await connection.close(timeout=1)

    def _on_notice(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        tenant_id, _, seq = str(payload).partition(":")
        if tenant_id in self._listeners and seq.isdigit():
            self._latest[tenant_id] = int(seq)
            if self._flush is None:
                self._flush = asyncio.get_running_loop().call_later(COALESCE_S, self._send)

    def _nudge_everybody(self) -> None:
        for tenant_id in self._listeners:
            self._latest.setdefault(tenant_id, 0)
        self._send()

    def _send(self) -> None:
        self._flush = None
        for tenant_id, seq in self._latest.items():
            for queue in self._listeners.get(tenant_id, ()):
                if queue.full():
                    queue.get_nowait()
                queue.put_nowait(seq)
        self._latest.clear()


def _setter(event: asyncio.Event) -> Callable[[object], None]:
    return lambda _connection: event.set()
