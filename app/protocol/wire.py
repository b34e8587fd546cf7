"""How a message travels: JSON or MessagePack, plain or compressed; both ends say what they take.

JSON with gzip is always understood. MessagePack and Zstandard are used where the other end has
shown that it speaks them (Content-Type, Accept and Accept-Encoding of HTTP).
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Collection, Iterable
from math import isfinite
from typing import Any, TypeVar, cast

import msgspec

from app.protocol.messages import PushRequest

T = TypeVar("T")
JSON = "application/json"
MSGPACK = "application/x-msgpack"
GZIP, ZSTD = "gzip", "zstd"
COMPRESS_FROM_BYTES = 1024
"""Less than that gains nothing."""
_SCALARS = frozenset({str, int, float, bool, type(None)})
_PLAIN, _TEXTS = _SCALARS - {float}, frozenset({str})
_ZSTD_LEVEL = 1
_ZSTD_WINDOW = 8 * 1024 * 1024


def is_msgpack(content_type: str) -> bool:
    """Whether a Content-Type header names MessagePack (parameters may follow)."""
    return content_type.partition(";")[0].strip().lower() == MSGPACK


def prefers_msgpack(accept: str) -> bool:
    """Whether an Accept header wants MessagePack at least as much as JSON."""
    weights = dict(map(_weight, accept.lower().split(",")))
    wanted = weights.get(MSGPACK, 0.0)
    return wanted > 0 and wanted >= weights.get(JSON, 0.0)


def encode(message: object, *, as_msgpack: bool = False) -> bytes:
    """The message as bytes."""
    return msgspec.msgpack.encode(message) if as_msgpack else msgspec.json.encode(message)


def decode(raw: bytes, message_type: type[T], *, as_msgpack: bool = False) -> T:
    """The message behind bytes. Raises msgspec.MsgspecError, UnicodeDecodeError, RecursionError.

    MessagePack can say more than JSON; what JSON could not say is refused: it could not be stored,
    or would come back as something else.
    """
    if not as_msgpack:
        return msgspec.json.decode(raw, type=message_type)
    message = msgspec.msgpack.decode(raw, type=message_type, ext_hook=_no_extension)
    if isinstance(message, PushRequest):  # the most there is to read: only what is of any shape
        _refuse_beyond_json([one for some in message.of_any_shape() for one in _not_plain(some)])
    else:
        _refuse_beyond_json([msgspec.msgpack.decode(raw, ext_hook=_no_extension)])
    return message


def is_json(content_type: str) -> bool:
    """Whether a Content-Type header names JSON, or nothing: JSON is the form of everybody."""
    return content_type.partition(";")[0].strip().lower() in ("", JSON)


def _no_extension(code: int, _: memoryview) -> object:
    raise msgspec.DecodeError(f"extension {code} is no JSON")


def _refuse_beyond_json(values: Iterable[Any]) -> None:
    left = list(values)
    while left:
        one = left.pop()
        kind = cast("type[Any]", type(one))
        if kind is dict:
            if not _TEXTS.issuperset(map(type, one)):
                raise msgspec.DecodeError("a name is not a text")
            left.extend(_not_plain(one.values()))
        elif kind is list:
            left.extend(_not_plain(one))
        elif kind not in _SCALARS or (kind is float and not isfinite(one)):
            raise msgspec.DecodeError(f"a {kind.__name__} is no JSON")


def _not_plain(values: Collection[Any]) -> Collection[Any]:
    """Those that need a look: mostly none, which is found out without looking at each."""
    if _PLAIN.issuperset(map(type, values)):
        return ()
    return [one for one in values if type(one) not in _PLAIN]


def packed(raw: bytes, encoding: str) -> bytes:
    """Bytes compressed as a Content-Encoding says: gzip or zstd."""
    if encoding == ZSTD:
        import zstandard  # not before something is sent: the window opens without it

        return zstandard.ZstdCompressor(level=_ZSTD_LEVEL).compress(raw)
    return gzip.compress(raw, compresslevel=1, mtime=0)


def unpacked(raw: bytes, encoding: str, *, most_bytes: int) -> bytes:
    """Bytes of a Content-Encoding ("" and identity: as they are), never more than most_bytes + 1.

    Raises ValueError for an unknown encoding and for bytes that are damaged or cut off.
    """
    match encoding.strip().lower():
        case "" | "identity":
            return raw
        case "gzip":
            return _from_gzip(raw, most_bytes)
        case "zstd":
            return _from_zstd(raw, most_bytes)
        case _:
            raise ValueError("unknown content encoding")


def _from_gzip(raw: bytes, most_bytes: int) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        body = unpacker.decompress(raw, most_bytes + 1)
    except zlib.error:
        raise ValueError("the bytes are not gzip") from None
    if len(body) <= most_bytes and not unpacker.eof:
        raise ValueError("the bytes are cut off")
    if unpacker.unused_data:
        raise ValueError("the bytes are followed by others")
    return body


def _from_zstd(raw: bytes, most_bytes: int) -> bytes:
    import zstandard

    unpacker = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
    try:
        with unpacker.stream_reader(io.BytesIO(raw)) as reader:
            body = reader.read(most_bytes + 1)
        if len(body) <= most_bytes and not _is_whole(raw):
            raise ValueError("the bytes are cut off")
    except zstandard.ZstdError:
        raise ValueError("the bytes are not zstd") from None
    return body


def _is_whole(raw: bytes) -> bool:
    """Whether a frame ends with its last block: a stream reader takes a cut one for shorter."""
    import zstandard

    unpacker = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).decompressobj()
    unpacker.decompress(raw)
    return bool(unpacker.eof) and not unpacker.unused_data


def _weight(choice: str) -> tuple[str, float]:
    name, *parameters = (part.strip() for part in choice.split(";"))
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return name, float(parameter[2:])
            except ValueError:
                return name, 0.0
    return name, 1.0
