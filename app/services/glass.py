"""Breaking the glass, and its review by an administrator."""

from __future__ import annotations

from dataclasses import replace

from app.domain.access import GLASS_LASTS, SHORTEST_REASON, BreakGlass, is_reason
from app.domain.audit import AuditAction
from app.domain.context import ExecutionContext
from app.domain.errors import InvalidValue, PermissionDenied
from app.domain.ids import PatientId, RecordId, UserId, new_id
from app.domain.patient import Patient
from app.domain.permissions import Permission
from app.domain.ports import Reader, UnitOfWorkFactory
from app.domain.query import Order, Query, all_of, eq
from app.domain.staff import Role, User
from app.services.editing import current
from app.services.reading import every


def break_glass(
    begin: UnitOfWorkFactory, context: ExecutionContext, *, patient_id: PatientId, reason: str
) -> BreakGlass:
    """Open what the role does not show of a patient, for an hour.

    Every administrator of the clinic finds it in the review list. Raises PermissionDenied,
    InvalidValue for a reason that says nothing, RecordNotFound.
    """
    if not is_reason(reason):
        raise InvalidValue("reason", f"needs at least {SHORTEST_REASON} characters")
    with begin(context) as uow:
        current(uow, Patient, patient_id)
        broken = uow.add(
            BreakGlass(
                id=new_id(),
                created_at=uow.now,
                updated_at=uow.now,
                patient_id=patient_id,
                user_id=context.user_id,
                role=context.role,
                reason=reason.strip(),
                broken_at=uow.now,
                ends_at=uow.now + GLASS_LASTS,
            )
        )
        uow.note(
            AuditAction.BREAK_GLASS, entity="patient", row_id=patient_id, patient_id=patient_id
        )
        return broken


def unreviewed(reader: Reader) -> tuple[BreakGlass, ...]:
    """What administrators have not looked at yet, oldest first."""
    query = Query(BreakGlass, where=eq("reviewed_at", None), order=(Order("broken_at"),))
    return tuple(every(reader, query))


def count_unreviewed(reader: Reader) -> int:
    """How much administrators have not looked at yet."""
    return reader.records(BreakGlass).count(Query(BreakGlass, where=eq("reviewed_at", None)))


def review(
    begin: UnitOfWorkFactory, context: ExecutionContext, *, glass_id: RecordId, note: str = ""
) -> BreakGlass:
    """An administrator has looked at it; somebody else's look, where there is somebody else.

    Raises PermissionDenied, RecordNotFound.
    """
    with begin(context) as uow:
        broken = current(uow, BreakGlass, glass_id)
        if broken.user_id == context.user_id and _others_administer(uow, context.user_id):
            raise PermissionDenied(
                Permission.GLASS_REVIEW,
                context.role,
                entity="break_glass",
                row_id=glass_id,
                patient_id=broken.patient_id,
            )
        return uow.save(
            replace(
                broken,
                reviewed_by=context.user_id,
                reviewed_at=uow.now,
                review_note=note.strip(),
            ),
            action="review",
        )


def _others_administer(reader: Reader, user_id: UserId) -> bool:
    administrators = Query(User, where=all_of(eq("role", Role.ADMIN), eq("is_active", True)))
    return any(user.id != user_id for user in every(reader, administrators))
