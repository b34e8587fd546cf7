"""The first half of the everyday seeds: nothing is lost, doubled or left different."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.simulation.network import AT_A_PUSH
from tests.simulation.seeds import EVERY_DAY, blocks_of, play_all


@pytest.mark.row("E8", "F4", "F5", "D2")
@pytest.mark.parametrize("seeds", blocks_of(EVERY_DAY, 100)[0::2], ids=str)
def test_nothing_is_lost_doubled_or_left_different(
    seeds: range, folder: Path, template: Path
) -> None:
    tally = play_all(seeds, folder, template)
    print(tally)
    assert len(set(AT_A_PUSH) - set(tally.faults)) < 3  # faults that by chance were not met
