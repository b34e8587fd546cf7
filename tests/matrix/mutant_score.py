"""What a run over small mistakes says about the tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.matrix.mutant_scope import EQUIVALENT


@dataclass(frozen=True, slots=True)
class Score:
    """What came of a run, and how good the tests are by it."""

    counts: Mapping[str, int]
    survivors: Sequence[str]

    @property
    def value(self) -> float:
        return self.counts["noticed"] / max(self.counts["mutants"], 1)


def scored(outcomes: Sequence[Mapping[str, Any]]) -> Score:
    """Only what a failing test, or a loop without end, gave away is noticed.

    Left out: what did not run in time, what every import refuses, and what changes nothing.
    """
    asked = [one for one in outcomes if one["outcome"] is not None]
    equivalent = [one for one in asked if one["title"] in EQUIVALENT]
    stillborn = [one for one in asked if one["outcome"] == "cannot be imported"]
    left = [one for one in asked if one not in equivalent and one not in stillborn]
    lost = [
        one for one in left if not isinstance(one["outcome"], list) and one["outcome"] != "endless"
    ]
    counts = {
        "mutants": len(left),
        "noticed": len(left) - len(lost),
        "endless": sum(one["outcome"] == "endless" for one in left),
        "equivalent": len(equivalent),
        "stillborn": len(stillborn),
        "not_run": len(outcomes) - len(asked),
    }
    words = [f"{one['outcome']}: line {one['line']}: {one['title']}" for one in lost]
    return Score(counts, words)
