"""A real disk of a few megabytes, where the tests may mount one; to be filled to the last byte."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest


class SmallDisk:
    """A folder on a file system of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self, *, but_kib: int = 0) -> None:
        """Leave only so much."""
        self.make_room()
        left = shutil.disk_usage(self.folder).free - but_kib * 1024
        with suppress(OSError), self._ballast.open("wb") as file:
            file.write(bytes(left))

    def make_room(self) -> None:
        self._ballast.unlink(missing_ok=True)


@contextmanager
def small_disk(folder: Path, *, mib: int) -> Iterator[SmallDisk]:
    """Mount one for a test; skips where that needs rights the tests do not have."""
    if not sys.platform.startswith("linux"):
        pytest.skip("mounts a tmpfs")
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={mib}m,mode=700", "tmpfs", str(folder)]
    done = subprocess.run(mount, capture_output=True, check=False)
    if done.returncode:
        pytest.skip("mounting needs root")
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
