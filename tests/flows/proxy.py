"""A network between desks and server that can be cut, stalled, or lose a reply."""

from __future__ import annotations

import asyncio
import contextlib
from enum import Enum

from tests.listening import Listener


class Network(Enum):
    """How the network behaves for connections from now on."""

    WORKING = "working"
    CUT = "cut"
    """Connections are closed at once."""
    LOSES_REPLY = "loses_reply"
    """A watched request reaches the server; its reply is lost. Once, then it works again."""
    STALLS_REPLY = "stalls_reply"
    """A watched request reaches the server; the connection stays open without a reply."""


class FaultyProxy:
    """Forwards TCP connections to a port on this machine."""

    def __init__(self, target_port: int, *, watched: bytes = b"POST /v1/sync/push") -> None:
        self.target_port = target_port
        self.watched = watched
        self.network = Network.WORKING
        self.lost_replies = 0
        self.stalled = asyncio.Event()
        self._writers: set[asyncio.StreamWriter] = set()
        self._listener = Listener(self._on_connection)

    @property
    def port(self) -> int:
        return self._listener.port

    async def start(self) -> None:
        await self._listener.__aenter__()

    async def stop(self) -> None:
        await self._listener.__aexit__(None, None, None)

    def cut(self) -> None:
        self.network = Network.CUT
        self._close_all()

    def restore(self) -> None:
        self.network = Network.WORKING

    def _close_all(self) -> None:
        for writer in list(self._writers):
            writer.close()

    async def _on_connection(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        if self.network is Network.CUT:
            writer.close()
            return
        try:
            upstream = await asyncio.open_connection("127.0.0.1", self.target_port)
        except OSError:
            writer.close()
            return
        self._writers |= {writer, upstream[1]}
        connection = _Connection(self)
        try:
            await asyncio.gather(
                connection.requests(reader, upstream[1]), connection.replies(upstream[0], writer)
            )
        finally:
            for end in (writer, upstream[1]):
                self._writers.discard(end)
                end.close()


class _Connection:
    """One forwarded connection; notices watched requests on their way."""

    def __init__(self, proxy: FaultyProxy) -> None:
        self._proxy = proxy
        self._awaits_watched_reply = False

    async def requests(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await source.read(65536):
                if self._proxy.watched in data:
                    self._awaits_watched_reply = True
                target.write(data)
                await target.drain()
        target.close()

    async def replies(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await source.read(65536):
                if self._awaits_watched_reply and await self._swallows():
                    break
                self._awaits_watched_reply = False
                target.write(data)
                await target.drain()
        target.close()

    async def _swallows(self) -> bool:
        if self._proxy.network is Network.LOSES_REPLY:
            self._proxy.network = Network.WORKING
            self._proxy.lost_replies += 1
            return True
        if self._proxy.network is Network.STALLS_REPLY:
            self._proxy.stalled.set()
            await asyncio.Event().wait()  # until the line is cut
        return False
