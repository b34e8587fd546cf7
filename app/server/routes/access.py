"""From a request to the server's objects."""

from __future__ import annotations

from typing import Any, cast

from litestar import Request
from litestar.connection import ASGIConnection

from app.server.openapi import OPEN
from app.server.state import ServerState, address_of


def server_of(connection: ASGIConnection[Any, Any, Any, Any]) -> ServerState:
    """The objects built when the server started."""
    return cast("ServerState", connection.app.state.server)


async def limit_strangers(request: Request[Any, Any, Any]) -> None:
    """Before anything else where no token is needed or shown: not too often from one place."""
    if request.url.path in OPEN or "Authorization" not in request.headers:
        server = server_of(request)
        server.visits_by_address.take(address_of(request), at=server.monotonic())
