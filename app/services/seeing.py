"""What of a patient the acting role is shown, asked once for charts, conflicts and drafts alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from app.domain.conflict import SyncConflict
from app.domain.context import ExecutionContext
from app.domain.ids import RecordId
from app.domain.permissions import Need, Scope, Verdict, decide, depends_on_scope
from app.domain.ports import Reader
from app.domain.record_permissions import permission_for

_NOBODY = Verdict(is_allowed=False, needs=Need.NOTHING)


def may_see(
    reader: Reader,
    context: ExecutionContext,
    entity: str,
    *,
    patient_id: RecordId | None,
    now: datetime,
) -> Verdict:
    """Whether the acting role is shown a patient's records of a type."""
    permission = permission_for(entity, "view")
    if permission is None:
        return _NOBODY
    is_own = (
        patient_id is not None
        and depends_on_scope(context.role, permission)
        and reader.cares_for(context, patient_id)
    )
    return decide(
        context.role,
        permission,
        Scope.OWN if is_own else Scope.OTHER,
        is_glass_broken=context.is_glass_broken(patient_id, now=now),
    )


def shown_conflict(
    reader: Reader, context: ExecutionContext, conflict: SyncConflict, *, now: datetime
) -> SyncConflict:
    """A conflict without the values the acting role is not shown; that there is one, stays."""
    verdict = may_see(reader, context, conflict.entity, patient_id=conflict.patient_id, now=now)
    if verdict.is_allowed:
        return conflict
    return replace(conflict, base={}, ours={}, theirs={})
