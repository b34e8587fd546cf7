"""Other programs that keep desks alike, on the same work in the same run, where they are installed.

tests/benchmarks/peers/setup installs them. Each is a folder with a program `run`, which is given a
number of records and an empty folder, and prints how long sending and fetching took.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import msgspec

from app.bench.measure import Row
from app.bench.workbench import Workbench

PLACE = "CLINIC_DESK_PEERS"
"""Environment variable: where they were installed."""
_PEERS = {"pouchdb": "PouchDB", "anki": "Anki"}
_LONGEST_S = 120.0
_ABSENT = "absent: tests/benchmarks/peers/setup installs it"


class _Told(msgspec.Struct):
    """What a peer prints: seconds, and how many records arrived."""

    push_s: float
    pull_s: float
    records: int


def peers(bench: Workbench) -> Iterator[Row]:
    """How many records a second each of them sends and fetches; a line for each that is not here
    or did not do it."""
    count = bench.sizes.pushes
    for name, title in _PEERS.items():
        program = _folder() / name / "run"
        if not program.is_file():
            yield _row(title, 0.0, floor=_ABSENT)
            continue
        told = _run(program, bench.folder / f"peer-{name}", count)
        if told is None or told.records != count:
            yield _row(title, 0.0, floor="failed")
            continue
        for what, spent in (("push", told.push_s), ("pull", told.pull_s)):
            yield _row(f"{title} {what}", count / spent, floor="records of about 600 bytes")


def _folder() -> Path:
    chosen = os.environ.get(PLACE, "")
    return Path(chosen) if chosen else Path.home() / ".cache" / "clinic-desk-peers"


def _run(program: Path, folder: Path, count: int) -> _Told | None:
    folder.mkdir()
    try:
        done = subprocess.run(  # noqa: S603  (installed by our own script)
            [program, str(count), str(folder)],
            capture_output=True,
            text=True,
            timeout=_LONGEST_S,
            check=False,
        )
        return msgspec.json.decode(done.stdout.splitlines()[-1], type=_Told)
    except (OSError, subprocess.TimeoutExpired, IndexError, msgspec.MsgspecError):
        return None


def _row(variant: str, value: float, *, floor: str) -> Row:
    return Row(
        scenario="peers",
        variant=variant,
        floor=floor,
        value=value,
        worst=value,
        goal=None,
        unit="/s",
        higher_is_better=True,
    )
