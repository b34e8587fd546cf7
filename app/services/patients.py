"""Register, find, edit and read patients."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple, TypeVar, cast

from app.domain.appointment import OCCUPYING, Appointment
from app.domain.clinical import Allergy, Condition, MedicationStatement
from app.domain.conflict import UNDECIDED, SyncConflict
from app.domain.context import ExecutionContext
from app.domain.declare import FieldKind, Record, entity_of
from app.domain.errors import InvalidRecord, InvalidValue
from app.domain.family import CareTeamMember
from app.domain.history import Screening
from app.domain.ids import PatientId, RecordId, new_id
from app.domain.patient import Coverage, EmergencyContact, Patient, PatientIdentifier
from app.domain.phi import quiet
from app.domain.ports import Reader, UnitOfWork, UnitOfWorkFactory
from app.domain.query import Condition as Where
from app.domain.query import Order, Query, all_of, eq, gte, one_of
from app.domain.staff import Practitioner
from app.domain.values import normalised_phone
from app.services.duplicates import keep_new_apart
from app.services.editing import current, recorded, tidied, with_changes
from app.services.households import with_household
from app.services.reading import PAGE, every
from app.services.record_numbers import number_for

R = TypeVar("R", bound=Record)

_PHONES = ("phone", "phone_mobile", "phone_work")
_CHILDREN: tuple[type[Record], ...] = (
    PatientIdentifier,
    Coverage,
    EmergencyContact,
    Allergy,
    Condition,
    MedicationStatement,
    Screening,
    CareTeamMember,
)
_EVERYBODY = 10_000_000
"""More patients than a clinic has."""
_NAMED_AT_ONCE = 1000
"""Patients named in one statement; of more, the whole list is read and the rest left out."""
LIST_FIELDS = (
    "id",
    "family_name",
    "given_names",
    "mrn",
    "birth_date",
    "phone",
    "phone_mobile",
    "phone_work",
    "email",
    "sex",
    "status",
    "alert",
    "practitioner_id",
)
"""What a list shows of the patient's own record."""
SORTABLE = {
    "name": ("family_name", "given_names"),
    "born": ("birth_date", "family_name"),
    "mrn": ("mrn",),
}
"""Columns a patient list can be ordered by, and the fields behind them."""


@quiet
@dataclass(frozen=True, slots=True)
class PatientFilter:
    """Which patients a list shows, and in which order.

    text is anything a person types (see Reader.search_patients). only_ids narrows to a given set
    (patients of today, patients with unsent changes).
    """

    text: str = ""
    statuses: tuple[str, ...] = ("active", "inactive", "deceased", "prospective")
    only_ids: frozenset[RecordId] | None = None
    order_by: str = "name"
    descending: bool = False


@quiet
class PatientRow(NamedTuple):
    """One line of a patient list."""

    id: PatientId
    name: str
    mrn: str
    birth_date: str | None
    phone: str | None
    email: str | None
    sex: str
    status: str
    provider: str
    next_visit_at: datetime | None
    allergies: tuple[str, ...]
    alert: str | None
    is_pending: bool
    has_conflict: bool


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class ChartEdit:
    """One saved form: the patient's changed fields and changed, added or removed child rows.

    based_on is the patient as the form first showed it (None: a new patient). children holds new
    or edited child records (an edited one was made with `replace` from what was shown). A changed
    household_id may be a patient's: the household they live in. not_these were shown as like a new
    patient, and somebody said that it is none of them.
    """

    patient_id: PatientId | None
    based_on: Patient | None
    changes: Mapping[str, object]
    children: tuple[Record, ...] = ()
    removed: tuple[Record, ...] = ()
    shown_children: Mapping[RecordId, Record] = field(
        default_factory=lambda: cast("dict[RecordId, Record]", {})
    )
    not_these: tuple[RecordId, ...] = ()


def register(
    begin: UnitOfWorkFactory, context: ExecutionContext, *, changes: Mapping[str, object]
) -> Patient:
    """Create a patient from form fields; without an MRN one is assigned. Raises InvalidRecord."""
    edit = ChartEdit(patient_id=None, based_on=None, changes=changes)
    return save_chart(begin, context, edit=edit)


def update(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    patient_id: PatientId,
    changes: Mapping[str, object],
    based_on: Patient | None = None,
) -> Patient:
    """Change fields of a patient. Raises InvalidRecord, RecordNotFound, StaleVersion."""
    edit = ChartEdit(patient_id=patient_id, based_on=based_on, changes=changes)
    return save_chart(begin, context, edit=edit)


def save_chart(begin: UnitOfWorkFactory, context: ExecutionContext, *, edit: ChartEdit) -> Patient:
    """Save a whole form in one transaction: nothing is half saved.

    A child row that is to be removed and is gone already is no error. Raises InvalidRecord naming
    the fields, RecordNotFound, or StaleVersion when somebody changed the same field meanwhile.
    """
    with begin(context) as uow:
        return put_chart(uow, edit)


def put_chart(uow: UnitOfWork, edit: ChartEdit) -> Patient:
    """Write a whole form as a part of somebody's transaction; see save_chart."""
    if edit.based_on is not None and edit.based_on.id != edit.patient_id:
        raise InvalidValue("patient_id", "is not the patient this form was opened for")
    changes = with_household(uow, _normalised(edit.changes), patient_id=edit.patient_id)
    if edit.patient_id is None:
        patient = uow.add(_new_patient(uow, changes))
        keep_new_apart(uow, patient, edit.not_these)
    else:
        patient = current(uow, Patient, edit.patient_id)
        # Whoever edits child rows only need not be allowed to edit the patient's own record.
        if changes or not (edit.children or edit.removed):
            patient = uow.save(with_changes(patient, changes, based_on=edit.based_on))
    _save_children(uow, patient, edit)
    _remove_children(uow, patient, edit.removed)
    return patient


def list_ids(reader: Reader, *, wanted: PatientFilter) -> tuple[RecordId, ...]:
    """Every patient the filter lets through, in order."""
    conditions: list[Where] = [one_of("status", wanted.statuses)]
    allowed = wanted.only_ids
    if wanted.text.strip():
        # Everybody who matches: a cut list would lose the few that only_ids is about.
        found = reader.search_patients(wanted.text, limit=_EVERYBODY)
        allowed = frozenset(found) if allowed is None else allowed.intersection(found)
    few = allowed is not None and len(allowed) <= _NAMED_AT_ONCE
    if allowed is not None and few:
        conditions.append(one_of("id", sorted(allowed)))
    order = tuple(Order(name, wanted.descending) for name in SORTABLE[wanted.order_by])
    listed = reader.records(Patient).ids(Query(Patient, where=all_of(*conditions), order=order))
    if allowed is None or few:
        return listed
    return tuple(patient_id for patient_id in listed if patient_id in allowed)


def list_rows(
    reader: Reader, *, patient_ids: Sequence[RecordId], now: datetime
) -> dict[RecordId, PatientRow]:
    """The list lines of some patients (a page of about 200)."""
    found = _listed(reader, patient_ids)
    providers = reader.records(Practitioner).get_many({row[-1] for row in found if row[-1]})
    allergies = _active_allergies(reader, patient_ids)
    visits = _next_visits(reader, patient_ids, now)
    pending = reader.rows_with_pending("patient")
    conflicts = _patients_in_conflict(reader)
    lines: dict[RecordId, PatientRow] = {}
    for row in found:
        patient_id, family_name, given_names, mrn, birth_date, phone, mobile, work = row[:8]
        email, sex, status, alert, practitioner_id = row[8:]
        lines[patient_id] = PatientRow(
            id=patient_id,
            name=", ".join(filter(None, (family_name, given_names))),
            mrn=mrn,
            birth_date=birth_date,
            phone=phone or mobile or work,
            email=email,
            sex=sex,
            status=status,
            provider=_provider_name(providers, practitioner_id),
            next_visit_at=visits.get(patient_id),
            allergies=tuple(allergies.get(patient_id, ())),
            alert=alert,
            is_pending=patient_id in pending,
            has_conflict=patient_id in conflicts,
        )
    return lines


def search(reader: Reader, *, text: str, limit: int, now: datetime) -> tuple[PatientRow, ...]:
    """The best matches for what was typed, best first."""
    found = reader.search_patients(text, limit=limit)
    rows = list_rows(reader, patient_ids=found, now=now)
    return tuple(rows[patient_id] for patient_id in found if patient_id in rows)


def id_by_mrn(reader: Reader, *, mrn: str) -> PatientId | None:
    """The patient with exactly this record number."""
    found = reader.records(Patient).ids(Query(Patient, where=eq("mrn", mrn.strip()), limit=1))
    return PatientId(found[0]) if found else None


def _new_patient(uow: UnitOfWork, changes: Mapping[str, Any]) -> Patient:
    fields = tidied(Patient, changes)
    fields.setdefault("family_name", "")
    patient_id = new_id()
    if not fields.get("mrn"):
        fields["mrn"] = number_for(uow, patient_id, lambda mrn: is_mrn_taken(uow, mrn))
    elif is_mrn_taken(uow, fields["mrn"]):
        raise InvalidRecord({"mrn": "belongs to another patient"})
    return Patient(id=patient_id, created_at=uow.now, updated_at=uow.now, **fields)


def is_mrn_taken(reader: Reader, mrn: str) -> bool:
    """Whether some patient has this record number."""
    return reader.records(Patient).count(Query(Patient, where=eq("mrn", mrn))) > 0


def _normalised(changes: Mapping[str, object]) -> dict[str, object]:
    normalised = dict(changes)
    problems: dict[str, str] = {}
    for name in _PHONES:
        value = normalised.get(name)
        if isinstance(value, str) and value.strip():
            try:
                normalised[name] = normalised_phone(value)
            except InvalidValue as error:
                problems[name] = error.reason
    if problems:
        raise InvalidRecord(problems)
    return normalised


def _save_children(uow: UnitOfWork, patient: Patient, edit: ChartEdit) -> None:
    wanted: dict[type[Record], list[Record]] = {}
    for child in edit.children:
        if not isinstance(child, _CHILDREN):
            raise InvalidValue("children", "is not a record of a patient's chart")
        kept = _as_wanted(uow, patient, child, edit.shown_children.get(child.id))
        wanted.setdefault(type(child), []).append(kept)
    for record_type, records in wanted.items():
        uow.records(record_type).set_many(records)


def _as_wanted(uow: UnitOfWork, patient: Patient, child: Record, shown: Record | None) -> Record:
    if shown is None:
        return recorded(uow, _with_patient(child, patient))
    stored = current(uow, type(child), child.id)
    for one in (child, stored):
        _same_patient(uow, patient, one)
    changes = {
        spec.name: getattr(child, spec.name)
        for spec in entity_of(child).fields
        if getattr(child, spec.name) != getattr(shown, spec.name)
    }
    return with_changes(stored, changes, based_on=shown)


def _remove_children(uow: UnitOfWork, patient: Patient, children: Sequence[Record]) -> None:
    for spec in dict.fromkeys(map(entity_of, children)):
        some = [child for child in children if entity_of(child) is spec]
        records = uow.records(spec.record_type)
        for one in (*some, *records.get_many(child.id for child in some).values()):
            _same_patient(uow, patient, one)
        records.delete_many(child.id for child in some)


def _with_patient(child: Record, patient: Patient) -> Record:
    fields: dict[str, Any] = {**tidied(type(child), _text_fields(child)), "patient_id": patient.id}
    return replace(child, **fields)


def _text_fields(child: Record) -> dict[str, object]:
    return {
        spec.name: getattr(child, spec.name)
        for spec in entity_of(child).fields
        if spec.kind is FieldKind.TEXT
    }


def _same_patient(reader: Reader, patient: Patient, child: Record) -> None:
    whose = entity_of(child).patient_of(child)
    if whose != patient.id and whose not in reader.person(patient.id):
        raise InvalidValue("patient_id", "is not the patient this form was opened for")


def _listed(reader: Reader, patient_ids: Sequence[RecordId]) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    for at in range(0, len(patient_ids), PAGE):
        some = tuple(patient_ids[at : at + PAGE])
        query = Query(Patient, where=one_of("id", some), limit=PAGE)
        found += reader.records(Patient).rows(query, LIST_FIELDS)
    return found


def _active_allergies(reader: Reader, patient_ids: Sequence[RecordId]) -> dict[RecordId, list[str]]:
    whole = _records_of(reader, patient_ids)
    query = Query(
        Allergy,
        where=all_of(one_of("patient_id", tuple(whole)), one_of("status", ("active", ""))),
    )
    found: dict[RecordId, list[str]] = {}
    for allergy in every(reader, query):
        for one in whole[allergy.patient_id]:
            found.setdefault(one, []).append(allergy.text)
    return found


def _records_of(
    reader: Reader, patient_ids: Sequence[RecordId]
) -> dict[RecordId, frozenset[RecordId]]:
    """Whose lines a record's details belong to: somebody who was merged has more than one."""
    people, listed = reader.people(), frozenset(patient_ids)
    whole = {one: frozenset([one]) for one in patient_ids}
    for one in people.keys() & listed:
        whole |= dict.fromkeys(people[one], people[one] & listed)
    return whole


def _next_visits(
    reader: Reader, patient_ids: Sequence[RecordId], now: datetime
) -> dict[RecordId, datetime]:
    whole = _records_of(reader, patient_ids)
    query = Query(
        Appointment,
        where=all_of(
            one_of("patient_id", tuple(whole)),
            gte("starts_at", now),
            one_of("status", sorted(OCCUPYING)),
        ),
        order=(Order("starts_at"),),
    )
    found: dict[RecordId, datetime] = {}
    for visit in every(reader, query):
        for one in whole[visit.patient_id]:
            found.setdefault(one, visit.starts_at)
    return found


def _patients_in_conflict(reader: Reader) -> frozenset[RecordId]:
    query = Query(SyncConflict, where=one_of("status", sorted(UNDECIDED)))
    named, people = {row.patient_id for row in every(reader, query)}, reader.people()
    return frozenset(other for one in named if one for other in people.get(one, (one,)))


def _provider_name(
    providers: Mapping[RecordId, Practitioner], practitioner_id: RecordId | None
) -> str:
    provider = providers.get(practitioner_id) if practitioner_id else None
    return provider.display_name if provider else ""
