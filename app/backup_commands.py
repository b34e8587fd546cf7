"""The subcommands that bring data to safety: `backup`, `restore`, `sync`, `unsent-…`."""

from __future__ import annotations

import argparse
import dataclasses
import json
from typing import TYPE_CHECKING

from app import command_input
from app.command_input import Subparsers, home, home_command
from app.domain.errors import ConfigurationError
from app.settings import Settings, default_home

if TYPE_CHECKING:
    from app.bootstrap.restoring import Restorer

_SERVER = 4
"""The exit code where the server did not answer (see cli.py)."""
_LONGEST_WAIT_S = 3600.0


def _add_backup(commands: Subparsers) -> None:
    parser = home_command(commands, "backup", _backup, "copy a desk into one encrypted file")
    parser.add_argument(
        "--out", type=command_input.folder, required=True, metavar="FILE", help="the new file"
    )
    parser.add_argument("--user", type=command_input.name, help="default the sole user")
    parser.add_argument("--json", action="store_true", help="print JSON")


def _add_restore(commands: Subparsers) -> None:
    parser = home_command(commands, "restore", _restore, "make a desk from a backup, elsewhere")
    parser.add_argument("file", type=command_input.folder, metavar="FILE", help="the backup")
    parser.add_argument(
        "--recovery-code-stdin",
        action="store_true",
        help="read the recovery code from stdin, then the new passphrase, a line each",
    )
    parser.add_argument("--user", type=command_input.name, help="who works at the restored desk")
    parser.add_argument(
        "--desk",
        type=command_input.folder,
        metavar="DIR",
        help="the clinic's desk on this computer, which says who may; default the usual folder",
    )
    parser.add_argument(
        "--desk-passphrase-stdin",
        action="store_true",
        help="read today's passphrase at that desk from a last line of stdin",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


def _add_sync(commands: Subparsers) -> None:
    parser = home_command(commands, "sync", _sync, "send what waits and fetch what is new")
    parser.add_argument(
        "--wait", type=_seconds, default=60.0, metavar="SECONDS", help="at most; default 60"
    )
    parser.add_argument("--user", type=command_input.name, help="default the sole user")
    parser.add_argument("--json", action="store_true", help="print JSON")


def _add_unsent(commands: Subparsers) -> None:
    out = home_command(
        commands, "unsent-export", _unsent_export, "save unsent work into one encrypted file"
    )
    out.add_argument(
        "--out", type=command_input.folder, required=True, metavar="FILE", help="the new file"
    )
    back = home_command(commands, "unsent-import", _unsent_import, "read such a file in again")
    back.add_argument("file", type=command_input.folder, metavar="FILE", help="the saved file")
    for parser in (out, back):
        parser.add_argument("--user", type=command_input.name, help="default the sole user")
        parser.add_argument("--json", action="store_true", help="print JSON")


ADDERS = (_add_backup, _add_restore, _add_sync, _add_unsent)
"""What the command line adds, in the order of its help."""


def _backup(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.backing_up import make_backup

    made = make_backup(
        home(options, settings),
        options.out,
        command_input.passphrase(options),
        user=options.user,
        settings=settings,
    )
    manifest = made.manifest
    facts = {
        "made_at": manifest.made_at,
        "records": sum(manifest.rows.values()),
        "audit_seq": manifest.audit_seq,
        "size_bytes": manifest.size,
        "sha256": manifest.sha256.hex(),
    }
    if options.json:
        print(json.dumps(facts))
    else:
        print(f"Backed up and proven by restoring: {facts['records']} rows of all tables,")
        print(f"audit trail up to event {manifest.audit_seq}.")
    return 0


def _restore(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.restoring import restore_backup

    if options.recovery_code_stdin and options.passphrase_stdin:
        raise ConfigurationError("--recovery-code-stdin", "reads the passphrase too: give one")
    folder = home(options, settings)
    code = ""
    if options.recovery_code_stdin:
        code = command_input.read_line("--recovery-code-stdin", "recovery code")
        options.passphrase_stdin = True
    restored = restore_backup(
        options.file,
        folder,
        _restorer(options, settings, code=code),
        settings=settings,
    )
    manifest = restored.manifest
    if options.json:
        facts = {"made_at": manifest.made_at, "user": restored.username}
        print(json.dumps({**facts, "recovery_code": restored.recovery_code}))
        return 0
    print(f"Restored as it was at {manifest.made_at}; what came later to the server comes back.")
    print("Do not use the old copy of this desk any more.")
    print("Recovery code, shown only now; print it and lock it away:")
    print(restored.recovery_code)
    return 0


def _restorer(options: argparse.Namespace, settings: Settings, *, code: str) -> Restorer:
    from app.bootstrap.restoring import Restorer

    passphrase, option = command_input.passphrase(options), "--desk-passphrase-stdin"
    today = ""
    if options.desk_passphrase_stdin:
        today = command_input.read_line(option, "today's passphrase at that desk")
    return Restorer(
        passphrase=passphrase,
        code=code,
        username=options.user,
        desk=options.desk or default_home(settings),
        desk_passphrase=today,
        is_desk_named=options.desk is not None,
    )


def _sync(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.syncing import sync_once

    outcome = sync_once(
        home(options, settings),
        command_input.passphrase(options),
        user=options.user,
        settings=settings,
        wait_s=options.wait,
    )
    print(json.dumps(outcome.as_json()) if options.json else outcome.as_text())
    return 0 if outcome.is_complete else _SERVER


def _unsent_export(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.rescuing import export_unsent

    count = export_unsent(
        home(options, settings),
        command_input.passphrase(options),
        options.out,
        user=options.user,
        settings=settings,
    )
    said = f"{count} changes saved; only desks of this clinic can read the file."
    print(json.dumps({"changes": count}) if options.json else said)
    return 0


def _unsent_import(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.rescuing import import_unsent

    taken = import_unsent(
        home(options, settings),
        command_input.passphrase(options),
        options.file,
        user=options.user,
        settings=settings,
    )
    if options.json:
        print(json.dumps(dataclasses.asdict(taken)))
        return 0
    print(f"{taken.added} changes read in, {taken.known} were here already.")
    if taken.cash:
        print(f"{taken.cash} of them are money through a cash drawer of the other desk: what the")
        print("server had not got yet is kept without its drawer; a task asks somebody to look at")
        print("its count.")
    if taken.drawers:
        print("A cash drawer of the other desk was opened or closed in it: the server takes that")
        print("from its own desk only, so it may come back as a change that needs somebody.")
    if taken.others:
        print(
            f"{taken.others} of them somebody else made: each goes once that person has signed in"
        )
        print("in at this desk while it is connected.")
    return 0


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= _LONGEST_WAIT_S:
        raise argparse.ArgumentTypeError(f"is more than 0 and at most {_LONGEST_WAIT_S:.0f}")
    return seconds
