"""The workstations' audit heads and keys."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Request, get, post, put
from litestar.datastructures import State
from litestar.params import FromPath, Parameter
from litestar.status_codes import HTTP_200_OK, HTTP_204_NO_CONTENT

from app.protocol.messages import DeviceKeyRequest, HeadList, HeadReceipt, HeadRequest
from app.server import device_keys, heads
from app.server.bodies import SMALL_BODY_BYTES, read_body
from app.server.routes.access import server_of

AnyRequest = Request[Any, Any, State]


@post("/v1/audit/heads", status_code=HTTP_200_OK)
async def keep_head(request: AnyRequest) -> HeadReceipt:
    """Keep where this workstation's audit trail ends; the server signs for it."""
    server = server_of(request)
    who = server.principal(request)
    server.heads.take(f"{who.tenant_id}|{who.device_id}", at=server.monotonic())
    wanted = await read_body(request, HeadRequest, most_bytes=SMALL_BODY_BYTES)
    return await heads.keep_head(
        server.engine, who, wanted, key=server.sign_in.server_key, now=server.now()
    )


@get("/v1/audit/heads")
async def list_heads(
    request: AnyRequest, device_id: Annotated[str, Parameter(max_length=32)] = ""
) -> HeadList:
    """A workstation's latest heads and its key, to verify its trail with."""
    server = server_of(request)
    who = server.principal(request)
    return await heads.list_heads(server.engine, who, device_id, now=server.now())


@post("/v1/devices/{device_id:str}/heads/anew", status_code=HTTP_204_NO_CONTENT)
async def begin_anew(request: AnyRequest, device_id: FromPath[str]) -> None:
    """Begin a workstation's memory anew, as administrator."""
    server = server_of(request)
    who = server.principal(request)
    server.heads.take(f"{who.tenant_id}|{who.device_id}", at=server.monotonic())
    await heads.begin_anew(server.engine, who, device_id, now=server.now())


@put("/v1/devices/self/key", status_code=HTTP_204_NO_CONTENT)
async def register_key(request: AnyRequest) -> None:
    """Keep the public key with which this workstation signs heads and exports."""
    server = server_of(request)
    who = server.principal(request)
    wanted = await read_body(request, DeviceKeyRequest, most_bytes=SMALL_BODY_BYTES)
    await device_keys.register_key(
        server.engine, who, wanted.public_key, wanted.proof, now=server.now()
    )
