"""`clinic-desk bench`: runs the scenarios that were named, or all, and prints their lines."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
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
    "sync": ("push_10k", "pull_10k", "peers", "first_load"),
}
"""Names for several scenarios at once."""

FEWEST = 100
"""Fewer patients or appointments than this measure nothing."""

Scenario = Callable[[Workbench], Iterator[Row]]


def run(options: argparse.Namespace) -> int:
    """Run benchmarks; 0 whatever they show: a busy computer is not a fault of the program."""
    names = _named(options.scenarios)
    sizes = sizes_of(options)
    rows: list[Row] = []
    quiet = bool(options.json)
    if not quiet:
        people = f"{sizes.patients:,} patients, {sizes.appointments:,} appointments"
        print(report.heading(people), flush=True)
    for row in measure(names, sizes):
        rows.append(row)
        if not quiet:
            print(report.line(row), flush=True)
    if quiet:
        print(report.as_json(rows, patients=sizes.patients, appointments=sizes.appointments))
    return 0


def _named(wanted: Sequence[str]) -> list[str]:
    names = [one for name in wanted for one in GROUPS.get(name, (name,))] or list(SCENARIOS)
    if any(name not in SCENARIOS for name in names):
        known = ", ".join((*GROUPS, *SCENARIOS))
        raise ConfigurationError("SCENARIO", f"is one of {known}")
    return list(dict.fromkeys(names))


def measure(names: list[str], sizes: Sizes) -> Iterator[Row]:
    """The lines of these scenarios, one after the other, on one shared database."""
    bench = Workbench(sizes)
    try:
        for name in names:
            print(f"… {name}", file=sys.stderr, flush=True)
            scenario: Scenario = getattr(import_module(f"app.bench.{SCENARIOS[name]}"), name)
            yield from scenario(bench)
    finally:
        bench.close()


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
