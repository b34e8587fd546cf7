"""Whether a disk that refuses something has no room left, which words cannot always tell."""

from __future__ import annotations

import shutil
from pathlib import Path

LEAST_BYTES = 64 * 1024
"""Below this not even reading begins: a write-ahead log's index takes 32 KiB."""


def has_room(folder: Path, *, bytes_: int = LEAST_BYTES) -> bool:
    """Whether a folder's disk takes so many bytes more; True where it cannot be asked."""
    try:
        return shutil.disk_usage(folder).free >= bytes_
    except OSError:
        return True
