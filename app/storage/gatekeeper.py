"""Asks the role matrix before a row is written: whose it is, and whether the acting role may.

The rules are in domain/permissions.py; here is only what they need to know of the database.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from app.domain.context import ExecutionContext
from app.domain.declare import EntitySpec
from app.domain.errors import PermissionDenied
from app.domain.ids import RecordId
from app.domain.permissions import (
    Permission,
    Scope,
    decide,
    depends_on_scope,
    permission_for,
)
from app.storage.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """One write that is about to happen."""

    spec: EntitySpec
    verb: str
    row_id: RecordId
    patient_id: RecordId | None
    practitioner_ids: Collection[bytes | None] = ()
    """Whose visit it is and was."""
    fields: Collection[str] = ()
    """What an update changes, or which optional fields a create fills."""
    reason: str = ""


class Gatekeeper:
    """Checks the writes of one unit of work."""

    def __init__(self, session: Session, context: ExecutionContext, now: datetime) -> None:
        self._session = session
        self._context = context
        self._now = now

    def check(self, touch: Touch) -> None:
        """Raise PermissionDenied unless the acting role may do this."""
        permission = permission_for(touch.spec.name, touch.verb, touch.fields)
        context = self._context
        name = permission or f"{touch.spec.name}.{touch.verb}"
        needs = ""
        if permission is not None:
            verdict = decide(
                context.role,
                permission,
                self._scope(permission, touch),
                has_reason=bool(touch.reason or context.reason),
                is_glass_broken=context.is_glass_broken(touch.patient_id, now=self._now),
            )
            if verdict.is_allowed:
                return
            needs = verdict.needs
        raise PermissionDenied(
            name,
            context.role,
            needs,
            entity=touch.spec.name,
            row_id=touch.row_id,
            patient_id=touch.patient_id,
        )

    def check_import(self) -> None:
        """Raise PermissionDenied unless the acting role may bring files in."""
        role = self._context.role
        if not decide(role, Permission.IMPORT_RECORDS).is_allowed:
            raise PermissionDenied(Permission.IMPORT_RECORDS, role)

    def _scope(self, permission: Permission, touch: Touch) -> Scope:
        if not depends_on_scope(self._context.role, permission):
            return Scope.OTHER
        return Scope.OWN if self._is_own(touch) else Scope.OTHER

    def _is_own(self, touch: Touch) -> bool:
        context, entity = self._context, touch.spec.name
        if entity == "user":
            return touch.row_id == context.user_id
        if entity == "workstation":
            return touch.row_id == context.workstation_id
        if context.practitioner_id is None:
            return False
        mine = bytes.fromhex(context.practitioner_id)
        if entity == "appointment":
            return all(one == mine for one in touch.practitioner_ids)
        return touch.patient_id is not None and cares_for(self._session, mine, touch.patient_id)


def cares_for(session: Session, practitioner: bytes, patient_id: RecordId) -> bool:
    """Whether a patient is in a practitioner's care: theirs by record, or with a visit."""
    patient = bytes.fromhex(patient_id)
    found = session.one(
        "SELECT 1 FROM patient WHERE id = ? AND practitioner_id = ? UNION ALL "
        "SELECT 1 FROM appointment WHERE patient_id = ? AND practitioner_id = ? "
        "AND deleted_at IS NULL LIMIT 1",
        (patient, practitioner, patient, practitioner),
    )
    return found is not None
