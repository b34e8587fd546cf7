"""The network between the demo's desks and its server: it can be cut, and can lose one reply."""

from __future__ import annotations

import asyncio
import contextlib

_PUSH = b"POST /v1/sync/push"
_CHUNK = 65536


class Network:
    """Forwards connections on this computer to the server's port."""

    def __init__(self, server_port: int) -> None:
        self._server_port = server_port
        self._is_cut = False
        self._loses_next_reply = False
        self.lost_replies = 0
        self._listener: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> int:
        """Begin to forward; the port to connect to."""
        self._listener = await asyncio.start_server(self._on_connection, "127.0.0.1", 0)
        return int(self._listener.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """End every connection."""
        if self._listener is not None:
            self._listener.close()
        self._hang_up()
        if self._tasks:
            await asyncio.wait(
                self._tasks, timeout=2
            )  # both ends are closed: they end by themselves

    def cut(self) -> None:
        """From now on nothing gets through; open connections break."""
        self._is_cut = True
        self._hang_up()

    def restore(self, *, lose_next_reply: bool = False) -> None:
        """Let everything through again, but for the reply to the next push if so wished."""
        self._is_cut = False
        self._loses_next_reply = lose_next_reply

    def _hang_up(self) -> None:
        for writer in list(self._writers):
            writer.close()

    async def _on_connection(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        if self._is_cut:
            writer.close()
            return
        try:
            back, forth = await asyncio.open_connection("127.0.0.1", self._server_port)
        except OSError:
            writer.close()
            return
        ends = {writer, forth}
        self._writers |= ends
        push_seen = asyncio.Event()
        try:
            await asyncio.gather(
                self._carry(reader, forth, push_seen=push_seen),
                self._carry_back(back, writer, push_seen=push_seen),
            )
        finally:
            self._writers -= ends
            for end in ends:
                end.close()

    async def _carry(
        self,
        source: asyncio.StreamReader,
        target: asyncio.StreamWriter,
        *,
        push_seen: asyncio.Event,
    ) -> None:
        with contextlib.suppress(OSError):
            while data := await source.read(_CHUNK):
                if _PUSH in data:
                    push_seen.set()
                target.write(data)
                await target.drain()
        target.close()

    async def _carry_back(
        self,
        source: asyncio.StreamReader,
        target: asyncio.StreamWriter,
        *,
        push_seen: asyncio.Event,
    ) -> None:
        with contextlib.suppress(OSError):
            while data := await source.read(_CHUNK):
                if push_seen.is_set() and self._loses_next_reply:
                    # The server has the push; its answer never arrives.
                    self._loses_next_reply = False
                    self.lost_replies += 1
                    break
                push_seen.clear()
                target.write(data)
                await target.drain()
        target.close()
