"""Who acts, from where and why: the ticket every write and every audited read carries."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.domain.ids import ClinicId, RecordId, UserId, WorkstationId


class Purpose(StrEnum):
    """Why patient data is used (HL7 v3 PurposeOfUse, the ones a front desk has)."""

    TREATMENT = "treatment"
    PAYMENT = "payment"
    OPERATIONS = "operations"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionContext:
    """Who acts (user, role), where (clinic, workstation), in which session and for what."""

    clinic_id: ClinicId
    user_id: UserId
    role: str
    workstation_id: WorkstationId
    session_id: RecordId
    purpose: Purpose = Purpose.OPERATIONS
