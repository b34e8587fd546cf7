"""What a disk holds after the power went: from the log of a preloaded shim (disk_shim.c).

Only bytes that were synced are sure. Of everything since, any 512-byte block may or may not have
reached the disk; names of files made or removed hold once their folder (or the new file) is synced.
"""

from __future__ import annotations

import shutil
import struct
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest

SOURCE = Path(__file__).with_name("disk_shim.c")
BLOCK = 512
_HEAD = struct.Struct("<ciqq")


def compiled(folder: Path) -> Path:
    """The shim as a library; skips where it cannot be made."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None or not Path("/proc/self/maps").exists():
        pytest.skip("the disk shim needs Linux and a C compiler (cc)")
    library = folder / "disk_shim.so"
    subprocess.run(
        [compiler, "-shared", "-fPIC", "-O1", "-w", "-o", library, SOURCE, "-ldl"],
        check=True, timeout=500,
    )  # fmt: skip
    return library


@dataclass(frozen=True, slots=True)
class Step:
    """One operation of the log."""

    op: str
    fd: int
    offset: int
    data: bytes


def steps(log: bytes) -> Iterator[Step]:
    """The operations of a log, a cut-off last one left out."""
    at = 0
    while at + _HEAD.size <= len(log):
        op, fd, offset, size = _HEAD.unpack_from(log, at)
        at += _HEAD.size
        if at + size > len(log):
            return
        yield Step(op.decode(), fd, offset, log[at : at + size])
        at += size


@dataclass(slots=True)
class _File:
    """What of a file is sure, and what was done since."""

    sure: bytearray = field(default_factory=bytearray)
    since: list[tuple[int, bytes | None]] = field(default_factory=list)

    def sync(self) -> None:
        for offset, data in self.since:
            _apply(self.sure, offset, data)
        self.since.clear()

    def survived(self, random: Random | None) -> bytes:
        """The sure bytes; with random, also some blocks of what was done since."""
        image = bytearray(self.sure)
        for offset, data in self.since if random else ():
            assert random is not None
            if data is None:
                if random.random() < 0.5:
                    _apply(image, offset, None)
                continue
            for at in range(0, len(data), BLOCK):
                if random.random() < 0.5:
                    _apply(image, offset + at, data[at : at + BLOCK])
        return bytes(image)


def _apply(image: bytearray, offset: int, data: bytes | None) -> None:
    if data is None:
        del image[offset:]
        image.extend(bytes(offset - len(image)))
        return
    if len(image) < offset:
        image.extend(bytes(offset - len(image)))
    image[offset : offset + len(data)] = data


class Disk:
    """Replays a log step by step. start: files that were there before, all sure."""

    def __init__(self, start: dict[str, bytes]) -> None:
        self._files = {name: _File(bytearray(data)) for name, data in start.items()}
        self._sure_names = dict(self._files)
        self._names = dict(self._files)
        self._changes: list[dict[str, _File]] = []
        self._open: dict[int, tuple[str, _File | None]] = {}
        self.acked: list[str] = []

    def play(self, step: Step) -> None:
        """Take one step."""
        match step.op:
            case "o":
                self._opened(step)
            case "c":
                self._open.pop(step.fd, None)
            case "w" | "t":
                _, file = self._open[step.fd]
                if file is not None:
                    file.since.append((step.offset, step.data if step.op == "w" else None))
            case "s":
                self._synced(*self._open[step.fd])
            case "u":
                self._names.pop(step.data.decode(), None)
                self._changes.append(dict(self._names))
            case "r":
                old, new = step.data.decode().split("\0")
                self._names[new] = self._names.pop(old)
                self._changes.append(dict(self._names))
            case _:
                self.acked += [
                    line for line in step.data.decode().splitlines() if line.startswith("ack ")
                ]

    def _opened(self, step: Step) -> None:
        name = step.data.decode()
        if step.offset and name not in self._names:
            self._names[name] = _File()
            self._changes.append(dict(self._names))
        self._open[step.fd] = (name, self._names.get(name))

    def _synced(self, name: str, file: _File | None) -> None:
        if file is None:  # a folder
            self._sure_names, self._changes = dict(self._names), []
            return
        file.sync()
        if self._names.get(name) is file:
            self._sure_names[name] = file

    def write_survivors(self, folder: Path, random: Random | None) -> None:
        """Put the files as they are after a loss of power into a folder; -shm is never kept."""
        names = self._sure_names
        if random and self._changes:
            names = random.choice([names, *self._changes])
        for name, file in names.items():
            if not name.endswith("-shm"):
                (folder / Path(name).name).write_bytes(file.survived(random))


def replay(start: dict[str, bytes], log: Sequence[Step], until: int) -> Disk:
    """The disk after so many steps."""
    disk = Disk(start)
    for step in log[:until]:
        disk.play(step)
    return disk
