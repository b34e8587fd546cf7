"""Texts that are used again: which there are, and what stands in their fields."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.domain.appointment import Appointment
from app.domain.context import ExecutionContext
from app.domain.errors import InvalidValue
from app.domain.ids import PatientId, RecordId, new_id
from app.domain.message import MessageTemplate
from app.domain.patient import Patient
from app.domain.phi import quiet
from app.domain.ports import Reader, UnitOfWorkFactory
from app.domain.query import Order, Query, all_of, eq, gte
from app.domain.staff import Clinic, User
from app.services.editing import current, with_changes
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
    """The clinic's templates that are in use, by name."""
    asked = Query(MessageTemplate, where=eq("is_active", value=True), order=(Order("name"),))
    return tuple(every(reader, asked))


def values_for(
    reader: Reader, context: ExecutionContext, *, patient_id: PatientId | None, now: datetime
) -> FieldValues:
    """What the fields stand for in a message about a patient, or about nobody."""
    clinic = current(reader, Clinic, context.clinic_id)
    user = reader.records(User).get(context.user_id)
    patient = reader.records(Patient).get(patient_id) if patient_id else None
    return FieldValues(
        patient=_full_name(patient) if patient else None,
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


def keep(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    template_id: RecordId | None,
    changes: Mapping[str, object],
) -> MessageTemplate:
    """Make a template, or change one. Raises InvalidRecord, InvalidValue, RecordNotFound."""
    with begin(context) as uow:
        if template_id is not None:
            known = current(uow, MessageTemplate, template_id)
            return uow.save(with_changes(known, changes, based_on=None))
        name = str(changes.get("name", "")).strip()
        if not name:
            raise InvalidValue("name", "is required")
        fresh = MessageTemplate(id=new_id(), created_at=uow.now, updated_at=uow.now, name=name)
        return uow.add(with_changes(fresh, changes, based_on=None))


def _full_name(patient: Patient) -> str:
    return " ".join(filter(None, (patient.given_names, patient.family_name)))


def _next_visit(reader: Reader, patient: Patient, now: datetime) -> datetime | None:
    ahead = all_of(eq("patient_id", patient.id), eq("status", "booked"), gte("starts_at", now))
    visit = reader.records(Appointment).find_one(
        Query(Appointment, where=ahead, order=(Order("starts_at"),), limit=1)
    )
    return visit.starts_at if visit else None
