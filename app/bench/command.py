"""`clinic-desk bench`: runs the scenarios that were named, or all, and prints their lines."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib import import_module

from app.bench import report
from app.bench.measure import Row
from app.bench.workbench import Sizes, Workbench
from app.domain.errors import ConfigurationError

SCENARIOS: Mapping[str, str] = {
    "edit_tx": "writes",
    "bulk_load": "bulk",
    "bulk_first_load": "bulk",
    "bulk_create": "bulk",
    "balance": "data",
    "get": "reads",
    "page": "reads",
    "day_view": "reads",
    "chart": "reads",
    "typeahead": "reads",
    "decode": "codec",
    "encode": "codec",
    "start_to_first_paint": "window",
    "table_scroll": "window",
    "calendar_paint": "window",
    "search_to_paint": "felt",
    "open_chart": "felt",
    "open_day": "felt",
    "drag": "felt",
    "unlock_to_usable": "felt",
    "apply_100k": "arrival",
    "frame_during_apply": "arrival",
    "edit_during_apply": "arrival",
    "push_10k": "server",
    "single_op_push": "server",
    "pull_10k": "sync",
    "first_load": "sync",
    "peers": "peers",
}
"""Scenario and the module it stands in, in the order they run."""

GROUPS: Mapping[str, tuple[str, ...]] = {
    "data": (
        *(
            "edit_tx",
            "bulk_load",
            "bulk_first_load",
            "bulk_create",
            "balance",
            "get",
            "page",
            "day_view",
            "chart",
        ),
        *("typeahead", "decode", "encode"),
    ),
    "felt": ("search_to_paint", "open_chart", "open_day", "drag", "unlock_to_usable"),
    "sync": ("push_10k", "pull_10k", "peers", "first_load"),
}
"""Names for several scenarios at once."""

FEWEST = 100
"""Fewer patients or appointments than this measure nothing."""
TRIES = 3
"""How often a strict run measures a scenario that misses a goal: a busy computer slows one run."""

Scenario = Callable[[Workbench], Iterator[Row]]


def run(options: argparse.Namespace) -> int:
    """Run benchmarks; 0 whatever they show: a busy computer is not a fault of the program. A strict
    run ends with 1 where a goal is missed each time it is measured."""
    names = _named(options.scenarios)
    sizes = sizes_of(options)
    rows: list[Row] = []
    quiet, is_strict = bool(options.json), bool(getattr(options, "strict", False))
    if not quiet:
        people = f"{sizes.patients:,} patients, {sizes.appointments:,} appointments"
        print(report.heading(people), flush=True)
    for row in measure(names, sizes, tries=TRIES if is_strict else 1):
        rows.append(row)
        if not quiet:
            print(report.line(row), flush=True)
    if quiet:
        print(report.as_json(rows, patients=sizes.patients, appointments=sizes.appointments))
    return int(is_strict and bool(missed(rows)))


def missed(rows: Iterable[Row]) -> list[str]:
    """The lines that do not reach their goal, as they are printed."""
    return [report.line(row) for row in rows if row.is_met is False]


def _named(wanted: Sequence[str]) -> list[str]:
    names = [one for name in wanted for one in GROUPS.get(name, (name,))] or list(SCENARIOS)
    if any(name not in SCENARIOS for name in names):
        known = ", ".join((*GROUPS, *SCENARIOS))
        raise ConfigurationError("SCENARIO", f"is one of {known}")
    return list(dict.fromkeys(names))


def measure(names: Sequence[str], sizes: Sizes, *, tries: int = 1) -> Iterator[Row]:
    """The lines of these scenarios, one after the other, on one shared database."""
    bench = Workbench(sizes)
    try:
        for name in names:
            print(f"… {name}", file=sys.stderr, flush=True)
            scenario: Scenario = getattr(import_module(f"app.bench.{SCENARIOS[name]}"), name)
            yield from best_of(scenario, bench, tries=tries)
    finally:
        bench.close()


def best_of(scenario: Scenario, bench: Workbench, *, tries: int) -> Iterator[Row]:
    """The lines of a scenario. While one misses its goal, and there are tries left, all is measured
    again, and the best of each line is told."""
    if tries == 1:
        yield from scenario(bench)
        return
    best: dict[tuple[str, str], Row] = {}
    for _ in range(tries):
        bench.begin_folder()
        for row in scenario(bench):
            line = row.scenario, row.variant
            best[line] = row.better_of(best.get(line))
        if not missed(best.values()):
            break
    yield from best.values()


def sizes_of(options: argparse.Namespace) -> Sizes:
    """The wanted sizes; without a wish those of the goals."""
    full = Sizes()
    patients = _size(options, "patients", full.patients)
    appointments = _size(options, "appointments", patients * 10)
    share = min(1.0, patients / full.patients)
    return Sizes(
        patients=patients,
        appointments=appointments,
        records=max(2000, int(full.records * share)),
        pushes=max(500, int(full.pushes * share)),
        edits=max(50, int(full.edits * share)),
    )


def _size(options: argparse.Namespace, name: str, usual: int) -> int:
    wanted: int | None = getattr(options, name, None)
    if wanted is not None and wanted < FEWEST:
        raise ConfigurationError(f"--{name}", f"is at least {FEWEST}")
    return usual if wanted is None else wanted
