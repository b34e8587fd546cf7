"""Removing a patient who was registered in error: asked for, allowed, carried out, by three people;
and bringing them back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.context import ExecutionContext
from app.domain.errors import InvalidValue, PatientKept, PermissionDenied
from app.domain.ids import PatientId, RecordId, UserId, new_id
from app.domain.patient import Patient
from app.domain.permissions import Permission, decide
from app.domain.phi import quiet
from app.domain.ports import Reader, UnitOfWork, UnitOfWorkFactory
from app.domain.query import Order, Query, all_of, eq, ne, none_of
from app.domain.removing import (
    Hold,
    Kept,
    RemovalRequest,
    RemovalStatus,
    holds,
    is_third_person,
)
from app.services.editing import current
from app.services.two_person import answered, denial, names_of, require_second

_SHOWN = 200
"""Requests that are listed: the latest."""


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRemoval:
    """A request with the names behind it, and what the acting user may do with it now.

    kept: of what kind the records are that stand in the way, where it is open. is_gone: the
    patient is removed now.
    """

    request: RemovalRequest
    patient: str
    mrn: str
    birth_date: str
    asked_by: str
    decided_by: str
    carried_out_by: str
    kept: tuple[Kept, ...]
    is_open: bool
    is_gone: bool
    may_decide: bool
    may_carry_out: bool
    may_bring_back: bool


def may_ask(context: ExecutionContext) -> bool:
    """Whether the acting role asks for removals, with a reason."""
    return decide(context.role, Permission.PATIENT_DELETE_REQUEST, has_reason=True).is_allowed


def ask(
    begin: UnitOfWorkFactory, context: ExecutionContext, *, patient_id: PatientId, reason: str
) -> RemovalRequest:
    """Ask that a patient is removed.

    Raises PermissionDenied, PatientKept where there are records to keep, InvalidValue where it is
    asked for already, InvalidRecord where nothing is said, RecordNotFound.
    """
    with begin(context) as uow:
        if not may_ask(context):
            raise PermissionDenied(
                Permission.PATIENT_DELETE_REQUEST,
                context.role,
                entity="removal_request",
                patient_id=patient_id,
            )
        current(uow, Patient, patient_id)
        refuse_kept(uow, patient_id)
        if _open_request(uow, patient_id) is not None:
            raise InvalidValue("patient_id", "is asked for already")
        request = RemovalRequest(
            id=new_id(),
            created_at=uow.now,
            updated_at=uow.now,
            patient_id=patient_id,
            reason=reason.strip(),
            requested_by=context.user_id,
            role=context.role,
            requested_at=uow.now,
        )
        return uow.add(request, reason=request.reason)


def decide_on(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    request_id: RecordId,
    is_allowed: bool,
    note: str,
) -> RemovalRequest:
    """A clinician allows a removal that somebody else asked for, or refuses it.

    Raises PermissionDenied (to who asked, too), PatientKept, InvalidValue where it waits no more
    or nothing is said, RecordNotFound.
    """
    with begin(context) as uow:
        request = current(uow, RemovalRequest, request_id)
        require_second(context, Permission.PATIENT_DELETE_APPROVE, request)
        if is_allowed:
            refuse_kept(uow, request.patient_id)
        return answered(uow, context, request, is_allowed=is_allowed, note=note)


def carry_out(
    begin: UnitOfWorkFactory, context: ExecutionContext, *, request_id: RecordId
) -> RemovalRequest:
    """A third person removes the patient: a tombstone, and what hung on it stays with it.

    Raises PermissionDenied (to who asked and who allowed it, too), PatientKept, InvalidValue where
    nobody allowed it, RecordNotFound.
    """
    with begin(context) as uow:
        return _removed(uow, context, current(uow, RemovalRequest, request_id))


def remove(uow: UnitOfWork, context: ExecutionContext, patient_id: PatientId) -> None:
    """Remove a patient as a part of somebody's transaction, on the request that was allowed.

    Raises as `carry_out` does.
    """
    request = _open_request(uow, patient_id)
    if request is None:
        raise InvalidValue("status", "is not allowed by a second person, or not any more")
    _removed(uow, context, request)


def bring_back(
    begin: UnitOfWorkFactory, context: ExecutionContext, *, request_id: RecordId
) -> Patient:
    """Bring a removed patient back as they were, with what hung on them.

    Raises PermissionDenied, RecordNotFound, InvalidValue where they are not removed.
    """
    with begin(context) as uow:
        request = current(uow, RemovalRequest, request_id)
        if uow.records(Patient).has(request.patient_id):
            raise InvalidValue("patient_id", "is not removed")
        return uow.restore(Patient, request.patient_id, reason=request.reason)


def kept_by(reader: Reader, *, patient_id: PatientId) -> tuple[Kept, ...]:
    """Of what kind the records are that keep a patient from being removed: here, and what this
    desk knows to be at the server."""
    found: set[Kept] = set()
    at_server = reader.at_server.counts(patient_id)
    for hold in holds():
        if hold.kind in found:
            continue
        if at_server.get(hold.spec.name) or _is_held(reader, patient_id, hold):
            found.add(hold.kind)
    return tuple(one for one in Kept if one in found)


def refuse_kept(reader: Reader, patient_id: PatientId) -> None:
    """Raise PatientKept where there are records to keep of a patient."""
    found = kept_by(reader, patient_id=patient_id)
    if found:
        raise PatientKept(found)


def listed(reader: Reader, context: ExecutionContext, *, now: datetime) -> tuple[ShownRemoval, ...]:
    """The requests, the latest first. Raises PermissionDenied to who has no part in them."""
    permission = Permission.PATIENT_DELETE_VIEW
    if not decide(context.role, permission).is_allowed:
        raise PermissionDenied(permission, context.role, entity="removal_request")
    query = Query(RemovalRequest, order=(Order("requested_at", descending=True),), limit=_SHOWN)
    found = reader.records(RemovalRequest).find(query).rows
    name = names_of(
        reader,
        (
            user_id
            for one in found
            for user_id in (one.requested_by, one.decided_by, one.carried_out_by)
        ),
    )
    return tuple(_shown(reader, one, name, context, now=now) for one in found)


def _shown(
    reader: Reader,
    request: RemovalRequest,
    name: Callable[[UserId | None], str],
    context: ExecutionContext,
    *,
    now: datetime,
) -> ShownRemoval:
    patient = reader.records(Patient).get(request.patient_id, include_deleted=True)
    is_gone = patient is None or patient.deleted_at is not None
    is_open = request.is_open(now) and not is_gone
    is_mine = request.requested_by == context.user_id

    def may(permission: Permission) -> bool:
        return decide(context.role, permission, has_reason=True).is_allowed

    is_third = is_third_person(context.user_id, request.requested_by, request.decided_by)
    is_approved = request.status == RemovalStatus.APPROVED
    return ShownRemoval(
        request=request,
        patient=patient.display_name if patient else "",
        mrn=patient.mrn if patient else "",
        birth_date=(patient.birth_date or "") if patient else "",
        asked_by=name(request.requested_by),
        decided_by=name(request.decided_by),
        carried_out_by=name(request.carried_out_by),
        kept=kept_by(reader, patient_id=request.patient_id) if is_open else (),
        is_open=is_open,
        is_gone=is_gone,
        may_decide=is_open and not is_mine and may(Permission.PATIENT_DELETE_APPROVE),
        may_carry_out=is_open and is_approved and is_third and may(Permission.PATIENT_DELETE),
        may_bring_back=(
            is_gone
            and request.status == RemovalStatus.CARRIED_OUT
            and may(Permission.PATIENT_RESTORE)
        ),
    )


def _removed(uow: UnitOfWork, context: ExecutionContext, request: RemovalRequest) -> RemovalRequest:
    permission = Permission.PATIENT_DELETE
    is_in_matrix = decide(context.role, permission).is_allowed
    if not is_in_matrix or not is_third_person(
        context.user_id, request.requested_by, request.decided_by
    ):
        raise denial(context, permission, request)
    if request.status != RemovalStatus.APPROVED or not request.is_open(uow.now):
        raise InvalidValue("status", "is not allowed by a second person, or not any more")
    current(uow, Patient, request.patient_id)
    refuse_kept(uow, request.patient_id)
    # The patient first: the server takes the other only where the patient is removed there.
    uow.delete(Patient, request.patient_id, reason=request.reason)
    return uow.save(
        replace(
            request,
            status=RemovalStatus.CARRIED_OUT,
            carried_out_by=context.user_id,
            carried_out_at=uow.now,
        ),
        action="carry_out",
        reason=request.reason,
    )


def _open_request(uow: UnitOfWork, patient_id: PatientId) -> RemovalRequest | None:
    """What is asked for a patient and not over, the latest first."""
    query = Query(
        RemovalRequest,
        where=eq("patient_id", patient_id),
        order=(Order("requested_at", descending=True),),
    )
    requests = uow.records(RemovalRequest).find_many(query)
    return next((one for one in requests if one.is_open(uow.now)), None)


def _is_held(reader: Reader, patient_id: PatientId, hold: Hold) -> bool:
    where = [eq(hold.field, patient_id), ne("id", patient_id)]
    if hold.over:
        where.append(none_of("status", sorted(hold.over)))
    query = Query(hold.spec.record_type, where=all_of(*where))
    return reader.records(hold.spec.record_type).count(query) > 0
