"""Acting as administrator in a command: the passphrase just given is the fresh proof it takes."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from app.domain.changes import Origin
from app.domain.context import ExecutionContext
from app.domain.errors import PermissionDenied
from app.domain.permissions import Permission, Scope, acting_roles, decide

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk


def require_admin(
    desk: Desk, permission: Permission, *, role: str | None = None
) -> ExecutionContext:
    """The context to go on with, in the strongest role the account can act in.

    role is what the account is where this desk's own records do not decide it. Raises
    PermissionDenied, which the trail then holds.
    """
    role = acting_roles(desk.user.role if role is None else role)[-1]
    return require(desk, replace(desk.context, role=role), permission)


def require(
    desk: Desk, context: ExecutionContext, permission: Permission, scope: Scope = Scope.OTHER
) -> ExecutionContext:
    """Go on as somebody whose role may do this. Raises PermissionDenied, which the trail then
    holds."""
    if not decide(context.role, permission, scope).is_allowed:
        desk.worker.submit(lambda: _deny(desk, context, permission)).result()
    return context


def note_denial(desk: Desk, context: ExecutionContext, permission: Permission) -> None:
    """Write down that something was refused to somebody; raises nothing."""
    with suppress(PermissionDenied):
        desk.worker.submit(lambda: _deny(desk, context, permission)).result()


def _deny(desk: Desk, context: ExecutionContext, permission: Permission) -> None:
    # REMOTE: a desk that is for reading only writes this down, too.
    with desk.store.unit_of_work(context, origin=Origin.REMOTE):
        raise PermissionDenied(permission, context.role)
