"""Files: sent in parts that can each be sent again, read whole or in a stretch."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Any

from litestar import Request, get, put
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.response import Stream
from litestar.status_codes import HTTP_200_OK

from app.domain.file_errors import FileDamaged
from app.domain.file_ports import PART_BYTES, Arrived
from app.protocol.messages import BlobReply
from app.security.server_tokens import Principal
from app.server.blobs import ServerFiles
from app.server.bodies import read_bytes
from app.server.refusal import Refusal, bad_request, conflict
from app.server.routes.access import server_of
from app.server.state import ServerState

AnyRequest = Request[Any, Any, State]
PART_S = 120.0
"""A part that takes longer is not waited for: less than 300 kbit/s carries no files."""
_SHA256 = re.compile(r"[0-9a-f]{64}")
_PLACE = re.compile(r"bytes (?:([0-9]{1,13})-([0-9]{1,13})|\*)/([0-9]{1,13})", re.ASCII)
_WANTED = re.compile(r"bytes=([0-9]{1,13})-([0-9]{0,13})", re.ASCII)


@put("/v1/blobs/{sha256:str}", status_code=HTTP_200_OK)
async def put_part(request: AnyRequest, sha256: FromPath[str]) -> BlobReply:
    """Take one part of a file (Content-Range: bytes a-b/size), or say how much of it is here
    (Content-Range: bytes */size, no body)."""
    server = server_of(request)
    who = server.principal(request)
    files, name = await _files(server, who), _name(sha256)
    place = _PLACE.fullmatch(request.headers.get("Content-Range", ""))
    if place is None:
        raise bad_request("content_range")
    size = int(place[3])
    if place[1] is None:
        return _reply(await files.state(who, name, size=size, now=server.now()))
    offset, length = int(place[1]), int(place[2]) - int(place[1]) + 1
    if not 0 < length <= PART_BYTES or offset + length > size or offset % PART_BYTES:
        raise bad_request("content_range")
    await files.admit(who, size=size, now=server.now())
    with files.arriving(who):
        part = await read_bytes(request, PART_BYTES, within_s=PART_S)
        if len(part) != length:
            raise bad_request("content_range")
        arrived = await files.take(who, name, part, offset=offset, size=size, now=server.now())
    return _reply(arrived)


@get("/v1/blobs/{sha256:str}", media_type="application/octet-stream")
async def get_file(request: AnyRequest, sha256: FromPath[str]) -> Stream:
    """A file some document of the clinic speaks of, or a stretch of it (Range: bytes=a-b)."""
    server = server_of(request)
    who = server.principal(request)
    files = await _files(server, who)
    line = await files.find(who, _name(sha256), now=server.now())
    start, end = _stretch(request, line.size)
    is_part = (start, end) != (0, line.size)
    pieces = files.stretch(who.tenant_id, line, start=start, end=end)
    try:
        first = await anext(pieces)  # trouble is an answer as long as nothing was sent
    except FileDamaged:
        raise Refusal(HTTPStatus.INTERNAL_SERVER_ERROR, "file_damaged") from None
    headers = {
        "Content-Length": str(end - start),
        "Content-Disposition": "attachment",
        "Accept-Ranges": "bytes",
    }
    if is_part:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{line.size}"
    status = HTTPStatus.PARTIAL_CONTENT if is_part else HTTPStatus.OK
    return Stream(_all(first, pieces), status_code=status, headers=headers)


async def _all(first: bytes, others: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for piece in others:
        yield piece


async def _files(server: ServerState, who: Principal) -> ServerFiles:
    """Where files are. Raises Refusal: 401, 403 for who may not come in, 409 where the server keeps
    none (no trouble of the server's: it was set up so, and asking again does not help)."""
    if server.files is None:
        await server.sign_in.check_stands(who)
        raise conflict("no_files")
    return server.files


def _name(sha256: str) -> str:
    if _SHA256.fullmatch(sha256) is None:
        raise bad_request("sha256")
    return sha256


def _stretch(request: AnyRequest, size: int) -> tuple[int, int]:
    """From where to where; several ranges, or none that can be read, mean the whole (RFC 9110)."""
    wanted = _WANTED.fullmatch(request.headers.get("Range", ""))
    if wanted is None:
        return 0, size
    start = int(wanted[1])
    end = min(size, int(wanted[2]) + 1) if wanted[2] else size
    if wanted[2] and int(wanted[2]) < start:
        return 0, size
    if start >= size:
        raise Refusal(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, "range")
    return start, end


def _reply(arrived: Arrived) -> BlobReply:
    return BlobReply(received=arrived.received, is_stored=arrived.is_stored)
