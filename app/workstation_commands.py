"""The subcommands about workstations: `join`, `invite`, `workstations`, `workstation-revoke`."""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from app import command_input
from app.command_input import Subparsers, home, home_command
from app.settings import Settings, require_address

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk

T = TypeVar("T")
_NAME = command_input.name


def _add_join(commands: Subparsers) -> None:
    parser = home_command(commands, "join", _join, "make this computer a desk of a clinic")
    parser.add_argument("--server", required=True, metavar="URL", help="the clinic's server")
    way = parser.add_mutually_exclusive_group(required=True)
    way.add_argument("--code", help="the join code")
    way.add_argument(
        "--code-stdin", action="store_true", help="read the code from stdin, before the passphrase"
    )
    parser.add_argument(
        "--ca-file",
        type=command_input.folder,
        help="certificate of the clinic's own authority (PEM); the desk keeps it",
    )
    parser.add_argument("--user", type=_NAME, required=True, help="name to sign in with")


def _add_invite(commands: Subparsers) -> None:
    parser = home_command(commands, "invite", _invite, "administrators: print a code to join with")
    parser.add_argument(
        "--for",
        type=_NAME,
        required=True,
        dest="invited",
        metavar="NAME",
        help="who joins",
    )
    parser.add_argument(
        "--role", default="front_desk", help="front_desk, clinician, billing, admin"
    )
    parser.add_argument("--user", type=_NAME, help="who invites; default the sole user")
    parser.add_argument("--json", action="store_true", help="print JSON")


def _add_workstations(commands: Subparsers) -> None:
    parser = home_command(
        commands, "workstations", _workstations, "which computers the server lets in"
    )
    parser.add_argument("--user", type=_NAME, help="default the sole user")
    parser.add_argument("--json", action="store_true", help="print JSON")


def _add_workstation_revoke(commands: Subparsers) -> None:
    parser = home_command(
        commands,
        "workstation-revoke",
        _workstation_revoke,
        "administrators: shut out a computer that was lost or stolen",
    )
    parser.add_argument("--user", type=_NAME, help="default the sole user")
    parser.add_argument("--name", type=_NAME, required=True, help="which: its name, or its id")


ADDERS = (_add_join, _add_invite, _add_workstations, _add_workstation_revoke)
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


def _join(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.home import Home
    from app.bootstrap.joining import join_home

    require_address("--server", options.server)
    folder = home(options, settings)
    code = command_input.join_code(options)
    passphrase = command_input.passphrase(options, is_new=not Home(folder).exists)
    asyncio.run(
        join_home(
            folder,
            options.server,
            code,
            options.user,
            passphrase,
            settings=settings,
            ca_file=options.ca_file,
        )
    )
    print("The desk has joined the clinic.")
    return 0


def _invite(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.inviting import invite_from_home

    invitation = asyncio.run(
        invite_from_home(
            home(options, settings),
            command_input.passphrase(options),
            user=options.user,
            invited=options.invited,
            role=options.role,
            settings=settings,
        )
    )
    if options.json:
        print(json.dumps({"code": invitation.code, "expires_at": invitation.expires_at}))
    else:
        print(invitation.code)
    return 0


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
