"""Whether a record may be kept: one pure check that desk and server both call.

What the declaration says (shape, length, emptiness) is checked for every field; what a noun needs
beyond that stands in the table at the end. Choices are not closed: a value from a newer version
is kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from app.domain.access import GLASS_LASTS, SHORTEST_REASON, BreakGlass, is_reason
from app.domain.appointment import Appointment
from app.domain.clinical import Allergy, Condition, MedicationStatement
from app.domain.declare import EntitySpec, FieldKind, FieldSpec, Record, entity_of
from app.domain.errors import InvalidRecord, InvalidTransition
from app.domain.patient import Coverage, EmergencyContact, Patient, PatientIdentifier
from app.domain.record_rules import (
    MINUTES_OF_A_DAY,
    RULES,
    Problems,
    Rule,
    currency,
    dates,
    in_order,
    required,
)
from app.domain.staff import Clinic, Practitioner, Room, User, VisitType
from app.domain.values import (
    is_email,
    is_valid_npi,
    is_zone,
    turns_text,
)

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def check(record: Record, *, today: date) -> None:
    """Raise InvalidRecord naming every field that is wrong, and why."""
    problems: Problems = {}
    for spec in entity_of(record).fields:
        reason = _shape_problem(spec, getattr(record, spec.name))
        if reason:
            problems[spec.name] = reason
    rule = _RULES.get(type(record))
    if rule and not problems:
        rule(record, today, problems)
    if problems:
        raise InvalidRecord(problems)


def check_change(spec: EntitySpec, was: str | None, becomes: str | None) -> None:
    """Raise where a kept record may not become another one; was and becomes are its statuses,
    None where it has none.

    A status that this version does not know goes anywhere: a newer one may have more of them.
    Raises InvalidTransition, or InvalidRecord where it is no longer edited.
    """
    now_at, then = str(was), str(becomes)
    if now_at == then:
        if now_at in _LOCKED.get(spec.name, ()):
            raise InvalidRecord({"status": "says it is signed; amend it by another note"})
    elif {now_at, then} <= spec.transitions.keys() and then not in spec.transitions[now_at]:
        raise InvalidTransition(now_at, then)


_LOCKED: Mapping[str, frozenset[str]] = {"health_record": frozenset({"final"})}
"""Statuses in which a record is no longer edited."""


def _shape_problem(spec: FieldSpec, value: object) -> str | None:
    if value is None:
        return None if spec.nullable else "may not be empty"
    if not isinstance(value, _PYTHON_TYPES[spec.kind]) or (
        spec.kind is FieldKind.INTEGER and isinstance(value, bool)
    ):
        return f"is not a {spec.kind.value}"
    if isinstance(value, str):
        if len(value) > spec.fact.max_length:
            return f"is longer than {spec.fact.max_length} characters"
        if _CONTROL.search(value):
            return "contains a control character"
        if turns_text(value):
            return "contains a mark that turns the text around"
    if isinstance(value, datetime) and value.tzinfo is None:
        return "has no time zone"
    return None


def _email(value: str | None, problems: Problems) -> None:
    if value is not None and not is_email(value):
        problems["email"] = "is not an e-mail address"


def _check_patient(patient: Patient, today: date, problems: Problems) -> None:
    required(patient, problems, "mrn", "family_name")
    dates(patient, today, problems, "birth_date", "deceased_on")
    in_order(patient.birth_date, patient.deceased_on, problems, deceased_on="is before the birth")
    _email(patient.email, problems)
    if patient.guarantor_id == patient.id:
        problems["guarantor_id"] = "is the patient; leave it empty instead"


def _check_identifier(identifier: PatientIdentifier, today: date, problems: Problems) -> None:
    required(identifier, problems, "value")
    dates(identifier, None, problems, "valid_from", "valid_to")


def _check_coverage(coverage: Coverage, today: date, problems: Problems) -> None:
    required(coverage, problems, "payer")
    dates(coverage, None, problems, "valid_from", "valid_to")
    in_order(
        coverage.valid_from, coverage.valid_to, problems, valid_to="is before the policy starts"
    )
    if coverage.copay_cents is not None and coverage.copay_cents < 0:
        problems["copay_cents"] = "is negative"


def _check_contact(contact: EmergencyContact, today: date, problems: Problems) -> None:
    required(contact, problems, "name")


def _check_clinical(record: Record, today: date, problems: Problems) -> None:
    required(record, problems, "text")


def _check_practitioner(practitioner: Practitioner, today: date, problems: Problems) -> None:
    required(practitioner, problems, "family_name")
    _email(practitioner.email, problems)
    if practitioner.npi is not None and not is_valid_npi(practitioner.npi):
        problems["npi"] = "is not a National Provider Identifier"


def _check_clinic(clinic: Clinic, today: date, problems: Problems) -> None:
    required(clinic, problems, "name")
    if not is_zone(clinic.zone):
        problems["zone"] = "is not a time zone"
    if not 0 <= clinic.opens_at < clinic.closes_at <= MINUTES_OF_A_DAY:
        problems["closes_at"] = "is not after the opening, on the same day"
    currency(clinic, problems)
    if clinic.adjustment_limit_minor < 0:
        problems["adjustment_limit_minor"] = "is negative"


def _check_named(record: Room, today: date, problems: Problems) -> None:
    required(record, problems, "name")


def _check_user(user: User, today: date, problems: Problems) -> None:
    required(user, problems, "username", "display_name")


def _check_visit_type(visit_type: VisitType, today: date, problems: Problems) -> None:
    required(visit_type, problems, "name")
    if not 5 <= visit_type.length_min <= 480:
        problems["length_min"] = "is not between 5 and 480 minutes"


def _check_appointment(appointment: Appointment, today: date, problems: Problems) -> None:
    if appointment.ends_at <= appointment.starts_at:
        problems["ends_at"] = "is not after the start"


_PYTHON_TYPES: Mapping[FieldKind, type | tuple[type, ...]] = {
    FieldKind.TEXT: str,
    FieldKind.REFERENCE: str,
    FieldKind.INTEGER: int,
    FieldKind.BOOLEAN: bool,
    FieldKind.DATE: date,
    FieldKind.INSTANT: datetime,
    FieldKind.LIST: tuple,
    FieldKind.JSON: (Mapping, list, tuple),
}


def _check_glass(broken: BreakGlass, _today: date, problems: Problems) -> None:
    if not is_reason(broken.reason):
        problems["reason"] = f"needs at least {SHORTEST_REASON} characters"
    if not timedelta(0) < broken.ends_at - broken.broken_at <= GLASS_LASTS:
        problems["ends_at"] = "is not within an hour"


_RULES: Mapping[type[Record], Rule] = {
    **RULES,
    Patient: _check_patient,
    PatientIdentifier: _check_identifier,
    Coverage: _check_coverage,
    EmergencyContact: _check_contact,
    Allergy: _check_clinical,
    Condition: _check_clinical,
    MedicationStatement: _check_clinical,
    Practitioner: _check_practitioner,
    Clinic: _check_clinic,
    Room: _check_named,
    User: _check_user,
    VisitType: _check_visit_type,
    Appointment: _check_appointment,
    BreakGlass: _check_glass,
}
