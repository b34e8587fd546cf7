"""Why patient data is used, told from what is done: nobody is asked, and nobody can choose.

Treatment, payment and operations are HIPAA's three (45 CFR 164.506); what is seen behind broken
glass is an emergency, and what the program does by itself is the system's.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache

from app.domain.audit import AuditAction
from app.domain.context import ExecutionContext, Purpose
from app.domain.ids import RecordId
from app.domain.record_permissions import permission_for
from app.domain.staff import Role

_PAYMENT = frozenset(
    {
        "coverage",
        "eligibility",
        "claim",
        "codes",
        "balance",
        "totals",
        "payment",
        "charge",
        "adjustment",
        "refund",
        "void",
        "receipt",
        "statement",
    }
)
"""Areas of the role matrix that are about money."""
_OPERATIONS = frozenset(
    {
        "schedule",
        "clinic",
        "user",
        "workstation",
        "audit",
        "conflict",
        "glass",
        "export",
        "import",
        "pin",
        "key",
        "backup",
        "desk",
    }
)
"""Areas that keep the clinic running; every other one is somebody's chart."""
_SYSTEM = frozenset(
    {
        *(AuditAction.SYNC_APPLY, AuditAction.CHECKPOINT, AuditAction.PURGED),
        *(AuditAction.BASE_DIFFERS, AuditAction.SERVER_RESTORED, AuditAction.NEWER_HERE),
    }
)
_NOT_THE_CHART = frozenset({AuditAction.SEARCH, AuditAction.LIST, AuditAction.EXPORT})
"""Finding somebody is not yet looking into their chart."""


def purpose_of(
    context: ExecutionContext,
    action: str,
    *,
    entity: str,
    patient_id: RecordId | None,
    now: datetime,
) -> Purpose:
    """Why something is done, for the audit trail. A purpose that was stated stands."""
    if context.purpose is not None:
        return context.purpose
    if action in _SYSTEM:
        return Purpose.SYSTEM
    if action == AuditAction.BREAK_GLASS or context.is_glass_broken(patient_id, now=now):
        return Purpose.EMERGENCY
    area = _area(entity)
    if area in _PAYMENT or (context.role == Role.BILLING and _is_chart(area)):
        return Purpose.PAYMENT
    if _is_chart(area) and action not in _NOT_THE_CHART:
        return Purpose.TREATMENT
    return Purpose.OPERATIONS


def _is_chart(area: str) -> bool:
    return bool(area) and area not in _OPERATIONS and area not in _PAYMENT


@cache
def _area(entity: str) -> str:
    """The part of the role matrix a record type belongs to; "" for what is no record."""
    permission = permission_for(entity, "view")
    return str(permission).partition(".")[0] if permission else ""
