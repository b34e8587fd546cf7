"""What becomes of a change that was held back, once its conflict is decided."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.conflict import UNDECIDED
from app.domain.operations import OperationState, RowState
from app.domain.ports import UnitOfWork


def close_held_back(uow: UnitOfWork, rows: Iterable[RowState]) -> None:
    """Nothing waits for a person any more where the conflict about it is decided.

    The server answered the change when it held it back, and both values stand in the conflict:
    so it is settled like any other, and is neither counted nor listed as undecided.
    """
    decided = {
        str(row.body.get("op_id"))
        for row in rows
        if row.entity == "sync_conflict" and row.body and row.body.get("status") not in UNDECIDED
    }
    known = uow.outbox.get(decided) if decided else {}
    over = [key for key, one in known.items() if one.state is OperationState.CONFLICTED]
    if over:
        uow.outbox.mark(over, OperationState.ACKED)
