"""A socket that answers as told: what servers, gateways and cables do wrong."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable
from types import TracebackType

from tests.listening import Listener

OK = "200 OK"


def reply(status: str, body: bytes = b"{}", **headers: str) -> bytes:
    """One HTTP reply; the connection is closed after it."""
    lines = {"Content-Type": "application/json", "Content-Length": str(len(body))}
    lines |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status}\r\n{head}Connection: close\r\n\r\n".encode() + body


class FaultyServer:
    """Gives its replies one by one, the last one for ever; None is silence. Records what was
    asked."""

    def __init__(self, replies: Iterable[bytes | None]) -> None:
        self._replies = list(replies)
        self.requests: list[str] = []
        self.tokens: list[str] = []
        self._listener = Listener(self._answer)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.port}"

    async def __aenter__(self) -> FaultyServer:
        await self._listener.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._listener.served()
        await self._listener.__aexit__(kind, error, trace)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            lines = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
            fields = {name.lower(): value for name, value in lines.items()}
            await reader.readexactly(int(fields.get("content-length", "0")))
            self.requests.append(head.split(" HTTP/")[0])
            self.tokens.append(fields.get("authorization", "").removeprefix("Bearer "))
            answer = self._replies.pop(0) if len(self._replies) > 1 else self._replies[0]
            if answer is None:
                await reader.read()  # until the other side gives up
            else:
                writer.write(answer)
                await writer.drain()
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()
