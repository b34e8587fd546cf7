"""What each row of the matrix uses: its share of cases, its seeds, and the line it leaves.

A test that asks for `share` runs as two tests: its CI share, and `-m soak` its long figure. All
others are whole tables and controls: they run with both, in a soak before the long ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.matrix.frame import PROPERTY, Budget, Extent, line_of, weight_of

HERE = Path(__file__).parent
_UNBOUNDED = 0


_BUDGET = pytest.StashKey[Budget]()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    is_soak = config.getoption("markexpr") == "soak"
    for item in items:
        if HERE not in item.path.parents:
            continue
        item.add_marker(pytest.mark.proof)
        if is_soak and not _is_long(item):
            item.add_marker(pytest.mark.soak)
        if item.get_closest_marker("soak"):
            item.add_marker(pytest.mark.timeout(_UNBOUNDED), append=False)
    if is_soak:
        items.sort(key=_is_long)


def pytest_collection_finish(session: pytest.Session) -> None:
    long = [item for item in session.items if _is_long(item) and item.get_closest_marker("soak")]
    weights = sum(weight_of(item.path) for item in long)
    session.config.stash[_BUDGET] = Budget(session.config.getoption("matrix_seconds"), weights)


def _is_long(item: pytest.Item) -> bool:
    return "share" in getattr(item, "fixturenames", ())


@pytest.fixture(params=["ci", pytest.param("soak", marks=pytest.mark.soak)])
def share(request: pytest.FixtureRequest) -> Extent:
    """share(ci=40, soak=5000): how many cases to run; share.seeds(ci=, soak=) gives the seeds."""
    config, first, end = request.config, 0, None
    if asked := config.getoption("matrix_seeds"):
        first, end = (int(part) for part in asked.split(":"))
    is_soak = request.param == "soak"
    is_bounded = is_soak and config.getoption("matrix_seconds") > 0
    seconds = config.stash[_BUDGET].take(weight_of(request.path)) if is_bounded else 0.0
    return Extent(is_soak, first, end, seconds)


@pytest.fixture
def seeds(share: Extent) -> Callable[..., Iterator[int]]:
    """seeds(ci=40, soak=5000): the seeds to run, one after another."""
    return share.seeds


@pytest.fixture
def report(
    record_property: Callable[[str, object], None], request: pytest.FixtureRequest
) -> Callable[..., None]:
    """report(5, mutated=200, crashes=0): the row's line, printed and kept in the test's report.

    A whole table is drawn from no seed, and says so.
    """

    def say(row: int, **counts: Any) -> None:
        has_share = "share" in request.fixturenames
        seed = request.getfixturevalue("share").seed_words if has_share else "none"
        line = line_of(row, {"seed": seed, **counts})
        print(line)
        record_property(PROPERTY, line)

    return say
