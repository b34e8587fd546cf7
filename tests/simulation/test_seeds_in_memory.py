"""The first half of the everyday seeds: nothing is lost, doubled or left different."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.simulation.network import AT_A_PUSH
from tests.simulation.seeds import EVERY_DAY, blocks_of, play_all


@pytest.mark.row("E8", "F4", "F5", "D2")
@pytest.mark.parametrize("seeds", blocks_of(EVERY_DAY, 100)[0::2], ids=str)
def test_nothing_is_lost_doubled_or_left_different(
    seeds: range, folder: Path, template: Path, report: Callable[..., None]
) -> None:
    tally = play_all(seeds, folder, template)
    report(**tally.counts, server="in memory")
    assert len(set(AT_A_PUSH) - set(tally.faults)) < 3  # faults that by chance were not met
