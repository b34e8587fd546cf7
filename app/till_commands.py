"""The subcommands of the till: `drawer-open`, `drawer-close`, `day-close`."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from app import command_input
from app.command_input import Fact, Subparsers, desk_command, takes_facts
from app.domain.billing import CashDrawer, DaySheet, PaymentMethod
from app.domain.errors import ConfigurationError
from app.domain.money import Money
from app.domain.tills import over_short
from app.settings import Settings

_METHODS = tuple(map(str, PaymentMethod))


def _add_open(commands: Subparsers) -> None:
    parser = desk_command(commands, "drawer-open", _open, "put the float into this desk's drawer")
    parser.add_argument("--float", required=True, help="the change it starts with, such as 100")


def _add_close(commands: Subparsers) -> None:
    parser = desk_command(commands, "drawer-close", _close, "count this desk's drawer and close it")
    _count(parser, "what is in the drawer, float and all")


def _add_day(commands: Subparsers) -> None:
    parser = desk_command(commands, "day-close", _day, "close a day: nothing more is entered on it")
    parser.add_argument("--on", metavar="YYYY-MM-DD", type=_date, help="default today")
    _count(parser, "what was taken that day, without any float")


ADDERS = (_add_open, _add_close, _add_day)
"""What the command line adds, in the order of its help."""


def _count(parser: argparse.ArgumentParser, meaning: str) -> None:
    parser.add_argument(
        *("--counted", "-c"),
        action="append",
        default=[],
        metavar="METHOD=AMOUNT",
        help=f"{meaning}, by method ({', '.join(_METHODS)}); cash=80.50",
    )
    note = Fact(name="note", meaning="why it differs", read=command_input.name, default="")
    takes_facts(parser, note)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("is a day such as 2026-11-21") from None


def _open(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.tills import open_drawer

    made = command_input.with_desk(options, settings, lambda desk: open_drawer(desk, options.float))
    facts = {"id": made.id, "float_minor": made.float_minor, "currency": made.currency}
    shown = Money(made.float_minor, made.currency).shown
    print(json.dumps(facts) if options.json else f"Open with {shown} {made.currency}.")
    return 0


def _close(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.tills import close_drawer

    counted = _read(options)
    return _closed(options, settings, lambda desk: close_drawer(desk, counted, note=options.note))


def _day(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.tills import close_day

    counted = _read(options)
    return _closed(
        options,
        settings,
        lambda desk: close_day(desk, counted, on=options.on, note=options.note),
    )


def _read(options: argparse.Namespace) -> Mapping[str, str]:
    """What was counted, by method. Raises ConfigurationError."""
    counted: dict[str, str] = {}
    for one in options.counted:
        method, _, amount = one.partition("=")
        if method not in _METHODS or not amount or method in counted:
            raise ConfigurationError("--counted", "is METHOD=AMOUNT, each method once")
        counted[method] = amount
    return counted


def _closed(
    options: argparse.Namespace,
    settings: Settings,
    work: Callable[[Any], CashDrawer | DaySheet],
) -> int:
    """Close it and say what should be there, what is, and the difference."""
    made: CashDrawer | DaySheet = command_input.with_desk(options, settings, work)
    differs = over_short(made.expected_minor, made.counted_minor)
    if options.json:
        facts: dict[str, object] = {
            "id": made.id,
            "currency": made.currency,
            "expected_minor": dict(made.expected_minor),
            "counted_minor": dict(made.counted_minor),
            "over_short_minor": differs,
        }
        if isinstance(made, DaySheet):
            facts |= {
                "on": made.on.isoformat(),
                "entries": made.entries,
                "content_hash": made.content_hash,
            }
        print(json.dumps(facts))
    else:
        _print(made, differs)
    return 0


def _print(made: CashDrawer | DaySheet, differs: Mapping[str, int]) -> None:
    def shown(sums: Mapping[str, int], method: str) -> str:
        return Money(sums[method], made.currency).shown if method in sums else "not counted"

    for method in sorted({*made.expected_minor, *made.counted_minor}):
        expected = shown({method: made.expected_minor.get(method, 0)}, method)
        counted = shown(made.counted_minor, method)
        over = shown(differs, method) if method in differs else ""
        print(f"{method:<10}  expected {expected:>12}  counted {counted:>12}  over {over:>10}")
    if isinstance(made, DaySheet):
        print(f"closed: {made.on.isoformat()}, {made.entries} entries, {made.content_hash}")
    else:
        print("closed.")
