"""Replacing small files so that a crash or a power cut leaves the old or the new one."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_durably(path: Path, content: bytes, *, is_flushed: bool = True) -> None:
    """Replace a file so that after a crash either the old or the new content is there, mode 600.

    is_flushed False saves the wait for the disk where a power cut may take the change back.
    """
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            if is_flushed:
                os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    if is_flushed:
        _sync_directory(path.parent)


def _sync_directory(folder: Path) -> None:
    if os.name != "posix":
        return  # Windows has no directory handles to flush; its rename is journalled.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
