"""What passes between the assistant's pages and the work behind them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class Guard(StrEnum):
    """What this computer offers beside the passphrase, or why it offers nothing."""

    UNKNOWN = "unknown"
    KEYRING = "keyring"
    NONE = "none"
    CLEAR_TEXT = "clear_text"
    UNTRUSTED = "untrusted"
    FAILING = "failing"


@dataclass(frozen=True, slots=True)
class Protection:
    """The keyring of this computer: what it is worth, and its technical name."""

    guard: Guard = Guard.UNKNOWN
    keyring: str = ""

    @property
    def has_keyring(self) -> bool:
        """Whether a secret of this computer protects the data beside the passphrase."""
        return self.guard is Guard.KEYRING


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateAnswers:
    """Everything a new clinic is made of."""

    clinic_name: str
    zone: str
    workstation_name: str
    display_name: str
    username: str
    passphrase: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinAnswers:
    """Everything a desk needs to join a clinic on a server."""

    server_url: str
    code: str = field(repr=False)
    username: str
    passphrase: str = field(repr=False)
    ca_file: Path | None = None
    """The certificate of the clinic's own authority, where it has one."""


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A join that was interrupted on this computer: which clinic, and who was joining."""

    clinic_name: str
    username: str


class Work(StrEnum):
    """What is being done behind the pages; the first three are the stages of a join."""

    ASKING = "asking"
    MAKING = "making"
    ENROLLING = "enrolling"
    CODE = "code"
    PIN = "pin"
    OPENING = "opening"
    STOPPING = "stopping"


class Unreached(StrEnum):
    """Why a server gave no answer."""

    UNKNOWN = "unknown"
    NO_SUCH_NAME = "no_such_name"
    NOBODY_LISTENS = "nobody_listens"
    NOT_TRUSTED = "not_trusted"
    NO_TLS = "no_tls"
    SILENT = "silent"
