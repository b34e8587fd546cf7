"""Stopping a real import with a real Ctrl+C: what is done stays, and the rest is said."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.bootstrap.importing import import_files
from app.settings import Settings
from tests.bootstrap.conftest import PASSPHRASE
from tests.flows.record_files import write_files
from tests.waiting import PATIENCE_S

MANY = 4000


def _patients(folder: Path) -> Path:
    path = folder / "patients.ndjson"
    one = {"resourceType": "Patient", "gender": "female", "birthDate": "1971-05-03"}
    with path.open("w") as file:
        for n in range(MANY):
            name = [{"family": f"Quill{n}", "given": ["Amara"]}]
            file.write(json.dumps({**one, "id": f"p{n}", "name": name}) + "\n")
    return path


def _import(home: Path, path: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "import", "--home", home, "--passphrase-stdin", path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    process.stdin.write(PASSPHRASE + "\n")
    process.stdin.flush()
    return process


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_an_interrupted_import_says_how_far_it_came_and_what_to_do(home: Path, tmp_path: Path):
    process = _import(home, _patients(tmp_path))
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("writing: "):
            break
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=PATIENCE_S)
    said = re.search(r"interrupted after ([\d,]+) of ([\d,]+) patients; run the same command", err)
    assert process.returncode == 130
    assert said is not None
    done, total = (int(number.replace(",", "")) for number in said.groups())
    assert 0 < done < total == MANY
    assert f"Patient: {done} read, {done} written" in out


def test_ledger_comes_in_when_an_administrator_asks_for_it(home: Path, tmp_path: Path) -> None:
    paths = write_files(tmp_path / "files")
    without = import_files(
        home, PASSPHRASE, paths, user=None, settings=Settings(), tell=lambda _: None
    )
    hint = "2 charges and payments were left out: --ledger takes them, as administrator"
    assert (without.is_complete, without.remarks) == (True, (hint,))
    taken = import_files(
        home,
        PASSPHRASE,
        paths,
        user=None,
        takes_money=True,
        settings=Settings(),
        tell=lambda _: None,
    )
    counts = taken.report.as_json()
    assert {name: counts[name]["written"] for name in ("Charge", "Payment", "Allocation")} == {
        "Charge": 1,
        "Payment": 1,
        "Allocation": 1,
    }
    assert (counts["Patient"]["written"], taken.remarks) == (0, ())
