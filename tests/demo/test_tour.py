"""`demo --tour`: a picture of every screen, light and dark, and each can be heard and tabbed."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest

_PNG_SIZE = slice(16, 24)


@dataclass(frozen=True)
class Toured:
    """Where the pictures are, and what was said."""

    folder: Path
    problems: list[str]


@pytest.fixture(scope="module")
def toured(tmp_path_factory: pytest.TempPathFactory) -> Toured:
    folder = tmp_path_factory.mktemp("tour")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.demo.walked_tour",
            str(folder),
            "--patients",
            "80",
            "--clock",
            "2026-11-20T10:23",
        ],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    said = [line for line in done.stdout.splitlines() if line.startswith("problem: ")]
    return Toured(folder, said)


@pytest.mark.row("F1")
def test_everything_the_keyboard_reaches_has_a_name_a_role_and_its_place(toured: Toured) -> None:
    assert toured.problems == []


@pytest.mark.row("F7")
def test_tour_writes_every_screen_in_both_schemes(toured: Toured) -> None:
    names = {path.stem.rpartition("-") for path in toured.folder.glob("*.png")}
    light = {name for name, _, scheme in names if scheme == "light"}
    dark = {name for name, _, scheme in names if scheme == "dark"}
    assert light == dark
    assert {"day", "patients", "patient-form", "booking", "offline", "conflict"} <= light
    assert {"search", "unlock", "import", "day-empty", "settings", "settings-clinic"} <= light
    assert {"first-run", "first-run-passphrase", "first-run-recovery", "first-run-join"} <= light
    assert {"lock-screen", "user-switch", "user-menu", "server-sign-in", "who-changed"} <= light
    assert {"messages", "message-new"} <= light
    assert {"glass-ask", "glass-broken", "audit", "audit-event"} <= light
    assert {"billing", "billing-payment", "billing-charge", "billing-adjustment"} <= light
    alike: dict[bytes, list[str]] = {}
    for path in sorted(toured.folder.glob("*.png")):
        alike.setdefault(sha256(path.read_bytes()).digest(), []).append(path.name)
    assert [names for names in alike.values() if len(names) > 1] == []
    for path in toured.folder.glob("*.png"):
        size = path.read_bytes()[_PNG_SIZE]
        assert (int.from_bytes(size[:4]), int.from_bytes(size[4:])) == (1440, 900), path.name
