"""The folder of a desk's files: each encrypted under a key of its own, named by chance.

A file is whole or not there: it is written under another name in the same folder, flushed, renamed,
and the folder flushed. Only then a unit of work writes down its key, so the database never speaks
of a file that is not there, and a file it does not speak of (after a crash) is noise to be removed.
"""

from __future__ import annotations

import errno
import hashlib
import hmac
import os
import re
import secrets
import threading
from collections.abc import Collection, Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from app.domain.errors import DiskTrouble, StorageFull
from app.domain.file_errors import FileDamaged, FileMissing, FileTooLarge
from app.domain.file_ports import BlobCipher, BlobOpening, KeptFile

FOLDER = "files"
_NAME = re.compile(r"[0-9a-f]{32}")
_MAKING = "-making"
_FULL = (errno.ENOSPC, errno.EDQUOT)
_READ_BYTES = 1024 * 1024
NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
"""Never over another file; bytes as they are (Windows would change the ends of lines)."""


class LocalFileStore:
    """See app/domain/file_ports.py: FileStore. Used by any thread; most_bytes is the setting's."""

    def __init__(self, folder: Path, cipher: BlobCipher, *, most_bytes: int) -> None:
        self.folder = folder
        self._cipher = cipher
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._fresh: set[str] = set()
        """Files of this run that no unit of work has written down yet."""
        self._holds = 0
        self._to_remove: set[str] = set()

    def begin(self, *, most_bytes: int | None = None) -> LocalFileWriter:
        """Begin to write a file of at most this size (None: the setting's)."""
        name = secrets.token_hex(16)
        with self._lock:
            self._fresh.add(name)
        try:
            with _disk():
                self._make_folder()
                return LocalFileWriter(
                    self,
                    name,
                    self._cipher,
                    most_bytes=self._most_bytes if most_bytes is None else most_bytes,
                )
        except BaseException:
            self.forget_fresh(name)
            raise

    def put(self, source: BinaryIO | Iterable[bytes], *, most_bytes: int | None = None) -> KeptFile:
        """Write a whole file, with memory for one piece only."""
        writer = self.begin(most_bytes=most_bytes)
        try:
            for data in _pieces(source):
                writer.write(data)
            return writer.finish()
        except BaseException:
            writer.abandon()
            raise

    def read(self, kept: KeptFile, *, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        """The content, or a stretch of it, piece by piece and each piece proven."""
        end = kept.size if length is None else min(kept.size, start + length)
        is_whole = start == 0 and end == kept.size
        digest = hashlib.sha256()
        with _disk(), self._opened(kept) as (file, opening):
            for piece in self._read(kept, file, opening, start, end):
                if is_whole:
                    digest.update(piece)
                yield piece
        if is_whole and not hmac.compare_digest(digest.hexdigest(), kept.sha256):
            raise FileDamaged

    def verify(self, kept: KeptFile) -> None:
        """Read a file to its end. Raises FileMissing, FileDamaged, DiskTrouble."""
        for _ in self.read(kept):
            pass

    def release(self, kept: KeptFile) -> None:
        """From here on the database speaks for a file that was just put."""
        self.forget_fresh(kept.name)

    def discard(self, kept: KeptFile) -> None:
        """Delete a file that nothing refers to; during a copy of the folder, a little later."""
        with self._lock:
            self._fresh.discard(kept.name)
            if self._holds:
                self._to_remove.add(kept.name)
                return
        self._unlink(kept.name)

    @contextmanager
    def held(self) -> Generator[None, None, None]:
        """Nothing is deleted meanwhile: a backup copies what the database spoke of a moment ago."""
        with self._lock:
            self._holds += 1
        try:
            yield
        finally:
            with self._lock:
                self._holds -= 1
                due = () if self._holds else tuple(self._to_remove)
                self._to_remove.difference_update(due)
            for name in due:
                self._unlink(name)

    def sweep(self, known: Collection[str]) -> int:
        """Remove what a crash left: files the database does not know. Returns how many.

        known are the names in the database, read after this desk's folder was locked.
        """
        removed = 0
        with _disk():
            for path in list(self.folder.iterdir()) if self.folder.is_dir() else ():
                name = path.name.removeprefix(".").removesuffix(_MAKING)
                is_ours = _NAME.fullmatch(name) is not None
                with self._lock:
                    is_in_use = name in self._fresh or self._holds > 0
                if is_ours and not is_in_use and (name != path.name or name not in known):
                    path.unlink(missing_ok=True)
                    removed += 1
        return removed

    def names(self) -> frozenset[str]:
        """The files that lie in the folder."""
        with _disk():
            found = self.folder.iterdir() if self.folder.is_dir() else ()
            return frozenset(path.name for path in found if _NAME.fullmatch(path.name))

    def path_of(self, kept: KeptFile) -> Path:
        """Where a file lies, encrypted."""
        return self.folder / kept.name

    def sealed_size(self, kept: KeptFile) -> int:
        """How many bytes a file has on the disk."""
        return self._cipher.sealed_size(kept.size)

    def forget_fresh(self, name: str) -> None:
        """A file is no longer on its way."""
        with self._lock:
            self._fresh.discard(name)

    def _make_folder(self) -> None:
        if not self.folder.is_dir():
            self.folder.mkdir(mode=0o700, exist_ok=True)
            _flush_folder(self.folder.parent)

    def _unlink(self, name: str) -> None:
        with suppress(OSError):  # the next sweep finds it
            (self.folder / name).unlink(missing_ok=True)

    @contextmanager
    def _opened(self, kept: KeptFile) -> Generator[tuple[BinaryIO, BlobOpening], None, None]:
        try:
            file = self.path_of(kept).open("rb")
        except FileNotFoundError:
            raise FileMissing from None
        with file:
            if os.fstat(file.fileno()).st_size != self.sealed_size(kept):
                raise FileDamaged  # cut or grown: seen before a byte of it is handed out
            header = file.read(self._cipher.header_bytes)
            yield file, self._cipher.opening(kept.key, header)

    def _read(
        self, kept: KeptFile, file: BinaryIO, opening: BlobOpening, start: int, end: int
    ) -> Iterator[bytes]:
        chunk = self._cipher.chunk_bytes
        sealed_bytes = chunk + self._cipher.overhead_bytes
        last = max(0, kept.size - 1) // chunk
        index = min(start // chunk, last)
        file.seek(self._cipher.header_bytes + index * sealed_bytes)
        while index <= last and (index * chunk < end or index == start == 0):
            sealed = file.read(sealed_bytes)
            piece = opening.piece(sealed, index=index, is_last=index == last)
            yield piece[max(0, start - index * chunk) : max(0, end - index * chunk)]
            index += 1


class LocalFileWriter:
    """See app/domain/file_ports.py: FileWriter."""

    def __init__(
        self, store: LocalFileStore, name: str, cipher: BlobCipher, *, most_bytes: int
    ) -> None:
        self._store = store
        self._name = name
        self._path = store.folder / name
        self._making = store.folder / f".{name}{_MAKING}"
        self._most_bytes = most_bytes
        self._key = cipher.new_key()
        self._sealing = cipher.sealing(self._key)
        self._digest = hashlib.sha256()
        self._size = 0
        self._is_finished = False
        self._file = os.fdopen(os.open(self._making, NEW_FILE, 0o600), "wb")

    def write(self, data: bytes) -> None:
        """Add content. Raises FileTooLarge, StorageFull, DiskTrouble."""
        self._size += len(data)
        if self._size > self._most_bytes:
            raise FileTooLarge(self._most_bytes)
        self._digest.update(data)
        with _disk():
            self._file.write(self._sealing.update(data))

    def finish(self) -> KeptFile:
        """Flush it to the disk and give it its name."""
        with _disk():
            self._file.write(self._sealing.finish())
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._making.rename(self._path)
            self._is_finished = True
            _flush_folder(self._store.folder)
        return KeptFile(
            sha256=self._digest.hexdigest(), size=self._size, name=self._name, key=self._key
        )

    def abandon(self) -> None:
        """Leave nothing behind. Safe after finish and when called twice."""
        with suppress(OSError):
            self._file.close()
        for path in (self._making, self._path):
            with suppress(OSError):
                path.unlink(missing_ok=True)
        self._store.forget_fresh(self._name)


@contextmanager
def _disk() -> Generator[None, None, None]:
    """What the disk says, in the clinic's words; the system's own would name the folder."""
    try:
        yield
    except OSError as error:
        is_full = error.errno in _FULL
    else:
        return
    raise StorageFull if is_full else DiskTrouble


def _pieces(source: BinaryIO | Iterable[bytes]) -> Iterator[bytes]:
    read = getattr(source, "read", None)
    if read is None:
        yield from source
        return
    while data := read(_READ_BYTES):
        yield data


def _flush_folder(folder: Path) -> None:
    if os.name != "posix":
        return  # Windows has no directory handles to flush.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
