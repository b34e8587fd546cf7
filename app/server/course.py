"""Whether an update keeps to the course of a record's status: the desks' own rule, asked again."""

from __future__ import annotations

from app.domain.declare import EntitySpec
from app.domain.operations import Operation, WireBody
from app.domain.validation import begins, check_begin, check_course
from app.protocol.merge import Merged
from app.server.brought import brings
from app.server.ledger import Ledger


def check_update(
    ledger: Ledger, spec: EntitySpec, operation: Operation, body: WireBody, merged: Merged
) -> None:
    """Raise where a record's status may not go there, or where it is no longer edited."""
    if not spec.transitions or "status" not in body:
        return
    check_course(
        spec,
        str(body["status"]),
        str(merged.body["status"]),
        changed=merged.changed,
        is_free=_was_decided(ledger, operation),
    )


def check_start(spec: EntitySpec, operation: Operation, body: WireBody) -> None:
    """Raise where a new record says it is further than one begins; another system's may be."""
    if operation.kind == "create" and begins(spec) and not brings(operation):
        check_begin(spec, body.get("status"))


def _was_decided(ledger: Ledger, operation: Operation) -> bool:
    """Whether who made this decided a conflict about the record, in the same batch before it."""
    return any(
        entity == "sync_conflict"
        and row.body is not None
        and row.body["resolved_by"] == operation.actor_id
        and operation.id in (row.body["row_id"], row.body.get("other_row_id"))
        for (entity, _), row in ledger.rows.items()
    )
