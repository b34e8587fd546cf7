"""Every requirement row that a built issue owns has a test that shows it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
DECLARED: dict[str, Any] = tomllib.loads((ROOT / "tests" / "rows.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Rows with the tests of the everyday run that are marked with them, whatever runs just now."""
    report = tmp_path_factory.mktemp("rows") / "rows.json"
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "tests.collected_rows"]
    command += ["-m", "not benchmark and not soak"]
    outcome = subprocess.run(
        [*command, "-p", "no:cacheprovider"],
        cwd=ROOT,
        env=os.environ | {"COLLECTED_ROWS": str(report)},
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stdout[-3000:]
    return json.loads(report.read_text("utf-8"))


def owned_rows() -> list[str]:
    built = set(DECLARED["built"])
    return [name for name, row in DECLARED["rows"].items() if built & set(row["owners"])]


@pytest.mark.parametrize("name", owned_rows())
def test_owned_row_has_a_test(name: str, shown: dict[str, list[str]]) -> None:
    assert shown.get(name), f"no collected test is marked with row({name!r})"


def test_marks_name_declared_rows(shown: dict[str, list[str]]) -> None:
    assert set(shown) <= set(DECLARED["rows"])


def test_every_row_says_who_owns_it() -> None:
    for name, row in DECLARED["rows"].items():
        assert row["owners"], name
        assert row["says"], name
