"""Request bodies: unpacked and decoded within limits, or refused."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Any, TypeVar

import msgspec
from litestar import Request

from app.protocol.wire import decode, is_json, is_msgpack, unpacked
from app.server.refusal import Refusal, bad_request

T = TypeVar("T")
MAX_BODY_BYTES = 8 * 1024 * 1024
"""After unpacking."""
SMALL_BODY_BYTES = 16 * 1024
"""Enough for signing in and joining, which strangers may try."""
MAX_DEPTH = 32
BODY_S = 30.0
"""A body that takes longer is not waited for: a few slow senders would hold every place."""


async def read_body(
    request: Request[Any, Any, Any], message_type: type[T], *, most_bytes: int = MAX_BODY_BYTES
) -> T:
    """The body as the agreed type. Raises Refusal (400, 413, 415)."""
    form = request.headers.get("Content-Type", "")
    as_msgpack = is_msgpack(form)
    if not as_msgpack and not is_json(form):
        raise Refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "media_type")
    raw = await read_bytes(request, most_bytes)
    try:
        raw = unpacked(raw, request.headers.get("Content-Encoding", ""), most_bytes=most_bytes)
    except ValueError:
        raise bad_request("malformed", "the body is not packed as it says") from None
    if len(raw) > most_bytes:
        raise _too_large()
    try:
        return decode(raw, message_type, as_msgpack=as_msgpack)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise bad_request("malformed", "the body does not have the agreed shape") from None


def is_too_deep(value: object, *, allowed: int = MAX_DEPTH) -> bool:
    """Whether JSON values are nested deeper than a record ever is."""
    if isinstance(value, dict):
        members: Any = value.values()  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]  (JSON)
    elif isinstance(value, list):
        members = value  # pyright: ignore[reportUnknownVariableType]  (JSON)
    else:
        return False
    return allowed <= 0 or any(is_too_deep(member, allowed=allowed - 1) for member in members)


def has_body(request: Request[Any, Any, Any]) -> bool:
    """Whether anything is sent beside the address and the headers (RFC 9112, 6.3)."""
    length = request.headers.get("Content-Length", "0").strip()
    return length != "0" or "Transfer-Encoding" in request.headers


async def read_bytes(
    request: Request[Any, Any, Any], most_bytes: int, *, within_s: float | None = None
) -> bytes:
    """The body as it came, within a size and a time. Raises Refusal (408, 413)."""
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(BODY_S if within_s is None else within_s):
            async for part in request.stream():
                size += len(part)
                if size > most_bytes:
                    raise _too_large()
                parts.append(part)
    except TimeoutError:
        raise Refusal(HTTPStatus.REQUEST_TIMEOUT, "too_slow") from None
    return b"".join(parts)


def _too_large() -> Refusal:
    return Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large")
