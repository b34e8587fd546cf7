"""Who acts, from where and why: the ticket every write and every audited read carries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import cast

from app.domain.ids import ClinicId, PatientId, PractitionerId, RecordId, UserId, WorkstationId
from app.domain.operations import stated


class Purpose(StrEnum):
    """Why patient data is used (HL7 v3 PurposeOfUse, the ones a front desk has)."""

    EMERGENCY = "emergency"
    """What the role does not show, behind broken glass."""
    TREATMENT = "treatment"
    PAYMENT = "payment"
    OPERATIONS = "operations"
    PATIENT_REQUEST = "patient_request"
    """The patient, or who acts for them, asked for it."""
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionContext:
    """Who acts (user, role), where (clinic, workstation), in which session and for what.

    role is the role acted in. practitioner_id names the user as somebody patients see. purpose
    None follows from what is done (domain/purpose.py). reason is what the user stated for the
    patient at hand; glass maps patients to when the glass that was broken for them closes again.
    """

    clinic_id: ClinicId
    user_id: UserId
    role: str
    workstation_id: WorkstationId
    session_id: RecordId
    purpose: Purpose | None = None
    practitioner_id: PractitionerId | None = None
    reason: str = field(default="", repr=False)
    glass: Mapping[PatientId, datetime] = field(
        default_factory=lambda: cast("dict[PatientId, datetime]", {}), hash=False
    )

    def is_glass_broken(self, patient_id: RecordId | None, *, now: datetime) -> bool:
        """Whether the glass is open for a patient at this moment."""
        ends_at = self.glass.get(cast("PatientId", patient_id))
        return ends_at is not None and now < ends_at

    def why(self, said: str = "") -> str:
        """What is stated for a deed: said with it, or before it; "" where nothing is."""
        return stated(said) or stated(self.reason)

    def because(self, reason: str) -> ExecutionContext:
        """The same, with a stated reason."""
        return replace(self, reason=reason)
