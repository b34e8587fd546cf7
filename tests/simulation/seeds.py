"""Plays ranges of seeds and says what failed, each with its smallest day."""

from __future__ import annotations

import os
import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from tests.simulation.plan import PEOPLE, Plan, plan_of
from tests.simulation.playing import play
from tests.simulation.shrinking import shrink
from tests.simulation.world import World

A_BUSY_DAY = 4
"""The seed whose day is spoiled at one point after the other."""
EVERY_DAY = range(2000)
"""Played with a server in memory in every run of the tests, ..."""
AT_POSTGRES = range(50)
"""... and with the real server on PostgreSQL."""
MOST_FAILURES = 3
"""After so many a run stops: they are mended one by one."""


@dataclass(frozen=True)
class Tally:
    """What a range of seeds amounted to."""

    seeds: range
    operations: int
    requests: int
    faults: Counter[str]
    seconds: float

    @property
    def counts(self) -> dict[str, object]:
        """What the matrix' page says of it: the seeds are what SIMULATION_SEEDS plays again."""
        return {
            "seed": f"{self.seeds.start}:{self.seeds.stop}",
            "days": len(self.seeds),
            "operations": self.operations,
            "requests": self.requests,
            "faults": self.faults.total(),
            "kinds_of_fault": len(self.faults),
            "wrong": 0,
            "processor_s": round(self.seconds),
        }


def asked(variable: str, usual: str) -> range:
    """The seeds of a long run, "from:to" in the environment."""
    first, last = os.environ.get(variable, usual).split(":")
    return range(int(first), int(last))


def blocks_of(seeds: range, size: int) -> list[range]:
    """Parts of a range, each a test of its own."""
    return [seeds[at : at + size] for at in range(0, len(seeds), size)]


def play_all(seeds: range, folder: Path, template: Path, **options: Any) -> Tally:
    """Every seed; fails with the smallest days of those that did not go well."""
    begun = time.process_time()
    operations = requests = 0
    faults: Counter[str] = Counter()
    failures: list[str] = []
    for seed in seeds:
        try:
            played = play(seed, folder, template, **options)
        except AssertionError as error:
            smallest = shrink(seed, folder, template, **options)
            failures.append(str(smallest or f"{error} (only once)"))
            if len(failures) == MOST_FAILURES:
                break
            continue
        operations += played.operations
        requests += played.requests
        faults.update(played.faults)
    if failures:
        pytest.fail("\n\n".join(failures), pytrace=False)
    seconds = time.process_time() - begun
    return Tally(seeds, operations, requests, faults, seconds)


def found_by(control: str, seeds: range, folder: Path, template: Path) -> int | None:
    """The first seed that finds a planted bug."""
    for seed in seeds:
        try:
            play(seed, folder, template, control=control)
        except AssertionError:
            return seed
    return None


def die_at(statement: int, folder: Path, template: Path, *, is_after: bool) -> bool:
    """A good day but for one desk that ends at a statement; whether it came to that."""
    worlds: list[World] = []

    def doomed(world: World) -> None:
        worlds.append(world)
        world.desks[0].arm(statement, is_after=is_after)

    play(A_BUSY_DAY, folder, template, plan=_a_good_day(), look=doomed)
    return worlds[0].desks[0].life > 1


def spoil(desk: int, request: int, fault: str, folder: Path, template: Path) -> None:
    """A good day but for one fault at one request."""
    spoiled = {(desk, request): fault}
    play(A_BUSY_DAY, folder, template, plan=_a_good_day(), spoiled=spoiled)


def _a_good_day() -> Plan:
    """People work as always, and nothing befalls desks or network."""
    plan = plan_of(A_BUSY_DAY)
    steps = tuple(step for step in plan.steps if step.what in PEOPLE)
    return replace(plan, trouble=0.0, steps=steps)
