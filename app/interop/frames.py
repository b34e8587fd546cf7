"""What the reader process and the importing side say to each other through the pipe.

Each frame is four bytes of length (big endian) and one JSON value. Frames hold records in wire
form; neither side ever unpickles what the other sent.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from app.domain.errors import ImportRefused
from app.domain.phi import quiet

MAX_FRAME_BYTES = 128 << 20
_LENGTH = struct.Struct(">I")


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How much of a file, a record and a machine an import may use."""

    file_bytes: int = 4 << 30
    document_bytes: int = 192 << 20
    """One JSON document (bundle) after unpacking; larger exports come as ndjson."""
    line_bytes: int = 16 << 20
    stream_bytes: int = 32 << 30
    """One ndjson file after unpacking."""
    ratio: int = 200
    """Unpacked to packed size, looked at beyond the first 16 MiB."""
    record_bytes: int = 4 << 20
    """One record of a type that is kept."""
    records: int = 20_000_000
    files: int = 200_000
    file_seconds: float = 300.0
    cpu_seconds: int = 4 * 3600
    memory_bytes: int = 1 << 30
    """Address space of the reader process."""
    group_bytes: int = 24 << 20
    """Raw size of the patients gathered at once; beyond it files are read again."""


class ReaderOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What the reader process needs to know; it knows no key and no database."""

    paths: list[str]
    clinic_id: str
    zone: str
    region: str
    today: str
    limits: Limits = Limits()
    currency: str = "USD"
    """Of amounts in tables, which name none."""
    takes_money: bool = False
    """Whether ledgers become entries of the clinic's own."""


@quiet
class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One record ready to be written. kind is the report's key; body is the wire form."""

    kind: str
    entity: str
    row_id: str
    body: dict[str, object]
    digest: str
    file: int = -1
    entry: int = -1
    only_if_missing: bool = False
    """Known by a reference only: never overwrites what a full record said."""
    plain_id: str = ""
    """What the record was called while its source knew no identifier but its own plain id."""
    source: str = ""
    """The resource type counted beside kind, where entries of it became this record."""
    parts: int = 0
    """How many entries of that type."""
    content: bytes = b""
    """A document's file."""
    remarks: tuple[str, ...] = ()
    """What of the source is not in the record."""
    guesses: tuple[str, ...] = ()
    """References the source does not make: left empty without a remark where they lead nowhere."""
    place: str = ""
    """Of a row of a ledger: the claim and the service in it."""


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """One record or file that was not taken. file and entry are positions; -1: the whole file."""

    file: int
    entry: int
    kind: str
    reason: str


class Files(msgspec.Struct, frozen=True, kw_only=True, tag="files"):
    """The files found, in the order they are numbered."""

    paths: list[str]


class Progress(msgspec.Struct, frozen=True, kw_only=True, tag="progress"):
    """How far reading is: stage "looking" (first pass) or "reading"."""

    stage: str
    done: int
    total: int


class Tally(msgspec.Struct, frozen=True, kw_only=True, tag="tally"):
    """Entries that are not written: not kept, repeated or refused."""

    not_kept: dict[str, int]
    repeated: dict[str, int]
    refused: list[Refusal]


class Group(msgspec.Struct, frozen=True, kw_only=True, tag="group"):
    """Records written in one transaction: a patient with everything, or some practitioners."""

    items: list[Item]
    is_patient: bool
    done: int = 0
    total: int = 0


class Failed(msgspec.Struct, frozen=True, kw_only=True, tag="failed"):
    """The reader gave up; the reason names no patient."""

    reason: str


class End(msgspec.Struct, frozen=True, tag="end"):
    """Everything was read."""


Frame = Files | Progress | Tally | Group | Failed | End

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Frame).decode


def write_frame(stream: BinaryIO, frame: Frame) -> None:
    """Send one frame. Raises ImportRefused when it is too large to be read."""
    data = _encode(frame)
    if len(data) > MAX_FRAME_BYTES:
        raise ImportRefused("one patient has too many records")
    stream.write(_LENGTH.pack(len(data)))
    stream.write(data)
    stream.flush()


def read_frames(stream: BinaryIO) -> Iterator[Frame]:
    """Frames until the other side closes. Raises ImportRefused on a broken or oversized one."""
    while header := stream.read(_LENGTH.size):
        if len(header) < _LENGTH.size:
            raise ImportRefused("the reader ended early")
        (length,) = _LENGTH.unpack(header)
        if length > MAX_FRAME_BYTES:
            raise ImportRefused("the reader sent too much")
        data = stream.read(length)
        try:
            yield _decode(data)
        except msgspec.MsgspecError:
            raise ImportRefused("the reader ended early") from None
