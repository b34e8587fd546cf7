"""Row 3, backup and restore: whoever is killed leaves a whole file or desk, or none."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap.backing_up import back_up
from app.bootstrap.headless import open_desk
from app.storage.backup import read_packed
from tests.bootstrap.conftest import CHEAP, PASSPHRASE, pattern_home
from tests.matrix import backup_killer
from tests.matrix.backup_material import random_desk
from tests.matrix.frame import Extent

__all__ = ["pattern_home"]
ROOT = Path(__file__).parents[2]
AT_ONCE = 50
"""Kills between two looks at the time that is left."""
pytestmark = [
    pytest.mark.row("F4"),
    pytest.mark.skipif(sys.platform == "win32", reason="kill -9 and fork are POSIX"),
]


@pytest.fixture
def folder(pattern_home: Path, tmp_path: Path) -> Path:
    desk = random_desk(pattern_home, tmp_path / "desk", 3)
    back_up(desk, tmp_path / "a.backup")
    desk.close()
    return tmp_path


@pytest.mark.parametrize("kind", ["backup", "restore"])
def test_killed_in_the_middle(folder: Path, kind: str, share: Extent, report: Callable[..., None]):
    seeds, lines = share.seeds(ci=20, soak=500), list[dict[str, Any]]()
    while some := list(islice(seeds, AT_ONCE)):
        lines += kills_of(folder, kind, some)
    left = Counter(line["left"] for line in lines)
    killed = sum(line["killed"] for line in lines)
    wanted = len({line["seed"] for line in lines})
    report(3, what=kind, runs=len(lines), killed=killed, **left)
    assert set(left) <= {"nothing", "whole"}
    assert killed == wanted, f"{wanted - killed} of {wanted} were never killed at their work"
    desk = open_desk(folder / "desk", PASSPHRASE, kdf=CHEAP)
    desk.store.database.check_integrity()
    assert desk.store.verify_audit() is None
    desk.close()
    remains = {path.name for path in folder.iterdir()} - {"desk", "a.backup"}
    assert {name for name in remains if not name.startswith(backup_killer.SCRATCH)} == set()


def kills_of(folder: Path, kind: str, seeds: list[int]) -> list[dict[str, Any]]:
    """What was left of each victim: for every seed so many as it took to kill one at its work."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.matrix.backup_killer", str(folder), kind,
         str(seeds[0]), str(seeds[-1] + 1)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    told = {line["seed"] for line in lines}
    assert (done.returncode, told) == (0, set(seeds)), done.stderr[-2000:]
    return lines


def test_control_a_half_file_is_seen(folder: Path):
    """A backup written straight to its name, as no program should, and cut by the kill."""
    whole = (folder / "a.backup").read_bytes()
    start = read_packed(folder / "a.backup").start
    for cut in (10, start - 1, start + 4096, len(whole) - 1):
        (folder / "killed.backup").write_bytes(whole[:cut])
        assert backup_killer.backup_left(folder) == "half"
    (folder / "killed.backup").write_bytes(whole)
    assert backup_killer.backup_left(folder) == "whole"
