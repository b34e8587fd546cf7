"""What each row of the matrix uses: its share of cases, its seeds, and the line it leaves.

A test that asks for `share` runs as two tests: its CI share, and `-m soak` its long figure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.matrix.frame import PROPERTY, Extent

HERE = Path(__file__).parent
_UNBOUNDED = 0


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.proof)
        if item.get_closest_marker("soak") and HERE in item.path.parents:
            item.add_marker(pytest.mark.timeout(_UNBOUNDED), append=False)


@pytest.fixture(params=["ci", pytest.param("soak", marks=pytest.mark.soak)])
def share(request: pytest.FixtureRequest) -> Extent:
    """share(ci=40, soak=5000): how many cases to run; share.seeds(ci=, soak=) gives the seeds."""
    config, first, end = request.config, 0, None
    if asked := config.getoption("matrix_seeds"):
        first, end = (int(part) for part in asked.split(":"))
    is_soak = request.param == "soak"
    return Extent(is_soak, first, end, config.getoption("matrix_seconds") if is_soak else 0.0)


@pytest.fixture
def seeds(share: Extent) -> Callable[..., Iterator[int]]:
    """seeds(ci=40, soak=5000): the seeds to run, one after another."""
    return share.seeds


@pytest.fixture
def report(
    record_property: Callable[[str, object], None], request: pytest.FixtureRequest
) -> Callable[..., None]:
    """report(5, mutated=200, crashes=0): the row's line, printed and kept in the test's report."""

    def say(row: int, **counts: Any) -> None:
        shown = dict(counts)
        if "seed" not in shown and "share" in request.fixturenames:
            shown = {"seed": request.getfixturevalue("share").seed_words, **shown}
        line = f"row {row}: " + " ".join(f"{name}={value}" for name, value in shown.items())
        print(line)
        record_property(PROPERTY, line)

    return say
