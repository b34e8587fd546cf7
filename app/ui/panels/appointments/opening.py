"""Where a new booking begins: at a place of the calendar, or at a day alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What a new booking starts with; "" where the form should choose."""

    day: date
    start: str = "09:00"
    length_min: int = 30
    practitioner_id: str = ""
    room_id: str = ""
    patient_id: str = ""
    recall_id: str = ""
    """The recall that the visit answers."""
