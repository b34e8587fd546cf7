"""Row 14: markers in every field of patient data, a day in the window, 200 errors, and a crash."""

from __future__ import annotations

import base64
import os
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.declare import entities, entity_of
from tests.matrix.canary_day import ERRORS, marked_records
from tests.matrix.canary_marks import UNMARKED, is_patient_data, marks

ROOT = Path(__file__).parents[2]
FOLDERS = ("home", "tmp", "config", "data", "state", "cache", "run", "chosen")
SHOWN_OF_MARKED = 0.4
"""The least part of the markers that is on some screen of the day. The rest are codes, fields of
claims and notes that no screen shows, or what only a state of its own brings up."""
pytestmark = [
    pytest.mark.row("F2"),
    pytest.mark.skipif(sys.platform == "win32", reason="a signal ends this program"),
]


HEAD, BLOCK = 6, 1 << 16
EDITED = "Zyqwxeditedcity"


def _needles(text: str) -> set[bytes]:
    """A text as UTF-8, UTF-16 and base64 at each of its offsets, in both cases."""
    raw = text.encode()
    found = {raw, raw.lower(), raw.upper(), text.encode("utf-16-le"), text.encode("utf-16-be")}
    for offset in range(3):
        encoded = base64.b64encode(bytes(offset) + raw)
        inner = encoded[4 if offset else 0 : -4]
        found |= {inner} if len(inner) >= 8 else set()  # a shorter one stands in much base64
    return found


def _by_head() -> dict[bytes, list[tuple[str, bytes]]]:
    """Every needle under its first bytes, with the field it tells."""
    heads: dict[bytes, list[tuple[str, bytes]]] = defaultdict(list)
    told = {name: mark.spellings for name, mark in marks().items()} | {EDITED: (EDITED,)}
    for name, spellings in told.items():
        for needle in set().union(*map(_needles, spellings)):
            heads[needle[:HEAD]].append((name, needle))
    return heads


HEADS = _by_head()


def _found(content: bytes) -> set[str]:
    """The fields whose marker stands in some bytes; a block at a time, for there are many."""
    heads: set[bytes] = set()
    for begin in range(0, len(content), BLOCK):
        block = content[begin : begin + BLOCK + HEAD - 1]
        heads |= HEADS.keys() & {block[at : at + HEAD] for at in range(len(block) - HEAD + 1)}
    return {name for head in heads for name, needle in HEADS[head] if needle in content}


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
    report(14, markers=len(marks()), shown=shown, errors=errors, found=len(found))
    assert found == set()
    assert (done.returncode < 0, errors, cores) == (True, ERRORS, [])
    assert shown >= SHOWN_OF_MARKED * len(marks())
    assert b"ZyqwxPatientfamilyname" in (tmp_path / "chosen" / "events.csv").read_bytes()
    assert (tmp_path / "chosen" / "statement.pdf").read_bytes().startswith(b"%PDF")
    assert done.stderr.count(b"a forced error") == ERRORS
    assert b"_crash" in (tmp_path / "state" / "crash.log").read_bytes()


def test_control_without_the_filter_the_markers_are_found(tmp_path: Path):
    _, found = _run(tmp_path, "unfiltered")
    assert found >= set(marks())


def test_every_field_of_patient_data_has_a_marker_or_a_reason():
    fields = {
        f"{spec.name}.{one.name}" for spec in entities() for one in spec.fields
        if is_patient_data(one)
    }  # fmt: skip
    assert fields - marks().keys() == set(UNMARKED)
    assert marks().keys() <= fields


def test_every_marker_stands_in_a_record():
    held = {
        (entity_of(one).name, field.name, repr(getattr(one, field.name)))
        for one in marked_records()
        for field in entity_of(one).fields
    }
    wanted = {(*name.split("."), repr(mark.value)) for name, mark in marks().items()}
    assert wanted <= held
    assert {type(one) for one in marked_records()} == {spec.record_type for spec in entities()}


def test_no_marker_tells_of_another_field():
    """But a visit's day, which is a part of the time it is written with."""
    told = [(name, one) for name, mark in marks().items() for one in mark.spellings]
    both = {
        (name, other) for name, one in told for other, text in told if name != other and one in text
    }
    assert both == {
        ("appointment.starts_at", "appointment.ends_at"),
        ("appointment.starts_at", "appointment.local_start"),
    }


@pytest.mark.parametrize("spell", ["utf-8", "utf-16-le", "base64"])
def test_control_a_marker_in_a_file_is_found(spell: str):
    for name, mark in marks().items():
        for text in mark.spellings:
            raw = base64.b64encode(b"{ " + text.encode() + b"}") if spell == "base64" else b""
            content = b"\x00" + (raw or text.encode(spell)) + b"\x00"
            assert name in _found(content) or (spell == "base64" and len(text) < 12), text
