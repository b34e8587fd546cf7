"""Single records at the server: read one, make, change and delete one."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Annotated, Any, TypeVar

from litestar import Request, Response, delete, get, patch, post
from litestar.datastructures import State
from litestar.params import FromPath, HeaderParameter
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED

from app.domain.ids import is_record_id
from app.protocol.messages import MAX_OPERATION_BYTES
from app.protocol.queries import RecordRow
from app.protocol.record_writes import RecordChange, RecordCreate, RecordRemoval, RecordWritten
from app.security.server_tokens import Principal
from app.server.bodies import SMALL_BODY_BYTES, has_body, is_too_deep, read_body
from app.server.record_writes import Wish, write_record
from app.server.records import read_record
from app.server.refusal import Refusal, bad_request, not_found
from app.server.routes.records import admitted
from app.server.state import ServerState

AnyRequest = Request[Any, Any, State]
T = TypeVar("T")
M = TypeVar("M", RecordCreate, RecordChange)
_Key = Annotated[str, HeaderParameter(name="Idempotency-Key", max_length=36)]
_Version = Annotated[str, HeaderParameter(name="If-Match", max_length=40)]
_ETAG = re.compile('"([0-9]{1,18})"')


@get("/v1/records/{entity:str}/{record_id:str}")
async def read(
    request: AnyRequest, entity: FromPath[str], record_id: FromPath[str]
) -> Response[RecordRow]:
    """One record as it stands; its ETag is the version a change of it names."""
    server, who = admitted(request)
    row = await read_record(server, who, entity, _id(record_id), now=server.now())
    return _with_version(row, row.version)


@post("/v1/records/{entity:str}", status_code=HTTP_201_CREATED)
async def create(
    request: AnyRequest, entity: FromPath[str], key: _Key = ""
) -> Response[RecordWritten]:
    """Make a record under an identifier of the caller's."""
    by = admitted(request)
    wanted = await _read_flat(request, RecordCreate)
    if not is_record_id(wanted.id):
        raise bad_request("malformed", "id")
    given = {"values": wanted.values, "reason": wanted.reason}
    return await _written(by, kind="create", entity=entity, id=wanted.id, key=key, **given)


@patch("/v1/records/{entity:str}/{record_id:str}")
async def change(
    request: AnyRequest,
    entity: FromPath[str],
    record_id: FromPath[str],
    key: _Key = "",
    version: _Version = "",
) -> Response[RecordWritten]:
    """Change some fields of a record, where it still stands as the caller has seen it."""
    by = admitted(request)
    wanted = await _read_flat(request, RecordChange)
    given = {"version": _version(version), "values": wanted.values, "reason": wanted.reason}
    return await _written(by, kind="update", entity=entity, id=_id(record_id), key=key, **given)


@delete("/v1/records/{entity:str}/{record_id:str}", status_code=HTTP_200_OK)
async def remove(
    request: AnyRequest,
    entity: FromPath[str],
    record_id: FromPath[str],
    key: _Key = "",
    version: _Version = "",
) -> Response[RecordWritten]:
    """Delete a record, where it still stands as the caller has seen it; a body may say why."""
    by = admitted(request)
    wanted = RecordRemoval()
    if has_body(request):
        wanted = await read_body(request, RecordRemoval, most_bytes=SMALL_BODY_BYTES)
    given = {"version": _version(version), "reason": wanted.reason}
    return await _written(by, kind="delete", entity=entity, id=_id(record_id), key=key, **given)


async def _read_flat(request: AnyRequest, message_type: type[M]) -> M:
    """What is sent, its values no deeper than a record ever is. Raises Refusal."""
    wanted = await read_body(request, message_type, most_bytes=MAX_OPERATION_BYTES)
    if any(is_too_deep(value) for value in wanted.values.values()):
        raise bad_request("too_deep")
    return wanted


async def _written(
    by: tuple[ServerState, Principal], *, key: str, **wish: Any
) -> Response[RecordWritten]:
    server, who = by
    written = await write_record(server, who, Wish(op_id=_key(key), **wish))
    return _with_version(written, written.version)


def _with_version(content: T, version: int) -> Response[T]:
    return Response(content, headers={"ETag": f'"{version}"'})


def _id(text: str) -> str:
    if not is_record_id(text):
        raise not_found()
    return text


def _key(text: str) -> str:
    """The request's identifier (a UUID). Raises Refusal (400)."""
    key = text.replace("-", "").lower()
    if not is_record_id(key):
        raise bad_request("idempotency_key", "is not a UUID")
    return key


def _version(text: str) -> int:
    """The version in an entity tag (RFC 9110, 13.1.1). Raises Refusal (400, 428)."""
    if not text:
        raise Refusal(HTTPStatus.PRECONDITION_REQUIRED, "if_match")
    found = _ETAG.fullmatch(text.strip())
    if found is None:
        raise bad_request("if_match", "is not one version")
    return int(found[1])
