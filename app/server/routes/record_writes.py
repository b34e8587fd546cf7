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
from app.protocol.record_writes import RecordChange, RecordCreate, RecordWritten
from app.server.bodies import is_too_deep, read_body
from app.server.record_writes import Wish, write_record
from app.server.records import read_record
from app.server.refusal import Refusal, bad_request, not_found
from app.server.routes.records import admitted

AnyRequest = Request[Any, Any, State]
T = TypeVar("T")
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
    server, who = admitted(request)
    wanted = await read_body(request, RecordCreate, most_bytes=MAX_OPERATION_BYTES)
    _require_flat(wanted.values)
    if not is_record_id(wanted.id):
        raise bad_request("malformed", "id")
    wish = Wish(
        op_id=_key(key),
        kind="create",
        entity=entity,
        id=wanted.id,
        values=wanted.values,
        reason=wanted.reason,
    )
    written = await write_record(server, who, wish)
    return _with_version(written, written.version)


@patch("/v1/records/{entity:str}/{record_id:str}")
async def change(
    request: AnyRequest,
    entity: FromPath[str],
    record_id: FromPath[str],
    key: _Key = "",
    version: _Version = "",
) -> Response[RecordWritten]:
    """Change some fields of a record, where it still stands as the caller has seen it."""
    server, who = admitted(request)
    wanted = await read_body(request, RecordChange, most_bytes=MAX_OPERATION_BYTES)
    _require_flat(wanted.values)
    wish = Wish(
        op_id=_key(key),
        kind="update",
        entity=entity,
        id=_id(record_id),
        version=_version(version),
        values=wanted.values,
        reason=wanted.reason,
    )
    written = await write_record(server, who, wish)
    return _with_version(written, written.version)


@delete("/v1/records/{entity:str}/{record_id:str}", status_code=HTTP_200_OK)
async def remove(
    request: AnyRequest,
    entity: FromPath[str],
    record_id: FromPath[str],
    key: _Key = "",
    version: _Version = "",
) -> Response[RecordWritten]:
    """Delete a record, where it still stands as the caller has seen it."""
    server, who = admitted(request)
    wish = Wish(
        op_id=_key(key), kind="delete", entity=entity, id=_id(record_id), version=_version(version)
    )
    written = await write_record(server, who, wish)
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


def _require_flat(values: dict[str, Any]) -> None:
    if any(is_too_deep(value) for value in values.values()):
        raise bad_request("too_deep")
