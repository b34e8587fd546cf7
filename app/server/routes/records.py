"""Records at the server: queries, lists and figures."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Request, get, post
from litestar.datastructures import State
from litestar.params import FromPath, Parameter
from litestar.status_codes import HTTP_200_OK

from app.domain.query import MAX_LIMIT, MAX_OFFSET
from app.protocol.queries import AggregateReply, AggregateRequest, QueryReply, QueryRequest
from app.security.server_tokens import Principal
from app.server.bodies import is_too_deep, read_body
from app.server.records import aggregate_records, query_records
from app.server.refusal import bad_request
from app.server.routes.access import server_of
from app.server.state import ServerState

AnyRequest = Request[Any, Any, State]
QUESTION_BYTES = 64 * 1024


@post("/v1/records/{entity:str}/query", status_code=HTTP_200_OK)
async def query(request: AnyRequest, entity: FromPath[str]) -> QueryReply:
    """Records of one type that meet a condition, page by page."""
    server, who = admitted(request)
    wanted = await read_body(request, QueryRequest, most_bytes=QUESTION_BYTES)
    if is_too_deep(wanted.where):
        raise bad_request("too_deep")
    return await query_records(server, who, entity, wanted, now=server.now())


@get("/v1/records/{entity:str}")
async def list_records(
    request: AnyRequest,
    entity: FromPath[str],
    *,
    order: Annotated[str, Parameter(max_length=500)] = "",
    select: Annotated[str, Parameter(max_length=2000)] = "",
    limit: Annotated[int, Parameter(ge=1, le=MAX_LIMIT)] = 50,
    offset: Annotated[int, Parameter(ge=0, le=MAX_OFFSET)] = 0,
) -> QueryReply:
    """Records of one type in an order; names separated by commas, "-" before a descending one.

    Conditions go into the body of a query: addresses are written into logs, and values are
    patients' data.
    """
    server, who = admitted(request)
    wanted = QueryRequest(
        order=[name for name in order.split(",") if name],
        select=[name for name in select.split(",") if name],
        limit=limit,
        offset=offset,
    )
    return await query_records(server, who, entity, wanted, now=server.now())


@post("/v1/records/{entity:str}/aggregate", status_code=HTTP_200_OK)
async def aggregate(request: AnyRequest, entity: FromPath[str]) -> AggregateReply:
    """Counts, sums, averages, smallest and largest values per group."""
    server, who = admitted(request)
    wanted = await read_body(request, AggregateRequest, most_bytes=QUESTION_BYTES)
    if is_too_deep(wanted.where) or is_too_deep(wanted.having):
        raise bad_request("too_deep")
    return await aggregate_records(server, who, entity, wanted, now=server.now())


def admitted(request: AnyRequest) -> tuple[ServerState, Principal]:
    """The server and who asks; not too often from one desk. Raises Refusal (401, 429)."""
    server = server_of(request)
    who = server.principal(request)
    server.questions.take(f"{who.tenant_id}|{who.device_id}", at=server.monotonic())
    return server, who
