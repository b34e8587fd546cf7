"""What happens on a simulated day, decided from the seed before it begins.

Every step has its own luck, so that a step left out (shrinking.py) leaves the others as they were.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

BUSY_S = 60.0
PEOPLE = (
    *("edit", "edit", "edit", "edit_twice", "register", "book", "book", "move", "status"),
    *("status", "decide", "remove", "restore", "pay", "pay", "write", "answer", "see to"),
)
"""What people do, as often as they are named (people.py)."""
SIZES = ((2,), (3,), (4,), (5,), (1, 1), (2, 1), (2, 2))
"""Desks of each clinic, ..."""
WEIGHTS = (78, 9, 2, 1, 4, 5, 1)
"""... and how often: two desks find most of what there is to find, and cost least."""
AS_EVER = range(230, 2000)
"""Days on which nobody goes on in another life of the server; the soak's have it."""
LENGTHS = (2, 3, 4, 6, 10, 20)
"""Deeds of people at each desk."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happens at a desk at an instant."""

    at: float
    desk: int
    what: str
    number: int


@dataclass(frozen=True, slots=True)
class Plan:
    """One day: how many desks each clinic has, how bad the network is, and what happens."""

    seed: int
    clinics: tuple[int, ...]
    trouble: float
    """The share of requests that meet a fault."""
    has_snapshots: bool
    """Whether desks begin with a snapshot, or read everything from the beginning."""
    has_hints: bool
    """Whether the server tells them of news, or they ask every few seconds."""
    steps: tuple[Step, ...]

    @property
    def desks(self) -> int:
        return sum(self.clinics)


def plan_of(seed: int) -> Plan:
    """The day of a seed."""
    random = Random(f"plan {seed}")
    clinics = random.choices(SIZES, WEIGHTS)[0]
    length = random.choices(LENGTHS, (5, 5, 4, 3, 2, 1))[0]
    steps = [
        Step(at, desk, what, 0) for desk in range(sum(clinics)) for at, what in _day(random, length)
    ]
    if random.random() < 0.15:
        steps += [Step(at, 0, what, 0) for at, what in _put_back(random)]
    steps += _now_and_then(Random(f"now and then {seed}"), sum(clinics))
    steps.sort(key=lambda step: (step.at, step.desk))
    trouble = random.choice([0.0, 0.1, 0.2, 0.3, 0.5])
    has_snapshots, has_hints = random.random() < 0.6, random.random() < 0.6
    if seed not in AS_EVER and has_snapshots:
        steps += _two_lives(Random(f"two lives {seed}"), steps, clinics[0])
    numbered = [Step(s.at, s.desk, s.what, n) for n, s in enumerate(steps)]
    numbered.sort(key=lambda step: (step.at, step.desk))
    return Plan(seed, clinics, trouble, has_snapshots, has_hints, tuple(numbered))


def plan_from(kept: Mapping[str, Any]) -> tuple[Plan, frozenset[tuple[int, int]]]:
    """A day that was kept (Smallest.to_keep), and the faults it goes without."""
    steps = tuple(Step(at, desk, what, number) for at, desk, what, number in kept["steps"])
    plan = Plan(
        seed=kept["seed"],
        clinics=tuple(kept["clinics"]),
        trouble=kept["trouble"],
        has_snapshots=kept["has_snapshots"],
        has_hints=kept["has_hints"],
        steps=steps,
    )
    return plan, frozenset((desk, request) for desk, request in kept["without"])


def _day(random: Random, length: int) -> Iterator[tuple[float, str]]:
    for _ in range(length):
        yield random.uniform(2, BUSY_S), random.choice(PEOPLE)
    for _ in range(random.choice([0, 1, 2])):
        yield random.uniform(BUSY_S * 0.7, BUSY_S + 15), random.choice(["decide", "see to"])
    if random.random() < 0.8:
        yield from _a_while(random, "cut", "mend", longest=60)
    if random.random() < 0.2:
        yield from _a_while(random, "work offline", "work online", longest=60)
    for _ in range(random.choice([0, 0, 0, 1, 1, 2])):
        yield random.uniform(2, BUSY_S), random.choice(["crash", "die at a statement", "upgrade"])
    if random.random() < 0.3:
        yield from _a_while(random, "clock jumps", "clock is set right", longest=60)
    if random.random() < 0.3:
        yield random.uniform(2, BUSY_S), "session ends"
    for _ in range(random.choice([0, 0, 0, 1])):
        yield random.uniform(2, BUSY_S), "switch user"
    if random.random() < 0.1:
        yield random.uniform(2, BUSY_S), "change role"


def _now_and_then(random: Random, desks: int) -> list[Step]:
    """What does not happen every day, and mostly at more than one desk."""
    steps: list[Step] = []

    def do(at: float, what: str) -> None:
        steps.append(Step(at, random.randrange(desks), what, 0))

    if random.random() < 0.15:
        desk, at = random.randrange(desks), random.uniform(3, BUSY_S * 0.6)
        out = at + random.uniform(3, 25)
        alone = [(at, "cut"), (at + 1, "edit"), (at + 2, random.choice(PEOPLE)), (out, "hand out")]
        alone += [(out + 1, random.choice(PEOPLE)), (out + random.uniform(2, 30), "mend")]
        steps += [Step(when, desk, what, 0) for when, what in alone]
        for _ in range(random.choice([1, 2])):
            do(random.uniform(out, BUSY_S + 15), "read in")
    if random.random() < 0.12:
        desk, at = random.randrange(desks), random.uniform(5, BUSY_S * 0.6)
        back = random.uniform(at, BUSY_S)
        steps += [Step(at, desk, "desk is backed up", 0), Step(back, desk, "desk is restored", 0)]
    if random.random() < 0.15:
        at = random.uniform(5, BUSY_S * 0.7)
        for what in ("merge", "merge", "part", "part"):
            late = 0 if what == "merge" else random.uniform(5, 30)
            do(at + late + random.uniform(0, 5), what)
    if random.random() < 0.2:
        for _ in range(desks):
            do(random.uniform(3, BUSY_S), "fetch numbers")
            do(random.uniform(3, BUSY_S), "register with number")
            do(random.uniform(3, BUSY_S + 10), "register with number")
    return steps


def _two_lives(random: Random, steps: list[Step], desks: int) -> list[Step]:
    """A desk gives out record numbers while it is alone, and the server that gave them to it is put
    back meanwhile: the next ones go to another desk."""
    if desks < 2 or random.random() < 0.7:
        return []
    whens = {step.what: step.at for step in steps}
    told: list[tuple[float, int, str]] = []
    if "backup is put back" in whens:
        made, back = whens["backup is made"], whens["backup is put back"]
    else:
        made, back = random.uniform(2, 8), random.uniform(20, BUSY_S * 0.6)
        told += [(made, 0, "backup is made"), (back, 0, "backup is put back")]
    alone, other = random.sample(range(desks), k=2)
    begins = random.uniform((made + back) / 2, back)
    told += [(random.uniform(made, begins), alone, "fetch numbers") for _ in range(2)]
    told += [(begins, alone, "cut"), (back + random.uniform(20, 40), alone, "mend")]
    told += [(random.uniform(begins, back + 10), alone, "register with number") for _ in range(2)]
    told.append((back, other, "mend"))
    told.append((back + 1, other, "register with number"))  # who sends something hears of it
    for again in (random.uniform(4, 10), random.uniform(10, 25)):
        told.append((back + again, other, "fetch numbers"))
        told.append((back + again + 2, other, "register with number"))
    return [Step(at, desk, what, 0) for at, desk, what in told]


def _put_back(random: Random) -> Iterator[tuple[float, str]]:
    made = random.uniform(0, BUSY_S * 0.6)
    yield made, "backup is made"
    yield random.uniform(made, BUSY_S), "backup is put back"


def _a_while(
    random: Random, begin: str, end: str, *, longest: float
) -> Iterator[tuple[float, str]]:
    start = random.uniform(2, BUSY_S * 0.4)
    yield start, begin
    yield start + random.uniform(10, longest), end
