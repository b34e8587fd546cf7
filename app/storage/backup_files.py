"""Files in a backup: they travel as they lie on the disk, encrypted, behind the database's copy.

Each entry: the file's name on the disk (32 characters), its length (8 bytes, big-endian), its
bytes. Their keys stand in the database's copy; the digest of all entries stands in the head.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from app.domain.errors import BackupRefused
from app.domain.file_errors import FileDamaged, FileMissing
from app.domain.file_ports import KeptFile
from app.storage.backup import Stopped
from app.storage.blobs import BlobTable
from app.storage.file_store import NEW_FILE, LocalFileStore
from app.storage.session import Session

_log = logging.getLogger(__name__)
_NAME_BYTES, _LENGTH_BYTES = 32, 8
_NAME = re.compile(rb"[0-9a-f]{32}")
_CHUNK = 1024 * 1024
_DAMAGED = "it is damaged or was altered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The files of a backup: how many, how many bytes with their entries, and their digest."""

    files: int
    size: int
    sha256: bytes


def whole_files(
    session: Session,
    files: LocalFileStore,
    *,
    is_stopped: Callable[[], bool] = lambda: False,
) -> tuple[KeptFile, ...]:
    """The files this look at the database knows, each read to its end. One that is damaged or gone
    stays behind: there is nothing to keep of it, and it must not stop every backup."""
    found: list[KeptFile] = []
    for blob in BlobTable(session).all():
        if is_stopped():
            raise Stopped
        try:
            files.verify(blob.kept)
        except (FileDamaged, FileMissing) as error:
            _log.warning("a file is not in the backup: %s", error.code)
        else:
            found.append(blob.kept)
    return tuple(found)


def section_of(files: LocalFileStore, kept: Sequence[KeptFile]) -> Section:
    """What the head of a backup says of its files."""
    digest, size = hashlib.sha256(), 0
    for piece in _entries(files, kept):
        digest.update(piece)
        size += len(piece)
    return Section(files=len(kept), size=size, sha256=digest.digest() if kept else b"")


def append_files(target: Path, files: LocalFileStore, kept: Sequence[KeptFile]) -> None:
    """Write the entries behind the database of a backup in the making, flushed to the disk."""
    with target.open("ab") as file:
        for piece in _entries(files, kept):
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


def unpack_files(path: Path, folder: Path | None, section: Section, *, start: int) -> None:
    """Take the files out of a backup into a folder (None: only prove that one could).

    Raises BackupRefused where they are not what the head says; what was written is the caller's.
    """
    if folder is not None and section.files:
        folder.mkdir(mode=0o700, exist_ok=True)
    digest = hashlib.sha256()
    with path.open("rb") as source:
        source.seek(start)
        left = section.size
        for _ in range(section.files):
            left -= _unpack_one(source, folder, digest.update, left=left)
        if left or (section.files and digest.digest() != section.sha256):
            raise BackupRefused(_DAMAGED)
    if folder is not None and section.files:
        _flush_folder(folder)


def _entries(files: LocalFileStore, kept: Sequence[KeptFile]) -> Iterator[bytes]:
    for one in kept:
        yield one.name.encode()
        yield files.sealed_size(one).to_bytes(_LENGTH_BYTES, "big")
        with files.path_of(one).open("rb") as source:
            while chunk := source.read(_CHUNK):
                yield chunk


def _unpack_one(
    source: BinaryIO, folder: Path | None, note: Callable[[bytes], None], *, left: int
) -> int:
    """One entry; returns how many bytes it has with its name and length."""
    head = source.read(_NAME_BYTES + _LENGTH_BYTES)
    name, length = head[:_NAME_BYTES], int.from_bytes(head[_NAME_BYTES:], "big")
    if _NAME.fullmatch(name) is None or len(head) + length > left:
        raise BackupRefused(_DAMAGED)
    note(head)
    with _target(folder, name.decode()) as write:
        rest = length
        while rest and (chunk := source.read(min(_CHUNK, rest))):
            note(chunk)
            write(chunk)
            rest -= len(chunk)
    if rest:
        raise BackupRefused(_DAMAGED)
    return len(head) + length


class _target:  # noqa: N801  (a context manager that reads like a function)
    """Where the bytes of one file go: a new file, or nowhere."""

    def __init__(self, folder: Path | None, name: str) -> None:
        self._path = folder / name if folder is not None else None
        self._file: BinaryIO | None = None

    def __enter__(self) -> Callable[[bytes], object]:
        if self._path is None:
            return len
        try:
            self._file = os.fdopen(os.open(self._path, NEW_FILE, 0o600), "wb")
        except FileExistsError:
            raise BackupRefused(_DAMAGED) from None
        return self._file.write

    def __exit__(self, kind: object, *_: object) -> None:
        if self._file is None:
            return
        with self._file:
            if kind is None:
                self._file.flush()
                os.fsync(self._file.fileno())


def _flush_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network folders cannot be flushed
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
