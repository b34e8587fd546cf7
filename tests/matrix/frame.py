"""How long the rows of the matrix run, from which seed, and how their counts are shown.

The command's options and its last page live in the top conftest, so that they work for every way
of calling pytest, also on several processes.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

PROPERTY = "matrix"
"""The name under which a row's line travels in a test's report."""
SECONDS = "CLINIC_DESK_SOAK_SECONDS"


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("matrix", "the matrix of security proofs (tests/matrix)")
    group.addoption(
        "--matrix-seeds", metavar="A:B", help="seeds A to B-1 of each row, to resume a long run"
    )
    group.addoption(
        "--matrix-seconds",
        type=float,
        default=float(os.environ.get(SECONDS, "0")),
        help=f"a row begins nothing new after this long (default: {SECONDS}, or no limit)",
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


def _row_number(line: str) -> tuple[int, str]:
    number = line.split(":")[0].removeprefix("row ")
    return (int(number) if number.isdigit() else 0, line)


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

    @property
    def is_over(self) -> bool:
        """Whether the row's time is up; time counts from the first seed or question."""
        self._began = self._began or time.monotonic()
        return bool(self.seconds) and time.monotonic() - self._began >= self.seconds

    @property
    def seed_words(self) -> str:
        """The seeds that ran: what to give to --matrix-seeds to see them again."""
        return f"{self.first}:{self.first + self._done}" if self._done else str(self.first)
