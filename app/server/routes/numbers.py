"""Record numbers in advance."""

from __future__ import annotations

from typing import Any

from litestar import Request, post
from litestar.datastructures import State
from litestar.status_codes import HTTP_200_OK

from app.protocol.numbers import NumbersReply, NumbersRequest
from app.server.bodies import SMALL_BODY_BYTES, read_body
from app.server.numbers import reserve_numbers
from app.server.routes.access import server_of


@post("/v1/record-numbers", status_code=HTTP_200_OK)
async def reserve(request: Request[Any, Any, State]) -> NumbersReply:
    """The next numbers for new patients, for this desk alone."""
    server = server_of(request)
    who = server.principal(request)
    wanted = await read_body(request, NumbersRequest, most_bytes=SMALL_BODY_BYTES)
    return await reserve_numbers(server.engine, who, wanted.size, now=server.now())
