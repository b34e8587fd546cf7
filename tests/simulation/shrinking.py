"""A failing seed made small: the fewest steps and faults with which the same thing goes wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.simulation.plan import Plan, Step, plan_of
from tests.simulation.playing import play
from tests.simulation.world import World

Fault = tuple[int, int]
MOST_TRIES = 250


@dataclass(frozen=True)
class Smallest:
    """What is left of a failing day, and what was seen of it."""

    plan: Plan
    without: frozenset[Fault]
    failure: str
    faults: tuple[str, ...]
    lines: tuple[str, ...]
    tries: int

    def __str__(self) -> str:
        told = [f"  {step.at:7.3f} desk{step.desk} {step.what}" for step in self.plan.steps]
        told += [f"  fault {fault}" for fault in self.faults]
        trace = [f"    {line[:160]}" for line in self.lines[-120:]]
        heading = f"{self.failure}\nseed {self.plan.seed} in {self.tries} tries:"
        return "\n".join([heading, *told, f"  to keep: {self.to_keep()}", "  trace:", *trace])

    def to_keep(self) -> str:
        """The day as a line for kept_days.json."""
        steps = [[step.at, step.desk, step.what, step.number] for step in self.plan.steps]
        facts = {
            "why": self.failure,
            "seed": self.plan.seed,
            "clinics": self.plan.clinics,
            "trouble": self.plan.trouble,
            "has_snapshots": self.plan.has_snapshots,
            "has_hints": self.plan.has_hints,
            "steps": steps,
            "without": sorted(self.without),
        }
        return json.dumps(facts)


class _Trial:
    """Plays parts of a day and says what goes wrong with them."""

    def __init__(self, plan: Plan, folder: Path, template: Path, options: dict[str, Any]) -> None:
        self._plan, self._folder, self._template = plan, folder, template
        self._options = options
        self.tries = 0
        self.world: World | None = None

    def fails(self, steps: Sequence[Step], without: frozenset[Fault]) -> str:
        """The message, or "" where all holds (or nothing is left of the tries)."""
        if self.tries >= MOST_TRIES:
            return ""
        self.tries += 1
        plan = replace(self._plan, steps=tuple(steps))
        try:
            play(
                plan.seed,
                self._folder,
                self._template,
                plan=plan,
                look=self._watch,
                without=without,
                **self._options,
            )
        except AssertionError as error:
            return str(error)
        return ""

    def _watch(self, world: World) -> None:
        world.lines, self.world = [], world


def shrink(seed: int, folder: Path, template: Path, **options: Any) -> Smallest | None:
    """The smallest day of a seed that fails as the whole one does; None where it does not fail."""
    plan = plan_of(seed)
    trial = _Trial(plan, folder, template, options)
    first = trial.fails(plan.steps, frozenset())
    if not first:
        return None
    kind = first.split()[0]

    def still(steps: Sequence[Step], without: frozenset[Fault]) -> bool:
        return trial.fails(steps, without).startswith(kind)

    steps = _fewest(plan.steps, lambda some: still(some, frozenset()))
    trial.fails(steps, frozenset())
    met = [key for key, _ in (trial.world.met if trial.world else [])]
    kept = _fewest(met, lambda some: still(steps, frozenset(met) - set(some)))
    without = frozenset(met) - set(kept)
    trial.tries = min(trial.tries, MOST_TRIES - 1)
    failure = trial.fails(steps, without) or first
    world = trial.world
    told = tuple(f"{key}: {name}" for key, name in (world.met if world else []))
    lines = tuple((world.lines or ()) if world else ())
    smallest = replace(plan, steps=tuple(steps))
    return Smallest(smallest, without, failure, told, lines, trial.tries)


def _fewest(whole: Sequence[Any], fails: Callable[[Sequence[Any]], bool]) -> list[Any]:
    """Leave out halves, then quarters and so on, as long as it goes on failing (ddmin)."""
    kept, size = list(whole), max(1, len(whole) // 2)
    while kept:
        at = 0
        while at < len(kept):
            fewer = kept[:at] + kept[at + size :]
            if fails(fewer):
                kept = fewer
            else:
                at += size
        if size == 1:
            break
        size = max(1, size // 2)
    return kept
