"""When and where visits can be, and which other houses there are: sites, hours, closed days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from app.domain.declare import Fact, PhiClass, Record, entity
from app.domain.ids import PractitionerId, RecordId, RoomId

_Minute = Annotated[int, Fact(unit="minutes after midnight", group="hours")]


class Weekday(StrEnum):
    """ISO 8601 week, in the words of RFC 5545."""

    MONDAY = "MO"
    TUESDAY = "TU"
    WEDNESDAY = "WE"
    THURSDAY = "TH"
    FRIDAY = "FR"
    SATURDAY = "SA"
    SUNDAY = "SU"


@entity("location", order=0)
@dataclass(frozen=True, slots=True, kw_only=True)
class Location(Record):
    """A site of the clinic (FHIR R4 Location)."""

    name: Annotated[str, Fact(max_length=200)]
    phone: Annotated[str | None, Fact(max_length=40)] = None
    address_line: Annotated[str | None, Fact(group="address")] = None
    city: Annotated[str | None, Fact(group="address", max_length=200)] = None
    state: Annotated[str | None, Fact(group="address", max_length=100)] = None
    postal_code: Annotated[str | None, Fact(group="address", max_length=20)] = None
    zone: Annotated[str | None, Fact(max_length=64)] = None
    """IANA time zone where it differs from the clinic's."""
    is_active: bool = True


@entity("organization", order=0, indexes=(("name",),))
@dataclass(frozen=True, slots=True, kw_only=True)
class Organization(Record):
    """Another house the clinic has to do with: a hospital, a practice (FHIR R4 Organization)."""

    name: Annotated[str, Fact(max_length=200)]
    npi: Annotated[str | None, Fact(max_length=10)] = None
    """US National Provider Identifier: 10 digits, Luhn with prefix 80840 (45 CFR 162.406)."""
    phone: Annotated[str | None, Fact(max_length=40)] = None
    email: Annotated[str | None, Fact(max_length=254)] = None
    address_line: Annotated[str | None, Fact(group="address")] = None
    city: Annotated[str | None, Fact(group="address", max_length=200)] = None
    state: Annotated[str | None, Fact(group="address", max_length=100)] = None
    postal_code: Annotated[str | None, Fact(group="address", max_length=20)] = None
    is_active: bool = True


@entity("practitioner_schedule", order=2, indexes=(("practitioner_id", "weekday"),))
@dataclass(frozen=True, slots=True, kw_only=True)
class PractitionerSchedule(Record):
    """A stretch of a weekday in which a practitioner sees patients, in the clinic's wall time."""

    practitioner_id: Annotated[PractitionerId, Fact(refers_to="practitioner")]
    weekday: Annotated[str, Fact(choices=Weekday, max_length=2, group="hours")]
    begins_at: _Minute
    ends_at: _Minute
    location_id: Annotated[RecordId | None, Fact(refers_to="location")] = None
    room_id: Annotated[RoomId | None, Fact(refers_to="room")] = None
    valid_from: Annotated[date | None, Fact(group="period")] = None
    valid_to: Annotated[date | None, Fact(group="period")] = None
    """The last day it holds."""


@entity("holiday", order=2, indexes=(("on",),))
@dataclass(frozen=True, slots=True, kw_only=True)
class Holiday(Record):
    """A day on which the clinic, or one of its locations, is closed."""

    on: date
    name: Annotated[str, Fact(max_length=200)]
    location_id: Annotated[RecordId | None, Fact(refers_to="location")] = None


@entity("block", order=2, indexes=(("starts_at",), ("practitioner_id", "starts_at")))
@dataclass(frozen=True, slots=True, kw_only=True)
class Block(Record):
    """Time that cannot be booked: a meeting, a lunch, a broken room."""

    starts_at: Annotated[datetime, Fact(group="slot")]
    ends_at: Annotated[datetime, Fact(group="slot")]
    reason: Annotated[str, Fact(phi=PhiClass.SCHEDULE, max_length=200)]
    practitioner_id: Annotated[
        PractitionerId | None, Fact(group="slot", refers_to="practitioner")
    ] = None
    room_id: Annotated[RoomId | None, Fact(group="slot", refers_to="room")] = None
