"""Copies of the encrypted database, and the one file a backup is.

The file: 16 bytes that say what it is, the length of the head (8 bytes, big-endian), the head
(JSON, see app/security/backup_key.py), then the database, encrypted under a key of its own, then
the files (backup_files.py) to the end. It is written under another name, flushed and only then
given its own: a file with the name of a backup is a whole backup.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from app.domain.errors import BackupRefused, ConfigurationError, DatabaseDamaged, OpenFailed
from app.domain.ports import AuditSigner
from app.storage.as_left import verify_rows
from app.storage.audit import Head, read_head, verify_chain
from app.storage.database import KEY_BYTES, Database
from app.storage.desk_proof import misfits
from app.storage.driver import driver
from app.storage.session import Session, domain_error

MAGIC = b"CLINIC-BACKUP\x00\x01\n"
LARGEST_HEADER = 4 * 1024 * 1024
_LENGTH_BYTES = 8
_CHUNK = 1024 * 1024
_PAGES = 256
"""Pages copied between two looks at whether to stop: a megabyte."""
_NAME = re.compile(r"[a-z_0-9]+")
_NO_BACKUP = "it is no backup of Clinic Desk"
STALE_ROWS = "its records are not as the audit trail left them (run clinic-desk verify)"
_DAMAGED = "it is damaged or was altered"


class Stopped(Exception):
    """The copying was asked to stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a database holds: to be compared before and after."""

    schema: str
    rows: Mapping[str, int]
    head: Head


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """Where in a backup's file its parts stand."""

    header: bytes
    start: int
    size: int


def read_contents(session: Session) -> Contents:
    """Rows of every table, the schema and the end of the audit trail, in one consistent look."""
    tables = session.all(
        "SELECT name FROM sqlite_schema WHERE type = 'table' "
        "AND name NOT LIKE 'sqlite!_%' ESCAPE '!' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
    )
    names = [str(row[0]) for row in tables]
    if not all(map(_NAME.fullmatch, names)):
        raise DatabaseDamaged(["a table has a strange name"])
    row = session.one("SELECT version_num FROM alembic_version")
    return Contents(
        schema=str(row[0]) if row else "",
        rows={name: (session.one(f'SELECT count(*) FROM "{name}"') or (0,))[0] for name in names},
        head=read_head(session),
    )


def copy_database(
    session: Session, target: Path, key: bytes, *, is_stopped: Callable[[], bool] = lambda: False
) -> None:
    """Copy everything this session sees into a new file under another key.

    The session's open transaction keeps the view still while others write. Raises the StorageError
    family, and Stopped.
    """
    if len(key) != KEY_BYTES or target.exists():
        raise OpenFailed

    def look(status: int, remaining: int, total: int) -> None:
        del status, remaining, total
        if is_stopped():
            raise Stopped

    target.touch(mode=0o600)
    copy = driver.connect(str(target), isolation_level=None)
    try:
        copy.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
        copy.execute("PRAGMA synchronous=OFF")  # what is made of it is flushed before it counts
        session.raw.backup(copy, pages=_PAGES, progress=look)
    except driver.Error as error:
        failure = domain_error(error)
    else:
        return
    finally:
        copy.close()
    raise failure


def digest_of(path: Path) -> tuple[int, bytes]:
    """A file's size and SHA-256."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
        return file.tell(), digest.digest()


def pack(target: Path, header: bytes, database: Path) -> None:
    """Write a backup's file, flushed to the disk, readable by its owner only."""
    target.touch(mode=0o600, exist_ok=False)
    with target.open("wb") as file, database.open("rb") as source:
        file.write(MAGIC + len(header).to_bytes(_LENGTH_BYTES, "big") + header)
        while chunk := source.read(_CHUNK):
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())


def read_packed(path: Path) -> Packed:
    """A backup's head and where its database stands. Raises BackupRefused."""
    with path.open("rb") as file:
        whole = os.fstat(file.fileno()).st_size
        if file.read(len(MAGIC)) != MAGIC:
            raise BackupRefused(_NO_BACKUP)
        length = int.from_bytes(file.read(_LENGTH_BYTES), "big")
        start = len(MAGIC) + _LENGTH_BYTES + length
        if length > LARGEST_HEADER or start > whole:
            raise BackupRefused(_DAMAGED)
        return Packed(header=file.read(length), start=start, size=whole - start)


def unpack(
    path: Path, target: Path, packed: Packed, *, sha256: bytes, size: int, files_size: int = 0
) -> None:
    """Take the encrypted database out of a backup. Raises BackupRefused where it was altered.

    files_size is how much stands behind it (backup_files.py)."""
    if packed.size != size + files_size:
        raise BackupRefused(_DAMAGED)
    target.touch(mode=0o600, exist_ok=False)
    with path.open("rb") as source, target.open("wb") as file:
        source.seek(packed.start)
        if _copied(source, file, size) != sha256:
            raise BackupRefused(_DAMAGED)


def prove_copy(path: Path, key: bytes, expected: Contents, *, signer: AuditSigner | None) -> None:
    """Open a copy and compare: both integrity checks, rows, end of the trail, the whole chain, and
    whether every record is as the trail left it.

    signer None leaves the last two to whoever brings an older schema up first. Raises
    BackupRefused.
    """
    try:
        database = Database(path, key, expect_initialised=True)
    except OpenFailed:
        raise BackupRefused(_DAMAGED) from None
    try:
        database.check_integrity()
        with database.reading() as session:
            is_same = read_contents(session) == expected
            is_whole = signer is None or verify_chain(session, signer) is None
            is_as_left = signer is None or (
                verify_rows(session, signer) and not misfits(session, signer)
            )
    except DatabaseDamaged:
        is_same = is_whole = is_as_left = False
    finally:
        database.close()
    if not is_same:
        raise BackupRefused("its contents are not what its head says")
    if not is_whole:
        raise BackupRefused("its audit trail is not whole")
    if not is_as_left:
        raise BackupRefused(STALE_ROWS)


def publish(finished: Path, target: Path) -> None:
    """Give a finished file its name, durably; never over another. Raises ConfigurationError."""
    try:
        _name(finished, target)
    except FileExistsError:
        raise ConfigurationError("--out", "exists already; a backup never overwrites") from None
    _sync_folder(target.parent)


def _name(finished: Path, target: Path) -> None:
    try:
        os.link(finished, target)  # fails where the name is taken, unlike a rename
    except FileExistsError:
        raise
    except OSError:  # memory sticks know no links
        if target.exists():
            raise FileExistsError(errno.EEXIST, "exists") from None
        finished.rename(target)
    else:
        finished.unlink()


def _copied(source: BinaryIO, target: BinaryIO, size: int) -> bytes:
    digest, left = hashlib.sha256(), size
    while left and (chunk := source.read(min(_CHUNK, left))):
        digest.update(chunk)
        target.write(chunk)
        left -= len(chunk)
    return digest.digest()


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network folders cannot be flushed
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
