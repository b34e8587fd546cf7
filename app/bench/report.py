"""Prints the benchmark's lines for people or as JSON."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence

from app.bench.measure import Row

_HEAD = f"{'scenario':<34} {'value':>9} {'worst':>9} {'goal':>9}      floor"


def heading(sizes: str) -> str:
    """The lines above the table."""
    machine = f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    return f"{sizes}; {machine}\n{_HEAD}"


def line(row: Row) -> str:
    """One row of the table."""
    name = f"{row.scenario} {row.variant}".strip()
    goal = "" if row.goal is None else _number(row.goal, row.unit)
    mark = {None: " ", True: "ok", False: "MISS"}[row.is_met]
    value, worst = _number(row.value, row.unit), _number(row.worst, row.unit)
    return f"{name:<34} {value:>9} {worst:>9} {goal:>9} {mark:<4} {row.floor}"


def as_json(rows: Sequence[Row], *, patients: int, appointments: int) -> str:
    """The whole report for a program."""
    return json.dumps(
        {
            "patients": patients,
            "appointments": appointments,
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            "rows": [
                {
                    "scenario": row.scenario,
                    "variant": row.variant,
                    "unit": row.unit,
                    "value": round(row.value, 3),
                    "worst": round(row.worst, 3),
                    "goal": row.goal,
                    "met": row.is_met,
                    "floor": row.floor,
                    **row.detail,
                }
                for row in rows
            ],
        },
        indent=1,
    )


def _number(value: float, unit: str) -> str:
    return f"{value:,.2f}" if unit == "x" else f"{value:,.1f} {unit}"
