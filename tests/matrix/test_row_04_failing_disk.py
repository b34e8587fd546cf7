"""Row 4: wherever a disk fails, the user is told, and nothing is said to be saved that is not.

Here every change to the disk is made to fail, one after the other. A disk that really is full, a
small tmpfs and a database at its max_page_count, is in tests/storage/test_storage_errors.py.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.domain.appointment import Appointment
from app.domain.patient import Patient
from app.ui.error_presenter import words_for
from tests.matrix.failing_disk import LATER, OPENING, READ_ONLY
from tests.matrix.frame import Extent
from tests.matrix.material import fill, open_store
from tests.matrix.power_loss import compiled

ROOT = Path(__file__).parents[2]
ERRORS = ("ENOSPC", "EIO", "EDQUOT", "EROFS")
KINDS = [(error, once) for once in (False, True) for error in ERRORS]
"""Which error, and whether the disk is well again after it."""
GENERAL_WORDS = words_for(Exception())
NEVER = 10**9
TYPED = {"storage_full", "disk_trouble", "open_failed"}


class FailingDisk:
    """Runs the day's work on a disk that fails where it is told to."""

    def __init__(self, folder: Path, shim: Path) -> None:
        self._start = folder / "start.db"
        self.home = folder / "home"
        self.home.mkdir()
        store = open_store(self._start, is_new=True)
        fill(store, 3)
        store.close()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.matrix.failing_disk"],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
            env=os.environ | {"LD_PRELOAD": str(shim), "DISK_SHIM_HOME": f"{self.home}/"},
        )  # fmt: skip

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()

    def work(self, error: str, point: int, *, once: bool = False) -> dict[str, Any]:
        for file in self.home.iterdir():
            file.unlink()
        path = self.home / "clinic.db"
        shutil.copyfile(self._start, path)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{path} {error} {point} {'once' if once else 'on'}\n")
        return json.loads(self._process.stdout.readline())

    def faults(self, done: dict[str, Any]) -> list[str]:
        """What is not as it was said to be; the database opened anew on a disk that is well."""
        if "died" in done:
            return [f"died {done['died']}"]
        found: list[str] = []
        store = open_store(self.home / "clinic.db")
        store.database.check_integrity()
        if store.verify_audit() is not None:
            found.append("broken chain")
        with store.reader() as reader:
            for acked in (done["acked"], done.get("acked_again", {})):
                found += _missing(reader, acked)
        counts = [
            store.database.writer.one(f"SELECT count(*) FROM {table} {where}")
            for table, where in (
                ("audit", "WHERE action IN ('create', 'update')"),
                ("outbox", ""),
            )
        ]
        if counts[0] != counts[1]:
            found.append(f"half a transaction {counts}")
        store.close()
        return found + _badly_told(done)


def _missing(reader: Any, acked: dict[str, str]) -> list[str]:
    patient = reader.records(Patient).get(acked["register"]) if "register" in acked else None
    visit = reader.records(Appointment).get(acked["book"]) if "book" in acked else None
    claims = {
        "register": patient is not None,
        "book": visit is not None,
        "move": visit is not None and visit.starts_at == LATER,
        "edit": patient is not None and patient.city == "Chicago",
    }
    return [f"{name} was acknowledged and is not there" for name in acked if not claims[name]]


def _badly_told(done: dict[str, Any]) -> list[str]:
    told = [*done["refused"].values()]
    wrong = [f"{code}: {words}" for code, words in told if code not in TYPED]
    wrong += [f"no words of its own for {code}" for code, words in told if words == GENERAL_WORDS]
    return wrong + [f"work did not go on: {done['refused_again']}"] * bool(
        done.get("refused_again")
    )


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FailingDisk]:
    folder = tmp_path_factory.mktemp("disk")
    disk = FailingDisk(folder, compiled(folder))
    yield disk
    disk.close()


@pytest.mark.row("F4")
def test_disk_that_fails_at_any_write_is_told_and_harms_nothing(
    disk: FailingDisk, share: Extent, report: Callable[..., None]
) -> None:
    """Every point: with a full disk, and with the other errors taking turns; the soak takes all."""
    last = disk.work(ERRORS[0], NEVER)["changes"]
    cases = cases_of(last, is_soak=share.is_soak)
    counts: Counter[str] = Counter(points=last, cases=0, refused=0)
    wrong: list[str] = []
    for seed in share.seeds(ci=len(cases), soak=len(cases)):
        error, once, point = cases[seed % len(cases)]
        done = disk.work(error, point, once=once)
        wrong += [f"{error} at {point}: {one}" for one in disk.faults(done)]
        counts.update(cases=1, refused=len(done.get("refused", {})))
    report(4, **counts, wrong=len(wrong))
    assert wrong == []
    assert counts["refused"] > 0 or counts["cases"] < last


def cases_of(last: int, *, is_soak: bool) -> list[tuple[str, bool, int]]:
    """Which error, whether only once, and at which change: one case for each seed from 0 on."""
    points = range(1, last + 1)
    if is_soak:
        return [(error, once, point) for error, once in KINDS for point in points]
    turns = [(*KINDS[point % len(KINDS)], point) for point in points]
    return [*turns, *((*KINDS[0], point) for point in points)]


@pytest.mark.parametrize("is_soak", [False, True])
def test_every_point_fails_with_a_full_disk_and_with_every_other_error(is_soak: bool) -> None:
    last = 40
    cases = cases_of(last, is_soak=is_soak)
    assert {point for error, _, point in cases if error == "ENOSPC"} == set(range(1, last + 1))
    assert {(error, once) for error, once, _ in cases} == set(KINDS)
    assert len(cases) == len(set(cases)) if is_soak else len(cases) == 2 * last


def test_read_only_disk_is_told_at_the_opening(disk: FailingDisk) -> None:
    done = disk.work(READ_ONLY, 0)
    code, words = done["refused"][OPENING]
    assert code in TYPED
    assert words != GENERAL_WORDS


def test_control_a_claim_of_what_is_not_there_is_found(disk: FailingDisk) -> None:
    done = disk.work("ENOSPC", 1)
    assert disk.faults(done) == []
    done["acked"] = {"register": "00" * 16, "move": ""}
    assert len(disk.faults(done)) == 2
