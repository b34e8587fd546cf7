"""The server's API as typed calls. Every failure is one of the ApiError family."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any, Self, TypeVar

import httpx
import msgspec

from app.api.auth import BearerAuth, TokenSession
from app.api.blobs import BlobClient
from app.api.nodes import NodeClient
from app.api.records import RecordClient
from app.api.replies import decoded, read_page, read_whole, refusal_of, speaks_msgpack
from app.api.reports import ReportClient
from app.api.snapshots import SnapshotClient
from app.api.tls import tls_context
from app.domain.errors import (
    AnswerLost,
    ApiError,
    DeviceRevoked,
    MalformedReply,
    NeedsLogin,
    RequestRefused,
    Unreachable,
)
from app.domain.ids import RecordId
from app.domain.operations import Operation, RowState
from app.domain.ports import Clock
from app.domain.remote_ports import PullPage, PushOutcome, TokenStore
from app.domain.telemetry import Area, Meter, address_of, measured
from app.protocol.codec import instant_from_wire
from app.protocol.messages import (
    PUSH_AFTER,
    SCHEMA,
    CredentialRequest,
    DeviceKeyRequest,
    HeadList,
    HeadReceipt,
    HeadRequest,
    Health,
    InviteReply,
    InviteRequest,
    JoinOffer,
    JoinReply,
    JoinRequest,
    JoinStart,
    LoginRequest,
    PatientRowsReply,
    PatientRowsRequest,
    PushReply,
    PushRequest,
    RefreshRequest,
    TicketReply,
    TokenReply,
)
from app.protocol.numbers import NumbersReply, NumbersRequest
from app.protocol.wire import COMPRESS_FROM_BYTES, GZIP, JSON, MSGPACK, ZSTD, encode, packed

T = TypeVar("T")
CONNECT_S, READ_S = 5.0, 30.0
_UNREAD = (HTTPStatus.BAD_REQUEST, HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
"""How a server answers that was put back to a version without MessagePack."""
_BROKEN_OFF = (
    httpx.ReadError,
    httpx.ReadTimeout,
    httpx.WriteError,
    httpx.WriteTimeout,
    httpx.RemoteProtocolError,
)
"""The request may have arrived: unlike with a server that cannot be reached, nobody knows."""


class ApiClient:
    """One desk's connection to its clinic's server. Close it with `aclose`.

    Requests have deadlines (5 s to connect, 30 s to answer), ignore the computer's proxy settings
    and carry no patient data in their address.
    """

    def __init__(
        self,
        base_url: str,
        *,
        device_id: str,
        token_store: TokenStore,
        clock: Clock,
        ca_file: Path | None = None,
        ca_pem: str = "",
        meter: Meter | None = None,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self._device_id = device_id
        self._meter = meter
        self.tls = tls_context(ca_file, ca_pem) if self.base_url.startswith("https:") else None
        self._http = httpx.AsyncClient(
            base_url=self.base_url,
            timeout=httpx.Timeout(READ_S, connect=CONNECT_S),
            verify=self.tls or ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),  # which trusts nobody
            trust_env=False,
            follow_redirects=False,
            headers={
                "Sync-Schema": str(SCHEMA),
                "Accept": f"{MSGPACK}, {JSON};q=0.5",
                "Accept-Encoding": f"{ZSTD}, {GZIP}",
            },
        )
        self._reads_msgpack = False
        """Whether the server has answered in MessagePack; until then it gets what all read."""
        self._session = TokenSession(
            token_store, clock=clock, device_id=device_id, refresh=self._refresh
        )
        self._bearer = BearerAuth(self._session)
        self.files = BlobClient(self._http, self._bearer, send=self._send)
        self.snapshots = SnapshotClient(self._http, self._bearer, post=self._post, send=self._send)
        self.records = RecordClient(self._post, send=self._send_message)
        self.reports = ReportClient(self._post)
        self.nodes = NodeClient(self._post, send=self._send)

    async def __aenter__(self) -> Self:
        """Use the client as a context manager."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the connections."""
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

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

    async def set_credential(
        self, *, user_id: str, username: str, auth_key: str, present_key: str, role: str = ""
    ) -> None:
        """Give a user a key at the server: another's (with name and role) as administrator, or
        one's own. present_key is the caller's own, as the server knows it. Raises RequestRefused
        (role_not_allowed, key_not_proven, username_taken)."""
        request = CredentialRequest(
            username=username, auth_key=auth_key, present_key=present_key, role=role
        )
        await self._tell("PUT", f"/v1/users/{user_id}/credential", request)

    async def revoke_user(self, *, user_id: str) -> None:
        """Shut a user out at once, as administrator. Raises RequestRefused."""
        await self._tell("POST", f"/v1/users/{user_id}/revoke")

    async def revoke_device(self, *, device_id: str) -> None:
        """Shut a workstation out at once, as administrator. Raises RequestRefused."""
        await self._tell("POST", f"/v1/devices/{device_id}/revoke")

    async def post_head(self, head: HeadRequest) -> HeadReceipt:
        """Have the server keep where the audit trail ends, and sign for it.

        Raises RequestRefused (head_forked, head_behind) where it kept something else before,
        head_not_signed, head_of_before.
        """
        return await self._post("/v1/audit/heads", head, HeadReceipt)

    async def heads(self, *, device_id: str = "") -> HeadList:
        """The latest heads the server kept, the newest first; of this workstation by default."""
        response = await self._send("GET", "/v1/audit/heads", params={"device_id": device_id})
        return decoded(response, HeadList)

    async def begin_heads_anew(self, *, device_id: str = "") -> None:
        """Have the server's memory of an audit trail begin anew, as administrator; of this
        workstation by default. What it kept stays kept. Raises RequestRefused (sign_in_again an
        hour after the passphrase was shown)."""
        await self._tell("POST", f"/v1/devices/{device_id or self._device_id}/heads/anew")

    async def register_device_key(self, *, public_key: str, proof: str) -> None:
        """Tell the server this workstation's Ed25519 public key, and that it holds the private
        half. Raises RequestRefused (key_exists) where it knows another."""
        request = DeviceKeyRequest(public_key=public_key, proof=proof)
        await self._tell("PUT", "/v1/devices/self/key", request)

    async def ticket(self) -> str:
        """A ticket that opens one WebSocket within 30 seconds."""
        return (await self._post("/v1/ws/ticket", None, TicketReply)).ticket

    async def push(
        self, operations: Sequence[Operation], batch_id: str, *, after: str = ""
    ) -> PushOutcome:
        """Send operations; exactly once per op_id, however often they are sent. With after, they
        are decided after that batch; raises RequestRefused (out_of_turn) where they were not."""
        request = PushRequest(device_id=self._device_id, batch_id=batch_id, ops=list(operations))
        headers = {"Idempotency-Key": batch_id, **({PUSH_AFTER: after} if after else {})}
        reply = await self._post("/v1/sync/push", request, PushReply, headers=headers)
        return PushOutcome(
            results=tuple(reply.results),
            server_time=_instant(reply.server_time),
            seq=reply.seq,
            keeps_turns=reply.keeps_turns,
        )

    async def pull(self, cursor: str, *, limit: int) -> PullPage:
        """Changes after the cursor ("" from the beginning). Raises ResyncRequired."""
        response = await self._send(
            "GET",
            "/v1/sync/pull",
            params={"cursor": cursor, "limit": limit},
            headers={"Accept": JSON},  # the server has the records as JSON, and hands them on
        )
        reply = await asyncio.to_thread(read_page, response)
        return PullPage(
            rows=tuple(reply.rows),
            cursor=reply.cursor,
            more=reply.more,
            server_time=_instant(reply.server_time),
        )

    async def patient_rows(
        self, patient_id: RecordId, *, after: str = ""
    ) -> tuple[tuple[RowState, ...], bool]:
        """A page of one patient's chart detail as it stands, and whether there is more."""
        request = PatientRowsRequest(patient_id=patient_id, after=after)
        reply = await self._post("/v1/sync/patient-rows", request, PatientRowsReply)
        return tuple(reply.rows), reply.more

    async def record_numbers(self) -> NumbersReply:
        """The next numbers for new patients, this desk's alone."""
        return await self._post("/v1/record-numbers", NumbersRequest(), NumbersReply)

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
        headers: Mapping[str, str] | None = None,
    ) -> T:
        response = await self._send_message("POST", path, message, headers=headers, signed=signed)
        return decoded(response, reply_type)

    async def _tell(
        self, method: str, path: str, message: msgspec.Struct | None = None
    ) -> httpx.Response:
        return await self._send_message(method, path, message)

    async def _send_message(
        self,
        method: str,
        path: str,
        message: msgspec.Struct | None,
        *,
        headers: Mapping[str, str] | None = None,
        **options: Any,
    ) -> httpx.Response:
        """In the form the server has shown that it reads; in plain JSON where it no longer does."""
        as_msgpack = self._reads_msgpack
        content, form = _body(message, as_msgpack=as_msgpack)
        options["headers"] = {**(headers or {}), **form}
        try:
            return await self._send(method, path, content=content, **options)
        except RequestRefused as refusal:
            if not as_msgpack or refusal.status not in _UNREAD:
                raise
        self._reads_msgpack = False
        content, form = _body(message, as_msgpack=False)
        options["headers"] = {**(headers or {}), **form}
        return await self._send(method, path, content=content, **options)

    async def _send(
        self, method: str, path: str, *, signed: bool = True, **options: Any
    ) -> httpx.Response:
        with measured(self._meter, Area.API, address_of(method, path)):
            return await self._exchange(method, path, signed=signed, **options)

    async def _exchange(
        self, method: str, path: str, *, signed: bool, **options: Any
    ) -> httpx.Response:
        auth = self._bearer if signed else None
        try:
            async with self._http.stream(method, path, auth=auth, **options) as wanted:
                response = await read_whole(wanted)
        except _BROKEN_OFF:
            raise AnswerLost from None
        except httpx.TransportError:
            raise Unreachable from None  # its text may name addresses; the kind is enough
        except httpx.HTTPError:
            raise MalformedReply from None
        if response.is_success:
            self._reads_msgpack = self._reads_msgpack or speaks_msgpack(response)
            return response
        refusal = refusal_of(response)
        if isinstance(refusal, DeviceRevoked):
            await self._session.drop_lease()
        raise refusal


def _body(message: msgspec.Struct | None, *, as_msgpack: bool) -> tuple[bytes, dict[str, str]]:
    """A message as bytes, and the headers that say how to read them."""
    if message is None:
        return b"", {"Content-Type": JSON}
    try:
        content = encode(message, as_msgpack=as_msgpack)
    except OverflowError:  # MessagePack has no whole numbers beyond 64 bits; JSON has
        return _body(message, as_msgpack=False)
    headers = {"Content-Type": MSGPACK if as_msgpack else JSON}
    if len(content) >= COMPRESS_FROM_BYTES:
        headers["Content-Encoding"] = ZSTD if as_msgpack else GZIP
        content = packed(content, headers["Content-Encoding"])
    return content, headers


def _instant(text: str) -> datetime:
    try:
        return instant_from_wire(text)
    except ValueError:
        raise MalformedReply from None
