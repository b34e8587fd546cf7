"""From a request to the server's objects."""

from __future__ import annotations

from typing import Any, cast

from litestar.connection import ASGIConnection

from app.server.state import ServerState


def server_of(connection: ASGIConnection[Any, Any, Any, Any]) -> ServerState:
    """The objects built when the server started."""
    return cast("ServerState", connection.app.state.server)
