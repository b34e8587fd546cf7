"""The window at a real server: connecting again, a closed account, the passphrase after a PIN."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = (Path(__file__).parent / "server_journeys.py").read_text("utf-8")
LONGEST_S = 500
JOURNEYS = re.findall(r"^def (test_\w+)", SOURCE, re.MULTILINE)


@pytest.mark.row("E9", "B7", "F4")
@pytest.mark.parametrize("journey", JOURNEYS)
def test_a_journey_at_a_server_ends_as_it_should(journey: str) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"),
            f"tests/flows/server_journeys.py::{journey}",
        ],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if "PYTEST" not in name},
        capture_output=True,
        text=True,
        timeout=LONGEST_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
