"""Row 14: markers in every field of patient data, a day in the window, 200 errors, and a crash."""

from __future__ import annotations

import base64
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.declare import entities
from tests.matrix.canary_day import ERRORS, is_marked, marked_records, markers

ROOT = Path(__file__).parents[2]
FOLDERS = ("home", "tmp", "config", "data", "state", "cache", "run", "chosen")
SHOWN_OF_MARKED = 0.4
"""The least part of the markers that is on some screen of the day. The rest are codes, fields of
claims and notes that no screen shows, or what only a state of its own brings up."""
pytestmark = [
    pytest.mark.row("F2"),
    pytest.mark.skipif(sys.platform == "win32", reason="a signal ends this program"),
]


def _needles(text: str) -> set[bytes]:
    """A text as UTF-8, UTF-16 and base64 at each of its offsets, in both cases."""
    raw = text.encode()
    found = {raw, raw.lower(), raw.upper(), text.encode("utf-16-le"), text.encode("utf-16-be")}
    for offset in range(3):
        encoded = base64.b64encode(bytes(offset) + raw)
        found.add(encoded[4 if offset else 0 : -4])
    return found


NEEDLES = {text: _needles(text) for text in (*markers(), "Zyqwxeditedcity")}


def _found(content: bytes) -> set[str]:
    return {text for text, needles in NEEDLES.items() if any(one in content for one in needles)}


def _run(folder: Path, *arguments: str) -> tuple[subprocess.CompletedProcess[bytes], set[str]]:
    """The day in a process of its own; every byte it left anywhere, searched."""
    for name in FOLDERS:
        (folder / name).mkdir(mode=0o700)
    places = {
        "HOME": "home", "TMPDIR": "tmp", "SQLITE_TMPDIR": "tmp", "XDG_CONFIG_HOME": "config",
        "XDG_DATA_HOME": "data", "XDG_STATE_HOME": "state", "XDG_CACHE_HOME": "cache",
        "XDG_RUNTIME_DIR": "run",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-m", "tests.matrix.canary_day", str(folder), *arguments],
        env={
            **os.environ,
            **{variable: str(folder / name) for variable, name in places.items()},
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        capture_output=True,
        check=False,
        timeout=500,
    )
    files = [path for path in folder.rglob("*") if path.is_file()]
    files = [path for path in files if path.parent != folder / "chosen"]  # where names are wanted
    left = b"\n".join([*(path.read_bytes() for path in files), *(bytes(path) for path in files)])
    return done, _found(left) | _found(done.stderr) | _found(done.stdout)


def test_no_marker_leaves_the_window_the_errors_or_the_crash(
    tmp_path: Path, report: Callable[..., None]
):
    done, found = _run(tmp_path)
    said = re.search(rb"shown=(\d+) errors=(\d+)", done.stdout)
    assert said, done.stderr[-3000:].decode(errors="replace")
    shown, errors = int(said[1]), int(said[2])
    cores = [path.name for path in tmp_path.rglob("core*")]
    report(14, markers=len(markers()), shown=shown, errors=errors, found=len(found))
    assert found == set()
    assert (done.returncode < 0, errors, cores) == (True, ERRORS, [])
    assert shown >= SHOWN_OF_MARKED * len(markers())
    assert b"ZyqwxPatientfamilyname" in (tmp_path / "chosen" / "events.csv").read_bytes()
    assert (tmp_path / "chosen" / "statement.pdf").read_bytes().startswith(b"%PDF")
    assert done.stderr.count(b"a forced error") == ERRORS
    assert b"_crash" in (tmp_path / "state" / "crash.log").read_bytes()


def test_control_without_the_filter_the_markers_are_found(tmp_path: Path):
    _, found = _run(tmp_path, "unfiltered")
    assert found >= set(markers())


def test_every_field_of_patient_data_has_a_marker():
    marked = {one.name for spec in entities() for one in spec.fields if is_marked(one)}
    assert {"family_name", "phone", "mrn", "note", "reason"} <= marked
    assert len(markers()) >= 40
    assert {type(one) for one in marked_records()} == {spec.record_type for spec in entities()}


@pytest.mark.parametrize("spell", ["utf-8", "utf-16-le", "base64"])
def test_control_a_marker_in_a_file_is_found(spell: str):
    for text in markers():
        raw = base64.b64encode(b"{ " + text.encode() + b"}") if spell == "base64" else b""
        assert text in _found(b"\x00" + (raw or text.encode(spell)) + b"\x00")
