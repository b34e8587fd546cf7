"""Row 22: would the tests notice a small mistake in the audit trail, the keys or the roles?"""

from __future__ import annotations

import ast
import gc
import importlib.util
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.matrix.frame import Extent
from tests.matrix.mutant_runs import ROOT, every_mutant
from tests.matrix.mutant_scope import EQUIVALENT, MODULES
from tests.matrix.mutant_score import scored
from tests.matrix.mutants import count_of, mutated, swap

LEAST_SCORE = 0.85
SAMPLE = 600
"""Mistakes of a run without a time limit, out of all in an order that is always the same."""


def run(folder: Path, *options: str) -> dict[str, Any]:
    path = folder / "mutants.json"
    command = [sys.executable, "-m", "tests.matrix.mutant_runs", str(path), *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    result: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return result


@pytest.mark.soak
def test_most_small_mistakes_are_noticed(
    share: Extent, report: Callable[..., None], tmp_path: Path
) -> None:
    if not share.is_soak:
        pytest.skip("only with -m soak")
    end = share.end if share.end is not None else share.first + SAMPLE
    limit = ["--seconds", str(share.seconds)] if share.seconds else []
    result = run(tmp_path, "--first", str(share.first), "--end", str(end), *limit)
    score = scored(result["outcomes"])
    for words in score.survivors:
        print("not noticed:", words)
    report(22, of=len(every_mutant(MODULES)), **score.counts, score=f"{score.value:.3f}")
    assert not result["failing"], "tests that fail without a mistake notice nothing"
    assert score.value >= LEAST_SCORE


@pytest.mark.parametrize(
    ("outcome", "value"),
    [
        (["tests/test_x.py::test_y", "assert 1 == 2"], 1.0),
        ("endless", 1.0),
        ("not noticed", 0.0),
        ("not reached", 0.0),
        ("stuck", 0.0),
        ("crashed", 0.0),
        ("broken", 0.0),
        ("noticed only by a test that fails anyway", 0.0),
        ("cannot be imported", 0.0),
        (None, 0.0),
    ],
)
def test_only_a_failing_test_notices(outcome: Any, value: float) -> None:
    score = scored([{"title": "a", "line": 1, "outcome": outcome}])
    assert score.value == value
    is_left_out = outcome in ("cannot be imported", None)
    assert score.counts["mutants"] == (0 if is_left_out else 1)


def test_every_excused_mistake_exists_and_has_a_reason() -> None:
    titles = {one.title for one in every_mutant(MODULES)}
    assert not set(EQUIVALENT) - titles
    assert all(len(reason) > 20 for reason in EQUIVALENT.values())


@pytest.mark.soak
def test_control_a_mistake_is_noticed(tmp_path: Path) -> None:
    result = run(tmp_path, "--module", "app.security.sealing", "--tests", "tests/security")
    assert scored(result["outcomes"]).counts["noticed"] > 0


def test_mistakes_change_what_runs_and_nothing_else() -> None:
    source = (
        '@frozen(slots=True)\nclass A:\n    """Doc."""\n    x: int = 1\n    def f(self): return 2'
    )
    made = [ast.unparse(mutated(source, number)[0]) for number in range(count_of(source))]
    assert len(set(made)) == len(made) == 3
    assert all("slots=True" in one and "Doc." in one and "x: int =" in one for one in made)


def test_mistake_reaches_a_function_that_the_collector_has_put_aside(tmp_path: Path) -> None:
    path = tmp_path / "sums.py"
    path.write_text("def more(x):\n    return x + 1\n", "utf-8")
    spec = importlib.util.spec_from_file_location("sums", path)
    assert spec is not None
    assert spec.loader is not None
    sums = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sums)
    gc.freeze()  # as tests/conftest.py does with everything that was collected
    try:
        assert swap(sums, 0)
    finally:
        gc.freeze()
    assert sums.more(1) != 2
