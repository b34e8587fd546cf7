"""Who is registered already and may be the person that is being typed in."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from app.domain.duplicates import (
    LIKELY,
    SIMILAR,
    NewPerson,
    Pair,
    like,
    traits_of,
    traits_of_new,
)
from app.domain.ids import RecordId
from app.domain.patient import Patient
from app.domain.phi import quiet
from app.domain.ports import Reader
from app.services.duplicates import candidates, search_words
from app.services.patients import PatientRow, list_rows

_BEGINNINGS = (4, 3, 2)
"""Letters of a family name that a slip leaves alone more often than not."""


@quiet
class Similar(NamedTuple):
    """Somebody registered, and how surely it is the person who is typed in."""

    row: PatientRow
    is_likely: bool
    """Whether enough is shared that a save stops once to show them."""


def similar_to(
    reader: Reader, person: NewPerson, *, limit: int, now: datetime
) -> tuple[Similar, ...]:
    """Patients like somebody who is typed in, the likeliest first; () while too little is typed.

    A name is like another that is spelt a little differently; what contradicts (another given
    name, another birth date) speaks against it.
    """
    if not person.is_enough:
        return ()
    asked = traits_of_new(person)
    beginnings = [asked.family[:letters] for letters in _BEGINNINGS if asked.family]
    found = candidates(reader, dict.fromkeys([*search_words(asked), *beginnings]))
    people = reader.records(Patient).get_many(found).values()
    pairs = like(asked, [traits_of(one) for one in people], least=SIMILAR)[:limit]
    weights = {other_of(pair, asked.id): pair.weight for pair in pairs}
    rows = list_rows(reader, patient_ids=list(weights), now=now)
    return tuple(
        Similar(rows[key], weight >= LIKELY) for key, weight in weights.items() if key in rows
    )


def other_of(pair: Pair, one: RecordId) -> RecordId:
    """The other of two."""
    return pair.second if pair.first == one else pair.first
