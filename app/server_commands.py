"""The subcommands of `clinic-desk server`: invite, revoke, quota, restored and cache."""

from __future__ import annotations

import argparse

from app import command_input
from app.command_input import Subparsers
from app.domain.errors import ConfigurationError
from app.settings import Settings

ROLES = "front_desk, clinician, billing or admin"
DSN = "PostgreSQL as the app role; better in CLINIC_DESK_DSN, where others do not see it"
NO_SERVER = "is not installed: pip install clinic-desk[server]"
_NAME = command_input.name


def add_to(nested: Subparsers) -> None:
    """What an operator does beside running the server."""
    offer = nested.add_parser("invite", help="print the code that starts a clinic on the server")
    offer.add_argument("--dsn", default=argparse.SUPPRESS, help=DSN)
    offer.add_argument("--clinic", type=_NAME, required=True, help="the clinic's name")
    offer.add_argument("--user", type=_NAME, required=True, help="who starts the clinic")
    offer.add_argument("--role", default="admin", help=ROLES)
    offer.set_defaults(command=_invite)
    end = nested.add_parser("revoke", help="shut a user or a workstation out at once")
    end.add_argument("--dsn", default=argparse.SUPPRESS, help=DSN)
    end.add_argument("--clinic", required=True, metavar="ID", help="the clinic's identifier")
    whom = end.add_mutually_exclusive_group(required=True)
    whom.add_argument("--user", metavar="NAME", help="who is shut out")
    whom.add_argument("--device", metavar="ID", help="the workstation that is shut out")
    end.set_defaults(command=_revoke)
    room = nested.add_parser("quota", help="show and set what a clinic may keep and ask")
    room.add_argument("--dsn", default=argparse.SUPPRESS, help=DSN)
    room.add_argument("--clinic", required=True, metavar="ID", help="the clinic's identifier")
    room.add_argument("--records", metavar="N", help="most records, or none for no limit")
    room.add_argument("--storage", metavar="MIB", help="most MiB of records and their history")
    room.add_argument("--files", metavar="MIB", help="most MiB of documents")
    room.add_argument("--requests", metavar="N", help="most requests a minute of all its desks")
    room.set_defaults(command=_quota)
    back = nested.add_parser(
        "restored", help="have the desks send again what a server put back to a backup lost"
    )
    back.add_argument("--dsn", default=argparse.SUPPRESS, help=DSN)
    back.add_argument("--clinic", metavar="ID", help="of this clinic only")
    back.set_defaults(command=_restored)
    kept = nested.add_parser("cache", help="show or empty what the server's processes share")
    kept.add_argument("--clear", action="store_true", help="forget everything")
    kept.add_argument("--clinic", metavar="ID", help="with --clear: of this clinic only")
    kept.add_argument("--names", action="store_true", help="list what is kept, by name")
    kept.add_argument("--name", help="look for one value only; with --clear: forget it alone")
    kept.add_argument("--json", action="store_true", help="print JSON")
    kept.set_defaults(command=_cache)


def _invite(options: argparse.Namespace, settings: Settings) -> int:
    try:
        from app.bootstrap.server import print_invitation
    except ImportError:
        raise ConfigurationError("server", NO_SERVER) from None
    options.dsn = command_input.server_dsn(options, settings.database_dsn)
    return print_invitation(options, settings)


def _revoke(options: argparse.Namespace, settings: Settings) -> int:
    try:
        from app.bootstrap.revoking import revoke
    except ImportError:
        raise ConfigurationError("server", NO_SERVER) from None
    options.dsn = command_input.server_dsn(options, settings.database_dsn)
    return revoke(options, settings)


def _quota(options: argparse.Namespace, settings: Settings) -> int:
    try:
        from app.bootstrap.quotas import quota
    except ImportError:
        raise ConfigurationError("server", NO_SERVER) from None
    options.dsn = command_input.server_dsn(options, settings.database_dsn)
    return quota(options, settings)


def _restored(options: argparse.Namespace, settings: Settings) -> int:
    try:
        from app.bootstrap.putting_back import say_restored
    except ImportError:
        raise ConfigurationError("server", NO_SERVER) from None
    options.dsn = command_input.server_dsn(options, settings.database_dsn)
    return say_restored(options, settings)


def _cache(options: argparse.Namespace, settings: Settings) -> int:
    try:
        from app.bootstrap.shared_cache import manage_cache
    except ImportError:
        raise ConfigurationError("server", NO_SERVER) from None
    return manage_cache(options, settings)
