"""A pytest plug-in that writes which requirement rows the collected tests are marked with.

Used by test_requirement_rows.py: `pytest --collect-only -p tests.collected_rows`, with the file to
write in the environment variable COLLECTED_ROWS.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest


def pytest_collection_finish(session: pytest.Session) -> None:
    """Write each row with the tests that show it, after deselection."""
    rows: dict[str, list[str]] = {}
    for item in session.items:
        for mark in item.iter_markers("row"):
            for name in mark.args:
                rows.setdefault(name, []).append(item.nodeid)
    Path(os.environ["COLLECTED_ROWS"]).write_text(json.dumps(rows), encoding="utf-8")
