"""While desks send again what a server that was put back to an older backup lost."""

from __future__ import annotations

from app.domain.errors import PatientDeleted
from app.domain.operations import ROW_LOST, Operation, OperationResult
from app.server.ledger import Ledger
from app.server.references import named_by

_LOST = frozenset({"not_found", PatientDeleted.code})
"""A record, or a patient who was brought back, that the backup does not know."""


def held_back(ledger: Ledger, operation: Operation, result: OperationResult) -> OperationResult:
    """The answer, or "wait" instead of a refusal for want of a record that another desk may still
    bring back: nobody knows in which order they come."""
    if result.status != "rejected":
        return result
    is_missing = result.code in _LOST or not all(
        ledger.exists(key) for key in named_by([operation], {})
    )
    if not is_missing:
        return result
    return OperationResult(op_id=operation.op_id, status="blocked", code=ROW_LOST)
