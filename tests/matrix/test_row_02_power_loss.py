"""Row 2: when the power goes, whatever was acknowledged is on the disk, whole.

A writer works on a disk that keeps a log; the power then goes after every step one likes, with only
the synced bytes left, or with any of the unsynced blocks beside them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from app.domain.errors import ClinicError
from tests.matrix.aftermath import faults
from tests.matrix.frame import Extent
from tests.matrix.material import fill, open_store
from tests.matrix.power_loss import Step, compiled, replay, steps

ROOT = Path(__file__).parents[2]
_LOSSES_PER_LOG = 20


class LoggedWriters:
    """Runs writers on the disk that keeps a log."""

    def __init__(self, folder: Path, shim: Path) -> None:
        self._folder = folder
        self.homes = folder / "homes"
        self.homes.mkdir()
        store = open_store(folder / "start.db", is_new=True)
        fill(store, 5)
        store.close()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.matrix.killed_writer"],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
            env=os.environ | {"LD_PRELOAD": str(shim), "DISK_SHIM_HOME": f"{self.homes}/"},
        )  # fmt: skip

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()

    def log_of(self, seed: int, *, synchronous: str) -> tuple[dict[str, bytes], list[Step]]:
        """The files before and every step of one writer's life."""
        home = self.homes / f"{synchronous}-{seed}"
        home.mkdir()
        path = home / "clinic.db"
        shutil.copyfile(self._folder / "start.db", path)
        start = {str(path): path.read_bytes()}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"logged {path} {seed}\n")
        while self._process.stdout.readline() not in ("ended\n", ""):
            pass
        log = home.with_suffix(".log")
        found = list(steps(log.read_bytes()))
        log.unlink()
        shutil.rmtree(home)
        assert found[-1].op != "a", "the writer ended early"
        return start, found


@pytest.fixture(scope="module")
def writers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LoggedWriters]:
    folder = tmp_path_factory.mktemp("power")
    writers = LoggedWriters(folder, compiled(folder))
    yield writers
    writers.close()


class Losses:
    """Lets the power go again and again, and counts."""

    def __init__(self, writers: LoggedWriters, folder: Path, *, synchronous: str) -> None:
        self._writers = writers
        self._folder = folder
        self._synchronous = synchronous
        self._log: tuple[int, dict[str, bytes], list[Step]] | None = None
        self.counts: Counter[str] = Counter(lost=0, partial=0, broken_chains=0, unopened=0)

    def lose(self, seed: int) -> dict[str, int]:
        """One loss of power: even seeds keep only synced bytes, odd ones also some blocks."""
        number = seed // _LOSSES_PER_LOG
        if self._log is None or self._log[0] != number:
            self._log = (
                number,
                *self._writers.log_of(number, synchronous=self._synchronous),
            )
        _, start, log = self._log
        random = Random(seed)
        disk = replay(start, log, random.randrange(1, len(log)))
        for file in self._folder.iterdir():
            file.unlink()
        disk.write_survivors(self._folder, random if seed % 2 else None)
        acked = [(one, two) for _, one, two in (line.split() for line in disk.acked)]
        try:
            found = faults(self._folder / "clinic.db", acked)
        except ClinicError:
            found = {"unopened": 1}
        self.counts.update(found, acked=len(acked), losses=1)
        return found


@pytest.mark.row("F2")
def test_no_loss_of_power_takes_what_was_acknowledged(
    writers: LoggedWriters, tmp_path: Path, share: Extent, report: Callable[..., None]
) -> None:
    losses = Losses(writers, tmp_path, synchronous="full")
    for seed in share.seeds(ci=20, soak=2000):
        found = losses.lose(seed)
        assert not any(found.values()), (seed, found)
    report(2, synchronous="FULL", **losses.counts)


def test_control_without_full_syncing_acknowledged_work_is_lost(
    writers: LoggedWriters, tmp_path: Path, report: Callable[..., None]
) -> None:
    losses = Losses(writers, tmp_path, synchronous="normal")
    for seed in range(40):
        losses.lose(seed)
    report(2, control="NORMAL", seed="0:40", **losses.counts)
    assert losses.counts["lost"] > 0
    assert losses.counts["partial"] == 0
