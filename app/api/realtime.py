"""Hints over a WebSocket: the server says that something changed, the pull brings it."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit, urlunsplit

import msgspec
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from app.api.client import ApiClient
from app.api.tls import tls_context
from app.domain.errors import Unreachable
from app.protocol.messages import Hint, Ping, Reauth

OPEN_S = 5.0
"""The longest the server takes to open a connection."""
_MAX_MESSAGE_BYTES = 4096
_decode = msgspec.json.Decoder(Hint | Ping | Reauth).decode


class RealtimeClient:
    """Listens for hints. Losing one is harmless: polling finds what was missed."""

    def __init__(self, api: ApiClient, *, url: str = "") -> None:
        self._api = api
        self._url = url or _socket_url(api.base_url)
        self._tls = (api.tls or tls_context(None)) if self._url.startswith("wss:") else None

    async def listen(self, on_hint: Callable[[int], None]) -> None:
        """Connect and call on_hint(seq) for each hint until the connection ends.

        Returns when the token behind it is over: a new connection brings a new one.

        Raises Unreachable when it cannot be opened or breaks, or what getting a ticket raises.
        """
        ticket = await self._api.ticket()
        address = f"{self._url}?{urlencode({'ticket': ticket})}"
        try:
            async with connect(
                address,
                open_timeout=OPEN_S,
                close_timeout=1,
                max_size=_MAX_MESSAGE_BYTES,
                proxy=None,
                ssl=self._tls,
            ) as socket:
                async for message in socket:
                    if _hear(message, on_hint):
                        return
        except (OSError, TimeoutError, WebSocketException):
            raise Unreachable from None


def _hear(message: str | bytes, on_hint: Callable[[int], None]) -> bool:
    """Pass a hint on; whether the server asks for a connection with a new token instead."""
    try:
        heard = _decode(message)
    except msgspec.MsgspecError:
        return False  # a newer server may say more than this version knows
    if isinstance(heard, Hint):
        on_hint(heard.seq)
    return isinstance(heard, Reauth)


def _socket_url(base_url: str) -> str:
    parts = urlsplit(base_url)
    scheme = "wss" if parts.scheme == "https" else "ws"
    return urlunsplit((scheme, parts.netloc, f"{parts.path}/v1/ws", "", ""))
