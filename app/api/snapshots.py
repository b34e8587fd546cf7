"""Snapshots over the wire: parts arrive piece by piece, and go on where they broke off."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus
from typing import Any

import httpx

from app.api.replies import decoded, refusal_of
from app.domain.errors import MalformedReply, Unreachable
from app.domain.snapshot_ports import Digest, Snapshot, SnapshotPart, TypeSum
from app.protocol.codec import instant_from_wire
from app.protocol.snapshots import BootstrapReply, BootstrapRequest, DigestReply

_MOST_BYTES = 64 * 1024 * 1024


class SnapshotClient:
    """See app/domain/snapshot_ports.py: SnapshotSource."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        auth: httpx.Auth,
        *,
        post: Callable[..., Awaitable[Any]],
        send: Callable[..., Awaitable[httpx.Response]],
    ) -> None:
        self._http = http
        self._auth = auth
        self._post = post
        self._send = send

    async def snapshot(
        self,
        *,
        snapshot_id: str = "",
        known: int = 0,
        entities: Sequence[str] = (),
        is_fresh: bool = False,
    ) -> Snapshot:
        """A snapshot, or further parts of one that was begun."""
        since = self._http.headers.get("Sync-Cursor", "") if is_fresh else ""
        wanted = BootstrapRequest(snapshot_id, known, list(entities), is_fresh, since)
        reply: BootstrapReply = await self._post("/v1/sync/bootstrap", wanted, BootstrapReply)
        try:
            server_time = instant_from_wire(reply.server_time)
        except ValueError:
            raise MalformedReply from None
        parts = tuple(
            SnapshotPart(
                n=one.n,
                entity=one.entity,
                rows=one.rows,
                size=one.size,
                sha256=one.sha256,
                is_core=one.is_core,
            )
            for one in reply.parts
        )
        return Snapshot(
            id=reply.snapshot_id,
            epoch=reply.epoch,
            cursor=reply.cursor,
            rows=reply.rows,
            parts=parts,
            is_complete=reply.is_complete,
            server_time=server_time,
            seq=reply.seq,
        )

    def at(self, cursor: str) -> None:
        """Tell the server with every request where this desk is."""
        if cursor:
            self._http.headers["Sync-Cursor"] = cursor
        else:
            self._http.headers.pop("Sync-Cursor", None)

    async def digest(self, cursor: str) -> Digest:
        """What the server's records come to, for a desk that is at this cursor."""
        response = await self._send("GET", "/v1/sync/digest", params={"cursor": cursor})
        reply = decoded(response, DigestReply)
        types = {name: TypeSum(one.count, one.sum) for name, one in reply.types.items()}
        return Digest(is_current=reply.is_current, types=types)

    async def part(self, snapshot_id: str, part: SnapshotPart, begun: bytearray) -> bytes:
        """The content of a part, checked against its hash."""
        headers = {"Accept-Encoding": "identity", "Accept": "application/octet-stream"}
        if begun:
            headers["Range"] = f"bytes={len(begun)}-"
        path = f"/v1/sync/bootstrap/{snapshot_id}/{part.n}"
        try:
            async with self._http.stream("GET", path, headers=headers, auth=self._auth) as response:
                if not response.is_success:
                    await response.aread()
                    raise refusal_of(response)
                if response.status_code != HTTPStatus.PARTIAL_CONTENT:
                    begun.clear()
                async for piece in response.aiter_raw():
                    begun += piece
                    if len(begun) > min(part.size, _MOST_BYTES):
                        break
        except httpx.TransportError:
            raise Unreachable from None
        except httpx.HTTPError:
            raise MalformedReply from None
        content = bytes(begun)
        if hashlib.sha256(content).hexdigest() != part.sha256:
            begun.clear()  # what is damaged is fetched again from its beginning
            raise MalformedReply
        return content
