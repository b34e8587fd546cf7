"""Folders that live as long as one program: made here, and swept up later if it was killed."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from app.bootstrap.local_database import stop_database

_OWNER = "owner"


@contextmanager
def scratch_folder(prefix: str, *, parent: Path | None = None) -> Generator[Path]:
    """A folder that is gone afterwards; what killed programs of this kind left is removed first.

    parent: where it lies; by default among the system's temporary files.
    """
    sweep(prefix, parent=parent)
    place = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
    held = _hold(place)
    try:
        yield place
    finally:
        if held is not None:
            os.close(held)
        shutil.rmtree(place, ignore_errors=True)


def sweep(prefix: str, *, parent: Path | None = None) -> None:
    """Remove this user's folders of that name whose owner is gone, and stop their PostgreSQL."""
    for place in (parent or Path(tempfile.gettempdir())).glob(prefix + "*"):
        if not _is_ours(place):
            continue
        held = _hold(place)
        if held is None:
            continue
        stop_database(place / "server" / "postgres")
        os.close(held)
        shutil.rmtree(place, ignore_errors=True)


def _is_ours(place: Path) -> bool:
    try:
        found = place.lstat()
    except OSError:
        return False
    is_folder = stat.S_ISDIR(found.st_mode)  # a link could lead to anybody's
    return hasattr(os, "getuid") and found.st_uid == os.getuid() and is_folder


def _hold(place: Path) -> int | None:
    """A lock that ends with this process, however it ends; None where somebody has it."""
    try:
        import fcntl
    except ImportError:
        return None  # Windows: nothing is swept, the system's own clean-up finds it.
    try:
        folder = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW
            descriptor = os.open(_OWNER, flags, 0o600, dir_fd=folder)
        finally:
            os.close(folder)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor
