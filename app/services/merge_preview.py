"""What two records of a patient hold, side by side, before anybody decides what becomes of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.domain.audit import AuditAction
from app.domain.context import ExecutionContext
from app.domain.declare import EntitySpec, entities, entity_of
from app.domain.duplicates import Pair, Traits, compared, traits_of
from app.domain.errors import InvalidValue, PermissionDenied
from app.domain.ids import PatientId, RecordId
from app.domain.merging import MergeStatus, PatientMerge
from app.domain.patient import Patient, PatientIdentifier
from app.domain.permissions import Permission, decide
from app.domain.phi import quiet
from app.domain.ports import Reader, UnitOfWork, UnitOfWorkFactory
from app.domain.query import Order, Query, all_of, eq
from app.domain.staff import User
from app.services.editing import current
from app.services.naming import name_of
from app.services.reading import every
from app.services.seeing import may_see


@quiet
@dataclass(frozen=True, slots=True)
class Difference:
    """A field the two hold differently; both values as they are stored."""

    field: str
    first: object
    second: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """How many records of one type each of the two has, at this desk or put away at the server."""

    entity: str
    first: int
    second: int
    is_money: bool
    """Whether they are only ever added to: such records never change hands."""


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """Two records of a patient side by side."""

    first: Patient
    second: Patient
    pair: Pair
    differences: tuple[Difference, ...]
    holdings: tuple[Holding, ...]
    """Of the types the acting role is shown, and only those one of the two has something of."""
    has_hidden: bool
    """There are record types the acting role is not shown; what they hold is not told."""
    names: Mapping[str, str] = field(default_factory=dict[str, str])
    """What the records are called that a differing field names, by identifier."""


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class MergedRecord:
    """A record that is not used any more because it was merged into another one."""

    patient_id: PatientId
    name: str
    mrn: str
    merged_at: datetime
    merged_by: str
    """Who merged them; "" where this desk does not know the user."""


def compare(
    begin: UnitOfWorkFactory, context: ExecutionContext, first: PatientId, second: PatientId
) -> Preview:
    """Put two patients side by side; the look is in the audit trail of both.

    For those who may merge patients. Raises InvalidValue for one patient alone, RecordNotFound,
    PermissionDenied.
    """
    if first == second:
        raise InvalidValue("patient_id", "is the same record twice")
    with begin(context) as uow:
        for patient_id in (first, second):
            require_merge(uow, patient_id)
        one, other = current(uow, Patient, first), current(uow, Patient, second)
        uow.note(AuditAction.VIEW, entity="patient", result_count=2, subjects=[first, second])
        kinds = [spec for spec in entities() if spec.patient_field == "patient_id"]
        shown = [spec for spec in kinds if _is_shown(uow, spec, first, second)]
        away = [uow.at_server.counts(key) for key in (first, second)]
        counted = [_holding(uow, spec, (first, second), away) for spec in shown]
        unlike = differences(one, other)
        return Preview(
            first=one,
            second=other,
            pair=compared(_traits(uow, one), _traits(uow, other)),
            differences=unlike,
            names=_names(uow, unlike),
            holdings=tuple(each for each in counted if each.first or each.second),
            has_hidden=len(shown) < len(kinds),
        )


def merged_into(
    reader: Reader, context: ExecutionContext, patient_id: PatientId, *, now: datetime
) -> tuple[MergedRecord, ...]:
    """Whose records are used under this patient's now, the latest first; () where none is, or
    the acting role is not shown this one."""
    if not may_see(reader, context, "patient", patient_id=patient_id, now=now).is_allowed:
        return ()
    asked = Query(
        PatientMerge,
        where=all_of(eq("patient_id", patient_id), eq("status", MergeStatus.MERGED.value)),
        order=(Order("merged_at", descending=True),),
    )
    people, users = reader.records(Patient), reader.records(User)
    found: list[MergedRecord] = []
    for one in every(reader, asked):
        merged, by = people.get(one.merged_id), users.get(one.merged_by)
        if merged is not None:
            found.append(
                MergedRecord(
                    patient_id=one.merged_id,
                    name=merged.display_name,
                    mrn=merged.mrn,
                    merged_at=one.merged_at,
                    merged_by=by.display_name if by is not None else "",
                )
            )
    return tuple(found)


def differences(one: Patient, other: Patient) -> tuple[Difference, ...]:
    """The fields two patients hold differently, in the order they are declared."""
    return tuple(
        Difference(spec.name, getattr(one, spec.name), getattr(other, spec.name))
        for spec in entity_of(Patient).fields
        if getattr(one, spec.name) != getattr(other, spec.name)
    )


def require_merge(uow: UnitOfWork, patient_id: RecordId) -> None:
    """Raise PermissionDenied unless the acting role may merge patients and is shown this one."""
    role = uow.context.role
    if not decide(role, Permission.PATIENT_MERGE).is_allowed:
        raise PermissionDenied(
            Permission.PATIENT_MERGE, role, entity="patient", patient_id=patient_id
        )
    verdict = may_see(uow, uow.context, "patient", patient_id=patient_id, now=uow.now)
    if not verdict.is_allowed:
        raise PermissionDenied(
            Permission.PATIENT_VIEW,
            role,
            verdict.needs,
            entity="patient",
            patient_id=patient_id,
        )


def _names(uow: UnitOfWork, unlike: Iterable[Difference]) -> dict[str, str]:
    by_name, names = entity_of(Patient).by_name, dict[str, str]()
    for one in unlike:
        refers_to = by_name[one.field].fact.refers_to
        for key in (one.first, one.second):
            if refers_to and isinstance(key, str) and key:
                record_id = RecordId(key)
                names[key] = name_of(uow, uow.context, refers_to, record_id, now=uow.now)
    return names


def _is_shown(uow: UnitOfWork, spec: EntitySpec, *patient_ids: RecordId) -> bool:
    return all(
        may_see(uow, uow.context, spec.name, patient_id=one, now=uow.now).is_allowed
        for one in patient_ids
    )


def _holding(
    reader: Reader,
    spec: EntitySpec,
    patient_ids: tuple[RecordId, RecordId],
    away: Sequence[Mapping[str, int]],
) -> Holding:
    kind = spec.record_type
    first, second = (
        reader.records(kind).count(Query(kind, where=eq("patient_id", key)))
        + put_away.get(spec.name, 0)
        for key, put_away in zip(patient_ids, away, strict=True)
    )
    return Holding(entity=spec.name, first=first, second=second, is_money=spec.is_append_only)


def _traits(reader: Reader, patient: Patient) -> Traits:
    numbers = Query(PatientIdentifier, where=eq("patient_id", patient.id))
    return traits_of(patient, every(reader, numbers))
