"""While desks send again what a server that was put back to an older backup lost."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.declare import entity_named
from app.domain.ids import is_record_id
from app.domain.operations import Operation, OperationResult
from app.server.ledger import Key, Ledger

ROW_LOST = "row_lost"


def held_back(ledger: Ledger, operation: Operation, result: OperationResult) -> OperationResult:
    """The answer, or "wait" instead of a refusal for want of a record that another desk may still
    bring back: nobody knows in which order they come."""
    if result.status != "rejected":
        return result
    is_missing = result.code == "not_found" or not all(
        ledger.exists(key) for key in _named(operation)
    )
    if not is_missing:
        return result
    return OperationResult(op_id=operation.op_id, status="blocked", code=ROW_LOST)


def _named(operation: Operation) -> Iterator[Key]:
    """The records an operation comes to name."""
    try:
        spec = entity_named(operation.entity)
    except KeyError:
        return
    values = {name: change.new for name, change in operation.patch.items()} | (operation.full or {})
    for field in spec.fields:
        target, value = field.fact.refers_to, values.get(field.name)
        for one in value if isinstance(value, list) else (value,):  # pyright: ignore[reportUnknownVariableType]  (JSON)
            if target and isinstance(one, str) and is_record_id(one):
                yield target, one
