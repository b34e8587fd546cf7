"""What a list of records about patients is asked for: documents, prescriptions, care plans."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.ids import PatientId
from app.domain.phi import quiet


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFilter:
    """text: words of the record or of its patient. statuses () and category "" are any."""

    text: str = ""
    statuses: tuple[str, ...] = ()
    category: str = ""
    patient_id: PatientId | None = None
