"""The five reports over GraphQL."""

from __future__ import annotations

from typing import Any

from litestar import MediaType, Request, get, post
from litestar.datastructures import State
from litestar.status_codes import HTTP_200_OK

from app.protocol.reports import SDL, GraphQLReply, GraphQLRequest
from app.server.bodies import SMALL_BODY_BYTES, is_too_deep, read_body
from app.server.refusal import bad_request
from app.server.routes.records import admitted
from app.server.standing import check_standing
from app.server.tenancy import ONE_LOOK, tenant_transaction

AnyRequest = Request[Any, Any, State]


@post("/v1/graphql", status_code=HTTP_200_OK)
async def ask(request: AnyRequest) -> GraphQLReply:
    """Answer a question about the reports: whole or not at all."""
    from app.server.graphql import answer  # graphql-core: a tenth of a second most servers save

    server, who = admitted(request)
    wanted = await read_body(request, GraphQLRequest, most_bytes=SMALL_BODY_BYTES)
    if is_too_deep(wanted.variables):
        raise bad_request("too_deep")
    return GraphQLReply(await answer(server, who, wanted, now=server.now()))


@get("/v1/graphql", media_type=MediaType.TEXT)
async def describe(request: AnyRequest) -> str:
    """The schema, in GraphQL's own words."""
    server, who = admitted(request)
    looking = tenant_transaction(server.engine, who.tenant_id, options=ONE_LOOK)
    async with looking as connection:
        await check_standing(connection, who)
    return SDL
