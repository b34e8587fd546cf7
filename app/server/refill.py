"""While desks send again what a server that was put back to an older backup lost."""

from __future__ import annotations

from app.domain.errors import PatientDeleted
from app.domain.operations import ROW_LOST, Operation, OperationResult
from app.server.decide import DENIED
from app.server.ledger import Ledger
from app.server.references import named_by
from app.server.removals import is_removed

_LOST = frozenset({"not_found", PatientDeleted.code})
"""A record, or a patient who was brought back, that the backup does not know."""


def held_back(ledger: Ledger, operation: Operation, result: OperationResult) -> OperationResult:
    """The answer, or "wait" instead of a refusal for want of a record that another desk may still
    bring back: nobody knows in which order they come."""
    is_missing = _waits_for_removal(ledger, operation) or (
        result.status == "rejected"
        and (
            result.code in _LOST
            or _waits_for_leave(operation, result)
            or not all(ledger.exists(key) for key in named_by([operation], {}))
        )
    )
    if not is_missing:
        return result
    return OperationResult(op_id=operation.op_id, status="blocked", code=ROW_LOST)


def _waits_for_leave(operation: Operation, result: OperationResult) -> bool:
    """Whether a patient's removal was refused for want of the request that was allowed."""
    is_removal = (operation.entity, operation.kind) == ("patient", "delete")
    return is_removal and result.code == DENIED


def _waits_for_removal(ledger: Ledger, operation: Operation) -> bool:
    """Whether a request is said to be carried out before the removal itself is here again."""
    if operation.action != "carry_out":
        return False
    row = ledger.rows.get((operation.entity, operation.id))
    return row is not None and row.body is not None and not is_removed(ledger, row.body)
