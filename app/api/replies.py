"""What a reply means: the agreed shape, or one of the ApiError family."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from http import HTTPStatus
from typing import Any, TypeVar

import httpx
import msgspec

from app.domain.errors import (
    ApiError,
    DeviceRevoked,
    MalformedReply,
    NeedsLogin,
    RateLimited,
    RequestRefused,
    ResyncRequired,
    ServerTrouble,
    UpgradeRequired,
)
from app.protocol.messages import MAX_OPERATION_BYTES, PULL_LIMIT, ErrorReply, PullReply
from app.protocol.pages import read_pull_reply
from app.protocol.wire import is_msgpack, unpacked

T = TypeVar("T")
DEFAULT_RETRY_AFTER_S = 5.0
MAX_ANSWER_BYTES = PULL_LIMIT * MAX_OPERATION_BYTES
"""The largest page there can be; more is no answer of a server of ours."""
_OF_THE_WIRE = frozenset({"content-encoding", "content-length", "transfer-encoding"})
LONGEST_RETRY_AFTER_S = 3600.0
_NOT_ABOUT_TOKENS = frozenset({"bad_credentials", "bad_refresh", "bad_code"})
"""Refusals (401) of what was typed or sent; any other 401 means that one must sign in again."""


async def read_whole(response: httpx.Response) -> httpx.Response:
    """A streamed answer read and unpacked, neither beyond a size. Raises MalformedReply."""
    packed = bytearray()
    async for part in response.aiter_raw():
        packed += part
        if len(packed) > MAX_ANSWER_BYTES:
            raise MalformedReply
    encoding = response.headers.get("Content-Encoding", "")
    try:
        content = unpacked(bytes(packed), encoding, most_bytes=MAX_ANSWER_BYTES) if packed else b""
    except ValueError:
        raise MalformedReply from None
    if len(content) > MAX_ANSWER_BYTES:
        raise MalformedReply
    headers = [pair for pair in response.headers.multi_items() if pair[0] not in _OF_THE_WIRE]
    return httpx.Response(
        response.status_code, headers=headers, content=content, request=response.request
    )


def decoded(response: httpx.Response, reply_type: type[T]) -> T:
    """The body as the agreed type. Raises MalformedReply (a gateway's page, a cut-off body)."""
    return _read(_decoder(reply_type, as_msgpack=speaks_msgpack(response)).decode, response)


def read_page(response: httpx.Response) -> PullReply:
    """A page of a pull, as `decoded` gives it, without holding the window up."""
    return _read(partial(read_pull_reply, as_msgpack=speaks_msgpack(response)), response)


def speaks_msgpack(response: httpx.Response) -> bool:
    """Whether the server answered in MessagePack, and so reads it, too."""
    return is_msgpack(response.headers.get("Content-Type", ""))


def refusal_of(response: httpx.Response) -> ApiError:
    """The error behind an answer that is no success."""
    error = _error_body(response)
    match response.status_code:
        case HTTPStatus.UNAUTHORIZED if error.code not in _NOT_ABOUT_TOKENS:
            return NeedsLogin()
        case HTTPStatus.FORBIDDEN if error.code in ("device_revoked", "user_revoked"):
            return DeviceRevoked()
        case HTTPStatus.CONFLICT | HTTPStatus.GONE if error.code in ("epoch", "resync"):
            return ResyncRequired()
        case HTTPStatus.UPGRADE_REQUIRED:
            return UpgradeRequired()
        case HTTPStatus.TOO_MANY_REQUESTS | HTTPStatus.SERVICE_UNAVAILABLE:
            return RateLimited(_retry_after_s(response))
        case status if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return ServerTrouble(status)
        case status if status >= HTTPStatus.BAD_REQUEST:
            return RequestRefused(status, error.code, _retry_after_s(response, default=0.0))
        case _:
            return MalformedReply()


def _error_body(response: httpx.Response) -> ErrorReply:
    try:
        decoder = _decoder(ErrorReply, as_msgpack=speaks_msgpack(response))
        return decoder.decode(response.content)
    except (msgspec.MsgspecError, UnicodeDecodeError, ValueError):
        return ErrorReply(code="")


def _retry_after_s(response: httpx.Response, default: float = DEFAULT_RETRY_AFTER_S) -> float:
    try:
        wanted = float(response.headers.get("Retry-After", default))
    except ValueError:
        wanted = default
    return min(max(wanted, 0.0), LONGEST_RETRY_AFTER_S)


def _read(read: Callable[[bytes], T], response: httpx.Response) -> T:
    try:
        return read(response.content)
    except (msgspec.MsgspecError, UnicodeDecodeError, ValueError):
        raise MalformedReply from None


@cache
def _decoder(
    reply_type: type[T], *, as_msgpack: bool
) -> msgspec.json.Decoder[Any] | msgspec.msgpack.Decoder[Any]:
    return msgspec.msgpack.Decoder(reply_type) if as_msgpack else msgspec.json.Decoder(reply_type)
