"""`demo --tour`: a picture of every screen, light and dark."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

_PNG_SIZE = slice(16, 24)


@pytest.mark.row("F7")
@pytest.mark.timeout(200)
def test_tour_writes_every_screen_in_both_schemes(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "app",
            "demo",
            "--tour",
            str(tmp_path),
            "--patients",
            "80",
            "--clock",
            "2026-11-20T10:23",
        ],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    names = {path.stem.rpartition("-") for path in tmp_path.glob("*.png")}
    light = {name for name, _, scheme in names if scheme == "light"}
    dark = {name for name, _, scheme in names if scheme == "dark"}
    assert light == dark
    assert {"day", "patients", "patient-form", "booking", "offline", "conflict"} <= light
    assert {"search", "unlock", "import", "day-empty"} <= light
    assert {"first-run", "first-run-passphrase", "first-run-recovery", "first-run-join"} <= light
    assert {"lock-screen", "user-switch", "user-menu", "server-sign-in", "who-changed"} <= light
    assert {"glass-ask", "glass-broken", "audit", "audit-event"} <= light
    for path in tmp_path.glob("*.png"):
        size = path.read_bytes()[_PNG_SIZE]
        assert (int.from_bytes(size[:4]), int.from_bytes(size[4:])) == (1440, 900), path.name
