"""Whole days of two or three desks under faults: nothing lost, doubled or left different.

SIMULATION_SEEDS=from:to with `-m soak` runs more seeds than the everyday 200.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.simulation.invariants import check, views_are_folds
from tests.simulation.world import World, seeded_ids

EVERY_DAY = range(200)


@contextmanager
def a_world(seed: int, folder: Path, template: Path, *, control: str = "") -> Iterator[World]:
    home = folder / f"{seed}-{control.replace(' ', '-')}"
    home.mkdir()
    with seeded_ids(seed):
        world = World(seed, home, template, control=control)
        try:
            yield world
        finally:
            world.close()
            for file in home.iterdir():
                file.unlink()


def play(seed: int, folder: Path, template: Path, *, control: str = "") -> tuple[str, int]:
    """One day; the trace's hash and how many operations were made."""
    with a_world(seed, folder, template, control=control) as world:
        world.watch = lambda desk: views_are_folds(world, desk)
        world.run()
        check(world)
        return world.trace.hexdigest(), sum(len(desk.made) for desk in world.desks)


def play_all(seeds: range, folder: Path, template: Path) -> int:
    return sum(play(seed, folder, template)[1] for seed in seeds)


@pytest.mark.row("E8", "F4", "F5", "D2")
@pytest.mark.parametrize("block", range(8))
def test_nothing_is_lost_doubled_or_left_different(
    block: int, tmp_path: Path, template: Path
) -> None:
    size = len(EVERY_DAY) // 8
    seeds = EVERY_DAY[block * size : (block + 1) * size]
    made = play_all(seeds, tmp_path, template)
    print(f"seeds {seeds}: {made} operations")
    assert made > 0


def test_same_seed_gives_the_same_trace(tmp_path: Path, template: Path) -> None:
    for seed in (3, 17):
        (tmp_path / "one").mkdir(exist_ok=True)
        (tmp_path / "two").mkdir(exist_ok=True)
        first = play(seed, tmp_path / "one", template)
        assert first == play(seed, tmp_path / "two", template)


@pytest.mark.parametrize("control", ["ack before commit", "last write wins", "naive cursor"])
def test_planted_bug_is_found_within_fifty_seeds(
    control: str, tmp_path: Path, template: Path
) -> None:
    for seed in range(50):
        try:
            play(seed, tmp_path, template, control=control)
        except AssertionError:
            print(f"{control}: found by seed {seed}")
            return
    pytest.fail(f"{control}: 50 seeds found nothing")


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_soak(tmp_path: Path, template: Path) -> None:
    first, last = os.environ.get("SIMULATION_SEEDS", "200:1000").split(":")
    seeds = range(int(first), int(last))
    print(f"seeds {seeds}: {play_all(seeds, tmp_path, template)} operations")
