"""Who is connected to whom, and through what: household, guarantor, contacts, care team."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.domain.ids import RecordId

MOST_STEPS = 4
"""Further than that everybody of a small town is related."""


class LinkKind(StrEnum):
    """What two of them have to do with each other."""

    HOUSEHOLD = "household"
    GUARANTOR = "guarantor"
    """The patient answers for the one before."""
    DEPENDANT = "dependant"
    """The one before answers for the patient."""
    CONTACT = "contact"
    """Named as somebody to call for the one before."""
    CALLED_FOR = "called_for"
    """Somebody to call for whom the one before is named."""
    PRACTITIONER = "practitioner"
    CARE_TEAM = "care_team"


@dataclass(frozen=True, slots=True)
class Link:
    """One step: what it is, and to whom it leads."""

    kind: LinkKind
    entity: str
    record_id: RecordId


@dataclass(frozen=True, slots=True)
class Connection:
    """Somebody who can be reached, by a shortest way; its last link leads to them."""

    way: tuple[Link, ...]

    @property
    def record_id(self) -> RecordId:
        """Who it is."""
        return self.way[-1].record_id

    @property
    def entity(self) -> str:
        """patient or practitioner."""
        return self.way[-1].entity

    @property
    def steps(self) -> int:
        """How far away."""
        return len(self.way)


@dataclass(frozen=True, slots=True)
class Circle:
    """Everybody who is connected to a patient, the nearest first."""

    people: tuple[Connection, ...]
    has_more: bool = False
    """There are more than are told here."""
