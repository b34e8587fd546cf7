"""kill -9 or no power while documents are filed: what was said to be filed is there, and whole."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from app.domain.errors import ClinicError
from tests.matrix.power_loss import Step, compiled, replay, steps
from tests.storage.conftest import open_store
from tests.storage.test_file_store import store_in

ROOT = Path(__file__).parents[2]
LONG = [pytest.mark.soak, pytest.mark.timeout(0)]
pytestmark = pytest.mark.row("D7", "F4")


@pytest.mark.parametrize(
    ("first", "kills"),
    [(0, 6), pytest.param(1000, 100, marks=LONG)],
    ids=["ci", "soak"],
)
def test_killed_filing_loses_nothing_and_leaves_nothing(
    tmp_path: Path, first: int, kills: int
) -> None:
    """One folder through all the kills, each run going on where the last was ended."""
    acked: set[str] = set()
    swept = 0
    for seed in range(first, first + kills):
        acked |= killed(tmp_path, seed)
        swept += looked_at(tmp_path, acked)
    print(f"seed={first}: kills={kills} filed={len(acked)} unfinished={swept}")
    assert acked


@pytest.mark.proof
@pytest.mark.parametrize(
    ("logs", "losses"), [(2, 15), pytest.param(40, 50, marks=LONG)], ids=["ci", "soak"]
)
def test_no_loss_of_power_takes_a_filed_document(tmp_path: Path, logs: int, losses: int) -> None:
    """Even losses keep only what was synced, odd ones also some blocks of what was not."""
    shim, filed = compiled(tmp_path), 0
    for seed in range(logs):
        log = logged(tmp_path, seed, shim)
        for loss in range(losses):
            random = Random(seed * 1000 + loss)
            disk = replay({}, log, random.randrange(begun(log), len(log)))
            folder = tmp_path / f"after-{seed}-{loss}"
            folder.mkdir()
            disk.write_survivors(folder, random if loss % 2 else None)
            put_in_place(folder)
            acked = {line.removeprefix("ack ") for line in disk.acked}
            looked_at(folder, acked)
            filed += len(acked)
            shutil.rmtree(folder)
    print(f"seeds=0:{logs}: losses={logs * losses} filed={filed}")
    assert filed


@pytest.mark.proof
def test_control_without_flushing_filed_documents_are_lost(tmp_path: Path) -> None:
    """The same look finds what a store that does not flush its files would lose."""
    log = without_file_syncs(logged(tmp_path, 0, compiled(tmp_path)))
    disk = replay({}, log, len(log))
    folder = tmp_path / "after"
    folder.mkdir()
    disk.write_survivors(folder, None)
    put_in_place(folder)
    with pytest.raises((AssertionError, ClinicError)):
        looked_at(folder, {line.removeprefix("ack ") for line in disk.acked})


def logged(folder: Path, seed: int, shim: Path) -> list[Step]:
    """Every step of one process's filing, on a disk that keeps a log."""
    home, log = folder / f"home-{seed}", folder / f"{seed}.log"
    home.mkdir()
    subprocess.run(
        [sys.executable, "-m", "tests.storage.filing_process", str(home), str(seed), str(log)],
        cwd=ROOT,
        env=os.environ | {"LD_PRELOAD": str(shim), "DISK_SHIM_HOME": f"{home}/"},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return list(steps(log.read_bytes()))


def begun(log: list[Step]) -> int:
    """Where the first word was said: the database is there from then on."""
    return next(at for at, step in enumerate(log) if step.op == "a") + 1


def without_file_syncs(log: list[Step]) -> list[Step]:
    names: dict[int, bytes] = {}
    kept: list[Step] = []
    for step in log:
        if step.op == "o":
            names[step.fd] = step.data
        if step.op != "s" or not names.get(step.fd, b"").endswith(b"-making"):
            kept.append(step)
    return kept


def put_in_place(folder: Path) -> None:
    """The replay knows one folder: files go where they belong."""
    files = folder / "files"
    files.mkdir()
    for path in folder.iterdir():
        if re.fullmatch(r"[0-9a-f]{32}|\.[0-9a-f]{32}-making", path.name):
            path.rename(files / path.name)


def killed(folder: Path, seed: int) -> set[str]:
    """File for a while, then end without a word; returns what was said to be filed."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.storage.filing_process", str(folder), str(seed)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    with process.stdout as out:
        assert out.readline() == b"open\n"
        time.sleep(Random(seed).uniform(0.0, 0.4))
        process.kill()
        said = out.read()
    process.wait()
    lines = said.split(b"\n")[:-1]  # the last line may be cut
    return {line.decode().removeprefix("ack ") for line in lines}


def looked_at(folder: Path, acked: set[str]) -> int:
    store, files = open_store(folder / "clinic.db"), store_in(folder)
    try:
        with store.reader() as reader:
            known = {blob.kept.sha256: blob.kept for blob in reader.blobs.all()}
        swept = files.sweep({kept.name for kept in known.values()})
        assert acked <= known.keys(), "a filed document has lost its file"
        for kept in known.values():
            files.verify(kept)  # a line never speaks of a file that is not there, whole
        assert files.names() == {kept.name for kept in known.values()}
        assert len(list(files.folder.iterdir())) == len(known)
        assert store.verify_audit() is None
        assert store.verify_rows()
    finally:
        store.close()
    return swept
