"""What of a patient the acting role is shown, asked once for charts, conflicts and drafts alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from app.domain.conflict import SyncConflict
from app.domain.context import ExecutionContext
from app.domain.declare import entity_named
from app.domain.ids import RecordId
from app.domain.permissions import Need, Permission, Scope, Verdict, decide, depends_on_scope
from app.domain.ports import Reader
from app.domain.reading_rules import coded_fields
from app.domain.record_permissions import ELIGIBILITY, permission_for

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
    return may_do(reader, context, permission, patient_id=patient_id, now=now)


def may_do(
    reader: Reader,
    context: ExecutionContext,
    permission: Permission,
    *,
    patient_id: RecordId | None,
    now: datetime,
) -> Verdict:
    """Whether the acting role may do something with a patient's records, and what would help."""
    is_own = (
        patient_id is not None
        and depends_on_scope(context.role, permission)
        and reader.cares_for(context, patient_id)
    )
    return decide(
        context.role,
        permission,
        Scope.OWN if is_own else Scope.OTHER,
        is_glass_broken=is_glass_broken(reader, context, patient_id, now=now),
    )


def seen_patients(
    reader: Reader, context: ExecutionContext, entity: str, *, now: datetime
) -> frozenset[RecordId] | None:
    """The patients whose records of a type the acting role is shown; None: everybody's."""
    permission = permission_for(entity, "view")
    if permission is None:
        return frozenset()
    if decide(context.role, permission).is_allowed:
        return None
    is_own_shown = decide(context.role, permission, Scope.OWN).is_allowed
    mine: frozenset[RecordId] = reader.in_care(context) if is_own_shown else frozenset()
    opened = {
        one
        for patient_id in context.glass
        if may_see(reader, context, entity, patient_id=patient_id, now=now).is_allowed
        for one in reader.person(patient_id)
    }
    return mine | opened


def is_glass_broken(
    reader: Reader, context: ExecutionContext, patient_id: RecordId | None, *, now: datetime
) -> bool:
    """Whether the glass is open for somebody, by whichever of their records."""
    if not context.glass or patient_id is None:
        return False
    return any(context.is_glass_broken(one, now=now) for one in reader.person(patient_id))


def shown_conflict(
    reader: Reader, context: ExecutionContext, conflict: SyncConflict, *, now: datetime
) -> SyncConflict:
    """A conflict without the values the acting role is not shown; that there is one, stays."""
    verdict = may_see(reader, context, conflict.entity, patient_id=conflict.patient_id, now=now)
    if not verdict.is_allowed:
        return replace(conflict, base={}, ours={}, theirs={})
    hidden = hidden_fields(context, conflict.entity)
    if not hidden:
        return conflict

    def shown(values: Mapping[str, object]) -> dict[str, object]:
        return {name: value for name, value in values.items() if name not in hidden}

    return replace(
        conflict,
        base=shown(conflict.base),
        ours=shown(conflict.ours),
        theirs=shown(conflict.theirs),
    )


def hidden_fields(context: ExecutionContext, entity: str) -> frozenset[str]:
    """Fields the acting role is not shown of records it sees: codes on money, what a payer said of
    a policy."""
    if entity == "coverage" and not decide(context.role, Permission.ELIGIBILITY_VIEW).is_allowed:
        return ELIGIBILITY
    coded = coded_fields(entity_named(entity))
    is_shown = not coded or decide(context.role, Permission.CODES_VIEW).is_allowed
    return frozenset() if is_shown else coded
