"""The long runs: `pytest tests/simulation -m soak -n 2 -s`, resumed by ranges of seeds.

SIMULATION_SEEDS=4000:20000 and SIMULATION_PG_SEEDS=100:500 name what is to be played; "0:0" leaves
one out. Each range leaves a line of the security matrix' row 13, whose figure is 100,000 days.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.simulation.network import AT_A_PUSH
from tests.simulation.seeds import A_BUSY_DAY, asked, blocks_of, die_at, play_all, spoil


@pytest.mark.soak
@pytest.mark.timeout(0)
@pytest.mark.parametrize("seeds", blocks_of(asked("SIMULATION_SEEDS", "0:20000"), 250), ids=str)
def test_soak_in_memory(
    seeds: range, folder: Path, template: Path, report: Callable[..., None]
) -> None:
    report(**play_all(seeds, folder, template).counts, server="in memory")


@pytest.mark.soak
@pytest.mark.timeout(0)
@pytest.mark.parametrize("is_after", [False, True], ids=["before it", "after it"])
def test_desk_that_dies_at_each_of_its_statements(
    is_after: bool, folder: Path, template: Path, report: Callable[..., None]
) -> None:
    statement = 1
    while die_at(statement, folder, template, is_after=is_after):
        statement += 1
    report(seed=A_BUSY_DAY, died_at_each_of=statement - 1, is_after=is_after, wrong=0)


@pytest.mark.soak
@pytest.mark.timeout(0)
@pytest.mark.parametrize("fault", sorted(set(AT_A_PUSH)))
def test_each_fault_at_each_request(
    fault: str, folder: Path, template: Path, report: Callable[..., None]
) -> None:
    for desk in (0, 1):
        for request in range(1, 25):
            spoil(desk, request, fault, folder, template)
    report(seed=A_BUSY_DAY, fault=repr(fault), at_each_of=48, wrong=0)
