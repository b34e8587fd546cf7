"""The subcommands about workstations: `workstations`, `workstation-revoke`."""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from app import command_input
from app.command_input import Subparsers, home, home_command
from app.settings import Settings

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk

T = TypeVar("T")


def _add_workstations(commands: Subparsers) -> None:
    parser = home_command(
        commands, "workstations", _workstations, "which computers the server lets in"
    )
    parser.add_argument("--user", type=command_input.name, help="default the sole user")
    parser.add_argument("--json", action="store_true", help="print JSON")


def _add_workstation_revoke(commands: Subparsers) -> None:
    parser = home_command(
        commands,
        "workstation-revoke",
        _workstation_revoke,
        "administrators: shut out a computer that was lost or stolen",
    )
    parser.add_argument("--user", type=command_input.name, help="default the sole user")
    parser.add_argument(
        "--name", type=command_input.name, required=True, help="which: its name, or its id"
    )


ADDERS = (_add_workstations, _add_workstation_revoke)
"""What the command line adds, in the order of its help."""


def _at_desk(
    options: argparse.Namespace,
    settings: Settings,
    passphrase: str,
    work: Callable[[Desk], Awaitable[T]],
) -> T:
    from app.bootstrap.admission import open_for_work

    desk = open_for_work(home(options, settings), passphrase, user=options.user, settings=settings)

    async def run() -> T:
        try:
            return await work(desk)
        finally:
            await desk.aclose()

    return asyncio.run(run())


def _workstations(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.shutting_out import workstations

    found = _at_desk(options, settings, command_input.passphrase(options), workstations)
    lines = [
        {
            "name": one.name,
            "state": one.state,
            "seen_at": one.seen_at.isoformat() if one.seen_at else None,
            "id": one.id,
        }
        for one in found
    ]
    if options.json:
        print(json.dumps(lines))
        return 0
    for line in lines:
        seen = line["seen_at"] or "never seen"
        print(f"{line['name']}: {line['state']}, {seen}, {line['id']}")
    return 0


def _workstation_revoke(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.shutting_out import revoke_workstation

    passphrase = command_input.passphrase(options)
    named: str = options.name
    gone = _at_desk(
        options,
        settings,
        passphrase,
        lambda desk: revoke_workstation(desk, passphrase, named=named),
    )
    print(f"{gone.name} is shut out: the server takes and gives nothing there any more.")
    print("What is on its disk stays encrypted; close the accounts of who may have lost a secret.")
    return 0
