"""A socket that answers as a test tells it; no connection of it outlives the test.

One that did would be found by the collector during some later test, which would fail for it.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from types import TracebackType

from tests.waiting import soon

Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def silence(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    """Take the connection and say nothing."""


class Listener:
    """Takes connections on a free port of this computer, each answered in a task of its own."""

    def __init__(self, answer: Answer, *, tls: ssl.SSLContext | None = None) -> None:
        self._answer, self._tls = answer, tls
        self._taken: list[tuple[asyncio.Future[None], asyncio.StreamWriter]] = []
        self._server: asyncio.Server

    @property
    def port(self) -> int:
        return int(self._server.sockets[0].getsockname()[1])

    async def __aenter__(self) -> Listener:
        self._server = await asyncio.start_server(
            self._on_connection, "127.0.0.1", 0, ssl=self._tls
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.close()
        for answering, writer in self._taken:
            answering.cancel()
            writer.transport.abort()
        await self.served()

    async def served(self) -> None:
        """Wait until every connection was answered."""
        answers = [answering for answering, _ in self._taken]
        await soon(asyncio.gather(*answers, return_exceptions=True))

    def _on_connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._taken.append((asyncio.ensure_future(self._answer(reader, writer)), writer))
