"""The subcommand `report`: the clinic's figures, as the server adds them up over all desks."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from app import command_input
from app.command_input import Subparsers, desk_command
from app.settings import Settings

_NAMES = ("utilisation", "no-shows", "aging", "collected", "recalls")
_GROUPS = ("ALL", "PRACTITIONER", "VISIT_TYPE", "MONTH")
_MONTH = timedelta(days=30)


def _add_report(commands: Subparsers) -> None:
    parser = desk_command(commands, "report", _report, "ask the server for the clinic's figures")
    parser.add_argument("report", choices=_NAMES, help="which figures")
    parser.add_argument("--first", type=_day, help="first day; default 30 days before the last")
    parser.add_argument("--last", type=_day, help="last day, such as 2026-11-21; default today")
    parser.add_argument("--by", choices=_GROUPS, default="ALL", help="groups of no-shows")


ADDERS = (_add_report,)


def _report(options: argparse.Namespace, settings: Settings) -> int:
    from msgspec import to_builtins

    from app.bootstrap.admission import open_for_work
    from app.bootstrap.reporting import Wanted, ask
    from app.protocol.reports import NoShowBy

    secret = command_input.passphrase(options)
    last = options.last or date.today()  # noqa: DTZ011  (the day at this computer)
    first = options.first or last - _MONTH
    wanted = Wanted(report=options.report, first=first, last=last, by=NoShowBy(options.by))
    home = command_input.home(options, settings)
    desk = open_for_work(home, secret, user=options.user, settings=settings)
    try:
        lines = to_builtins(ask(desk, wanted, secret))
    finally:
        desk.close()
    if options.json:
        print(json.dumps(lines, ensure_ascii=False))
    else:
        for line in lines:
            print(_shown(line))
    return 0


def _shown(line: Mapping[str, Any]) -> str:
    """A line as people read it: what there is, by name."""
    parts: list[str] = []
    for name, value in line.items():
        if isinstance(value, dict):
            parts.append(_shown(value))  # pyright: ignore[reportUnknownArgumentType]  (JSON)
        elif value not in (None, ""):
            parts.append(f"{name}: {value:.3f}" if isinstance(value, float) else f"{name}: {value}")
    return ", ".join(parts)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("is a day such as 2026-11-21") from None
