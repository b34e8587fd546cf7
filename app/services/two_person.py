"""What two people do together: a second person's word on what somebody asked for, and the names
of both."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeVar

from app.domain.context import ExecutionContext
from app.domain.declare import entity_of
from app.domain.errors import InvalidValue, PermissionDenied
from app.domain.ids import UserId
from app.domain.permissions import Permission, decide
from app.domain.ports import Reader, UnitOfWork
from app.domain.staff import User
from app.domain.two_person import APPROVED, REFUSED, TwoPersonRequest

T = TypeVar("T", bound=TwoPersonRequest)


def require_second(
    context: ExecutionContext, permission: Permission, request: TwoPersonRequest
) -> None:
    """Raise PermissionDenied to whose role does not decide, and to who asked in whatever role."""
    is_in_matrix = decide(context.role, permission, has_reason=True).is_allowed
    if not is_in_matrix or request.requested_by == context.user_id:
        raise denial(context, permission, request)


def answered(
    uow: UnitOfWork, context: ExecutionContext, request: T, *, is_allowed: bool, note: str
) -> T:
    """A second person allows it, or refuses it; the note says why.

    Raises PermissionDenied, InvalidValue where it waits no more or nothing is said.
    """
    if not note.strip():
        raise InvalidValue("decision_note", "is required")
    if not request.is_open(uow.now) or (is_allowed and request.decided_by):
        raise InvalidValue("status", "is decided or over")
    return uow.save(
        replace(
            request,
            status=APPROVED if is_allowed else REFUSED,
            decided_by=context.user_id,
            decided_at=uow.now,
            decision_note=note.strip(),
        ),
        action="decide",
        reason=note.strip(),
    )


def names_of(reader: Reader, people: Iterable[UserId | None]) -> Callable[[UserId | None], str]:
    """What the people are called; "" for who is no longer listed, and for nobody."""
    users = reader.records(User).get_many({one for one in people if one is not None})

    def name(user_id: UserId | None) -> str:
        user = users.get(user_id) if user_id else None
        return user.display_name if user else ""

    return name


def denial(
    context: ExecutionContext, permission: Permission, request: TwoPersonRequest
) -> PermissionDenied:
    """That somebody may not do this with a request; the trail keeps it."""
    entity = entity_of(request).name
    return PermissionDenied(permission, context.role, entity=entity, row_id=request.id)
