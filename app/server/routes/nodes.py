"""Nodes: who holds the clinic's data, and whether enough of them hold what was just written."""

from __future__ import annotations

from typing import Any

from litestar import Request, get, post
from litestar.datastructures import State
from litestar.status_codes import HTTP_200_OK

from app.protocol.codec import instant_to_wire
from app.protocol.nodes import ConfirmReply, ConfirmRequest, NodeList
from app.server import nodes
from app.server.bodies import SMALL_BODY_BYTES, read_body
from app.server.routes.access import server_of

AnyRequest = Request[Any, Any, State]


@get("/v1/nodes")
async def list_nodes(request: AnyRequest) -> NodeList:
    """The server, its standbys and the clinic's workstations."""
    server = server_of(request)
    who = server.principal(request)
    server.questions.take(f"{who.tenant_id}|{who.device_id}", at=server.monotonic())
    lines = await nodes.list_nodes(
        server.engine, who, server.standbys, seen=server.seen, now=server.now()
    )
    return NodeList(
        nodes=lines, standbys=len(server.standbys), server_time=instant_to_wire(server.now())
    )


@post("/v1/sync/confirm", status_code=HTTP_200_OK)
async def confirm(request: AnyRequest) -> ConfirmReply:
    """Wait until what is written by now is at as many standbys as the level says."""
    server = server_of(request)
    who = server.principal(request)
    server.questions.take(f"{who.tenant_id}|{who.device_id}", at=server.monotonic())
    wanted = await read_body(request, ConfirmRequest, most_bytes=SMALL_BODY_BYTES)
    return await nodes.confirm(server.engine, who, server.standbys, wanted.level)
