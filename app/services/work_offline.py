"""The "work offline" switch, remembered: nothing is sent until somebody turns it off again."""

from __future__ import annotations

from app.domain.changes import Origin
from app.domain.context import ExecutionContext
from app.domain.ports import UnitOfWorkFactory

OFFLINE_FACT = "work_offline"
_YES = "yes"


def remember_offline(
    begin: UnitOfWorkFactory, context: ExecutionContext, *, is_offline: bool
) -> None:
    """Keep how the switch stands (on the writer thread). Raises StorageError."""
    with begin(context, origin=Origin.REMOTE) as uow:
        uow.meta.set(OFFLINE_FACT, _YES if is_offline else None)


def is_switched_offline(fact: str | None) -> bool:
    """Whether what was kept says that somebody switched to working offline."""
    return fact == _YES
