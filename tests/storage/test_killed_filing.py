"""kill -9 while documents are filed: what was said to be filed is there, and nothing is half."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from tests.storage.conftest import open_store
from tests.storage.test_file_store import store_in

ROOT = Path(__file__).parents[2]
pytestmark = [pytest.mark.row("D7"), pytest.mark.row("E10")]


@pytest.mark.parametrize(
    ("first", "kills"),
    [(0, 6), pytest.param(1000, 100, marks=pytest.mark.soak)],
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
    process.wait(10)
    lines = said.split(b"\n")[:-1]  # the last line may be cut
    return {line.decode() for line in lines}


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
