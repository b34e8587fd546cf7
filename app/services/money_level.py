"""How far money that is entered at a desk has to have got before anybody goes on: chosen here.

Everything else is kept at the desk and sent by itself; a receipt may be worth waiting for.
"""

from __future__ import annotations

from app.domain.changes import Origin
from app.domain.consistency import Consistency
from app.domain.context import ExecutionContext
from app.domain.errors import PermissionDenied
from app.domain.permissions import Permission, decide
from app.domain.ports import UnitOfWorkFactory

MONEY_FACT = "money_consistency"


def money_level(begin: UnitOfWorkFactory, context: ExecutionContext) -> Consistency:
    """The level chosen at this desk; LOCAL until somebody chose (on the writer thread)."""
    with begin(context, origin=Origin.REMOTE) as uow:
        kept = uow.meta.get(MONEY_FACT)
    known = {str(one): one for one in Consistency}
    return known.get(kept or "", Consistency.LOCAL)


def choose_money_level(
    begin: UnitOfWorkFactory, context: ExecutionContext, *, level: Consistency
) -> None:
    """Choose it, for everybody at this desk (on the writer thread). Raises PermissionDenied for
    who takes no money."""
    verdict = decide(context.role, Permission.PAYMENT_TAKE)
    with begin(context, origin=Origin.REMOTE) as uow:
        if not verdict.is_allowed:
            raise PermissionDenied(Permission.PAYMENT_TAKE, context.role, verdict.needs)
        uow.meta.set(MONEY_FACT, None if level is Consistency.LOCAL else str(level))
