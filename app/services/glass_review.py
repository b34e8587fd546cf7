"""The list of broken glass that waits for an administrator, with the names behind it."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.access import BreakGlass
from app.domain.patient import Patient
from app.domain.phi import quiet
from app.domain.ports import Reader
from app.domain.staff import User
from app.services.glass import unreviewed


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class GlassEntry:
    """One breaking of the glass: who saw whom."""

    glass: BreakGlass
    who: str
    patient: str


def waiting(reader: Reader) -> tuple[GlassEntry, ...]:
    """What no administrator has looked at yet, oldest first."""
    found = unreviewed(reader)
    users = reader.records(User).get_many({one.user_id for one in found})
    patients = reader.records(Patient).get_many({one.patient_id for one in found})
    return tuple(
        GlassEntry(
            glass=one,
            who=users[one.user_id].display_name if one.user_id in users else "",
            patient=patients[one.patient_id].display_name if one.patient_id in patients else "",
        )
        for one in found
    )
