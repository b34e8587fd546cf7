"""The subcommands about people: `users`, `user-add`, `user-remove`, `pin`, `passphrase`.

Secrets come one a line on stdin, in the order of the help, or are typed.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING

from app import command_input
from app.command_input import Command, Subparsers, home, home_command
from app.settings import Settings

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk

_NEW = "new passphrase"


def _add_users(commands: Subparsers) -> None:
    parser = _command(commands, "users", _users, "who works at the clinic and can unlock this desk")
    parser.add_argument("--json", action="store_true", help="print JSON")


def _add_user_add(commands: Subparsers) -> None:
    parser = _command(
        commands, "user-add", _user_add, "let somebody work here; your passphrase, then theirs"
    )
    _add_name(parser, "who comes")
    parser.add_argument("--display-name", type=command_input.name, default="", help="as on screen")
    parser.add_argument(
        "--role", default="front_desk", help="front_desk, clinician, billing, admin"
    )


def _add_user_remove(commands: Subparsers) -> None:
    parser = _command(
        commands, "user-remove", _user_remove, "close an account and make new keys without it"
    )
    _add_name(parser, "who goes")


def _add_pin(commands: Subparsers) -> None:
    parser = _command(
        commands, "pin", _pin, "set your PIN for this computer; your passphrase, then the PIN"
    )
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--remove", action="store_true", help="take your PIN away")
    way.add_argument(
        "--enable",
        type=command_input.some_name,
        metavar="NAME",
        help="administrators: let a PIN that failed too often be tried again",
    )


def _add_passphrase(commands: Subparsers) -> None:
    parser = _command(
        commands, "passphrase", _passphrase, "change your passphrase; the old, then the new"
    )
    parser.add_argument(
        "--reset",
        type=command_input.name,
        metavar="NAME",
        help="administrators: give somebody who forgot theirs another; yours, then theirs",
    )


ADDERS = (_add_users, _add_user_add, _add_user_remove, _add_pin, _add_passphrase)
"""What the command line adds, in the order of its help."""


def _command(
    commands: Subparsers, name: str, command: Command, meaning: str
) -> argparse.ArgumentParser:
    parser = home_command(commands, name, command, meaning)
    parser.add_argument("--user", type=command_input.name, help="default the sole user")
    return parser


def _add_name(parser: argparse.ArgumentParser, meaning: str) -> None:
    parser.add_argument(
        "--name",
        type=command_input.name,
        required=True,
        help=f"{meaning}: their sign-in name",
    )


@contextmanager
def _desk(
    options: argparse.Namespace, settings: Settings, passphrase: str
) -> Generator[Desk, None, None]:
    from app.bootstrap.admission import open_for_work

    desk = open_for_work(home(options, settings), passphrase, user=options.user, settings=settings)
    try:
        yield desk
    finally:
        desk.close()


def _users(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.members import members

    with _desk(options, settings, command_input.passphrase(options)) as desk:
        found = members(desk)
    if options.json:
        print(json.dumps([asdict(one) for one in found]))
        return 0
    for one in found:
        print(f"{one.username}: {one.display_name}, {one.role}, {one.way_in}")
    return 0


def _user_add(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.members import add_member

    mine = command_input.passphrase(options)
    theirs = command_input.passphrase(options, is_new=True, what=_NEW)
    with _desk(options, settings, mine) as desk:
        add_member(
            desk,
            username=options.name,
            display_name=options.display_name,
            role=options.role,
            passphrase=theirs,
        )
        is_told = _tell_server(desk, mine)
    print(f"{options.name} can unlock this desk.")
    if not is_told:
        print("The server hears of it the next time an administrator is online here.")
    return 0


def _user_remove(options: argparse.Namespace, settings: Settings) -> int:
    import asyncio

    from app.bootstrap.members import remove_member, shut_out_at_server

    passphrase = command_input.passphrase(options)

    async def shut_out(desk: Desk) -> None:
        try:
            await shut_out_at_server(desk, passphrase, username=options.name)
        finally:
            await desk.aclose()

    with _desk(options, settings, passphrase) as desk:
        asyncio.run(shut_out(remove_member(desk, username=options.name)))
    print(f"The account of {options.name} is closed, and this desk has new keys.")
    print("Other desks of the clinic follow once they have heard of it.")
    print("If they may know the recovery code, make a new one: recovery-code.")
    return 0


def _pin(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.own_keys import change_pin, enable_pin, remove_pin

    passphrase = command_input.passphrase(options)
    pin = "" if options.remove or options.enable else _new_pin(options)
    with _desk(options, settings, passphrase) as desk:
        if options.enable:
            enable_pin(desk, username=options.enable)
            print(f"The PIN of {options.enable} can be tried again.")
        elif options.remove:
            remove_pin(desk)
            print("The PIN is gone; the passphrase opens this desk.")
        else:
            change_pin(desk, pin)
            print("The PIN opens this desk, on this computer only.")
    return 0


def _new_pin(options: argparse.Namespace) -> str:
    return command_input.passphrase(options, is_new=True, what="PIN")


def _passphrase(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.own_keys import change_own_passphrase

    if options.reset:
        return _reset(options, settings)
    old = command_input.passphrase(options)
    new = command_input.passphrase(options, is_new=True, what=_NEW)
    with _desk(options, settings, old) as desk:
        change_own_passphrase(desk, old=old, new=new)
        _tell_server(desk, new)
    print("The new passphrase opens this desk.")
    return 0


def _reset(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.resetting import reset_passphrase

    mine = command_input.passphrase(options)
    theirs = command_input.passphrase(options, is_new=True, what=_NEW)
    with _desk(options, settings, mine) as desk:
        reset_passphrase(desk, username=options.reset, new=theirs)
        is_told = _tell_server(desk, mine)
    print(f"{options.reset} can unlock this desk with the new passphrase; a PIN is to be set anew.")
    print("They are asked at every unlock to choose one that nobody else knows.")
    if not is_told:
        print("The server hears of it the next time an administrator is online here.")
    return 0


def _tell_server(desk: Desk, passphrase: str) -> bool:
    """Post what the server is to be told, where there is one and it answers: in the session of
    whoever asks for it."""
    import asyncio

    from app.bootstrap.members import post_due_credentials
    from app.bootstrap.session_holder import is_own_session
    from app.domain.errors import ApiError

    async def post() -> int:
        try:
            posted = await post_due_credentials(desk)
            if not is_own_session(desk):
                await desk.sign_in(passphrase)  # which posts, too
                return int(is_own_session(desk))
            return posted
        finally:
            if desk.api is not None:
                await desk.api.aclose()

    try:
        return not desk.server_url or bool(asyncio.run(post()))
    except ApiError:
        return False
