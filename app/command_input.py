"""What people give a command: checked arguments, passphrases and codes from stdin or typed."""

from __future__ import annotations

import argparse
import json
import sys
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar, cast

from app.domain.errors import ConfigurationError
from app.domain.phi import quiet
from app.settings import Settings, default_home

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk

T = TypeVar("T")
Command = Callable[[argparse.Namespace, Settings], int]
LAST_PORT = 65535
_LONGEST_LINE = 8192
_FACTS = "--facts-stdin"
_LONGEST_FACTS = 1 << 20


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What a command is told on stdin, for arguments stand in the list of processes and in the
    shell's history: who it is about, and whatever else can hold words of a patient.

    read: makes the value of the text. default: the value where it is left out.
    """

    name: str
    meaning: str
    read: Callable[[str], object] = str
    default: object = None
    is_needed: bool = False


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
    read_facts(options)
    desk = open_for_work(
        home(options, settings), secret, user=options.user, acting=acting, settings=settings
    )
    try:
        return work(desk)
    finally:
        desk.close()


def patient_fact(what: str = "patient", *, is_needed: bool = True) -> Fact:
    """Whom a command is about."""
    return Fact(name=what, meaning="MRN or identifier", is_needed=is_needed)


def takes_facts(parser: argparse.ArgumentParser, *facts: Fact) -> None:
    """Let a subcommand be told these on stdin; read_facts puts them among its options."""
    told = ", ".join(
        f"{one.name} ({one.meaning}{'' if one.is_needed else '; may be left out'})" for one in facts
    )
    parser.add_argument(
        _FACTS,
        action="store_true",
        help=f"read one line of JSON from stdin, after the passphrase, an object with: {told}",
    )
    parser.set_defaults(facts=facts, **{one.name: one.default for one in facts})


def read_facts(options: argparse.Namespace) -> None:
    """Put what a command is told on stdin among its options. Raises ConfigurationError, which never
    says what was told."""
    facts: tuple[Fact, ...] = getattr(options, "facts", ())
    if not facts:
        return
    told = _told() if options.facts_stdin else {}
    known = {one.name: one for one in facts}
    if told.keys() - known.keys():
        raise ConfigurationError(_FACTS, f"holds more than {', '.join(known)}")
    for name_, fact in known.items():
        if name_ in told:
            setattr(options, name_, _value(fact, told[name_]))
        elif fact.is_needed:
            raise ConfigurationError(_FACTS, f"is needed, with the {name_} ({fact.meaning})")


def _told() -> dict[str, object]:
    line = read_line(_FACTS, "JSON object", longest=_LONGEST_FACTS)
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        raise ConfigurationError(_FACTS, "is no JSON object on one line") from None
    if not isinstance(told, dict):
        raise ConfigurationError(_FACTS, "is no JSON object on one line")
    return cast("dict[str, object]", told)


def _value(fact: Fact, told: object) -> object:
    if not isinstance(told, str):
        raise ConfigurationError(_FACTS, f"{fact.name} is a text in quotes")
    try:
        return fact.read(told)
    except argparse.ArgumentTypeError as error:
        raise ConfigurationError(_FACTS, f"{fact.name} {error}") from None


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


def read_line(option: str, what: str, *, longest: int = _LONGEST_LINE) -> str:
    """One line of stdin. Raises ConfigurationError when there is none."""
    if sys.stdin is None:  # pyright: ignore[reportUnnecessaryComparison]  (closed with <&-)
        raise ConfigurationError(option, f"stdin is closed; it must hold {what}")
    try:
        line = sys.stdin.buffer.readline(longest)
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
