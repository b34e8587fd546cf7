"""Texts that are used again: which there are, and what stands in their fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.domain.appointment import Appointment
from app.domain.context import ExecutionContext
from app.domain.ids import PatientId
from app.domain.message import MessageTemplate, ThreadCategory
from app.domain.patient import Patient
from app.domain.phi import quiet
from app.domain.ports import Reader
from app.domain.query import Order, Query, all_of, eq, gte
from app.domain.staff import Clinic, User
from app.services.editing import current
from app.services.reading import every

FIELDS = ("patient", "first_name", "clinic", "user", "today", "next_visit")
"""What a template can ask for in braces; anything else in braces waits for a person."""
_FIELD = re.compile(r"\{([a-z_]+)\}")


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class FieldValues:
    """What the fields of a template stand for, as plain values; None: there is no such thing."""

    patient: str | None
    first_name: str | None
    clinic: str
    user: str
    today: date
    next_visit: datetime | None


def active(reader: Reader) -> tuple[MessageTemplate, ...]:
    """The clinic's templates of messages that are in use, by name."""
    return tuple(one for one in _in_use(reader) if one.category != ThreadCategory.CONSENT)


def for_consents(reader: Reader) -> tuple[MessageTemplate, ...]:
    """The clinic's texts that patients sign, by name."""
    return tuple(one for one in _in_use(reader) if one.category == ThreadCategory.CONSENT)


def _in_use(reader: Reader) -> Iterator[MessageTemplate]:
    asked = Query(MessageTemplate, where=eq("is_active", value=True), order=(Order("name"),))
    return every(reader, asked)


def values_for(
    reader: Reader, context: ExecutionContext, *, patient_id: PatientId | None, now: datetime
) -> FieldValues:
    """What the fields stand for in a message about a patient, or about nobody."""
    clinic = current(reader, Clinic, context.clinic_id)
    user = reader.records(User).get(context.user_id)
    patient = reader.records(Patient).get(patient_id) if patient_id else None
    return FieldValues(
        patient=full_name(patient) if patient else None,
        first_name=(patient.given_names or patient.family_name) if patient else None,
        clinic=clinic.name,
        user=user.display_name if user else "",
        today=now.astimezone(ZoneInfo(clinic.zone)).date(),
        next_visit=_next_visit(reader, patient, now) if patient else None,
    )


def filled(text: str, values: Mapping[str, str | None]) -> str:
    """A template's text with its fields filled; one nothing is known for stays in braces."""

    def fill(field: re.Match[str]) -> str:
        return values.get(field[1]) or field[0]

    return _FIELD.sub(fill, text)


def open_fields(text: str) -> tuple[str, ...]:
    """The fields of a text that still stand in braces, each once."""
    return tuple(dict.fromkeys(_FIELD.findall(text)))


def full_name(patient: Patient) -> str:
    """How a message names its reader."""
    return " ".join(filter(None, (patient.given_names, patient.family_name)))


def _next_visit(reader: Reader, patient: Patient, now: datetime) -> datetime | None:
    ahead = all_of(eq("patient_id", patient.id), eq("status", "booked"), gte("starts_at", now))
    visit = reader.records(Appointment).find_one(
        Query(Appointment, where=ahead, order=(Order("starts_at"),), limit=1)
    )
    return visit.starts_at if visit else None
