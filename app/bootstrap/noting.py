"""Audit events about who is at the desk, and about what of the desk itself leaves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.audit import AuditAction
from app.domain.changes import Origin
from app.domain.context import ExecutionContext

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk


def note_handed_out(desk: Desk, action: AuditAction, entity: str) -> None:
    """Write that something is about to leave the program, printed or as a file."""

    def write() -> None:
        with desk.store.unit_of_work(desk.context, origin=Origin.REMOTE) as uow:
            uow.note(action, entity=entity)

    desk.worker.submit(write).result()


def note_presence(
    desk: Desk,
    action: AuditAction,
    context: ExecutionContext | None = None,
    *,
    count: int | None = None,
) -> None:
    """Write that somebody came, went or locked; whoever works at the desk unless said otherwise.

    Origin REMOTE: it is written down in a desk that is for reading only, too.
    """
    who = context or desk.context

    def write() -> None:
        with desk.store.unit_of_work(who, origin=Origin.REMOTE) as uow:
            uow.note(action, entity="user", row_id=who.user_id, result_count=count)

    desk.worker.submit(write).result()
