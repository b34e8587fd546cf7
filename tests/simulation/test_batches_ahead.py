"""Desks whose batches are so small that the next one is on its way behind the one before it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.simulation.network import Link
from tests.simulation.playing import play
from tests.simulation.seeds import play_all

SEEDS = range(60)
AT_ONCE = 2


@pytest.mark.row("E8", "F4", "F5")
def test_nothing_is_lost_doubled_or_left_different_where_batches_go_ahead(
    folder: Path, template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    behind: list[str] = []
    push = Link.push

    async def noted(self: Link, *facts: object, after: str = "") -> object:
        behind.extend([after] if after else [])
        return await push(self, *facts, after=after)  # type: ignore[arg-type]

    monkeypatch.setattr(Link, "push", noted)
    print(play_all(SEEDS, folder, template, at_once=AT_ONCE), len(behind), "sent ahead")
    assert len(behind) > len(SEEDS)


def test_same_seed_gives_the_same_trace_where_batches_go_ahead(
    folder: Path, template: Path
) -> None:
    played = [play(17, folder, template, at_once=AT_ONCE) for _ in range(2)]
    assert played[0] == played[1]
