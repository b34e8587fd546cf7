"""Which two patients may be one person: each thing they share or not counts for or against it.

Weights are the logarithms (base 2) of how much more often something is so for one person twice
than for two people (Fellegi and Sunter 1969, "A Theory for Record Linkage"). What is not known
counts nothing. Nobody is ever merged for it: a person decides.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.domain.ids import RecordId, derived_id
from app.domain.likeness import (
    is_one_slip,
    is_short_for,
    is_swapped_date,
    likeness,
    overlap,
    sound,
)
from app.domain.patient import Patient, PatientIdentifier
from app.domain.phi import quiet
from app.domain.values import digits, folded
from app.domain.waiting import TaskSource

NOBODY = RecordId("")
"""Stands for somebody who has no record yet."""
LIKELY = 14.0
"""From this weight on, two patients may be one person."""
SIMILAR = 6.0
"""From this weight on, somebody is worth a look while a new patient is typed in."""
MOST_IN_A_BLOCK = 200
"""More patients who share a key say nothing by sharing it."""
_ALIKE = 0.85
_MOST_OF_AN_ADDRESS = 16.0
_MOST_OF_A_NAME = 16.0
_MOST_OF_AN_EMAIL = 11.0
_PHONE_DIGITS = 7
_NAMED_ALIKE = 6.5
_LETTERS_OF_A_NAME = 3
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What tells one person from another, folded; "" and empty: not known."""

    id: RecordId
    family: str = ""
    given: str = ""
    suffix: str = ""
    other_names: frozenset[str] = frozenset()
    """Maiden and preferred names."""
    birth_date: str = ""
    sex: str = ""
    phones: frozenset[str] = frozenset()
    email: str = ""
    street: str = ""
    place: str = ""
    """The second address line."""
    city: str = ""
    postal_code: str = ""
    identifiers: frozenset[tuple[str, str]] = frozenset()
    """System and value of numbers that others gave: never the clinic's own."""


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """Somebody who is being registered, as far as they are typed in; "" is not typed yet."""

    family_name: str = ""
    given_names: str = ""
    birth_date: str = ""
    """ISO 8601, possibly partial; anything else is a date that is still being typed."""
    phones: tuple[str, ...] = ()
    email: str = ""

    @property
    def is_enough(self) -> bool:
        """Whether it says so much that few others are like it."""
        family = self.family_name
        return bool(family) and bool(
            len(family) >= _LETTERS_OF_A_NAME or self.given_names or self.birth_date
        )


@quiet
@dataclass(frozen=True, slots=True)
class Pair:
    """Two patients who may be one person: the earlier record first, and what speaks for it."""

    first: RecordId
    second: RecordId
    weight: float
    shared: tuple[str, ...]


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Two patients who may be one person, the earlier record first."""

    first: Patient
    second: Patient
    pair: Pair
    is_asked: bool
    """Whether there is an open task about them."""


def pair_id(one: RecordId, other: RecordId) -> RecordId:
    """The identifier of the one question about a pair: two desks ask the same."""
    return derived_id("possible_duplicate", *sorted((one, other)))


def is_same_question(one: Mapping[str, object], other: Mapping[str, object]) -> bool:
    """Whether two tasks (field values by name) ask about the same pair, answered or not."""
    told = [
        (task.get("source"), task.get("source_id"), task.get("patient_id")) for task in (one, other)
    ]
    return told[0] == told[1] and one.get("source") == TaskSource.DUPLICATE


def traits_of(patient: Patient, identifiers: Iterable[PatientIdentifier] = ()) -> Traits:
    """What of a patient's records is compared."""
    names = (patient.maiden_name, patient.preferred_name)
    return Traits(
        id=patient.id,
        family=_plain(patient.family_name),
        given=_plain(patient.given_names),
        suffix=_plain(patient.suffix),
        other_names=frozenset(_plain(name) for name in names if name),
        birth_date=patient.birth_date or "",
        sex=patient.sex if patient.sex in ("female", "male") else "",
        phones=_numbers(patient.phone, patient.phone_mobile, patient.phone_work),
        email=folded(patient.email or ""),
        street=_plain(patient.address_line or ""),
        place=_plain(patient.address_line2 or ""),
        city=_plain(patient.city or ""),
        postal_code=_plain(patient.postal_code or "").replace(" ", ""),
        identifiers=frozenset(
            (one.system, _plain(one.value).replace(" ", ""))
            for one in identifiers
            if one.kind != "MR" and one.value
        ),
    )


def traits_of_new(person: NewPerson) -> Traits:
    """What of somebody who is not registered yet can be compared so far."""
    born = person.birth_date
    return Traits(
        id=NOBODY,
        family=_plain(person.family_name),
        given=_plain(person.given_names),
        birth_date=born if _DATE.fullmatch(born) else "",
        phones=_numbers(*person.phones),
        email=folded(person.email),
    )


def _numbers(*phones: str | None) -> frozenset[str]:
    found = (digits(one) for one in phones if one)
    return frozenset(number[-10:] for number in found if len(number) >= _PHONE_DIGITS)


def _plain(text: str) -> str:
    kept = "".join(char if char.isalnum() else " " for char in folded(text))
    return " ".join(kept.split())


def compared(one: Traits, other: Traits) -> Pair:
    """Weigh two patients against each other, in either order."""
    found = {
        "name": _names(one, other),
        "birth_date": _births(one.birth_date, other.birth_date),
        "address": _addresses(one, other),
        "phone": _sets(one.phones, other.phones, shared=9.0, none=-0.5),
        "email": _texts(one.email, other.email, same=10.0, none=-0.5),
        "identifiers": 16.0 if one.identifiers & other.identifiers else 0.0,
        "sex": _texts(one.sex, other.sex, same=0.9, none=-3.0),
    }
    weight = sum(found.values())
    if _is_somebody_else(one, other, found):
        weight = min(weight, LIKELY - 1)
    first, second = sorted((one.id, other.id))
    shared = tuple(name for name, counts in found.items() if counts > 1)
    return Pair(RecordId(first), RecordId(second), round(weight, 1), shared)


def _can_reach(least: float, one: Traits, other: Traits) -> bool:
    """Whether the best of names would be enough; most who share a key share nothing else."""
    if one.identifiers and other.identifiers:
        return True
    born = _births(one.birth_date, other.birth_date)
    known = born + _addresses(one, other) + _sets(one.phones, other.phones, shared=9.0, none=0.0)
    return known + _MOST_OF_A_NAME + (_MOST_OF_AN_EMAIL if one.email else 1.0) >= least


def _names(one: Traits, other: Traits) -> float:
    straight = _family(one, other) + _given(one.given, other.given)
    if not (one.given and other.family and one.family and other.given):
        return straight
    crossed = [likeness(one.family, other.given), likeness(one.given, other.family)]
    return max(straight, 10.0) if min(crossed) >= _ALIKE else straight


def _family(one: Traits, other: Traits) -> float:
    if not one.family or not other.family:
        return 0.0
    if one.family == other.family:
        return 9.0
    if {one.family} & other.other_names or {other.family} & one.other_names:
        return 7.0
    if likeness(one.family, other.family) >= _ALIKE:
        return 6.0
    is_part = {*one.family.split()} & {*other.family.split()}
    return 4.0 if is_part or sound(one.family) == sound(other.family) else -3.5


def _given(one: str, other: str) -> float:
    if not one or not other:
        return 0.0
    if one == other:
        return 7.0
    first, second = one.split(maxsplit=1)[0], other.split(maxsplit=1)[0]
    if first == second:
        return 6.0
    if likeness(one, other) >= _ALIKE:
        return 4.5
    if is_short_for(first, second):
        return 3.0
    return 1.0 if likeness(first, second) >= 0.75 else -6.0


def _births(one: str, other: str) -> float:
    if not one or not other:
        return 0.0
    if one == other:
        return {10: 13.0, 7: 8.0}.get(len(one), 4.5)
    if len(one) != len(other):  # one of them is partial
        return 4.0 if one.startswith(other) or other.startswith(one) else -5.0
    if is_swapped_date(one, other):
        return 9.0
    if is_one_slip(digits(one), digits(other)):
        return 7.0
    return 0.5 if one[4:] == other[4:] and len(one) == 10 else -6.0


def _addresses(one: Traits, other: Traits) -> float:
    weight = _texts(one.city, other.city, same=4.0, none=-1.0, near=3.0)
    weight += _postal_codes(one.postal_code, other.postal_code)
    if one.street and other.street:
        weight += _streets(one.street, other.street)
    if one.place and other.place:
        alike = overlap(one.place, other.place)
        weight += 6.0 if alike >= 0.8 else 3.0 if alike >= 0.6 else -0.5
    return max(-3.0, min(weight, _MOST_OF_AN_ADDRESS))


def _streets(one: str, other: str) -> float:
    if one == other:
        return 10.0
    alike = overlap(one, other)
    return 8.0 if alike >= 0.85 else 5.0 if alike >= 0.7 else -1.0


def _postal_codes(one: str, other: str) -> float:
    if not one or not other:
        return 0.0
    return 5.0 if one == other else 2.5 if is_one_slip(one, other) else -1.0


def _sets(one: frozenset[str], other: frozenset[str], *, shared: float, none: float) -> float:
    if not one or not other:
        return 0.0
    return none if one.isdisjoint(other) else shared


def _texts(one: str, other: str, *, same: float, none: float, near: float = 0.0) -> float:
    if not one or not other:
        return 0.0
    if one == other:
        return same
    return near if near and likeness(one, other) >= _ALIKE else none


def _is_somebody_else(one: Traits, other: Traits, weights: Mapping[str, float]) -> bool:
    """Whether two share a household and not a person: siblings, spouses, a father and his son."""
    if weights["identifiers"] or weights["birth_date"] > 0:
        return False
    if not (one.birth_date and other.birth_date):
        return False
    is_named_alike = weights["name"] >= _NAMED_ALIKE or not (one.given and other.given)
    return not is_named_alike or one.suffix != other.suffix


def keys_of(one: Traits) -> Iterator[str]:
    """What a person is looked up by: whoever shares a key is compared, nobody else."""
    year = one.birth_date[:4]
    if len(one.birth_date) == 10:
        yield from sorted({f"born {one.birth_date}", f"born {_swapped(one.birth_date)}"})
    for name in filter(None, {one.family, one.given, *one.other_names}):
        if year:
            yield f"name {sound(name)} {year}"
        if one.postal_code:
            yield f"name {sound(name)} at {one.postal_code}"
        if one.city:
            yield f"name {sound(name)} in {one.city[:5]}"
    if one.family and one.given:
        yield "names " + " ".join(sorted((sound(one.family), sound(one.given))))
    if one.street and (one.postal_code or one.city):
        yield f"street {one.street} {one.postal_code or one.city}"
    yield from (f"phone {phone}" for phone in one.phones)
    if one.email:
        yield f"email {one.email}"
    yield from (f"number {system} {value}" for system, value in one.identifiers)


def _swapped(born: str) -> str:
    """A birth date with day and month the other way round, so that both ways meet."""
    return f"{born[:5]}{born[8:]}-{born[5:7]}"


def likely_pairs(people: Sequence[Traits], *, least: float = LIKELY) -> list[Pair]:
    """Every two of many people who may be one person, the likeliest first.

    Only people who share a key are compared; 100,000 of them are not 5 billion pairs.
    """
    blocks: dict[str, list[int]] = defaultdict(list)
    for at, one in enumerate(people):
        for key in keys_of(one):
            blocks[key].append(at)
    met = (
        (one, people[later])
        for at, one in enumerate(people)
        for later in sorted({place for key in keys_of(one) for place in _few(blocks[key])})
        if later > at
    )
    weighed = (compared(one, other) for one, other in met if _can_reach(least, one, other))
    return sorted(
        (pair for pair in weighed if pair.weight >= least),
        key=lambda pair: (-pair.weight, pair.first, pair.second),
    )


def _few(block: list[int]) -> list[int]:
    return block if len(block) <= MOST_IN_A_BLOCK else []


def like(one: Traits, others: Iterable[Traits], *, least: float = LIKELY) -> list[Pair]:
    """Who of others may be this person, the likeliest first."""
    weighed = (compared(one, other) for other in others if other.id != one.id)
    return sorted((pair for pair in weighed if pair.weight >= least), key=lambda pair: -pair.weight)
