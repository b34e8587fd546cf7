"""How long the rows of the matrix run, from which seed, and how their counts are shown.

The command's options and its last page live in the top conftest, so that they work for every way
of calling pytest, also on several processes.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

PROPERTY = "matrix"
"""The name under which a row's line travels in a test's report."""
SECONDS = "CLINIC_DESK_SOAK_SECONDS"
LEAST_S = 1.0
WEIGHTS = {"row_01": 3.0, "row_02": 3.0, "row_03": 2.0, "row_11": 4.0, "row_12": 2.0, "row_21": 4.0}
"""Parts of a run's time by file; one for each test of the others."""


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("matrix", "the matrix of security proofs (tests/matrix)")
    group.addoption(
        "--matrix-seeds", metavar="A:B", help="seeds A to B-1 of each row, to resume a long run"
    )
    group.addoption(
        "--matrix-seconds",
        type=float,
        default=float(os.environ.get(SECONDS, "0")),
        help="about how long the whole run takes: each row begins nothing new after its part "
        f"(default: {SECONDS}, or no limit)",
    )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    lines = [
        line
        for reports in terminalreporter.stats.values()
        for report in reports
        if getattr(report, "when", "") == "call"
        for name, line in report.user_properties
        if name == PROPERTY
    ]
    if lines:
        terminalreporter.section("matrix of security proofs")
        for line in sorted(lines, key=_row_number):
            terminalreporter.write_line(line)


def line_of(row: int, counts: Mapping[str, object]) -> str:
    """A row's line: its seeds and what came of them."""
    return f"row {row}: " + " ".join(f"{name}={value}" for name, value in counts.items())


def weight_of(path: Path) -> float:
    """How much of a run's time a long test of this file gets, beside the others."""
    return next((one for part, one in WEIGHTS.items() if part in path.name), 1.0)


def _row_number(line: str) -> tuple[int, str]:
    number = line.split(":")[0].removeprefix("row ")
    return (int(number) if number.isdigit() else 0, line)


@dataclass(slots=True)
class Budget:
    """The time of a whole run, handed out to its long tests one after the other.

    Each gets its part of what is left, by weight: what one did not need is the next one's, and what
    the whole tables took before is nobody's.
    """

    seconds: float
    weights: float = 0.0
    began: float = field(default_factory=time.monotonic)

    def take(self, weight: float) -> float:
        """Seconds for one test."""
        left = self.seconds - (time.monotonic() - self.began)
        part = left * weight / max(self.weights, weight)
        self.weights -= weight
        return max(part, LEAST_S)


@dataclass(slots=True)
class Extent:
    """How much of a row one test run does."""

    is_soak: bool
    first: int
    end: int | None
    """One past the last seed that was asked for; None where the row's own figure counts."""
    seconds: float
    _began: float = 0.0
    _done: int = 0

    def __call__(self, *, ci: int, soak: int) -> int:
        """How many cases: as asked for by seed range, else the row's share."""
        if self.end is not None:
            return self.end - self.first
        return soak if self.is_soak else ci

    def seeds(self, *, ci: int, soak: int) -> Iterator[int]:
        """One seed after another until the share is done or the time is up."""
        self._began = self._began or time.monotonic()
        for seed in range(self.first, self.first + self(ci=ci, soak=soak)):
            if self.is_over:
                return
            self._done += 1
            yield seed

    def lasting(self, *, ci: float, soak: float) -> float:
        """How many seconds a row works that is measured in time and not in cases."""
        if not self.is_soak:
            return ci
        return min(soak, self.seconds or soak)

    @property
    def is_over(self) -> bool:
        """Whether the row's time is up; time counts from the first seed or question."""
        self._began = self._began or time.monotonic()
        return bool(self.seconds) and time.monotonic() - self._began >= self.seconds

    @property
    def seed_words(self) -> str:
        """The seeds that ran: what to give to --matrix-seeds to see them again."""
        return f"{self.first}:{self.first + self._done}" if self._done else str(self.first)
