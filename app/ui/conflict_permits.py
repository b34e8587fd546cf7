"""Which decisions about a conflict the acting role may take, and why not the others."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from app.domain.conflict import ConflictKind, Resolution, SyncConflict, stays_as_it_stands
from app.domain.permissions import Permission
from app.domain.record_permissions import permission_for
from app.ui.permitted import Permits

_DECISIONS = (Resolution.MINE, Resolution.THEIRS, Resolution.EDITED, Resolution.BOTH)


def decision_whys(permits: Permits, conflict: SyncConflict) -> Mapping[str, str]:
    """By decision, why the role may not take it: a decision is the change that follows from it.

    Whose visit or patient it is, is asked when the decision is carried out.
    """
    why = permits.why_not(Permission.CONFLICT_RESOLVE)
    if why:
        return {str(decision): why for decision in _DECISIONS}
    if stays_as_it_stands(conflict.entity):
        stays = QCoreApplication.translate(
            "conflicts", "What was entered stays as it stands; the other values are kept here."
        )
        return {"mine": stays, "theirs": "", "edited": stays, "both": stays}
    change = _why(permits, conflict, "update")
    if conflict.kind == ConflictKind.DOUBLE_BOOKING:
        return {str(decision): change for decision in _DECISIONS}
    mine = change
    if conflict.kind == ConflictKind.DELETE_UPDATE:
        is_deletion = conflict.op_kind == "delete"
        mine = _why(permits, conflict, "delete" if is_deletion else "restore") or mine
        change = change if is_deletion else mine
    return {"mine": mine, "theirs": "", "edited": change, "both": change}


def _why(permits: Permits, conflict: SyncConflict, verb: str) -> str:
    permission = permission_for(conflict.entity, verb)
    if permission is None:
        return ""
    return permits.why_not(permission, patient_id=conflict.patient_id, is_own=True)
