"""The subcommand that hands the audit trail out: `audit-export`."""

from __future__ import annotations

import argparse
from pathlib import Path

from app import command_input
from app.command_input import Subparsers, home, home_command
from app.settings import Settings


def _add_audit_export(commands: Subparsers) -> None:
    parser = home_command(
        commands, "audit-export", _audit_export, "write the audit trail into a signed file"
    )
    parser.add_argument("--user", type=command_input.name, help="default the sole user")
    parser.add_argument("--out", type=Path, required=True, help="the new file")


ADDERS = (_add_audit_export,)
"""What the command line adds."""


def _audit_export(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.exporting import export_audit

    count, key = export_audit(
        home(options, settings),
        command_input.passphrase(options),
        options.out,
        user=options.user,
        settings=settings,
    )
    print(f"{count} events; verify with: clinic-desk verify {options.out.name} --key {key}")
    return 0
