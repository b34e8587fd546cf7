"""The subcommands about a clinic's set-up: `clinic`, `setup-export`, `setup-import`."""

from __future__ import annotations

import argparse
import json
from datetime import time

from app import command_input
from app.command_input import Subparsers, home, home_command
from app.domain.errors import InvalidValue
from app.domain.money import Money, read_money
from app.settings import Settings


def _add_clinic(commands: Subparsers) -> None:
    parser = home_command(commands, "clinic", _clinic, "show the clinic's settings, or change them")
    parser.add_argument("--user", type=command_input.name, help="default the sole user")
    parser.add_argument("--name", type=command_input.name, help="how it is called")
    parser.add_argument("--zone", help="IANA time zone, such as America/New_York")
    parser.add_argument("--country", help="ISO 3166-1, two letters")
    parser.add_argument("--opens", dest="opens_at", type=_minute, metavar="HH:MM")
    parser.add_argument("--closes", dest="closes_at", type=_minute, metavar="HH:MM")
    parser.add_argument("--currency", help="ISO 4217, three letters")
    parser.add_argument(
        "--limit",
        dest="adjustment_limit_minor",
        type=_cents,
        metavar="AMOUNT",
        help="what the front desk may charge or adjust at once",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


def _add_export(commands: Subparsers) -> None:
    parser = home_command(
        commands, "setup-export", _export, "write rooms, visit types, providers, fees into a file"
    )
    parser.add_argument("--user", type=command_input.name, help="default the sole user")
    parser.add_argument("--out", type=command_input.folder, required=True, help="the new file")


def _add_import(commands: Subparsers) -> None:
    parser = home_command(
        commands, "setup-import", _import, "take such a file over, all or nothing"
    )
    parser.add_argument("file", type=command_input.folder, metavar="FILE", help="from setup-export")
    parser.add_argument(
        "--check", action="store_true", help="only say what it would do; nothing is kept"
    )
    parser.add_argument("--user", type=command_input.name, help="default the sole user")


ADDERS = (_add_clinic, _add_export, _add_import)
"""What the command line adds, in the order of its help."""


_SETTINGS = (
    *("name", "zone", "country", "opens_at", "closes_at", "currency"),
    "adjustment_limit_minor",
)


def _clinic(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.setting_up import clinic_settings

    wanted = {name: getattr(options, name) for name in _SETTINGS}
    found = clinic_settings(
        home(options, settings),
        command_input.passphrase(options),
        {name: value for name, value in wanted.items() if value is not None},
        user=options.user,
        settings=settings,
    )
    facts = {name: getattr(found, name) for name in _SETTINGS}
    if options.json:
        print(json.dumps(facts))
        return 0
    limit = Money(found.adjustment_limit_minor, found.currency).shown
    print(f"{found.name}, {found.country}, {found.zone}")
    print(f"open {_time(found.opens_at)} to {_time(found.closes_at)}")
    print(f"front desk charges and adjusts up to {limit} {found.currency} at once")
    return 0


def _minute(text: str) -> int:
    try:
        wanted = time.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("is a time such as 08:30") from None
    return wanted.hour * 60 + wanted.minute


def _cents(text: str) -> int:
    try:
        return read_money(text).minor
    except InvalidValue as error:
        raise argparse.ArgumentTypeError(error.reason) from None


def _time(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _export(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.setting_up import export_setup

    count = export_setup(
        home(options, settings),
        command_input.passphrase(options),
        options.out,
        user=options.user,
        settings=settings,
    )
    print(f"{count} records of the set-up are in {options.out.name}.")
    return 0


def _import(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.setting_up import import_setup

    counts = import_setup(
        home(options, settings),
        command_input.passphrase(options),
        options.file,
        is_rehearsal=options.check,
        user=options.user,
        settings=settings,
    )
    told = f"{counts.added} added, {counts.changed} changed, {counts.unchanged} as they were."
    print(f"Nothing was kept; it would be: {told}" if options.check else told)
    return 0
