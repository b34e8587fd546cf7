"""What services and sync need to keep files: the store on disk, its cipher, the remote's store.

A file is named by the SHA-256 of its content wherever records speak of it. That name stands inside
the encrypted database only: on the disk a file has a random name, which tells nobody what it is.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import BinaryIO, Protocol

LARGEST_FILE_BYTES = 1 << 40
"""More than any setting allows: sizes from outside are held to it before anything is reckoned."""
BLOB_FIELD = "sha256"
"""The field by which a record names a file: 64 hexadecimal digits, empty where there is none."""
PART_BYTES = 4 * 1024 * 1024
"""Files travel in parts of this size (less at the end), each of which can be sent again alone."""


class BlobState(StrEnum):
    """Whether the server has a file of this desk's disk."""

    WAITING = "waiting"
    STORED = "stored"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """A file that lies whole on this desk's disk, encrypted under a key of its own.

    sha256 (hex) and size are of the content; name is what the file is called on the disk. Until a
    unit of work has written it down nothing refers to it.
    """

    sha256: str
    size: int
    name: str
    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Blob:
    """What the database knows of a file on this desk's disk, and how its sending stands.

    code says why it has not been taken so far; "" while nothing is wrong.
    """

    kept: KeptFile
    state: BlobState
    attempts: int = 0
    next_attempt_at: datetime | None = None
    code: str = ""
    used_at: datetime


class BlobCipher(Protocol):
    """Encrypts files in pieces of equal size, each tied to its place and to the file's end."""

    @property
    def chunk_bytes(self) -> int:
        """Content per piece; the last one may hold less."""
        ...

    def new_key(self) -> bytes:
        """A fresh key, for one file only."""
        ...

    def sealed_size(self, size: int) -> int:
        """How long a file of this size is once it is encrypted."""
        ...

    def sealing(self, key: bytes) -> BlobSealing:
        """Begin to encrypt a file."""
        ...

    def opening(self, key: bytes, header: bytes) -> BlobOpening:
        """Begin to read an encrypted file by its first bytes. Raises FileDamaged."""
        ...

    @property
    def header_bytes(self) -> int:
        """Length of what stands before the first piece."""
        ...

    @property
    def overhead_bytes(self) -> int:
        """How much longer a piece is once it is encrypted."""
        ...


class BlobSealing(Protocol):
    """A file on its way into encryption."""

    def update(self, data: bytes) -> bytes:
        """Take more content; returns what is ready to be written."""
        ...

    def finish(self) -> bytes:
        """The rest, with the mark of the end."""
        ...


class BlobOpening(Protocol):
    """A file on its way out of encryption."""

    def piece(self, sealed: bytes, *, index: int, is_last: bool) -> bytes:
        """One piece's content. Raises FileDamaged where it is not what was written there."""
        ...


class FileWriter(Protocol):
    """A file that is being written to the disk, piece by piece."""

    def write(self, data: bytes) -> None:
        """Add content. Raises FileTooLarge, StorageFull, DiskTrouble."""
        ...

    def finish(self) -> KeptFile:
        """Flush it to the disk and give it its name."""
        ...

    def abandon(self) -> None:
        """Leave nothing behind. Safe after finish and when called twice."""
        ...


class FileStore(Protocol):
    """The folder of a desk's files. Nothing in it is ever readable without the database."""

    def begin(self, *, most_bytes: int | None = None) -> FileWriter:
        """Begin to write a file of at most this size (None: the setting's)."""
        ...

    def put(self, source: BinaryIO | Iterable[bytes], *, most_bytes: int | None = None) -> KeptFile:
        """Write a whole file, with memory for one piece only.

        Raises FileTooLarge, StorageFull, DiskTrouble; then nothing stays behind.
        """
        ...

    def read(self, kept: KeptFile, *, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        """The content, or a stretch of it, piece by piece and each piece proven.

        A file read from its start to its end is compared with its name as well. Raises FileMissing,
        FileDamaged, DiskTrouble.
        """
        ...

    def discard(self, kept: KeptFile) -> None:
        """Delete a file that nothing refers to."""
        ...

    def release(self, kept: KeptFile) -> None:
        """From here on the database speaks for a file that was just put."""
        ...


class Blobs(Protocol):
    """The desk's list of the files on its disk, inside the encrypted database."""

    def get(self, sha256: str) -> Blob | None:
        """What is known of a file, or None where it is not on this disk."""
        ...

    def waiting(self) -> tuple[Blob, ...]:
        """Files the server does not have yet, the longest waiting first."""
        ...

    def all(self) -> tuple[Blob, ...]:
        """Every file on this disk."""
        ...

    def add(self, kept: KeptFile, *, state: BlobState = BlobState.WAITING) -> KeptFile | None:
        """Write down a file that was just put. Not in a mere reader.

        Where its content was on this disk already the new copy counts: it is known to be whole.
        Returns the old copy, to be discarded after the commit.
        """
        ...

    def mark(
        self,
        sha256: str,
        state: BlobState,
        *,
        code: str = "",
        next_attempt_at: datetime | None = None,
    ) -> bool:
        """Note whether the server has it; a code counts one more attempt that failed. Whether the
        file was known."""
        ...

    def use(self, sha256: str) -> None:
        """Note that somebody read it now."""
        ...

    def drop(self, sha256s: Iterable[str]) -> tuple[KeptFile, ...]:
        """Forget files, with their keys; returns what may be discarded after the commit."""
        ...

    def unused(self) -> tuple[str, ...]:
        """Files no record, no unfinished form and no unsettled operation speaks of."""
        ...

    def purgeable(self, before: datetime) -> tuple[str, ...]:
        """Files the server has, not read since an instant, that no unsettled operation needs."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """How much of a file the server has; is_stored once it has proven the whole."""

    received: int
    is_stored: bool


class BlobApi(Protocol):
    """The remote's files. Errors are the ApiError family."""

    async def blob_state(self, sha256: str, *, size: int) -> Arrived:
        """How much of a file the server has; it makes room for one it does not know."""
        ...

    async def send_part(self, sha256: str, part: bytes, *, offset: int, size: int) -> Arrived:
        """Send one part of a file (PART_BYTES, less at the end)."""
        ...

    def download(self, sha256: str) -> AsyncIterator[bytes]:
        """A file's content. Raises RequestRefused (404) where the server does not have it."""
        ...
