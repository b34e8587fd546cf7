"""The server's API as typed calls. Every failure is one of the ApiError family."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any, Self, TypeVar

import httpx
import msgspec

from app.api.auth import BearerAuth, TokenSession
from app.api.replies import decoded, read_page, refusal_of
from app.domain.errors import ApiError, MalformedReply, NeedsLogin, RequestRefused, Unreachable
from app.domain.operations import Operation
from app.domain.ports import Clock
from app.domain.remote_ports import PullPage, PushOutcome, TokenStore
from app.protocol.codec import encode_json, instant_from_wire
from app.protocol.messages import (
    SCHEMA,
    Health,
    InviteReply,
    InviteRequest,
    JoinOffer,
    JoinReply,
    JoinRequest,
    JoinStart,
    LoginRequest,
    PushReply,
    PushRequest,
    RefreshRequest,
    TicketReply,
    TokenReply,
)

T = TypeVar("T")
CONNECT_S, READ_S = 5.0, 30.0
COMPRESS_FROM_BYTES = 1024


class ApiClient:
    """One desk's connection to its clinic's server. Close it with `aclose`.

    Requests have deadlines (5 s to connect, 30 s to answer), ignore the computer's proxy settings
    and carry no patient data in their address.
    """

    def __init__(
        self, base_url: str, *, device_id: str, token_store: TokenStore, clock: Clock
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self._device_id = device_id
        self._http = httpx.AsyncClient(
            base_url=self.base_url,
            timeout=httpx.Timeout(READ_S, connect=CONNECT_S),
            trust_env=False,
            follow_redirects=False,
            headers={"Sync-Schema": str(SCHEMA), "Accept": "application/json"},
        )
        self._session = TokenSession(
            token_store, clock=clock, device_id=device_id, refresh=self._refresh
        )
        self._bearer = BearerAuth(self._session)

    async def __aenter__(self) -> Self:
        """Use the client as a context manager."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the connections."""
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    @property
    def is_signed_in(self) -> bool:
        """Whether tokens are at hand (they may still turn out to be refused)."""
        return self._session.has_tokens

    async def login(
        self, *, clinic_id: str, username: str, auth_key: str, device_token: str
    ) -> TokenReply:
        """Sign in. Raises NeedsLogin when name or key are not accepted."""
        request = LoginRequest(
            clinic_id=clinic_id,
            username=username,
            auth_key=auth_key,
            device_id=self._device_id,
            device_token=device_token,
        )
        reply = await self._post("/v1/auth/login", request, TokenReply, signed=False)
        await self._session.accept(reply)
        return reply

    async def logout(self) -> None:
        """End the session here and, where it can be reached, at the server."""
        try:
            await self._send("POST", "/v1/auth/logout")
        except ApiError:
            pass  # the tokens are forgotten here whatever the server says
        finally:
            await self._session.keep(None)

    async def refresh(self) -> None:
        """Renew the access token (single-flight). Raises NeedsLogin when that is over."""
        await self._session.renew()

    async def join_offer(self, start: JoinStart) -> JoinOffer:
        """What a join code opens. Raises RequestRefused for an unknown or used code."""
        return await self._post("/v1/join/offer", start, JoinOffer, signed=False)

    async def join(self, request: JoinRequest) -> JoinReply:
        """Enrol this workstation; uses the code up and signs in."""
        reply = await self._post("/v1/join", request, JoinReply, signed=False)
        await self._session.accept(reply.tokens)
        return reply

    async def invite(self, request: InviteRequest) -> InviteReply:
        """Deposit a join code for one more desk."""
        return await self._post("/v1/invites", request, InviteReply)

    async def ticket(self) -> str:
        """A ticket that opens one WebSocket within 30 seconds."""
        return (await self._post("/v1/ws/ticket", None, TicketReply)).ticket

    async def push(self, operations: Sequence[Operation], batch_id: str) -> PushOutcome:
        """Send operations; exactly once per op_id, however often they are sent."""
        request = PushRequest(device_id=self._device_id, batch_id=batch_id, ops=list(operations))
        reply = await self._post("/v1/sync/push", request, PushReply, idempotency_key=batch_id)
        return PushOutcome(
            results=tuple(reply.results),
            server_time=_instant(reply.server_time),
            seq=reply.seq,
        )

    async def pull(self, cursor: str, *, limit: int) -> PullPage:
        """Changes after the cursor ("" from the beginning). Raises ResyncRequired."""
        response = await self._send(
            "GET", "/v1/sync/pull", params={"cursor": cursor, "limit": limit}
        )
        reply = await asyncio.to_thread(read_page, response)
        return PullPage(
            rows=tuple(reply.rows),
            cursor=reply.cursor,
            more=reply.more,
            server_time=_instant(reply.server_time),
        )

    async def health(self) -> datetime:
        """Whether the server answers; its clock."""
        response = await self._send("GET", "/v1/health", signed=False)
        return _instant(decoded(response, Health).server_time)

    async def _refresh(self, request: RefreshRequest) -> TokenReply:
        try:
            return await self._post("/v1/auth/refresh", request, TokenReply, signed=False)
        except RequestRefused as error:
            if error.status in (HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED):
                raise NeedsLogin from None
            raise

    async def _post(
        self,
        path: str,
        message: msgspec.Struct | None,
        reply_type: type[T],
        *,
        signed: bool = True,
        idempotency_key: str = "",
    ) -> T:
        content = encode_json(message) if message is not None else b""
        headers = {"Content-Type": "application/json"}
        if idempotency_key:
            headers["Idempotency-Key"] = idempotency_key
        if len(content) >= COMPRESS_FROM_BYTES:
            content = gzip.compress(content, compresslevel=1, mtime=0)
            headers["Content-Encoding"] = "gzip"
        response = await self._send("POST", path, content=content, headers=headers, signed=signed)
        return decoded(response, reply_type)

    async def _send(
        self, method: str, path: str, *, signed: bool = True, **options: Any
    ) -> httpx.Response:
        auth = self._bearer if signed else None
        try:
            response = await self._http.request(method, path, auth=auth, **options)
        except httpx.TransportError:
            raise Unreachable from None  # its text may name addresses; the kind is enough
        except httpx.HTTPError:
            raise MalformedReply from None
        if response.is_success:
            return response
        raise refusal_of(response)


def _instant(text: str) -> datetime:
    try:
        return instant_from_wire(text)
    except ValueError:
        raise MalformedReply from None
