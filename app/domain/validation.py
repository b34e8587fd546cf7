"""Whether a record may be kept: one pure check that desk and server both call.

What the declaration says (shape, length, emptiness) is checked for every field; what a noun needs
beyond that stands in the table at the end. Choices are not closed: a value from a newer version
is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from functools import cache
from operator import attrgetter
from typing import Any

from app.domain.access import BreakGlass, check_glass
from app.domain.appointment import Appointment, stamps_problem
from app.domain.availability import Organization
from app.domain.clinical import Allergy, Condition, MedicationStatement
from app.domain.declare import EntitySpec, FieldKind, FieldSpec, Record, entity_of
from app.domain.errors import InvalidRecord, InvalidTransition
from app.domain.exporting import ExportRequest, check_request
from app.domain.field_shapes import has_its_type, integers_fit, shape_problem
from app.domain.json_values import json_problem
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
from app.domain.removing import RemovalRequest, check_removal
from app.domain.staff import Clinic, Practitioner, Room, User, VisitType
from app.domain.treatment import PrescriptionStatus
from app.domain.values import (
    is_email,
    is_valid_npi,
    is_zone,
)


def check(
    record: Record, *, today: date, before: Callable[[], Record | None] | None = None
) -> None:
    """Raise InvalidRecord naming every field that is wrong, and why.

    An update (before gives the record as it was kept) answers for what it touches: what was wrong
    before, by other rules or from a newer version, holds up no change of other fields.
    """
    problems = _problems(record, today)
    kept = before() if problems and before is not None else None
    if kept is not None:
        known, touched = _problems(kept, today), _touched(record, kept)
        problems = {
            name: reason
            for name, reason in problems.items()
            if name in touched or known.get(name) != reason
        }
    if problems:
        raise InvalidRecord(problems)


def check_all(records: Sequence[Record], *, today: date) -> None:
    """Raise InvalidRecord for the first of new records of one type that is wrong, as `check` does.

    A field that is plain in all of them is looked at once, not in each.
    """
    shapes = [
        (name, longest, spec)
        for name, longest, spec in _shapes(type(records[0]))
        if not _is_plain(list(map(attrgetter(name), records)), longest, spec)
    ]
    for record in records:
        problems = _problems(record, today, shapes)
        if problems:
            raise InvalidRecord(problems)


def keep_rules(records: Sequence[Record], *, today: date) -> bool:
    """Whether records of one type, whose fields have their shapes, are what their noun needs."""
    rule, found = _RULES.get(type(records[0])), dict[str, str]()
    if rule is not None:
        for record in records:
            rule(record, today, found)
    return not found


def _is_plain(values: list[Any], longest: int, spec: FieldSpec) -> bool:
    """Whether nothing can be wrong about a field's values: texts that can all be seen, numbers,
    days, or none."""
    filled = [value for value in values if value is not None] if spec.nullable else values
    if set(map(type, filled)) <= {_PLAIN_TYPES.get(spec.kind)}:
        return spec.kind is not FieldKind.INTEGER or integers_fit(spec, filled)
    texts = [value for value in filled if isinstance(value, str)]
    if len(texts) < len(filled):
        return False
    return max(map(len, texts)) <= longest and "".join(texts).isprintable()


_PLAIN_TYPES: Mapping[FieldKind, type] = {
    FieldKind.BOOLEAN: bool,
    FieldKind.INTEGER: int,
    FieldKind.DATE: date,
}
"""Kinds of which nothing but the type is asked."""


def _problems(record: Record, today: date, fields: Sequence[_Shape] | None = None) -> Problems:
    shapes: Problems = {}
    is_readable = True
    for name, longest, spec in _shapes(type(record)) if fields is None else fields:
        value = getattr(record, name)
        if value is None and spec.nullable:
            continue
        if type(value) is str and len(value) <= longest and value.isprintable():
            continue  # most fields of most records: asked here, without a call
        reason = shape_problem(spec, value)
        if reason:
            shapes[spec.name] = reason
            is_readable = is_readable and has_its_type(spec, value)
    unknown = json_problem(record.extra) if record.extra else None
    if unknown:
        shapes["extra"] = unknown
    rule = _RULES.get(type(record))
    found: Problems = {}
    if rule and is_readable:  # rules compare: they need texts to be texts
        rule(record, today, found)
    return found | shapes


_Shape = tuple[str, int, FieldSpec]
"""A field, and the characters a text in it may have; -1: it holds no free text."""


@cache
def _shapes(record_type: type[Record]) -> list[_Shape]:
    return [
        (one.name, one.fact.max_length if one.kind is FieldKind.TEXT else -1, one)
        for one in entity_of(record_type).fields
    ]


def _touched(record: Record, kept: Record) -> frozenset[str]:
    """The fields that differ, each with the others of its group."""
    spec = entity_of(record)
    changed = [
        one.group for one in spec.fields if getattr(record, one.name) != getattr(kept, one.name)
    ]
    return frozenset(name for group in changed for name in spec.groups[group])


def check_course(
    spec: EntitySpec, was: str, becomes: str, *, changed: Collection[str], is_free: bool = False
) -> None:
    """Raise where a kept record may not go from one status to another, or is no longer edited.

    A status that this version does not know may have been set by a newer one and goes anywhere,
    but from a known one nobody goes there. So does one that a person decided on in a conflict
    (is_free); what is signed stays signed even so. Raises InvalidTransition, or InvalidRecord where
    only the status may change and more does.
    """
    moves = {"status", *(_MOVES_WITH.get(spec.name, ()) if was != becomes else ())}
    if is_locked(spec, was) and not moves.issuperset(changed):
        raise InvalidRecord({"status": "says it is signed or closed; it stays as it is"})
    if was == becomes or was not in spec.transitions:
        return
    if becomes not in spec.transitions[was] and not (is_free and becomes in spec.transitions):
        raise InvalidTransition(was, becomes)


def steps_to(spec: EntitySpec, was: str, becomes: str) -> tuple[str, ...]:
    """The statuses a record goes through on the shortest way from one to another, the last one
    included; empty where its course never leads there. From a status that this version does not
    know it may go anywhere, as `check_course` has it."""
    if was == becomes or was not in spec.transitions:
        return (becomes,)
    ways: dict[str, tuple[str, ...]] = {was: ()}
    ahead = [was]
    for status in ahead:
        for after in sorted(spec.transitions.get(status, ())):
            if after not in ways:
                ways[after] = (*ways[status], after)
                ahead.append(after)
    return ways.get(becomes, ())


def begins(spec: EntitySpec) -> bool:
    """Whether it matters in which status a new record is."""
    return spec.name in _BEGINS


def check_begin(spec: EntitySpec, status: str | None) -> None:
    """Raise InvalidRecord for a new record in a status that it only comes to."""
    if spec.name in _BEGINS and status not in _BEGINS[spec.name]:
        raise InvalidRecord({"status": "is not where it begins"})


def is_locked(spec: EntitySpec, status: str | None) -> bool:
    """Whether records in this status are neither edited nor deleted."""
    return status in _LOCKED.get(spec.name, ())


_LOCKED: Mapping[str, frozenset[str]] = {
    "health_record": frozenset({"final", "entered-in-error"}),
    "cash_drawer": frozenset({"closed"}),
    "prescription": frozenset(set(PrescriptionStatus) - {PrescriptionStatus.DRAFT}),
}
"""Statuses in which nothing but the status changes."""
_MOVES_WITH: Mapping[str, frozenset[str]] = {"prescription": frozenset({"stop_reason"})}
"""What is said with a new status, and never without one."""
_BEGINS: Mapping[str, frozenset[str]] = {
    "insurance_claim": frozenset({"draft", "ready"}),
    "cash_drawer": frozenset({"open"}),
}
"""Where records begin that are only made so far here: a payer's word, or a count, comes later."""


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
    dates(coverage, None, problems, "valid_from", "valid_to", "eligibility_on")
    in_order(
        coverage.valid_from, coverage.valid_to, problems, valid_to="is before the policy starts"
    )
    if coverage.copay_cents is not None and coverage.copay_cents < 0:
        problems["copay_cents"] = "is negative"


def _check_contact(contact: EmergencyContact, today: date, problems: Problems) -> None:
    required(contact, problems, "name")


_CLINICAL_DAYS: Mapping[type[Record], tuple[str, ...]] = {
    Allergy: ("onset_on", "recorded_on"),
    Condition: ("onset_on", "resolved_on", "recorded_on"),
    MedicationStatement: ("authored_on",),
}


def _check_clinical(record: Record, today: date, problems: Problems) -> None:
    required(record, problems, "text")
    dates(record, None, problems, *_CLINICAL_DAYS.get(type(record), ()))


def _check_practitioner(practitioner: Practitioner, today: date, problems: Problems) -> None:
    required(practitioner, problems, "family_name")
    _email(practitioner.email, problems)
    _npi(practitioner.npi, problems)


def _check_organization(organization: Organization, today: date, problems: Problems) -> None:
    required(organization, problems, "name")
    _email(organization.email, problems)
    _npi(organization.npi, problems)


def _npi(npi: str | None, problems: Problems) -> None:
    if npi is not None and not is_valid_npi(npi):
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
    if not 0 <= clinic.tells_after_min <= MINUTES_OF_A_DAY:
        problems["tells_after_min"] = "is not between 0 and 1440 minutes"


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
    reason = stamps_problem(appointment.stamps)
    if reason:
        problems["stamps"] = reason


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
    Organization: _check_organization,
    Clinic: _check_clinic,
    Room: _check_named,
    User: _check_user,
    VisitType: _check_visit_type,
    Appointment: _check_appointment,
    BreakGlass: check_glass,
    ExportRequest: check_request,
    RemovalRequest: check_removal,
}
