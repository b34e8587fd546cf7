"""Row 1: kill -9 at any moment loses no acknowledged work and leaves no half of any."""

from __future__ import annotations

import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest

from app.schema.upgrade import upgrade_local
from app.storage.database import Database
from app.storage.retention import wipe_log
from app.storage.row_codec import codec_of
from tests.factories import a_patient
from tests.matrix.aftermath import detail_rows, faults, purge_faults, revision
from tests.matrix.frame import Extent
from tests.matrix.material import KEY, fill, open_store
from tests.matrix.plain_pages import plain_bytes
from tests.matrix.purge_schedules import HandClock, Schedule

ROOT = Path(__file__).parents[2]
KINDS = ("transaction", "checkpoint", "migration")
PATIENTS = 20
_SLOW = {"migration": 0.15, "purge": 0.012, "purge-in-parts": 0.03}
"""Seconds in which a writer of this kind is killed after it began."""
_GIVEN_UP_S = 240.0


@dataclass(slots=True)
class Killed:
    """What a killed writer had said."""

    acked: list[tuple[str, str]] = field(default_factory=list)
    was_doing: bool = False


class Writers:
    """Starts writers and kills them."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.matrix.killed_writer"],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
        )  # fmt: skip
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def kill_one(self, kind: str, path: Path, seed: int) -> Killed:
        """Let a writer work for a while and kill it, most often inside a risky moment."""
        assert self._process.stdin is not None
        random, killed = Random(seed), Killed()
        self._process.stdin.write(f"{kind} {path} {seed}\n")
        wanted, pid = random.randrange(1, 12), 0
        moments, is_dead = 0, False
        while (line := self._lines.get(timeout=_GIVEN_UP_S).split())[0] != "ended":
            if line[0] == "pid":
                pid = int(line[1])
            elif line[0] == "ack":
                killed.acked.append((line[1], line[2]))
            moments += line[0] in ("ack", "doing")
            is_due = line[0] == "doing" if kind in _SLOW else moments >= wanted
            if pid and is_due and not is_dead:
                time.sleep(random.random() * _SLOW.get(kind, 0.004))
                with suppress(ProcessLookupError):  # it may be over already
                    os.kill(pid, signal.SIGKILL)
                is_dead, killed.was_doing = True, line[0] == "doing"
        return killed

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line)


@pytest.fixture(scope="module")
def writers() -> Iterator[Writers]:
    writers = Writers()
    yield writers
    writers.close()


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of today and a file of the first version, both with patients."""
    folder = tmp_path_factory.mktemp("templates")
    store = open_store(folder / "newest.db", is_new=True)
    fill(store, PATIENTS)
    store.close()
    database = Database(folder / "first.db", KEY)
    with database.migrating() as connection:
        upgrade_local(connection, to="0001")
    one = codec_of(type(a_patient()))
    there = {row[1] for row in database.writer.all("PRAGMA table_info(patient)")}
    kept = [at for at, name in enumerate(one.columns) if name in there]
    names, marks = ", ".join(one.columns[at] for at in kept), ", ".join("?" * len(kept))
    database.writer.run("UPDATE write_gate SET is_open = 1")
    for _ in range(PATIENTS):
        row = one.to_row(a_patient())
        database.writer.run(
            f"INSERT INTO patient ({names}) VALUES ({marks})", [row[at] for at in kept]
        )
    database.writer.run("UPDATE write_gate SET is_open = 0")
    database.close()
    return folder


def prepared(templates: Path, folder: Path, kind: str) -> Path:
    path = folder / "clinic.db"
    for file in folder.glob("clinic.db*"):
        file.unlink()
    shutil.copyfile(templates / ("first.db" if kind == "migration" else "newest.db"), path)
    return path


@pytest.mark.row("F2")
def test_kill_at_any_moment_loses_nothing_and_leaves_no_half(
    writers: Writers,
    templates: Path,
    tmp_path: Path,
    share: Extent,
    report: Callable[..., None],
) -> None:
    counts: Counter[str] = Counter(lost=0, partial=0, broken_chains=0)
    for seed in share.seeds(ci=40, soak=5000):
        kind = KINDS[seed % len(KINDS)]
        path = prepared(templates, tmp_path, kind)
        killed = writers.kill_one(kind, path, seed)
        counts["migrations_undone"] += kind == "migration" and revision(path) == "0001"
        found = faults(path, killed.acked, unaudited=PATIENTS if kind == "migration" else 0)
        counts.update(found, kills=1, acked=len(killed.acked), in_risky_moment=killed.was_doing)
        counts.update({f"mid_{kind}": 1})
        assert not any(found.values()), (seed, kind, found)
    report(1, **counts)


@dataclass(frozen=True, slots=True)
class Unused:
    """A desk with chart detail that nobody has used for long."""

    start: Path
    home: Path
    rows: int
    texts: list[str]
    """What is to be read nowhere once it is put away."""

    def fresh(self) -> Path:
        """The file once more, as it was before anybody purged."""
        path = self.home / "clinic.db"
        for file in self.home.glob("clinic.db*"):
            file.unlink()
        shutil.copyfile(self.start, path)
        return path


@pytest.fixture
def unused(tmp_path: Path) -> Unused:
    clock, home, start = HandClock(), tmp_path / "home", tmp_path / "start.db"
    home.mkdir()
    store = open_store(start, clock=clock, is_new=True)
    schedule = Schedule(store, clock, Random(4))
    schedule.play(30)
    texts = [text for one in schedule.people if one.goes for text in one.texts]
    rows = detail_rows(store)
    store.close()
    (home / "now").write_text(clock.now().isoformat())
    return Unused(start, home, rows, texts)


@pytest.mark.row("F2")
def test_kill_in_a_purge_leaves_it_whole_or_undone(
    writers: Writers, unused: Unused, share: Extent, report: Callable[..., None]
) -> None:
    """And whatever it left in the log is wiped the next time the desk looks."""
    counts: Counter[str] = Counter(whole=0, undone=0, partial=0, traces=0)
    for seed in share.seeds(ci=12, soak=500):
        path = unused.fresh()
        writers.kill_one("purge", path, seed)
        gone, halves = purge_faults(path, unused.rows)
        counts.update(kills=1, whole=gone > 0, undone=gone == 0, partial=halves)
        if gone:
            counts["traces"] += _traces_after_a_look(path, unused.texts)
        assert halves == counts["traces"] == 0, seed
    report(1, kind="purge", rows=unused.rows, **counts)
    assert counts["undone"] > 0
    assert counts["whole"] > 0


def _traces_after_a_look(path: Path, texts: list[str]) -> int:
    store = open_store(path)
    wipe_log(store.database.writer)
    raw = plain_bytes(path, KEY)
    store.close()
    return sum(text.encode() in raw for text in texts)


def test_control_acknowledging_before_the_commit_is_found(
    writers: Writers, templates: Path, tmp_path: Path
) -> None:
    lost = 0
    for seed in range(60):
        path = prepared(templates, tmp_path, "liar")
        lost += faults(path, writers.kill_one("liar", path, seed).acked)["lost"]
        if lost:
            return
    pytest.fail("a writer that acknowledges too early was never found out")


def test_control_a_purge_in_parts_is_found(
    writers: Writers, unused: Unused, report: Callable[..., None]
) -> None:
    """Killed between its parts it leaves rows gone of which the trail knows nothing."""
    for seed in range(60):
        path = unused.fresh()
        writers.kill_one("purge-in-parts", path, seed)
        if purge_faults(path, unused.rows)[1]:
            report(1, kind="purge", control="in parts", kills=seed + 1, partial=1)
            return
    pytest.fail("a purge in parts was never found out")


def test_control_what_a_purge_left_in_the_log_is_found(unused: Unused) -> None:
    """Before it is wiped, the log holds what was put away."""
    path = unused.fresh()
    raw = plain_bytes(path, KEY)
    assert any(text.encode() in raw for text in unused.texts)
