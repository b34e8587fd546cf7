"""Accounts and workstations: given, reset, shut out."""

from __future__ import annotations

from typing import Any

from litestar import Request, post, put
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.status_codes import HTTP_204_NO_CONTENT

from app.protocol.messages import CredentialRequest
from app.server import accounts
from app.server.bodies import SMALL_BODY_BYTES, read_body
from app.server.routes.access import server_of

AnyRequest = Request[Any, Any, State]


@put("/v1/users/{user_id:str}/credential", status_code=HTTP_204_NO_CONTENT)
async def set_credential(request: AnyRequest, user_id: FromPath[str]) -> None:
    """Give a user a key: another's as administrator, or one's own."""
    server = server_of(request)
    who = server.principal(request)
    server.key_changes.take(f"{who.tenant_id}|{who.user_id}", at=server.monotonic())
    wanted = await read_body(request, CredentialRequest, most_bytes=SMALL_BODY_BYTES)
    await accounts.set_credential(server.engine, who, user_id, wanted, now=server.now())


@post("/v1/users/{user_id:str}/revoke", status_code=HTTP_204_NO_CONTENT)
async def revoke_user(request: AnyRequest, user_id: FromPath[str]) -> None:
    """Shut a user out at once, as administrator."""
    server = server_of(request)
    who = server.principal(request)
    await accounts.revoke(server.engine, who, "user", user_id, now=server.now())


@post("/v1/devices/{device_id:str}/revoke", status_code=HTTP_204_NO_CONTENT)
async def revoke_device(request: AnyRequest, device_id: FromPath[str]) -> None:
    """Shut a workstation out at once, as administrator."""
    server = server_of(request)
    who = server.principal(request)
    await accounts.revoke(server.engine, who, "workstation", device_id, now=server.now())
