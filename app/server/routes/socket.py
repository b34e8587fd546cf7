"""Hints over a WebSocket: open no longer than the token behind it, and the desk's standing."""

from __future__ import annotations

import asyncio
from datetime import datetime
from http import HTTPStatus
from typing import Any

import msgspec
from litestar import WebSocket, websocket
from litestar.datastructures import State

from app.protocol.messages import Hint, Ping, Reauth
from app.security.server_tokens import Principal
from app.server.refusal import Refusal
from app.server.routes.access import server_of
from app.server.state import ServerState, address_of
from app.server.tickets import take_ticket

Socket = WebSocket[Any, Any, State]
PING_S = 25.0
CLOSE_EXPIRED = 4401
CLOSE_REVOKED = 4403
_encode = msgspec.json.Encoder().encode


@websocket("/v1/ws")
async def hints(socket: Socket) -> None:
    """Hints to one desk: the clinic is now at this sequence number."""
    server = server_of(socket)
    try:
        server.visits_by_address.take(address_of(socket), at=server.monotonic())
        admitted = await take_ticket(
            server, socket.query_params.get("ticket", ""), now=server.now()
        )
    except Refusal as refusal:
        await socket.close(code=_close_code(refusal))
        return
    await socket.accept()
    async with server.hints.subscribed(admitted.who.tenant_id) as numbers:
        gone = asyncio.ensure_future(_gone(socket))
        try:
            code = await _talk(
                server, socket, who=admitted.who, until=admitted.ends_at, numbers=numbers, gone=gone
            )
        finally:
            gone.cancel()
    if code is not None:
        await socket.close(code=code)


async def _talk(
    server: ServerState,
    socket: Socket,
    *,
    who: Principal,
    until: datetime,
    numbers: asyncio.Queue[int],
    gone: asyncio.Future[None],
) -> int | None:
    """Pass hints on until the desk hangs up (None), or its token or its standing ends (why)."""
    while (left_s := (until - server.now()).total_seconds()) > 0:
        seq = await _next_number(numbers, gone, wait_s=min(PING_S, left_s))
        if gone.done():
            return None
        try:
            await server.sign_in.check_stands(who)
        except Refusal as refusal:
            return _close_code(refusal)
        await _send(socket, Ping() if seq is None else Hint(seq=seq))
    await _send(socket, Reauth())
    return CLOSE_EXPIRED


async def _next_number(
    numbers: asyncio.Queue[int], gone: asyncio.Future[None], *, wait_s: float
) -> int | None:
    coming = asyncio.ensure_future(numbers.get())
    await asyncio.wait({coming, gone}, timeout=wait_s, return_when=asyncio.FIRST_COMPLETED)
    if coming.done():
        return coming.result()
    coming.cancel()
    return None


async def _gone(socket: Socket) -> None:
    """Ends when the desk hangs up; what desks say is not listened to."""
    while (await socket.receive())["type"] != "websocket.disconnect":
        pass


async def _send(socket: Socket, message: Hint | Ping | Reauth) -> None:
    await socket.send_data(_encode(message).decode(), mode="text")


def _close_code(refusal: Refusal) -> int:
    return CLOSE_REVOKED if refusal.status == HTTPStatus.FORBIDDEN else CLOSE_EXPIRED
