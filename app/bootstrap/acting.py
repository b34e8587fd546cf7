"""In which role somebody works at a desk, and as whom patients know them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.bootstrap.facts import role_of
from app.domain.changes import Origin
from app.domain.context import ExecutionContext
from app.domain.errors import PermissionDenied
from app.domain.permissions import acting_roles
from app.domain.staff import User

if TYPE_CHECKING:
    from app.storage.store import LocalStore


def still_fits(context: ExecutionContext, user: User) -> bool:
    """Whether somebody may go on as they do; their record can change while they work."""
    is_theirs = context.role in acting_roles(user.role)
    return is_theirs and context.practitioner_id == user.practitioner_id


def everyday(context: ExecutionContext, user: User) -> ExecutionContext:
    """The same user in their everyday role, as their record says now."""
    role = acting_roles(user.role)[0]
    return replace(context, role=role, practitioner_id=user.practitioner_id)


def acting_as(store: LocalStore, context: ExecutionContext, acting: str | None) -> ExecutionContext:
    """The context of a user in a role of theirs (None: the everyday one; on the writer thread).
    Raises PermissionDenied for a role that is not theirs, which the trail then holds."""
    account = role_of(store, context)
    roles = acting_roles(account)
    if acting is not None and acting not in roles:
        # REMOTE: a desk that is for reading only writes this down, too.
        with store.unit_of_work(replace(context, role=roles[0]), origin=Origin.REMOTE):
            raise PermissionDenied(f"act as {acting}", account)
    with store.reader() as reader:
        user = reader.records(User).get(context.user_id)
    return replace(
        context,
        role=acting or roles[0],
        practitioner_id=user.practitioner_id if user else None,
    )
