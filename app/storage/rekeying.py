"""Moving the closed database file to another key, with an encrypted copy until that is certain.

Nobody else may have the file open. Order (each step was measured to survive kill -9): checkpoint,
rekey, checkpoint, both integrity checks.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.domain.errors import (
    ClinicError,
    DatabaseDamaged,
    OpenFailed,
    StorageBusy,
    StorageError,
    StorageFull,
)
from app.storage.database import Database
from app.storage.driver import driver
from app.storage.room import has_room
from app.storage.session import Session, domain_error

_BESIDE = ("-wal", "-shm", "-journal")


def opens_with(path: Path, key: bytes) -> bool:
    """Whether this key opens the file."""
    try:
        with _opened(path, key):
            return True
    except OpenFailed:
        return False


def rekey(path: Path, old: bytes, new: bytes) -> None:
    """Encrypt the whole file anew. Raises StorageError; DatabaseDamaged where a check fails."""
    with _opened(path, old) as session:
        try:
            _checkpoint(session)
            session.run(f"PRAGMA rekey=\"x'{new.hex()}'\"")
            _checkpoint(session)
        except StorageBusy:  # what SQLite says of a log that found no room, too
            _refuse_full_disk(path)
            raise
    check(path, new)


def empty_log(path: Path, key: bytes) -> None:
    """Take everything from the write-ahead log into the file. Raises StorageError."""
    with _opened(path, key) as session:
        try:
            _checkpoint(session)
        except StorageBusy:
            _refuse_full_disk(path)
            raise


def check(path: Path, key: bytes) -> None:
    """Empty the write-ahead log and run both integrity checks. Raises DatabaseDamaged."""
    empty_log(path, key)
    database = Database(path, key, expect_initialised=True)
    try:
        database.check_integrity()
    finally:
        database.close()


def copy_whole(path: Path, key: bytes, target: Path) -> None:
    """Write a full copy under the same key; it has its name only when it is whole and flushed."""
    unfinished = target.with_name(f".{target.name}-making")
    remove(unfinished)
    try:
        with _opened(path, key) as session, _opened(unfinished, key) as copy:
            try:
                session.raw.backup(copy.raw)
            except driver.Error as error:
                failure: StorageError | None = domain_error(error)
            else:
                failure = None
            if failure is not None:
                raise failure
            copy.run("PRAGMA journal_mode=DELETE")  # the copy is one file
        check_copy(unfinished, key)
        _flush(unfinished)
        unfinished.replace(target)
        _flush(target.parent)
    except BaseException:
        remove(unfinished)
        raise


def check_copy(path: Path, key: bytes) -> None:
    """Both integrity checks of a copy. Raises DatabaseDamaged, OpenFailed."""
    with _opened(path, key) as session:
        found = [str(row[0]) for row in session.all("PRAGMA cipher_integrity_check")]
        found += [str(row[0]) for row in session.all("PRAGMA integrity_check") if row[0] != "ok"]
    if found:
        raise DatabaseDamaged(found)


def put_back(copy: Path, path: Path) -> None:
    """Put a copy in the place of the database."""
    for suffix in _BESIDE:
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    copy.replace(path)
    _flush(path.parent)


def remove(path: Path) -> None:
    """Delete a copy with everything a crash may have left beside it."""
    for suffix in ("", *_BESIDE):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def drop_copy(copy: Path) -> None:
    """Delete a copy for good: a power cut afterwards does not bring it back."""
    remove(copy)
    _flush(copy.parent)


def is_sound(path: Path, key: bytes) -> bool:
    """Whether a database or copy is there, opens and passes both checks."""
    if not path.exists():
        return False
    with suppress(ClinicError):
        check_copy(path, key)
        return True
    return False


def _checkpoint(session: Session) -> None:
    row = session.one("PRAGMA wal_checkpoint(TRUNCATE)")
    if row is None or row[0]:
        raise StorageBusy("the write-ahead log is in use")


def _refuse_full_disk(path: Path) -> None:
    """Raise StorageFull where the disk has no room for the log of a whole database."""
    if not has_room(path.parent, bytes_=2 * path.stat().st_size):
        raise StorageFull from None


@contextmanager
def _opened(path: Path, key: bytes) -> Generator[Session, None, None]:
    """A connection of its own; an error's text never holds the key. Raises OpenFailed, and
    StorageFull where the disk has no room to open it."""
    raw = driver.connect(str(path), timeout=10, isolation_level=None)
    try:
        session = Session(raw)
        failed, is_strange = True, False
        try:
            raw.execute("PRAGMA cipher_log_level=NONE")
            raw.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
            raw.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            raw.execute("PRAGMA secure_delete=ON")
            raw.execute("PRAGMA synchronous=FULL")
            failed = False
        except driver.Error as error:
            is_strange = isinstance(domain_error(error), OpenFailed)
        if failed:
            raise OpenFailed if is_strange or has_room(path.parent) else StorageFull
        yield session
    finally:
        raw.close()


def _flush(path: Path) -> None:
    if path.is_dir() and os.name != "posix":
        return  # Windows has no directory handles to flush.
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() or os.name == "posix" else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
