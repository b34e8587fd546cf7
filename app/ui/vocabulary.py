"""Words that are made out of the declarations: names of fields and record types, choices, reasons.

They stand in no call of `tr`, so this module names them all for packaging/translations.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication, QLocale

from app.domain.context import Purpose
from app.domain.declare import entities
from app.domain.staff import Role

FIELDS = "fields"
ENTITIES = "record_types"
CHOICES = "choices"
REASONS = "reasons"
DATES = "dates"
PATTERNS = (
    "d",
    "d MMM",
    "d MMM yyyy",
    "d MMMM",
    "d MMMM yyyy",
    "dd MMM yyyy",
    "MMM yyyy",
    "MMMM yyyy",
    "ddd, d MMM yyyy",
    "dddd, d MMMM yyyy",
    "ddd d",
    "ddd d MMM",
    "ddd d MMM yyyy",
    "dddd d MMMM",
    "dddd d MMMM yyyy",
)
"""How days are written; app/ui/language.py looks them up."""
_NUMBER = re.compile(r"\d+")
_ENDINGS = ("_id", "_minor", "_cents")


def plain_words(value: str) -> str:
    """A name of the program as words: "on-hold" → "On hold"."""
    return value.replace("-", " ").replace("_", " ").capitalize()


def plain_field(name: str) -> str:
    """A field's name as words: "practitioner_id" → "Practitioner"."""
    for ending in _ENDINGS:
        name = name.removesuffix(ending)
    return plain_words(name)


def field_said(name: str) -> str:
    """A field as forms call it, in the user's language."""
    return QCoreApplication.translate(FIELDS, plain_field(name))


def entity_said(words: str) -> str:
    """A record type, given as words, in the user's language."""
    return QCoreApplication.translate(ENTITIES, words)


def choice_said(value: str) -> str:
    """A stored choice in the user's language; what nobody declared is shown as it is."""
    return QCoreApplication.translate(CHOICES, plain_words(value))


def reason_said(reason: str) -> str:
    """Why a field was refused, in the user's language: "is longer than 40 characters"."""
    said = QCoreApplication.translate(REASONS, reason)
    if said != reason:
        return said
    numbers = iter(range(len(_NUMBER.findall(reason))))
    shape = _NUMBER.sub(lambda _: f"{{{next(numbers)}}}", reason)
    said = QCoreApplication.translate(REASONS, shape)
    return said.format(*_NUMBER.findall(reason)) if said != shape else reason


def inside(words: str) -> str:
    """Words that stood at a line's beginning, for inside a sentence: German nouns stay large."""
    if QLocale().language() is QLocale.Language.German or (len(words) > 1 and words[:2].isupper()):
        return words
    return words[:1].lower() + words[1:]


def vocabularies() -> dict[str, tuple[str, ...]]:
    """Every word of this module by context, for the translations."""
    specs = entities()
    choices = {
        str(one) for spec in specs for item in spec.fields for one in item.fact.choices or ()
    }
    choices |= {str(one) for kind in (Role, Purpose) for one in kind}
    return {
        DATES: PATTERNS,
        FIELDS: _sorted(plain_field(item.name) for spec in specs for item in spec.fields),
        ENTITIES: _sorted(plain_words(spec.name) for spec in specs),
        CHOICES: _sorted(plain_words(one) for one in choices),
    }


def _sorted(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({one for one in words if one}))
