"""One at a time, across processes: a lock file that is there while somebody holds it."""

from __future__ import annotations

import os
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

_AGAIN_S = 0.01


@contextmanager
def alone(beside: Path) -> Generator[None, None, None]:
    """Wait until nobody else is in here for this file. Raises OSError where no lock can be made.

    The lock is a file of its own: the one it is about is replaced by every write, and whoever
    locked the old one would not stop whoever locks the new one.
    """
    # Named like a half-written file: what a kill leaves behind is cleared with those.
    path = beside.with_name(f".{beside.name}-lock")
    descriptor = _acquire(path)
    try:
        yield
    finally:
        _release(path, descriptor)


def _acquire(path: Path) -> int:
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if _lock(descriptor) and _is_still_there(path, descriptor):
                return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)


def _release(path: Path, descriptor: int) -> None:
    if os.name == "posix":
        path.unlink(missing_ok=True)  # while it is held: whoever waits for it looks again
    os.close(descriptor)


def _is_still_there(path: Path, descriptor: int) -> bool:
    """Whether the locked file is the one that others find, and not one its holder took away."""
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _lock(descriptor: int) -> bool:
    """Lock a file until it is closed; False: not yet."""
    try:
        import fcntl
    except ImportError:
        return _lock_on_windows(descriptor)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    return True


def _lock_on_windows(descriptor: int) -> bool:
    import msvcrt  # there only

    try:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    except OSError:
        time.sleep(_AGAIN_S)
        return False
    return True
