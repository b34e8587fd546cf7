"""The subcommands about a clinic's set-up: `setup-export`, `setup-import`."""

from __future__ import annotations

import argparse

from app import command_input
from app.command_input import Subparsers, home, home_command
from app.settings import Settings


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
    parser.add_argument("--user", type=command_input.name, help="default the sole user")


ADDERS = (_add_export, _add_import)
"""What the command line adds, in the order of its help."""


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
        user=options.user,
        settings=settings,
    )
    print(f"{counts.added} added, {counts.changed} changed, {counts.unchanged} as they were.")
    return 0
