"""From a request to the server's objects."""

from __future__ import annotations

from typing import Any, cast

from litestar import Request
from litestar.connection import ASGIConnection

from app.server.openapi import DESCRIPTION, OPEN
from app.server.rate import take_together
from app.server.replies import note_wanted_form
from app.server.state import ServerState, address_of


def server_of(connection: ASGIConnection[Any, Any, Any, Any]) -> ServerState:
    """The objects built when the server started."""
    return cast("ServerState", connection.app.state.server)


async def meet(request: Request[Any, Any, Any]) -> None:
    """Before anything else is read: where no token is needed or shown, not too often from one
    place; everywhere else with a token of ours, and not too often from one desk or from all desks
    of one clinic. Raises Refusal (401, 429)."""
    note_wanted_form(request)
    server, path = server_of(request), request.url.path
    if path in OPEN or "Authorization" not in request.headers:
        server.visits_by_address.take(address_of(request), at=server.monotonic())
    if path not in OPEN and path != DESCRIPTION:
        who = server.principal(request)
        server.requests_by_device.take(who.device_id, at=server.monotonic())
        most = await server.own_requests.of(server.engine, who.tenant_id, at=server.monotonic())
        clinic, at = f"clinic|{who.tenant_id}", server.monotonic()
        await take_together(server.requests_by_clinic, server.tries, clinic, at=at, count=most)
