"""What people give a command: checked arguments, passphrases and codes from stdin or typed."""

from __future__ import annotations

import argparse
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from app.domain.errors import ConfigurationError
from app.settings import Settings, default_home

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk

T = TypeVar("T")
Command = Callable[[argparse.Namespace, Settings], int]
LAST_PORT = 65535
_LONGEST_LINE = 8192


class Subparsers(Protocol):
    """Where subcommands are added."""

    def add_parser(self, name: str, *, help: str) -> argparse.ArgumentParser:  # noqa: A002
        """A subcommand's own parser."""
        ...


def home_command(
    commands: Subparsers, name: str, command: Command, meaning: str
) -> argparse.ArgumentParser:
    """A subcommand that opens a desk."""
    parser = commands.add_parser(name, help=meaning)
    parser.add_argument("--home", type=folder, default=argparse.SUPPRESS, help="folder of the desk")
    parser.add_argument(
        "--passphrase-stdin", action="store_true", help="read the passphrase from stdin, one line"
    )
    parser.set_defaults(command=command)
    return parser


def desk_command(
    commands: Subparsers, word: str, command: Command, meaning: str
) -> argparse.ArgumentParser:
    """A subcommand that works at a desk as somebody, and may print JSON."""
    parser = home_command(commands, word, command, meaning)
    parser.add_argument("--user", type=name, help="default the sole user")
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser


def with_desk(
    options: argparse.Namespace,
    settings: Settings,
    work: Callable[[Desk], T],
    *,
    acting: str | None = None,
) -> T:
    """Open the desk of a desk_command, work there, in another role where one is named, and close it
    again."""
    from app.bootstrap.admission import open_for_work

    secret = passphrase(options)
    desk = open_for_work(
        home(options, settings), secret, user=options.user, acting=acting, settings=settings
    )
    try:
        return work(desk)
    finally:
        desk.close()


def home(options: argparse.Namespace, settings: Settings) -> Path:
    """The folder of the desk a command is about."""
    return default_home(settings) if options.home is None else options.home


def folder(text: str) -> Path:
    """A folder's path; the empty text would silently mean the present folder."""
    if not text:
        raise argparse.ArgumentTypeError("must not be empty")
    return Path(text)


def name(text: str) -> str:
    """A person's or clinic's name, in one of the two ways Unicode can write an accent (NFC)."""
    return unicodedata.normalize("NFC", text)


def some_name(text: str) -> str:
    """The same; the empty one means nobody."""
    if not text.strip():
        raise argparse.ArgumentTypeError("must not be empty")
    return name(text)


def port(text: str) -> int:
    """A TCP port; 0 takes a free one."""
    if not text.isascii() or not text.isdigit() or int(text) > LAST_PORT:
        raise argparse.ArgumentTypeError(f"is a number from 0 to {LAST_PORT}")
    return int(text)


def read_line(option: str, what: str) -> str:
    """One line of stdin. Raises ConfigurationError when there is none."""
    if sys.stdin is None:  # pyright: ignore[reportUnnecessaryComparison]  (closed with <&-)
        raise ConfigurationError(option, f"stdin is closed; it must hold {what}")
    try:
        line = sys.stdin.buffer.readline(_LONGEST_LINE)
    except OSError:
        raise ConfigurationError(option, f"stdin cannot be read; it must hold {what}") from None
    try:
        text = line.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        raise ConfigurationError(option, "is not UTF-8 text") from None
    if not text:
        raise ConfigurationError(option, f"no {what} on this line of stdin")
    return text


def passphrase(
    options: argparse.Namespace, *, is_new: bool = False, what: str = "passphrase"
) -> str:
    """The passphrase, from stdin or typed; a new one is typed twice. Raises ConfigurationError.

    what is the secret's name for people: "passphrase", "new passphrase", "PIN".
    """
    if options.passphrase_stdin:
        return read_line("--passphrase-stdin", what)
    if sys.stdin is None or not sys.stdin.isatty():  # pyright: ignore[reportUnnecessaryComparison]
        raise ConfigurationError("--passphrase-stdin", "is needed where nobody can type")
    typed = _typed(f"{what[:1].upper()}{what[1:]}: ")
    if is_new and _typed(f"The same {what} again: ") != typed:
        raise ConfigurationError(what, "the two are not the same; nothing was made")
    return typed


def join_code(options: argparse.Namespace) -> str:
    """The join code, given or from stdin, where other users of the computer do not see it."""
    if options.code_stdin:
        return read_line("--code-stdin", "join code")
    return options.code


def recovery_code(options: argparse.Namespace) -> str:
    """The recovery code, typed or from stdin before the passphrase."""
    if options.passphrase_stdin:
        return read_line("--passphrase-stdin", "recovery code")
    return _typed("Recovery code: ")


def server_dsn(options: argparse.Namespace, setting: str) -> str:
    """The server's database as the app role: the option, else the setting."""
    dsn: str = getattr(options, "dsn", "") or setting
    if not dsn:
        raise ConfigurationError("--dsn", "is needed, or CLINIC_DESK_DSN in the environment")
    return dsn


def _typed(prompt: str) -> str:
    from getpass import getpass

    try:
        typed = getpass(prompt)
        typed.encode()
    except EOFError:
        raise ConfigurationError("passphrase", "nothing was typed") from None
    except UnicodeError:
        raise ConfigurationError("passphrase", "is not UTF-8 text") from None
    if not typed:
        raise ConfigurationError("passphrase", "nothing was typed")
    return typed
