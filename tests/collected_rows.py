"""A pytest plug-in that writes which requirement rows the collected tests are marked with.

Used by test_requirement_rows.py: `pytest --collect-only -p tests.collected_rows`, with the file to
write in the environment variable COLLECTED_ROWS.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path

import pytest


def rows_of(items: Iterable[pytest.Item]) -> dict[str, list[str]]:
    """Each row with the tests that show it."""
    rows: dict[str, list[str]] = {}
    for item in items:
        for mark in item.iter_markers("row"):
            for name in mark.args:
                rows.setdefault(name, []).append(item.nodeid)
    return rows


def pytest_collection_finish(session: pytest.Session) -> None:
    """Write each row with the tests that show it, after deselection."""
    found = json.dumps(rows_of(session.items))
    Path(os.environ["COLLECTED_ROWS"]).write_text(found, encoding="utf-8")
