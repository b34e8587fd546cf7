"""The clinic, its workstations, its people and its rooms."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from app.domain.declare import Fact, Record, entity
from app.domain.ids import PractitionerId, RecordId

LONGEST_CLINIC_NAME = 200
LONGEST_USERNAME = 100


def is_name(text: str, *, longest: int) -> bool:
    """Whether a text can name a clinic or somebody who signs in: printable, not empty."""
    return bool(text.strip()) and len(text) <= longest and text.isprintable()


class Role(StrEnum):
    """What a user does at the clinic; the permission matrix is keyed by it."""

    FRONT_DESK = "front_desk"
    CLINICIAN = "clinician"
    BILLING = "billing"
    ADMIN = "admin"


class RoomKind(StrEnum):
    """What a room is for."""

    EXAM = "exam"
    LAB = "lab"
    THERAPY = "therapy"
    OTHER = "other"


@entity("clinic", order=0)
@dataclass(frozen=True, slots=True, kw_only=True)
class Clinic(Record):
    """The tenant: every other record belongs to exactly one clinic."""

    name: Annotated[str, Fact(max_length=LONGEST_CLINIC_NAME)]
    zone: Annotated[str, Fact(max_length=64)] = "America/New_York"
    """IANA time zone; every time on screen is in this zone, whatever the computer's is."""
    country: Annotated[str, Fact(max_length=2)] = "US"
    """ISO 3166-1 alpha-2; the default region of phone numbers and addresses."""
    opens_at: Annotated[int, Fact(unit="minutes after midnight", group="hours")] = 8 * 60
    closes_at: Annotated[int, Fact(unit="minutes after midnight", group="hours")] = 18 * 60
    currency: Annotated[str, Fact(max_length=3)] = "USD"
    """ISO 4217; what amounts are entered in."""
    adjustment_limit_minor: Annotated[int, Fact(unit="minor units")] = 50_000
    """What the front desk may charge for a visit, or adjust of a charge, by hand with a reason."""
    tells_after_min: Annotated[int, Fact(unit="minutes")] = 3
    """How long a message to the patient of a moved or cancelled visit is held back before it is
    drafted; 0: none is drafted."""


@entity("workstation", order=1)
@dataclass(frozen=True, slots=True, kw_only=True)
class Workstation(Record):
    """One enrolled computer; changes carry its identifier."""

    name: Annotated[str, Fact(max_length=200)]
    is_active: bool = True


@entity("practitioner", order=1, indexes=(("family_name", "given_names"),))
@dataclass(frozen=True, slots=True, kw_only=True)
class Practitioner(Record):
    """Somebody patients have appointments with."""

    family_name: Annotated[str, Fact(group="name", searchable=True, max_length=200)]
    given_names: Annotated[str, Fact(group="name", searchable=True, max_length=200)] = ""
    prefix: Annotated[str, Fact(group="name", max_length=50)] = ""
    npi: Annotated[str | None, Fact(max_length=10)] = None
    """US National Provider Identifier: 10 digits, Luhn with prefix 80840 (45 CFR 162.406)."""
    email: Annotated[str | None, Fact(max_length=254)] = None
    specialty: Annotated[str, Fact(max_length=200)] = ""
    colour: Annotated[int, Fact(unit="palette index")] = 0
    is_schedulable: bool = True
    """Whether the day view gives this practitioner a column."""

    @property
    def display_name(self) -> str:
        """Prefix and family name, as on a door: "Dr. Weiß"."""
        return f"{self.prefix} {self.family_name}".strip()


@entity("user", order=2, indexes=(("username",),))
@dataclass(frozen=True, slots=True, kw_only=True)
class User(Record):
    """Somebody who signs in. Passwords and keys are never part of the record."""

    username: Annotated[str, Fact(max_length=LONGEST_USERNAME)]
    display_name: Annotated[str, Fact(max_length=200)]
    role: Annotated[str, Fact(choices=Role, max_length=40)] = Role.FRONT_DESK
    practitioner_id: Annotated[PractitionerId | None, Fact(refers_to="practitioner")] = None
    is_active: bool = True


@entity("room", order=1)
@dataclass(frozen=True, slots=True, kw_only=True)
class Room(Record):
    """A place where an appointment happens."""

    name: Annotated[str, Fact(max_length=100)]
    kind: Annotated[str, Fact(choices=RoomKind, max_length=40)] = RoomKind.EXAM
    location_id: Annotated[RecordId | None, Fact(refers_to="location")] = None
    is_active: bool = True


@entity("visit_type", order=1)
@dataclass(frozen=True, slots=True, kw_only=True)
class VisitType(Record):
    """A kind of appointment the clinic offers, with its usual length."""

    name: Annotated[str, Fact(max_length=200)]
    length_min: Annotated[int, Fact(unit="minutes")] = 30
    code: Annotated[str | None, Fact(max_length=100)] = None
    is_active: bool = True
