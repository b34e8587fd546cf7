"""Opening files nobody vouches for: which there are, and their resources one by one under limits.

A file is a JSON document (a bundle or one resource), ndjson (one resource a line) or a table (CSV),
packed with gzip or not. A document is held as bytes and cut into resources without being decoded as
a whole.
"""

from __future__ import annotations

import codecs
import gzip
import os
import time
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast

import msgspec

from app.domain.errors import ImportRefused
from app.domain.phi import quiet
from app.interop.csv_files import CSV_SUFFIXES, entries_of
from app.interop.frames import Limits
from app.interop.rows import Entry

_SUFFIXES = (".json", ".ndjson", ".jsonl", ".json.gz", ".ndjson.gz", ".jsonl.gz", *CSV_SUFFIXES)
_LINES = (".ndjson", ".jsonl", ".ndjson.gz", ".jsonl.gz")
_CHUNK = 1 << 20
_RATIO_FROM = 16 << 20
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@quiet
@dataclass(slots=True)
class OpenFile:
    """The resources of one file; a bundle also says what its fullUrls name (type, id).

    is_whole_or_none: nothing of it is taken where it turns out to be damaged.
    """

    entries: Iterator[Entry]
    full_urls: dict[str, tuple[str, str]] = field(
        default_factory=lambda: cast("dict[str, tuple[str, str]]", {})
    )
    is_whole_or_none: bool = False


class Named(msgspec.Struct, frozen=True):
    """The two fields every resource has."""

    resourceType: str = ""  # noqa: N815 (FHIR's own name)
    id: str = ""


class _Entry(msgspec.Struct, frozen=True):
    fullUrl: str = ""  # noqa: N815 (FHIR's own name)
    resource: msgspec.Raw = msgspec.Raw(b"")


class _Bundle(msgspec.Struct, frozen=True):
    entry: list[_Entry] = msgspec.field(default_factory=lambda: cast("list[_Entry]", []))


decode_name = msgspec.json.Decoder(Named).decode
_decode_bundle = msgspec.json.Decoder(_Bundle).decode


def discover(paths: Sequence[str], limits: Limits) -> list[Path]:
    """The files named, and those of known kinds in the folders named, each once, in order."""
    found: dict[Path, None] = {}
    for given in paths:
        path = Path(given)
        if path.is_dir():
            for folder, folders, names in os.walk(path):
                folders.sort()
                for name in sorted(names):
                    if name.lower().endswith(_SUFFIXES):
                        found[Path(folder, name)] = None
        else:
            found[path] = None
        if len(found) > limits.files:
            raise ImportRefused("there are too many files")
    return list(found)


def open_file(path: Path, limits: Limits) -> OpenFile:
    """The resources of a file. Raises ImportRefused when the file cannot be read at all."""
    try:
        if not path.is_file():
            raise ImportRefused("is not a file")
        if path.stat().st_size > limits.file_bytes:
            raise ImportRefused("is too large")
        if path.name.lower().endswith(_LINES):
            return OpenFile(_lines(_chunks(path, limits, limits.stream_bytes), limits))
        if path.name.lower().endswith(CSV_SUFFIXES):
            rows = entries_of(_chunks(path, limits, limits.stream_bytes), limits)
            return OpenFile(rows, is_whole_or_none=True)
        return _document(b"".join(_chunks(path, limits, limits.document_bytes)), limits)
    except OSError:
        raise ImportRefused("cannot be read") from None


def _chunks(path: Path, limits: Limits, most: int) -> Iterator[bytes]:
    """The unpacked bytes of a file, under its limits of size, ratio and time."""
    deadline = time.monotonic() + limits.file_seconds
    total = 0
    with path.open("rb") as packed:
        size = max(path.stat().st_size, 1)
        for chunk in _unpacked(packed):
            total += len(chunk)
            if total > most:
                raise ImportRefused("is too large once unpacked")
            if total > _RATIO_FROM and total > size * limits.ratio:
                raise ImportRefused("is packed suspiciously tight")
            if time.monotonic() > deadline:
                raise ImportRefused("took too long to read")
            yield chunk


def _unpacked(packed: BinaryIO) -> Iterator[bytes]:
    magic = packed.read(2)
    packed.seek(0)
    stream = cast("BinaryIO", gzip.GzipFile(fileobj=packed)) if magic == b"\x1f\x8b" else packed
    try:
        while chunk := stream.read(_CHUNK):
            yield chunk
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise ImportRefused("is packed with gzip but damaged or cut off") from None


def _document(data: bytes | bytearray, limits: Limits) -> OpenFile:
    data = _as_utf8(data)
    try:
        kind = decode_name(data).resourceType
        if kind != "Bundle":
            if not kind:
                raise ImportRefused("is not FHIR")
            return OpenFile(iter([Entry(0, data)]))
        entries = _decode_bundle(data).entry
    except msgspec.ValidationError:
        raise ImportRefused("does not have the shape of FHIR") from None
    except msgspec.DecodeError as error:
        if "trailing characters" in str(error):
            return OpenFile(_lines(iter([bytes(data)]), limits))
        raise ImportRefused("is not complete JSON") from None
    except RecursionError:
        raise ImportRefused("is nested too deeply") from None
    except UnicodeDecodeError:
        raise ImportRefused("is not UTF-8 text") from None
    return OpenFile(_bundle_entries(entries), _full_urls(entries))


def _as_utf8(data: bytes | bytearray) -> bytes | bytearray:
    if data.startswith(codecs.BOM_UTF8):
        return data[len(codecs.BOM_UTF8) :]
    if data.startswith(_UTF16):
        try:
            return data.decode("utf-16").encode()
        except UnicodeError:
            raise ImportRefused("is not readable UTF-16 text") from None
    return data


def _bundle_entries(entries: list[_Entry]) -> Iterator[Entry]:
    for index, entry in enumerate(entries):
        raw = entry.resource
        if not memoryview(raw).nbytes:
            yield Entry(index, problem="holds no resource")
        else:
            yield Entry(index, raw, entry.fullUrl)


def _full_urls(entries: list[_Entry]) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for entry in entries:
        if not entry.fullUrl:
            continue
        try:
            named = decode_name(entry.resource)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            continue
        source_id = named.id or entry.fullUrl.removeprefix("urn:uuid:")
        found.setdefault(entry.fullUrl, (named.resourceType, source_id))
    return found


def _lines(chunks: Iterator[bytes], limits: Limits) -> Iterator[Entry]:
    index = 0
    rest = b""
    for number, chunk in enumerate(chunks):
        if number == 0 and chunk.startswith(_UTF16):
            raise ImportRefused("is UTF-16; ndjson must be UTF-8")
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            if line.strip():
                yield _line(index, line)
            index += 1
        if len(rest) > limits.line_bytes:
            raise ImportRefused("has a line that is too long")
    if rest.strip():
        yield _line(index, rest)


def _line(index: int, line: bytes) -> Entry:
    return Entry(index, line.removeprefix(codecs.BOM_UTF8) if index == 0 else line)
