"""`clinic-desk bench` runs every scenario and prints each with its floor, goal and worst run."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys

import pytest

from app.bench.command import SCENARIOS, measure, run, sizes_of
from app.bench.measure import Paired, Row, percentile
from app.bench.workbench import Sizes
from app.domain.errors import ConfigurationError

_TINY = (
    "import argparse, sys; from app.bench.command import run; "
    "sys.exit(run(argparse.Namespace(scenarios=[], json=True, patients=300, appointments=1500)))"
)


@pytest.mark.timeout(480)
def test_every_scenario_gives_its_rows_at_a_tiny_size() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _TINY],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "CLINIC_DESK_PEERS": "/nowhere"},
        capture_output=True,
        text=True,
        timeout=450,  # a busy disk waits for every flush; what was measured is not asked here
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    rows = json.loads(done.stdout)["rows"]
    assert {row["scenario"] for row in rows} == set(SCENARIOS)
    ours = [row for row in rows if row["scenario"] != "peers"]  # others may not be installed
    assert all(row["value"] > 0 and row["floor"] for row in ours)
    assert all(row["value"] == 100 for row in rows if row["variant"].endswith("found"))


def test_unknown_scenario_is_refused() -> None:
    with pytest.raises(ConfigurationError):
        run(argparse.Namespace(scenarios=["no_such"], json=True))


def test_sizes_without_a_wish_are_those_of_the_goals() -> None:
    assert sizes_of(argparse.Namespace()) == Sizes()


def test_ratio_is_median_over_median_and_worst_is_the_slowest() -> None:
    times = Paired(work=(2.0, 4.0, 9.0), floor=(1.0, 2.0, 3.0))
    row = times.row("x", floor="f", goal=2.0)
    assert (row.value, row.worst, row.is_met) == (2.0, 4.5, True)


def test_goal_of_a_speed_is_met_from_above() -> None:
    row = Row(scenario="x", floor="f", value=0.8, worst=0.7, goal=0.9, higher_is_better=True)
    assert row.is_met is False


def test_percentile_names_a_value_that_occurred() -> None:
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert percentile([1.0], 0.99) == 1.0


@pytest.mark.benchmark
@pytest.mark.timeout(600)
def test_ratios_keep_their_order_of_size() -> None:
    """Generous: catches a lost index or a read per row, not a busy computer."""
    sizes = Sizes(patients=5000, appointments=50_000, records=5000, pushes=1000, edits=100)
    rows = measure(["edit_tx", "get", "page", "day_view", "typeahead"], sizes)
    for row in rows:
        if row.unit == "x" and row.goal is not None and "p99" not in row.variant:
            assert row.value < 8 * row.goal, row
