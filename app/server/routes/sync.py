"""Push and pull: how desks and server stay alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from importlib.metadata import version
from typing import Annotated, Any

from litestar import Request, get, post
from litestar.datastructures import State
from litestar.params import Parameter
from litestar.status_codes import HTTP_200_OK
from sqlalchemy.ext.asyncio import AsyncConnection

from app.protocol.codec import instant_to_wire
from app.protocol.messages import (
    MAX_BATCH_OPERATIONS,
    MIN_SCHEMA,
    PULL_LIMIT,
    PUSH_AFTER,
    SCHEMA,
    Health,
    PatientRowsReply,
    PatientRowsRequest,
    PullReply,
    PushReply,
    PushRequest,
)
from app.protocol.upcasters import hears_everything, is_heard
from app.security.server_tokens import Principal
from app.server.bodies import SMALL_BODY_BYTES, read_body
from app.server.change_log import Written, apply_operations
from app.server.epochs import begin_epoch
from app.server.feed import OtherHistory, check_cursor, read_page
from app.server.patient_rows import read_patient_rows
from app.server.refusal import Refusal, forbidden
from app.server.replies import wants_msgpack
from app.server.routes.access import server_of
from app.server.standing import check_standing
from app.server.state import ServerState
from app.server.tenancy import ONE_LOOK, tenant_transaction

AnyRequest = Request[Any, Any, State]
_LONGEST_SCHEMA = 6
_LONGEST_CURSOR = 500


@post("/v1/sync/push", status_code=HTTP_200_OK)
async def push(request: AnyRequest) -> PushReply:
    """Apply a batch of operations; one answer each."""
    server = server_of(request)
    who = server.principal(request)
    check_schema(request)
    desk = who.tenant_id, who.device_id
    with server.turns.taken(desk, request.headers.get("Idempotency-Key", "")):
        await server.precedence.wait(who.tenant_id)
        wanted = await read_body(request, PushRequest)
        if len(wanted.ops) > MAX_BATCH_OPERATIONS:
            raise Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_many_operations")
        if wanted.device_id != who.device_id:
            raise forbidden("device_mismatch")
        before = request.headers.get(PUSH_AFTER, "")
        written = await _apply(
            server,
            who,
            wanted,
            cursor=request.headers.get("Sync-Cursor", "")[:_LONGEST_CURSOR],
            turn=lambda: server.turns.after(desk, before),
        )
    for status, many in Counter([result.status for result in written.results]).items():
        server.metrics.count("operations", by=many, status=status)
    return PushReply(
        results=list(written.results),
        server_time=instant_to_wire(server.now()),
        seq=written.seq,
        keeps_turns=True,
    )


async def _apply(
    server: ServerState,
    who: Principal,
    wanted: PushRequest,
    *,
    cursor: str,
    turn: Callable[[], Awaitable[None]],
) -> Written:
    """Decide a batch in its turn. Raises Refusal and OtherHistory."""

    async def check(connection: AsyncConnection) -> None:
        await check_standing(connection, who)
        await check_cursor(connection, server.cursors, cursor, tenant_id=who.tenant_id)

    try:
        return await apply_operations(
            server.engine,
            who=who,
            operations=wanted.ops,
            now=server.now(),
            check=check,
            turn=turn,
            precedence=server.precedence,
            keeps_files=server.files is not None,
        )
    except OtherHistory as other:
        await begin_epoch(server.engine, who.tenant_id, now=server.now(), ended=other.epoch)
        raise


@get("/v1/sync/pull")
async def pull(
    request: AnyRequest,
    cursor: Annotated[str, Parameter(max_length=500)] = "",
    limit: Annotated[int, Parameter(ge=1, le=PULL_LIMIT)] = PULL_LIMIT,
) -> PullReply:
    """Changes after the cursor, in commit order."""
    server = server_of(request)
    who = server.principal(request)
    spoken = check_schema(request)
    is_told_all = hears_everything(spoken)
    reading = tenant_transaction(server.engine, who.tenant_id, options=ONE_LOOK)
    try:
        async with reading as connection:
            await check_standing(connection, who)
            rows, reached, more = await read_page(
                connection,
                server.cursors,
                server.cache,
                tenant_id=who.tenant_id,
                cursor=cursor,
                limit=limit,
                is_plain=is_told_all and not wants_msgpack(),
            )
    except OtherHistory as other:
        await begin_epoch(server.engine, who.tenant_id, now=server.now(), ended=other.epoch)
        raise
    if not is_told_all:
        rows = [row for row in rows if is_heard(row, spoken)]
    return PullReply(
        rows=rows, cursor=reached, more=more, server_time=instant_to_wire(server.now())
    )


@post("/v1/sync/patient-rows", status_code=HTTP_200_OK)
async def patient_rows(request: AnyRequest) -> PatientRowsReply:
    """One patient's chart detail again, for a desk that had put it away."""
    server = server_of(request)
    who = server.principal(request)
    check_schema(request)
    wanted = await read_body(request, PatientRowsRequest, most_bytes=SMALL_BODY_BYTES)
    return await read_patient_rows(server.engine, who, wanted, now=server.now())


@get("/v1/health")
async def health(request: AnyRequest) -> Health:
    """Whether the server works, and its clock."""
    return Health(
        status="ok",
        version=version("clinic-desk"),
        schema=SCHEMA,
        server_time=instant_to_wire(server_of(request).now()),
    )


def check_schema(request: AnyRequest) -> int:
    """The version that the desk speaks. Raises Refusal (426) for one that is not served."""
    spoken = request.headers.get("Sync-Schema", str(SCHEMA))
    # "²" is a digit to str.isdigit, and no number; thousands of digits are none to int.
    is_number = len(spoken) <= _LONGEST_SCHEMA and spoken.isascii() and spoken.isdigit()
    if not is_number or not MIN_SCHEMA <= int(spoken) <= SCHEMA:
        raise Refusal(HTTPStatus.UPGRADE_REQUIRED, "schema")
    return int(spoken)
