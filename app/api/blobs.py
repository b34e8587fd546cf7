"""Files over the wire: sent part by part, read as they come. Errors are the ApiError family."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable

import httpx

from app.api.replies import decoded, refusal_of
from app.domain.errors import MalformedReply, Unreachable
from app.domain.file_ports import Arrived
from app.protocol.messages import BlobReply

_PIECE_BYTES = 256 * 1024
_UPLOAD_S = 120.0
"""For one part; the server waits as long."""


class BlobClient:
    """See app/domain/file_ports.py: BlobApi. send is the desk's way to send one signed request."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        auth: httpx.Auth,
        *,
        send: Callable[..., Awaitable[httpx.Response]],
    ) -> None:
        self._http = http
        self._auth = auth
        self._send = send

    async def blob_state(self, sha256: str, *, size: int) -> Arrived:
        """How much of a file the server has; it makes room for one it does not know."""
        return await self._put(sha256, b"", place=f"*/{size}")

    async def send_part(self, sha256: str, part: bytes, *, offset: int, size: int) -> Arrived:
        """Send one part of a file."""
        return await self._put(sha256, part, place=f"{offset}-{offset + len(part) - 1}/{size}")

    async def download(
        self, sha256: str, *, start: int = 0, end: int | None = None
    ) -> AsyncGenerator[bytes]:
        """A file's content, or the stretch from start up to end, in small pieces."""
        headers = {"Accept-Encoding": "identity", "Accept": "application/octet-stream"}
        if start or end is not None:
            headers["Range"] = f"bytes={start}-{'' if end is None else end - 1}"
        wanted = self._http.stream("GET", f"/v1/blobs/{sha256}", headers=headers, auth=self._auth)
        try:
            async with wanted as response:
                if not response.is_success:
                    await response.aread()
                    raise refusal_of(response)
                async for piece in response.aiter_raw(_PIECE_BYTES):
                    yield piece
        except httpx.TransportError:
            raise Unreachable from None
        except httpx.HTTPError:
            raise MalformedReply from None

    async def _put(self, sha256: str, part: bytes, *, place: str) -> Arrived:
        response = await self._send(
            "PUT",
            f"/v1/blobs/{sha256}",
            content=part,
            headers={"Content-Range": f"bytes {place}", "Content-Type": "application/octet-stream"},
            timeout=httpx.Timeout(_UPLOAD_S, connect=5.0),
        )
        reply = decoded(response, BlobReply)
        return Arrived(received=reply.received, is_stored=reply.is_stored)
