"""What can be asked of a transaction, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from app.domain.errors import InvalidValue

LONGEST_TIMEOUT_S = 3600.0


class Isolation(StrEnum):
    """How far a transaction is kept apart from others (SQL:1992, 4.28)."""

    READ_UNCOMMITTED = "READ_UNCOMMITTED"
    READ_COMMITTED = "READ_COMMITTED"
    REPEATABLE_READ = "REPEATABLE_READ"
    SERIALIZABLE = "SERIALIZABLE"

    @classmethod
    def offered(cls, wanted: str) -> Isolation:
        """The level of this name. Raises InvalidValue for one that is not offered.

        Nobody may see what is not committed: in a clinic's records that would be a lie.
        """
        try:
            level = cls(wanted)
        except ValueError:
            level = cls.READ_UNCOMMITTED
        if level is cls.READ_UNCOMMITTED:
            raise InvalidValue("isolation", "is READ_COMMITTED, REPEATABLE_READ or SERIALIZABLE")
        return level


class TransactionState(StrEnum):
    """How a transaction stands."""

    ACTIVE = "active"
    COMMITTED = "committed"
    ABORTED = "aborted"


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionOptions:
    """What is asked of a transaction. Raises InvalidValue for what is not offered.

    isolation is the least that is wanted: the desk's database always gives SERIALIZABLE. After
    timeout_s seconds it is given up and rolled back (None: never). In a read-only one a write
    raises ReadOnlyTransaction. retries is how often the whole work is done again when another
    program was in the way.
    """

    isolation: Isolation = Isolation.SERIALIZABLE
    timeout_s: float | None = None
    read_only: bool = False
    retries: int = 3

    def __post_init__(self) -> None:
        object.__setattr__(self, "isolation", Isolation.offered(self.isolation))
        timeout_s = cast("object", self.timeout_s)
        if timeout_s is not None and not (
            isinstance(timeout_s, int | float) and 0 < timeout_s <= LONGEST_TIMEOUT_S
        ):
            raise InvalidValue("timeout_s", f"is more than 0 and at most {LONGEST_TIMEOUT_S:.0f} s")
        if not 0 <= self.retries <= 10:
            raise InvalidValue("retries", "is 0 to 10")


PLAIN = TransactionOptions()
"""A transaction nothing special is asked of."""
