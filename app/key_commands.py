"""The subcommands about keys and proof: `verify`, `recovery-code`, `recover`, `rotate-keys`,
`erase`."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from app import command_input, command_output
from app.command_input import Subparsers, home, home_command
from app.domain.errors import ConfigurationError
from app.settings import Settings

FAILED = 1
_CODE_LOST = (
    "A new recovery code was made, and the one before opens nothing any more. If the new one was "
    "not shown, make another: recovery-code."
)


def print_recovery_code(
    folder: Path, passphrase: str, *, user: str | None = None, settings: Settings
) -> None:
    """Make a desk's recovery code and show it, the only time."""
    from app.bootstrap.recovering import make_recovery_code, recovery_code_id

    before = recovery_code_id(folder)
    try:
        code = make_recovery_code(folder, passphrase, user=user, settings=settings)
        print("Recovery code, shown only now; print it and lock it away:")
        print(code)
        command_output.flush()
    except BaseException:
        if recovery_code_id(folder) != before:
            command_output.remark(_CODE_LOST)
        raise


def _add_verify(commands: Subparsers) -> None:
    parser = home_command(
        commands, "verify", _verify, "prove that database and audit trail are what they were"
    )
    parser.add_argument("--user", type=command_input.name, help="default the sole user")
    parser.add_argument(
        "--accept",
        action="store_true",
        help="administrators: go on from a trail that does not fit, after looking into it",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument(
        "export", nargs="?", type=Path, help="a signed audit export instead of a desk; no secret"
    )
    parser.add_argument("--key", default="", help="of an export: the workstation's public key")


def _add_recovery_code(commands: Subparsers) -> None:
    parser = home_command(
        commands, "recovery-code", _recovery_code, "make a new recovery code; the old one ends"
    )
    parser.add_argument("--user", type=command_input.name, help="default the sole user")


def _add_recover(commands: Subparsers) -> None:
    parser = home_command(
        commands, "recover", _recover, "set a new passphrase with the recovery code"
    )
    parser.add_argument("--user", type=command_input.name, help="default the sole user")


def _add_rotate_keys(commands: Subparsers) -> None:
    parser = home_command(
        commands, "rotate-keys", _rotate_keys, "new keys for this desk; everybody's secret stays"
    )
    parser.add_argument("--user", type=command_input.name, help="default the sole user")


def _add_erase(commands: Subparsers) -> None:
    parser = home_command(commands, "erase", _erase, "end this desk for good: its keys, its files")
    parser.add_argument("--user", type=command_input.name, help="default the sole user")
    parser.add_argument(
        "--force", action="store_true", help="also where changes were never sent to a server"
    )


ADDERS = (_add_verify, _add_recovery_code, _add_recover, _add_rotate_keys, _add_erase)
"""What the command line adds, in the order of its help."""


def _verify_export(options: argparse.Namespace) -> int:
    from app.interop.audit_export import LONGEST_LINE, verify_export

    try:
        with options.export.open("rb") as file:
            lines = iter(lambda: file.readline(LONGEST_LINE + 2), b"")
            verdict = verify_export(lines, public_key=options.key)
    except OSError as error:
        raise ConfigurationError("EXPORT", error.strerror or "cannot be read") from None
    print(json.dumps(asdict(verdict)) if options.json else verdict.as_text())
    return 0 if verdict.is_sound else FAILED


def _verify(options: argparse.Namespace, settings: Settings) -> int:
    if options.export is not None:
        return _verify_export(options)
    from app.bootstrap.verifying import verify_home

    verdict = verify_home(
        home(options, settings),
        command_input.passphrase(options),
        user=options.user,
        accept=options.accept,
        settings=settings,
    )
    print(json.dumps(verdict.as_json()) if options.json else verdict.as_text())
    return 0 if verdict.is_sound else FAILED


def _recovery_code(options: argparse.Namespace, settings: Settings) -> int:
    print_recovery_code(
        home(options, settings),
        command_input.passphrase(options),
        user=options.user,
        settings=settings,
    )
    return 0


def _recover(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.recovering import recover_desk

    folder = home(options, settings)
    code = command_input.recovery_code(options)
    passphrase = command_input.passphrase(options, is_new=True)
    mode = recover_desk(folder, code, passphrase, user=options.user, settings=settings)
    if mode == "passphrase":
        print("No keyring guards this desk: its passphrase stands alone.")
    print("The desk opens with the new passphrase. Make a new recovery code: recovery-code.")
    return 0


def _rotate_keys(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.rotating import WAITS, rotate_home

    folder = home(options, settings)
    secret = command_input.passphrase(options)
    has_moved = rotate_home(folder, secret, user=options.user, settings=settings)
    print("The desk has new keys. Passphrases, PINs and the recovery code are as they were.")
    if not has_moved:
        command_output.remark(WAITS)
    return 0


def _erase(options: argparse.Namespace, settings: Settings) -> int:
    import asyncio

    from app.bootstrap.erasing import erase_home

    erased = asyncio.run(
        erase_home(
            home(options, settings),
            command_input.passphrase(options),
            user=options.user,
            is_forced=options.force,
            settings=settings,
        )
    )
    print("The desk is erased: its keys are gone, and its files." + erased.remark)
    return 0
