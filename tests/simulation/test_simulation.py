"""Whole days of two to five desks under faults: what the simulator itself must be able to do."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.simulation.network import AT_A_PUSH
from tests.simulation.plan import plan_from, plan_of
from tests.simulation.playing import play
from tests.simulation.seeds import die_at, found_by, spoil
from tests.simulation.shrinking import shrink

KEPT = json.loads(Path(__file__).with_name("kept_days.json").read_text())
"""Days on which something went wrong once, as small as they could be made."""


@pytest.mark.row("E8", "F4", "F5")
@pytest.mark.parametrize("day", KEPT, ids=[one["why"] for one in KEPT])
def test_what_went_wrong_once_goes_well(
    day: dict[str, object], folder: Path, template: Path
) -> None:
    plan, without = plan_from(day)
    play(plan.seed, folder, template, plan=plan, without=without)


def test_same_seed_gives_the_same_trace(folder: Path, template: Path) -> None:
    for seed in (3, 17, 40):
        assert play(seed, folder, template) == play(seed, folder, template), f"I11 seed {seed}"


_BUGS = ("ack before commit", "last write wins", "naive cursor", "numbers given twice")


@pytest.mark.parametrize("control", _BUGS)
def test_planted_bug_is_found_within_fifty_seeds(
    control: str, folder: Path, template: Path, report: Callable[..., None]
) -> None:
    found = found_by(control, range(50), folder, template)
    assert found is not None, f"{control}: 50 seeds found nothing"
    report(seed="0:50", control=repr(control), found_by=found)


def test_failing_day_is_made_small_and_can_be_kept(folder: Path, template: Path) -> None:
    control = "last write wins"
    seed = found_by(control, range(50), folder, template)
    assert seed is not None
    smallest = shrink(seed, folder, template, control=control)
    assert smallest is not None
    assert len(smallest.plan.steps) < len(plan_of(seed).steps)
    assert smallest.failure.startswith("I4")
    plan, without = plan_from(json.loads(smallest.to_keep()))
    play(seed, folder, template, plan=plan, without=without)  # nothing is wrong with the product
    with pytest.raises(AssertionError, match=r"^I4"):
        play(seed, folder, template, plan=plan, without=without, control=control)


@pytest.mark.row("E8", "F4")
def test_desk_that_dies_at_a_statement_loses_nothing(folder: Path, template: Path) -> None:
    """A share of a busy desk's statements, each the last one in turn (all of them: the soak)."""
    for statement in range(1, 240, 17):
        assert die_at(statement, folder, template, is_after=statement % 2 == 0)


@pytest.mark.row("E8", "F4")
def test_any_fault_at_a_request_loses_nothing(folder: Path, template: Path) -> None:
    """Every fault at one request each (at every request: the soak)."""
    for number, fault in enumerate(sorted(set(AT_A_PUSH))):
        spoil(0, 3 + number % 7, fault, folder, template)
