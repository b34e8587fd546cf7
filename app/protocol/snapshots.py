"""What desk and server say about snapshots: all records of a clinic at one moment, in parts.

A part is a file: one row per line as JSON (the seven members of RowState), packed with Zstandard.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from app.domain.errors import MalformedReply
from app.domain.operations import RowState
from app.protocol.messages import SCHEMA
from app.protocol.wire import ZSTD, unpacked

SUM_MODULUS = 2**64
MOST_PART_BYTES = 64 * 1024 * 1024
"""Unpacked; parts are made of about four megabytes, one record longer at most."""
LINES_AT_ONCE = 500
"""Read in one go, a part would hold the interpreter, and so the window, for milliseconds."""
_decode_lines = msgspec.json.Decoder(RowState).decode_lines


class BootstrapRequest(msgspec.Struct):
    """Ask for a snapshot: a new one, or further parts of the one that was begun.

    known is how many parts the desk has heard of. entities: only these record types (all when
    empty). is_fresh: nothing may be missing that was written before the cursor `since`, where the
    desk is; without one, before this request.
    """

    snapshot_id: str = ""
    known: int = 0
    entities: list[str] = []
    is_fresh: bool = False
    since: str = ""


class BootstrapPart(msgspec.Struct):
    """One part: its number, what it holds, its size in bytes and their SHA-256 (hex).

    is_core: belongs to what a desk needs to begin its work with.
    """

    n: int
    entity: str
    rows: int
    size: int
    sha256: str
    is_core: bool


class BootstrapReply(msgspec.Struct):
    """The snapshot, and those of its parts that the desk has not heard of and that are ready.

    seq and cursor are where it was made: what came later is pulled from there. rows is about how
    many there are in all. epoch names this life of the server's records.
    """

    snapshot_id: str
    epoch: str
    seq: int
    cursor: str
    rows: int
    parts: list[BootstrapPart]
    is_complete: bool
    server_time: str
    schema: int = SCHEMA


class TypeDigest(msgspec.Struct):
    """How many records of a type there are, and the sum of what `record_hash` makes of each."""

    count: int
    sum: int


class DigestReply(msgspec.Struct):
    """What the server's records come to, for a desk whose cursor is at the clinic's latest change;
    is_current is False, and nothing else is said, for one that has something to pull first."""

    is_current: bool
    types: dict[str, TypeDigest]


def read_part(packed: bytes) -> list[RowState]:
    """The rows of a part. Raises MalformedReply."""
    try:
        raw = unpacked(packed, ZSTD, most_bytes=MOST_PART_BYTES)
        if len(raw) > MOST_PART_BYTES:
            raise ValueError("too large")
        lines = raw.splitlines()
        return [
            row
            for at in range(0, len(lines), LINES_AT_ONCE)
            for row in _rows_of(lines[at : at + LINES_AT_ONCE])
        ]
    except (ValueError, msgspec.MsgspecError):
        raise MalformedReply from None


def _rows_of(lines: Sequence[bytes]) -> list[RowState]:
    return _decode_lines(b"\n".join(lines))
