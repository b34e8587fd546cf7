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

from tests.collected_rows import rows_of

ROOT = Path(__file__).parents[1]
DECLARED: dict[str, Any] = tomllib.loads((ROOT / "tests" / "rows.toml").read_text("utf-8"))


EVERYDAY = "not benchmark and not soak"


@pytest.fixture(scope="module")
def shown(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[str]]:
    """Rows with the tests of the everyday run that are marked with them, whatever runs just now."""
    if _is_everyday(request.config):  # collected already: that of all tests takes half a minute
        return rows_of(request.session.items)
    report = tmp_path_factory.mktemp("rows") / "rows.json"
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "tests.collected_rows"]
    command += ["-m", EVERYDAY]
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


def _is_everyday(config: pytest.Config) -> bool:
    """Whether this run is the everyday one itself, with every test of it."""
    places = {(config.invocation_params.dir / place).resolve() for place in config.args}
    asked = config.option
    is_part = asked.keyword or asked.deselect or asked.ignore or asked.ignore_glob
    is_part = is_part or config.getoption("lf", False) or config.getoption("stepwise", False)
    return asked.markexpr == EVERYDAY and places <= {ROOT, ROOT / "tests"} and not is_part


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
