"""The desk's view of a record: the server's last word with the waiting changes replayed on top.

Nothing is ever undone by inverting a change: a refused change is simply left out of the replay.
"""

from __future__ import annotations

from dataclasses import replace

from app.domain.ids import RecordId
from app.domain.operations import Operation, OperationResult, Pending, RowState, Shadow
from app.protocol.merge import fold

FINAL = frozenset({"applied", "merged", "conflict", "rejected"})
"""Statuses after which the server will not look at the operation again."""


def shadow_of(row: RowState) -> Shadow:
    """What the server said, kept as a shadow."""
    return Shadow(
        entity=row.entity,
        row_id=RecordId(row.id),
        version=row.version,
        body=None if row.deleted else row.body,
        is_deleted=row.deleted,
    )


def after_result(shadow: Shadow, operation: Operation, result: OperationResult) -> Shadow:
    """The shadow after the server's final answer to the oldest waiting operation.

    An answer older than the shadow (given again after a lost reply) changes nothing: the pull
    already brought its effect. Where the answer skips versions this desk has not seen, the
    version stays behind on purpose, so that the pull brings the record as a whole.
    """
    if result.row is not None:
        is_newer = result.row.version > shadow.version
        return shadow_of(result.row) if is_newer else shadow
    if result.status not in ("applied", "merged") or result.version <= shadow.version:
        return shadow
    body = fold(shadow.body, [operation])
    is_next = result.version == shadow.version + 1 and result.status == "applied"
    version = result.version if is_next else shadow.version
    return replace(shadow, version=version, body=body, is_deleted=body is None)


def is_incomplete(shadow: Shadow, result: OperationResult) -> bool:
    """Whether the server holds more about this record than its answer told."""
    return result.version > shadow.version


def rebased_version(later: Pending, operation: Operation, result: OperationResult) -> int | None:
    """The base a not yet sent change gets when an earlier one of its record was accepted.

    None leaves it alone: it was sent before (the server compares resent operations word for
    word), or it stands on a newer version, or the answer mixed in somebody else's change, or it was
    not made on top of the accepted one: what is sent anew keeps the base it was made on.
    """
    base, before = later.operation.base_version, operation.base_version
    is_on_top = before < 0 < base or abs(base) >= abs(before)
    if result.status != "applied" or later.attempts or not is_on_top:
        return None
    return result.version if base < result.version else None
