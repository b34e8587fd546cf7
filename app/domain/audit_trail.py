"""The audit trail as it is read: one event, what is asked of it, and whether it holds together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.domain.ids import RecordId


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditQuestion:
    """Which events; what is None or empty is not asked for. until is not included itself.

    up_to is the last event seen when the question was first asked: newer ones would move the list.
    """

    patient_id: RecordId | None = None
    actor_id: RecordId | None = None
    row_id: RecordId | None = None
    since: datetime | None = None
    until: datetime | None = None
    actions: tuple[str, ...] = ()
    up_to: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """One event as kept: identifiers, counts and field names, never a value."""

    seq: int
    at: datetime
    workstation_id: RecordId
    session_id: RecordId
    actor_id: RecordId
    role: str
    action: str
    entity: str
    row_id: RecordId | None
    patient_id: RecordId | None
    purpose: str
    result_count: int | None
    fields: tuple[str, ...]
    subjects: tuple[RecordId, ...]
    link: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailEnd:
    """Where the trail ends: how many events, and the last one's public link."""

    seq: int
    link: bytes
