"""Runs a piece of work beside its floor, in turns, and keeps the worst repetition."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the report: what was timed, against what, how it went and what is wanted.

    value is a ratio to the floor unless unit says otherwise; worst is the worst repetition on the
    same scale. Lower is better unless higher_is_better is set. goal is None for information only.
    """

    scenario: str
    variant: str = ""
    floor: str
    value: float
    worst: float
    goal: float | None
    unit: str = "x"
    higher_is_better: bool = False
    detail: dict[str, float | str] = field(default_factory=dict[str, float | str])

    @property
    def is_met(self) -> bool | None:
        """Whether the goal is reached; None where there is none."""
        if self.goal is None:
            return None
        return self.value >= self.goal if self.higher_is_better else self.value <= self.goal

    def better_of(self, other: Row | None) -> Row:
        """This line, or the same one of another run where that went better."""
        if other is None:
            return self
        is_better = self.value > other.value if self.higher_is_better else self.value < other.value
        return self if is_better else other


Work = Callable[[], object]
Clock = Callable[[], float]


def seconds(work: Work, *, clock: Clock = time.perf_counter) -> float:
    """How long a piece of work takes, with the garbage collector held back."""
    gc.collect()
    gc.disable()
    try:
        begun = clock()
        work()
        return clock() - begun
    finally:
        gc.enable()


@dataclass(frozen=True, slots=True)
class Paired:
    """Times of the work and of its floor, repetition by repetition, in seconds."""

    work: tuple[float, ...]
    floor: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """Median over median."""
        return statistics.median(self.work) / statistics.median(self.floor)

    @property
    def worst(self) -> float:
        """The slowest repetition over the median floor."""
        return max(self.work) / statistics.median(self.floor)

    def row(self, scenario: str, *, floor: str, goal: float | None, variant: str = "") -> Row:
        """The report line of these times."""
        return Row(
            scenario=scenario,
            variant=variant,
            floor=floor,
            value=self.ratio,
            worst=self.worst,
            goal=goal,
            detail={
                "work_ms": round(statistics.median(self.work) * 1000, 3),
                "floor_ms": round(statistics.median(self.floor) * 1000, 3),
            },
        )


def in_turns(
    work: Work, floor: Work, *, repeats: int = 5, clock: Clock = time.perf_counter
) -> Paired:
    """Time work and floor alternately, after one untimed round of each."""
    work()
    floor()
    pairs = [(seconds(floor, clock=clock), seconds(work, clock=clock)) for _ in range(repeats)]
    return Paired(tuple(pair[1] for pair in pairs), tuple(pair[0] for pair in pairs))


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share (0–1) of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def each_seconds(work: Callable[[int], object], times: int) -> list[float]:
    """How long each of many small calls takes."""
    spent: list[float] = []
    for number in range(times):
        begun = time.perf_counter()
        work(number)
        spent.append(time.perf_counter() - begun)
    return spent
