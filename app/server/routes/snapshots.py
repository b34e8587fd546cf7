"""Snapshots: what a desk loads that begins from nothing."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath, Parameter
from litestar.status_codes import HTTP_200_OK

from app.protocol.codec import instant_to_wire
from app.protocol.messages import SCHEMA
from app.protocol.snapshots import BootstrapReply, BootstrapRequest, DigestReply
from app.protocol.upcasters import UNHEARD
from app.server.bodies import SMALL_BODY_BYTES, read_body
from app.server.digests import read_digests
from app.server.epochs import begin_epoch
from app.server.feed import CursorBody, OtherHistory
from app.server.refusal import Refusal, bad_request
from app.server.routes.access import server_of
from app.server.routes.sync import check_schema
from app.server.snapshots import read_snapshot_part

AnyRequest = Request[Any, Any, State]
_NUMBER = re.compile(r"[0-9]{1,6}", re.ASCII)
_WANTED = re.compile(r"bytes=([0-9]{1,13})-", re.ASCII)


@post("/v1/sync/bootstrap", status_code=HTTP_200_OK)
async def bootstrap(request: AnyRequest) -> BootstrapReply:
    """All records at one moment, in parts; as many of them as are ready."""
    server = server_of(request)
    who = server.principal(request)
    spoken = check_schema(request)
    wanted = await read_body(request, BootstrapRequest, most_bytes=SMALL_BODY_BYTES)
    server.snapshots.take_place(who)
    since = server.cursors.read(wanted.since, tenant_id=who.tenant_id)
    try:
        found = await server.snapshots.ask(
            server.engine, who, wanted, now=server.now(), since=since, spoken=spoken
        )
    except OtherHistory as other:
        await begin_epoch(server.engine, who.tenant_id, now=server.now(), ended=other.epoch)
        raise
    if found.is_complete and not found.parts:
        server.snapshots.leave(who)
    body = CursorBody(1, who.tenant_id, found.epoch, "", SCHEMA, found.seq, found.link)
    return BootstrapReply(
        snapshot_id=found.id,
        epoch=found.epoch,
        seq=found.seq,
        cursor=server.cursors.make(body),
        rows=found.rows,
        parts=found.parts,
        is_complete=found.is_complete,
        server_time=instant_to_wire(server.now()),
    )


@get("/v1/sync/bootstrap/{snapshot_id:str}/{number:str}", media_type="application/octet-stream")
async def bootstrap_part(
    request: AnyRequest, snapshot_id: FromPath[str], number: FromPath[str]
) -> Response[bytes]:
    """One part of a snapshot, or the rest of it (Range: bytes=a-)."""
    server = server_of(request)
    who = server.principal(request)
    if not _NUMBER.fullmatch(number):
        raise bad_request("malformed")
    server.snapshots.take_place(who)
    content, is_last = await read_snapshot_part(server.engine, who, snapshot_id, int(number))
    if is_last:
        server.snapshots.leave(who)
    wanted = _WANTED.fullmatch(request.headers.get("Range", ""))
    start = int(wanted[1]) if wanted else 0
    if start and start >= len(content):
        raise Refusal(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, "range")
    headers = {"Accept-Ranges": "bytes", "Content-Disposition": "attachment"}
    if start:
        headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
    status = HTTPStatus.PARTIAL_CONTENT if start else HTTPStatus.OK
    return Response(content[start:], status_code=status, headers=headers)


@get("/v1/sync/digest")
async def digest(
    request: AnyRequest, cursor: Annotated[str, Parameter(max_length=500)] = ""
) -> DigestReply:
    """What the clinic's records come to, type by type, for a desk that has pulled everything."""
    server = server_of(request)
    who = server.principal(request)
    spoken = check_schema(request)
    server.questions.take(who.device_id, at=server.monotonic())
    try:
        reply = await read_digests(server.engine, server.cursors, who, cursor)
    except OtherHistory as other:
        await begin_epoch(server.engine, who.tenant_id, now=server.now(), ended=other.epoch)
        raise
    reply.types = {
        name: total for name, total in reply.types.items() if spoken >= UNHEARD.get(name, 0)
    }
    return reply
