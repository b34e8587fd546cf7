"""A typed question to a repository, independent of any database.

    Query(Patient, where=all_of(eq("status", "active"), prefix("family_name", "Oka")),
          order=(Order("family_name"), Order("given_names")), limit=50)

Pages are keyset pages: a page carries the key of its last row, and `after` continues there;
`offset` skips rows instead, which costs more the further it goes.

What a condition means, the same in both databases (tests/domain/evaluator.py is the reference):

- A condition holds or does not; there is no third answer. `ne`, `nin` and `Not` are the exact
  opposites of `eq`, `in` and what they stand before: an empty field differs from every value.
- Empty is None. `eq(f, None)` finds empty fields, `gt gte lt lte prefix regex` never do. A text
  of no characters is a value like others, but `exists` asks for more: something that is not
  None, "", [] or {}.
- Texts are compared as they are, character by character by code point: case and accents count.
- A value has the field's own type; anything else is refused (InvalidValue), never converted.
- A path leads into a JSON field: "stamps.arrived.by". Wherever it meets a list, each member is
  looked at, and a comparison holds if it holds for any. Texts, numbers and truth values are
  compared with their own kind only; numbers as 64-bit floats (RFC 8259, section 6). What a path
  does not find counts as empty.
- `Nested(f, condition)`: one single member of a JSON field meets the whole condition.
- Order: empty first, descending last. A path sorts by what it finds without entering lists:
  nothing, truth values, numbers, texts. Ties are always broken by the identifier.
- `words`: full text. Every word must begin a word of the record's searchable fields, accents and
  case aside; a hit's score is between 0.5 and 1, and 1 where every word was found whole.
  Tombstones are never found by words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, Generic, TypeVar, cast

from app.domain.declare import Record
from app.domain.ids import RecordId
from app.domain.phi import quiet

R = TypeVar("R", bound=Record)
MAX_LIMIT = 1000
DEFAULT_LIMIT = 50
MAX_OFFSET = 1_000_000


class Operator(Enum):
    """How a field is compared."""

    EQ = "eq"
    NE = "ne"
    GT = "gt"
    GTE = "gte"
    LT = "lt"
    LTE = "lte"
    IN = "in"
    NIN = "nin"
    PREFIX = "prefix"
    REGEX = "regex"
    EXISTS = "exists"

    __hash__ = object.__hash__  # each is one object; Enum's own is a call of Python code


@quiet
@dataclass(frozen=True, slots=True)
class Compare:
    """One field against a value; EXISTS takes True (has a value) or False (is empty).

    REGEX takes a pattern of domain/patterns.py, found anywhere in the text.
    """

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


@dataclass(frozen=True, slots=True)
class Nested:
    """One member of a JSON field (an object, or any object of a list) meets the condition.

    The condition's fields are names of the member's own.
    """

    field: str
    condition: Condition


Condition = Compare | All | AnyOf | Not | Nested


@dataclass(frozen=True, slots=True)
class Order:
    """Sort by a field; ties are always broken by the identifier."""

    field: str
    descending: bool = False


@quiet
@dataclass(frozen=True, slots=True)
class Query(Generic[R]):
    """Which records, in which order, how many, from where on.

    limit is 1–1000; None names none: a page then holds 50, and going through all goes to the end.
    after is the `next_key` of the page before. select names the fields that
    `rows` gives. words is full text; without an order its best hits come first. Tombstones are
    left out unless include_deleted is set.
    """

    record_type: type[R]
    where: Condition | None = None
    order: tuple[Order, ...] = ()
    limit: int | None = None
    after: tuple[object, ...] | None = None
    include_deleted: bool = False
    offset: int = 0
    select: tuple[str, ...] = ()
    words: str = ""

    @property
    def size(self) -> int:
        """How many records a page of the answer holds at most."""
        return DEFAULT_LIMIT if self.limit is None else self.limit

    def following(self, key: tuple[object, ...]) -> Query[R]:
        """The same question, from after this key on."""
        return replace(self, after=key, offset=0)


@quiet
@dataclass(frozen=True, slots=True)
class Page(Generic[R]):
    """One page of an answer; next_key is None on the last page."""

    rows: tuple[R, ...]
    next_key: tuple[object, ...] | None


@quiet
@dataclass(frozen=True, slots=True)
class Hit(Generic[R]):
    """One record that was found; score says how well the words fit, None without words."""

    key: RecordId
    value: R
    score: float | None = None


def value_at(record: Record, name: str) -> Any:
    """A field's value, or what a path into a JSON field leads to without entering lists."""
    head, dot, rest = name.partition(".")
    value: Any = getattr(record, head)
    for key in rest.split(".") if dot else ():
        value = cast("Any", value).get(key) if isinstance(value, Mapping) else None
    return value


def eq(field: str, value: object) -> Compare:
    """The field equals the value (None: is empty)."""
    return Compare(field, Operator.EQ, value)


def ne(field: str, value: object) -> Compare:
    """The field differs from the value."""
    return Compare(field, Operator.NE, value)


def gt(field: str, value: object) -> Compare:
    """The field is more than the value."""
    return Compare(field, Operator.GT, value)


def gte(field: str, value: object) -> Compare:
    """The field is at least the value."""
    return Compare(field, Operator.GTE, value)


def lt(field: str, value: object) -> Compare:
    """The field is less than the value."""
    return Compare(field, Operator.LT, value)


def lte(field: str, value: object) -> Compare:
    """The field is at most the value."""
    return Compare(field, Operator.LTE, value)


def one_of(field: str, values: Sequence[object]) -> Compare:
    """The field equals one of the values."""
    return Compare(field, Operator.IN, tuple(values))


def none_of(field: str, values: Sequence[object]) -> Compare:
    """The field equals none of the values."""
    return Compare(field, Operator.NIN, tuple(values))


def prefix(field: str, text: str) -> Compare:
    """The text field starts with the text (case as stored)."""
    return Compare(field, Operator.PREFIX, text)


def matches(field: str, pattern: str) -> Compare:
    """The pattern is found in the text field."""
    return Compare(field, Operator.REGEX, pattern)


def exists(field: str) -> Compare:
    """The field has a value."""
    return Compare(field, Operator.EXISTS, value=True)


def all_of(*conditions: Condition) -> All:
    """Every condition holds."""
    return All(conditions)


def any_of(*conditions: Condition) -> AnyOf:
    """At least one condition holds."""
    return AnyOf(conditions)
