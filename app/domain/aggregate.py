"""Questions about many records at once: a pipeline of small steps.

    Aggregate(Appointment, (
        Match(gte("starts_at", monday)),
        Group(("status",), (Measure("visits", Reckon.COUNT),)),
        Match(gt("visits", 10)),
        Sort((Order("visits", descending=True),)),
        Limit(5),
    ))

Steps come in this order, each at most once but Match: Match before Group, Group, Match over what
Group made, Sort, Limit, Project. Groups come sorted by what they are grouped by unless Sort says
otherwise. Sums are whole numbers of any size and None over nothing; an average is the sum divided
by the count as 64-bit floats, and is compared as such. A path groups by the texts it leads to;
anything else is empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from app.domain.declare import Record
from app.domain.errors import InvalidValue
from app.domain.phi import quiet
from app.domain.query import Condition, Order

R = TypeVar("R", bound=Record)
S = TypeVar("S")
D = TypeVar("D")
MAX_GROUPS = 10_000


class Reckon(StrEnum):
    """What is made of a group's values."""

    COUNT = "count"
    SUM = "sum"
    AVG = "avg"
    MIN = "min"
    MAX = "max"


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure per group. COUNT without a field counts records, with one those that have it.

    SUM and AVG are of whole numbers; MIN and MAX of numbers, texts, dates and instants.
    """

    name: str
    reckon: Reckon
    field: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """Only what meets the condition: records before Group, groups after it."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class Group:
    """One line per combination of values; no fields make one line of everything."""

    by: tuple[str, ...] = ()
    measures: tuple[Measure, ...] = (Measure("count", Reckon.COUNT),)


@dataclass(frozen=True, slots=True)
class Sort:
    """In which order the groups come."""

    order: tuple[Order, ...]


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many groups (1–10,000)."""

    count: int


@dataclass(frozen=True, slots=True)
class Project:
    """Only these of the groups' names."""

    names: tuple[str, ...]


Stage = Match | Group | Sort | Limit | Project


@quiet
@dataclass(frozen=True, slots=True)
class Aggregate(Generic[R]):
    """A pipeline over one record type; tombstones are left out unless include_deleted is set."""

    record_type: type[R]
    stages: tuple[Stage, ...]
    include_deleted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """A pipeline taken apart and found to be in order."""

    where: tuple[Condition, ...]
    group: Group
    having: tuple[Condition, ...]
    order: tuple[Order, ...]
    limit: int
    names: tuple[str, ...]


def steps_of(stages: Sequence[Stage]) -> Steps:
    """The steps of a pipeline. Raises InvalidValue where they do not fit together."""
    rest = list(stages)
    where = _matches(rest)
    group = _next(rest, Group, Group())
    having = _matches(rest)
    sort = _next(rest, Sort, Sort(()))
    limit = _next(rest, Limit, Limit(MAX_GROUPS))
    made = (*group.by, *(one.name for one in group.measures))
    project = _next(rest, Project, Project(made))
    if rest:
        raise InvalidValue("stages", "are match, group, match, sort, limit, project in this order")
    if len(set(made)) < len(made) or not made:
        raise InvalidValue("stages", "a group gives each of its figures a name of its own")
    if not set(project.names) <= set(made) or not project.names:
        raise InvalidValue("stages", "project names what the group made")
    if type(limit.count) is not int or not 1 <= limit.count <= MAX_GROUPS:
        raise InvalidValue("limit", f"is not between 1 and {MAX_GROUPS}")
    return Steps(
        where=where,
        group=group,
        having=having,
        order=sort.order,
        limit=limit.count,
        names=project.names,
    )


def _matches(rest: list[Stage]) -> tuple[Condition, ...]:
    found: list[Condition] = []
    while (match := _next(rest, Match, None)) is not None:
        found.append(match.condition)
    return tuple(found)


def _next(rest: list[Stage], kind: type[S], otherwise: D) -> S | D:
    """Take the next step if it is of a kind."""
    if not rest or not isinstance(rest[0], kind):
        return otherwise
    step = rest[0]
    del rest[0]
    return step
