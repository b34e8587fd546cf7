"""What two records of a patient hold, side by side, before anybody decides what becomes of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.audit import AuditAction
from app.domain.context import ExecutionContext
from app.domain.declare import EntitySpec, entities, entity_of
from app.domain.duplicates import Pair, Traits, compared, traits_of
from app.domain.errors import InvalidValue, PermissionDenied
from app.domain.ids import PatientId, RecordId
from app.domain.patient import Patient, PatientIdentifier
from app.domain.permissions import Permission, decide
from app.domain.phi import quiet
from app.domain.ports import Reader, UnitOfWork, UnitOfWorkFactory
from app.domain.query import Query, eq
from app.services.editing import current
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
        return Preview(
            first=one,
            second=other,
            pair=compared(_traits(uow, one), _traits(uow, other)),
            differences=differences(one, other),
            holdings=tuple(each for each in counted if each.first or each.second),
            has_hidden=len(shown) < len(kinds),
        )


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
