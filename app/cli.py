"""The `clinic-desk` command: one subcommand per job, each importing only what it needs.

Every failure is one line on stderr and an exit code: 1 something failed, 2 wrong usage or
setting, 3 the keys did not open, 4 the server refused or did not answer, 130 interrupted, 141
nobody reads the output.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from app import (
    account_commands,
    audit_commands,
    backup_commands,
    command_input,
    command_output,
    command_words,
    document_commands,
    duplicate_commands,
    export_commands,
    index_commands,
    key_commands,
    logs,
    patient_commands,
    report_commands,
    server_commands,
    setup_commands,
    task_commands,
    till_commands,
    user_commands,
    workstation_commands,
)
from app.command_input import Command, Subparsers, home_command
from app.command_input import home as home_of
from app.domain.errors import (
    ApiError,
    ClinicError,
    ConfigurationError,
    InvalidValue,
    KeyAccessError,
    UserNotNamed,
)
from app.settings import Settings, load_settings

_NO_DISPLAY = (
    "There is no display to open a window on: start this in a desktop session, "
    "or set DISPLAY or WAYLAND_DISPLAY."
)
FAILED, USAGE, KEYS, SERVER, INTERRUPTED, UNREAD = 1, 2, 3, 4, 130, 141
_NAME = command_input.name


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    command_output.never_fail_on_letters()
    logs.configure_logs()
    try:
        code = _run(arguments)
        command_output.flush()
    except KeyboardInterrupt:
        return command_output.say("interrupted", INTERRUPTED)
    except BrokenPipeError:
        command_output.drop()
        return UNREAD
    except ClinicError as error:
        return command_output.say(command_words.sentence(error), _exit_code(error))
    except OSError as error:
        return command_output.say(command_words.system_sentence(error), FAILED)
    except Exception as error:
        if command_words.is_of_the_database(error):
            return command_output.say(command_words.DATABASE_SENTENCE, FAILED)
        return command_output.say(f"unexpected: {logs.describe_error(error)}", FAILED)
    else:
        return code


def _run(arguments: Sequence[str] | None) -> int:
    options = _parser().parse_args(arguments)
    settings = load_settings()
    logs.configure_logs(settings.log_level)
    if settings.is_production:
        logs.harden_process()
    command: Command = options.command
    return command(options, settings)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="clinic-desk",
        description="Front-desk software for outpatient clinics. Without a command: the window.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {_version()}")
    parser.add_argument("--home", type=command_input.folder, help="folder of the desk")
    parser.set_defaults(command=_window)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for add in (
        _add_init,
        _add_import,
        _add_doctor,
        *key_commands.ADDERS,
        *user_commands.ADDERS,
        *workstation_commands.ADDERS,
        *index_commands.ADDERS,
        *audit_commands.ADDERS,
        *backup_commands.ADDERS,
        *document_commands.ADDERS,
        *patient_commands.ADDERS,
        *duplicate_commands.ADDERS,
        *account_commands.ADDERS,
        *till_commands.ADDERS,
        *task_commands.ADDERS,
        *report_commands.ADDERS,
        *export_commands.ADDERS,
        *setup_commands.ADDERS,
        _add_server,
        _add_demo,
        _add_bench,
    ):
        add(commands)
    return parser


def _add_init(commands: Subparsers) -> None:
    parser = home_command(commands, "init", _init, "start a clinic on this computer")
    parser.add_argument("--clinic", type=_NAME, required=True, help="the clinic's name")
    parser.add_argument("--user", type=_NAME, required=True, help="name to sign in with")
    parser.add_argument("--zone", help="the clinic's time zone, such as Europe/Berlin")


def _add_import(commands: Subparsers) -> None:
    parser = home_command(commands, "import", _import, "import FHIR R4 files and CSV tables")
    parser.add_argument("paths", nargs="+", metavar="PATH", help="files or folders")
    parser.add_argument(
        "--ledger",
        action="store_true",
        help="take charges and payments of tables into the clinic's ledger; administrators",
    )
    parser.add_argument("--user", type=_NAME, help="who imports; default the sole user")
    parser.add_argument("--json", action="store_true", help="print the counts as JSON")


def _add_doctor(commands: Subparsers) -> None:
    parser = home_command(commands, "doctor", _doctor, "check a desk: versions, integrity, counts")
    parser.add_argument(
        "--user", type=_NAME, help="whose passphrase is given; default the sole user"
    )
    parser.add_argument(
        "--at-server", action="store_true", help="also count what the server holds, and compare"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


def _add_server(commands: Subparsers) -> None:
    parser = commands.add_parser("server", help="run the clinics' server")
    parser.add_argument("--dsn", default=argparse.SUPPRESS, help=server_commands.DSN)
    parser.add_argument("--owner-dsn", help="PostgreSQL as the owner; runs migrations")
    parser.add_argument("--replica-dsn", default="", help="replicas, by spaces; the first is read")
    parser.add_argument("--files", default="", help="folder or s3://bucket/prefix for files")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument(
        "--port", type=command_input.port, default=8470, help="port to listen on; 0: a free one"
    )
    parser.add_argument("--tls-cert", type=command_input.folder, help="certificate chain (PEM)")
    parser.add_argument(
        "--tls-key", type=command_input.folder, help="private key of the certificate (PEM)"
    )
    parser.add_argument(
        "--tls-proxy",
        "--behind-tls-proxy",
        dest="behind_tls_proxy",
        action="store_true",
        help="a proxy in front speaks TLS",
    )
    parser.add_argument(
        "--stop-at-eof", action="store_true", help="stop when stdin ends, as with its parent"
    )
    parser.set_defaults(command=_server)
    server_commands.add_to(parser.add_subparsers(metavar="COMMAND"))


def _add_demo(commands: Subparsers) -> None:
    parser = commands.add_parser("demo", help="a demo clinic with its own server")
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--headless", action="store_true", help="play two desks through an outage")
    way.add_argument(
        "--tour", type=command_input.folder, metavar="DIR", help="write pictures of every screen"
    )
    looks = "of the tour: light, dark-rtl-150-1280x800 …; once for each"
    parser.add_argument("--look", action="append", metavar="LOOK", help=looks)
    parser.add_argument("--week", type=int, default=0, metavar="EDITS", help="then a week offline")
    parser.add_argument("--patients", type=int, default=None, help="how many patients")
    parser.add_argument("--seed", type=int, default=None, help="another seed, another clinic")
    parser.add_argument("--clock", help="fix the time, as 2026-11-21T09:00:00+00:00")
    parser.set_defaults(command=_demo)


def _add_bench(commands: Subparsers) -> None:
    parser = commands.add_parser("bench", help="timings as ratios to a floor of the same run")
    parser.add_argument("scenarios", nargs="*", metavar="SCENARIO", help="which; default all")
    parser.add_argument("--patients", type=int, default=None, help="size; default 100,000")
    parser.add_argument("--appointments", type=int, default=None, help="default ten per patient")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--strict", action="store_true", help="end with 1 where a goal is missed")
    parser.set_defaults(command=_bench)


def _window(options: argparse.Namespace, settings: Settings) -> int:
    if not command_output.has_display():
        return command_output.say(_NO_DISPLAY, FAILED)
    logs.keep_stacks_of_crashes(_log_folder())
    from app.bootstrap.desktop import make_application, run_window
    from app.bootstrap.endings import heard_while_qt_waits
    from app.bootstrap.restarting import begin_anew

    make_application()
    with heard_while_qt_waits():
        return run_window(home_of(options, settings), settings=settings, begin_anew=begin_anew)


def _init(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.founding import DEFAULT_ZONE, create_home
    from app.bootstrap.home import Home

    home = home_of(options, settings)
    passphrase = command_input.passphrase(options, is_new=True)
    create_home(
        home,
        options.clinic,
        options.user,
        passphrase,
        zone=options.zone or DEFAULT_ZONE,
        settings=settings,
    )
    if Home(home).read().mode == "passphrase":
        print(
            "This computer has no trusted keyring: the passphrase alone protects the data.",
            file=sys.stderr,
        )
    print("The desk is ready.")
    key_commands.print_recovery_code(home, passphrase, settings=settings)
    return 0


def _import(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.importing import import_files

    outcome = import_files(
        home_of(options, settings),
        command_input.passphrase(options),
        options.paths,
        user=options.user,
        takes_money=options.ledger,
        settings=settings,
        tell=command_output.tell,
    )
    counts = outcome.report.as_json()
    if options.json:
        print(json.dumps(counts))
    else:
        command_output.print_counts(counts)
    for remark in outcome.remarks:
        command_output.remark(remark)
    if outcome.report.was_cancelled:
        return INTERRUPTED
    return 0 if outcome.is_complete else FAILED


def _doctor(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.doctor import examine

    report = examine(
        home_of(options, settings),
        command_input.passphrase(options),
        user=options.user,
        at_server=options.at_server,
        settings=settings,
    )
    print(json.dumps(report.as_json()) if options.json else report.as_text())
    return 0 if report.is_healthy else FAILED


def _server(options: argparse.Namespace, settings: Settings) -> int:
    try:
        from app.bootstrap.server import run_server
    except ImportError:
        raise ConfigurationError("server", server_commands.NO_SERVER) from None
    options.dsn = command_input.server_dsn(options, settings.database_dsn)
    logs.keep_stacks_of_crashes(_log_folder())
    return run_server(options, settings)


def _demo(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.endings import ending_in_order
    from app.demo.command import run

    del settings
    if not options.headless and options.tour is None and not command_output.has_display():
        return command_output.say(_NO_DISPLAY, FAILED)
    with ending_in_order():
        return run(options)


def _bench(options: argparse.Namespace, settings: Settings) -> int:
    from app.bench.command import run
    from app.bootstrap.endings import ending_in_order

    del settings
    with ending_in_order():
        return run(options)


def _log_folder() -> Path:
    from platformdirs import user_log_path

    return user_log_path("clinic-desk", appauthor=False)


def _exit_code(error: ClinicError) -> int:
    match error:
        case ConfigurationError() | InvalidValue() | UserNotNamed():
            return USAGE
        case KeyAccessError():
            return KEYS
        case ApiError():
            return SERVER
        case _:
            return FAILED


def _version() -> str:
    from importlib.metadata import version

    return version("clinic-desk")
