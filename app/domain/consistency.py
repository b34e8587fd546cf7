"""How far a write must have got before its caller goes on (document 3's consistency levels)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from app.domain.errors import ConfigurationError, InvalidValue

T = TypeVar("T")


class Consistency(StrEnum):
    """LOCAL: kept at this desk, sent later (write-back). ONE: the server answered (write-through).

    QUORUM: the most of the server and its standbys have it. ALL: every one of them has. Where no
    standby is configured these two are refused.
    """

    LOCAL = "LOCAL"
    ONE = "ONE"
    QUORUM = "QUORUM"
    ALL = "ALL"

    @classmethod
    def offered(cls, wanted: str, *, standbys: int = 0) -> Consistency:
        """The level of this name. Raises InvalidValue for one that is unknown (EACH is: there is
        one server, not one in each place), ConfigurationError for one that needs standbys where
        there are none."""
        if wanted not in list(cls):
            raise InvalidValue("consistency", "is LOCAL, ONE, QUORUM or ALL")
        level = cls(wanted)
        if level.waits_for_standbys and not standbys:
            raise ConfigurationError("consistency", f"{level} needs standbys, and none are set up")
        return level

    @property
    def waits_for_standbys(self) -> bool:
        """Whether the server alone is not enough."""
        return self in (Consistency.QUORUM, Consistency.ALL)


def standbys_needed(level: Consistency, standbys: int) -> int:
    """How many of so many standbys must have it beside the server: a majority of all, or all."""
    if level is Consistency.ALL:
        return standbys
    return (standbys + 1) // 2 if level is Consistency.QUORUM else 0


class Acknowledgement(StrEnum):
    """What is known of a write when its caller goes on."""

    LOCAL = "local"
    """It is kept at this desk and on its way."""
    SERVER = "server"
    """The server has it."""
    QUORUM = "quorum"
    """The server and so many standbys that together they are the most of them have it."""
    ALL = "all"
    """The server and every standby have it."""
    CONFLICT = "conflict"
    """The server has another value as well; somebody decides."""
    REFUSED = "refused"
    """The server does not take it; it lies in the Sync centre."""
    UNKNOWN = "unknown"
    """The server has not answered: it stays queued and is sent until it does."""


@dataclass(frozen=True, slots=True)
class Written(Generic[T]):
    """A write's value and how far it got; codes say what the server found wrong."""

    value: T
    got: Acknowledgement
    codes: tuple[str, ...] = ()
