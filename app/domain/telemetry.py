"""How long things took and how they ended: calls to the server, steps of the sync, clicks.

Kept on this computer alone. Names are the program's own words: addresses without identifiers,
names of functions, codes of errors. Nothing anybody typed, no patient, no record.
"""

from __future__ import annotations

import asyncio
import re
import threading
import time
from bisect import bisect_left
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

BUCKETS_MS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000)
"""Upper ends; what took longer counts in one more."""
MOST_NAMES = 80
"""Different names of one kind; what comes after them counts as "other"."""
MOST_OUTCOMES = 12
OTHER = "other"
OK = "ok"
CANCELLED = "cancelled"
_STRANGE = re.compile(r"[^A-Za-z0-9_./{} -]")
_LONGEST_NAME = 60
_LONGEST_WORD = 24


class Area(StrEnum):
    """What is measured."""

    API = "api"
    """Calls to the server."""
    SYNC = "sync"
    """Steps of the synchronisation, and whole cycles: from the first change to both sides alike."""
    ACTION = "action"
    """What somebody did in the window, until its answer was there."""


@dataclass(slots=True)
class Figure:
    """How one thing went so far. buckets has one place per entry of BUCKETS_MS, and one above."""

    count: int = 0
    total_ms: float = 0.0
    longest_ms: float = 0.0
    buckets: list[int] = field(default_factory=lambda: [0] * (len(BUCKETS_MS) + 1))
    outcomes: dict[str, int] = field(default_factory=dict[str, int])

    @property
    def failed(self) -> int:
        """How often it did not end well; what was given up is not counted."""
        return self.count - self.outcomes.get(OK, 0) - self.outcomes.get(CANCELLED, 0)

    def below_ms(self, share: float) -> float:
        """Milliseconds within which this share of them ended (0.5: the usual one), rounded up."""
        wanted, seen = share * self.count, 0
        for top, count in zip(BUCKETS_MS, self.buckets, strict=False):
            seen += count
            if seen >= wanted:
                return min(float(top), self.longest_ms)
        return self.longest_ms

    def add(self, ms: float, outcome: str) -> None:
        """One more."""
        self.count += 1
        self.total_ms += ms
        self.longest_ms = max(self.longest_ms, ms)
        self.buckets[bisect_left(BUCKETS_MS, ms)] += 1
        self._end(outcome, 1)

    def merge(self, more: Figure) -> None:
        """Add what another one counted."""
        self.count += more.count
        self.total_ms += more.total_ms
        self.longest_ms = max(self.longest_ms, more.longest_ms)
        self.buckets = [one + two for one, two in zip(self.buckets, more.buckets, strict=True)]
        for outcome, count in more.outcomes.items():
            self._end(outcome, count)

    def _end(self, outcome: str, count: int) -> None:
        is_known = outcome in self.outcomes or len(self.outcomes) < MOST_OUTCOMES
        name = outcome if is_known else OTHER
        self.outcomes[name] = self.outcomes.get(name, 0) + count


Figures = dict[Area, dict[str, Figure]]


class Meter(Protocol):
    """What is told how something went."""

    def took(self, area: Area, name: str, seconds: float, outcome: str = OK) -> None:
        """Something ended."""
        ...


class Telemetry:
    """The figures of one session; told from any thread, bounded whatever is told."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._figures: Figures = {area: {} for area in Area}

    def took(self, area: Area, name: str, seconds: float, outcome: str = OK) -> None:
        """Something ended."""
        with self._lock:
            figure_of(self._figures[area], clean(name)).add(1000.0 * seconds, clean(outcome))

    def figures(self) -> Figures:
        """What was counted so far, as a copy."""
        with self._lock:
            return added(self._figures)


def added(*several: Figures) -> Figures:
    """The figures of several sessions together."""
    total: Figures = {area: {} for area in Area}
    for figures in several:
        for area, named in figures.items():
            for name, figure in named.items():
                figure_of(total[area], name).merge(figure)
    return total


def figure_of(named: dict[str, Figure], name: str) -> Figure:
    """The figure of a name; names beyond the bound share one."""
    if name not in named and len(named) >= MOST_NAMES:
        name = OTHER
    return named.setdefault(name, Figure())


def clean(name: str) -> str:
    """A name as it is kept: short, and letters, digits and signs of addresses only."""
    return _STRANGE.sub("", name)[:_LONGEST_NAME] or OTHER


def address_of(method: str, path: str) -> str:
    """A call's name: its address with "{}" in place of every identifier."""
    words = path.partition("?")[0].strip("/").split("/")
    return f"{method} /" + "/".join(_word(word) for word in words)


def _word(word: str) -> str:
    is_plain = word == "v1" or (len(word) <= _LONGEST_WORD and word.replace("-", "").isalpha())
    return word if is_plain and word.isascii() else "{}"


@contextmanager
def measured(
    meter: Meter | None,
    area: Area,
    name: str,
    *,
    timer: Callable[[], float] = time.perf_counter,
) -> Generator[None]:
    """Tell a meter how long what stands inside took, and how it ended."""
    if meter is None:
        yield
        return
    began, outcome = timer(), OK
    try:
        yield
    except asyncio.CancelledError:
        outcome = CANCELLED
        raise
    except BaseException as error:
        outcome = str(getattr(error, "code", "") or type(error).__name__)
        raise
    finally:
        meter.took(area, name, timer() - began, outcome)


@dataclass(frozen=True, slots=True)
class Measurement:
    """One line of the figures as people read them; times in milliseconds."""

    area: Area
    name: str
    count: int
    failed: int
    usual_ms: float
    slow_ms: float
    """19 of 20 were faster."""
    longest_ms: float
    outcomes: tuple[tuple[str, int], ...]


def measurements(figures: Figures) -> tuple[Measurement, ...]:
    """The figures as lines, what took the most time of its kind first."""
    return tuple(
        Measurement(
            area,
            name,
            one.count,
            one.failed,
            one.below_ms(0.5),
            one.below_ms(0.95),
            one.longest_ms,
            tuple(sorted(one.outcomes.items())),
        )
        for area in Area
        for name, one in _heaviest(figures.get(area, {}).items())
    )


def _heaviest(named: Iterable[tuple[str, Figure]]) -> list[tuple[str, Figure]]:
    return sorted(named, key=lambda pair: (-pair[1].total_ms, pair[0]))
