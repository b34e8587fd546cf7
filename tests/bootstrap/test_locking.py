"""Locks, unlocks and changes of user in the real window, each journey in a process of its own."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = (Path(__file__).parent / "lock_journeys.py").read_text("utf-8")
JOURNEYS = re.findall(r"^def (test_\w+)", SOURCE, re.MULTILINE)


@pytest.mark.row("E9")
@pytest.mark.parametrize("journey", JOURNEYS)
def test_a_journey_through_locks_ends_as_it_should(journey: str) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"),
            f"tests/bootstrap/lock_journeys.py::{journey}",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
