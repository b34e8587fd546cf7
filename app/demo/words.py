"""The word lists of the demo clinic, read from resources/demo."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TypedDict, cast

_FOLDER = Path(__file__).parents[2] / "resources" / "demo"


class Culture(TypedDict):
    """Names that go together, and how common they are at this clinic."""

    weight: int
    language: str
    female: list[str]
    male: list[str]
    family: list[str]


class People(TypedDict):
    """Names and where people live; a place is city, state, postal code, area code."""

    cultures: list[Culture]
    streets: list[str]
    places: list[list[str]]
    relationships: list[str]
    employers: list[str]


class AllergyWords(TypedDict):
    """One allergy and how often it comes."""

    text: str
    category: str
    criticality: str
    reaction: str
    severity: str
    weight: int


class ConditionWords(TypedDict):
    """One diagnosis (ICD-10-CM), from which age it comes and what is taken for it."""

    text: str
    code: str
    from_age: int
    medication: str
    dosage: str


class VisitWords(TypedDict):
    """One visit type with its usual reasons."""

    name: str
    length_min: int
    weight: int
    reasons: list[str]


class PractitionerWords(TypedDict):
    """One practitioner, their room, the visit types they do and their visits on the first day."""

    prefix: str
    given_names: str
    family_name: str
    specialty: str
    room: str
    types: list[str]
    today: int


class Clinical(TypedDict):
    """What patients have, what the clinic offers and who works there."""

    allergies: list[AllergyWords]
    conditions: list[ConditionWords]
    payers: list[str]
    payers_from_65: list[str]
    alerts: list[str]
    visit_types: list[VisitWords]
    practitioners: list[PractitionerWords]
    rooms: list[list[str]]


@cache
def people() -> People:
    """Names and places."""
    return cast("People", _read("people.json"))


@cache
def clinical() -> Clinical:
    """Clinical words and the clinic's staff."""
    return cast("Clinical", _read("clinical.json"))


def _read(name: str) -> object:
    return json.loads((_FOLDER / name).read_text(encoding="utf-8"))
