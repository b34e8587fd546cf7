"""A typed question to a repository, independent of any database.

    Query(Patient, where=all_of(eq("status", "active"), prefix("family_name", "Oka")),
          order=(Order("family_name"), Order("given_names")), limit=50)

Pages are keyset pages: a page carries the key of its last row, and `after` continues there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Generic, TypeVar

from app.domain.declare import Record
from app.domain.phi import quiet

R = TypeVar("R", bound=Record)


class Operator(Enum):
    """How a field is compared."""

    EQ = "eq"
    NE = "ne"
    GT = "gt"
    GTE = "gte"
    LT = "lt"
    LTE = "lte"
    IN = "in"
    PREFIX = "prefix"
    EXISTS = "exists"


@quiet
@dataclass(frozen=True, slots=True)
class Compare:
    """One field against a value; EXISTS takes True (has a value) or False (is empty)."""

    field: str
    operator: Operator
    value: object


@dataclass(frozen=True, slots=True)
class All:
    """Every condition holds."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one condition holds."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The condition does not hold."""

    condition: Condition


Condition = Compare | All | AnyOf | Not


@dataclass(frozen=True, slots=True)
class Order:
    """Sort by a field; ties are always broken by the identifier."""

    field: str
    descending: bool = False


@quiet
@dataclass(frozen=True, slots=True)
class Query(Generic[R]):
    """Which records, in which order, how many, from where on.

    limit is 1–1000. after is the `next_key` of the page before. Tombstones are left out unless
    include_deleted is set.
    """

    record_type: type[R]
    where: Condition | None = None
    order: tuple[Order, ...] = ()
    limit: int = 50
    after: tuple[object, ...] | None = None
    include_deleted: bool = False

    def following(self, key: tuple[object, ...]) -> Query[R]:
        """The same question, from after this key on."""
        return replace(self, after=key)


@quiet
@dataclass(frozen=True, slots=True)
class Page(Generic[R]):
    """One page of an answer; next_key is None on the last page."""

    rows: tuple[R, ...]
    next_key: tuple[object, ...] | None


def eq(field: str, value: object) -> Compare:
    """The field equals the value (None: is empty)."""
    return Compare(field, Operator.EQ, value)


def ne(field: str, value: object) -> Compare:
    """The field differs from the value."""
    return Compare(field, Operator.NE, value)


def gte(field: str, value: object) -> Compare:
    """The field is at least the value."""
    return Compare(field, Operator.GTE, value)


def lt(field: str, value: object) -> Compare:
    """The field is less than the value."""
    return Compare(field, Operator.LT, value)


def one_of(field: str, values: Sequence[object]) -> Compare:
    """The field equals one of the values."""
    return Compare(field, Operator.IN, tuple(values))


def prefix(field: str, text: str) -> Compare:
    """The text field starts with the text (case as stored)."""
    return Compare(field, Operator.PREFIX, text)


def all_of(*conditions: Condition) -> All:
    """Every condition holds."""
    return All(conditions)


def any_of(*conditions: Condition) -> AnyOf:
    """At least one condition holds."""
    return AnyOf(conditions)
