"""Answers in the form the caller takes: MessagePack where it is asked for, Zstandard or gzip."""

from __future__ import annotations

from contextvars import ContextVar
from io import BytesIO
from typing import Any, ClassVar

import zstandard
from litestar import Request, Response
from litestar.config.compression import CompressionConfig
from litestar.enums import MediaType
from litestar.middleware.compression.facade import CompressionFacade

from app.protocol.wire import COMPRESS_FROM_BYTES, MSGPACK, ZSTD, encode, prefers_msgpack

_LEVEL = 1
_wants_msgpack: ContextVar[bool] = ContextVar("wants_msgpack", default=False)


def note_wanted_form(request: Request[Any, Any, Any]) -> None:
    """Remember what the caller of this request takes."""
    _wants_msgpack.set(prefers_msgpack(request.headers.get("Accept", "")))


def wants_msgpack() -> bool:
    """Whether the caller of this request takes MessagePack rather than JSON."""
    return _wants_msgpack.get()


async def in_wanted_form(response: Response[Any]) -> Response[Any]:
    """The answer as MessagePack where the caller takes it; JSON stays the form of everybody."""
    is_json = response.media_type in (None, MediaType.JSON, MediaType.JSON.value)
    is_message = response.content is not None and not isinstance(response.content, bytes | str)
    if is_json and is_message:
        response.headers["Vary"] = "Accept"  # whichever it is: another caller gets another form
        if wants_msgpack():
            try:
                response.content = encode(response.content, as_msgpack=True)
            except OverflowError:  # a number of an earlier version that only JSON can say
                return response
            response.media_type = MSGPACK
    return response


class ZstdCompression(CompressionFacade):
    """Zstandard for the framework's compression, which falls back to gzip by itself."""

    encoding: ClassVar[str] = ZSTD

    def __init__(
        self, buffer: BytesIO, compression_encoding: str, config: CompressionConfig
    ) -> None:
        del compression_encoding, config
        self._buffer = buffer
        self._compressor = zstandard.ZstdCompressor(level=_LEVEL).compressobj()

    def write(self, body: bytes) -> None:
        """Take a part of the answer."""
        self._buffer.write(self._compressor.compress(body))
        self._buffer.write(self._compressor.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK))

    def close(self) -> None:
        """End the answer."""
        self._buffer.write(self._compressor.flush(zstandard.COMPRESSOBJ_FLUSH_FINISH))


def compression(exclude: str) -> CompressionConfig:
    """Answers from 1 KiB on, except under a path."""
    return CompressionConfig(
        backend=ZSTD,
        compression_facade=ZstdCompression,
        minimum_size=COMPRESS_FROM_BYTES,
        gzip_compress_level=1,
        gzip_fallback=True,
        exclude=[exclude],
    )
