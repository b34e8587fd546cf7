"""Everybody in a practitioner's care at once: the rule of gatekeeper.cares_for, for lists."""

from __future__ import annotations

from typing import Final

from app.domain.ids import RecordId, UserId
from app.storage.clinic_day import clinic_day
from app.storage.person import people
from app.storage.session import Session

_IN_CARE: Final = """
    SELECT id FROM patient WHERE practitioner_id = ?1
    UNION SELECT patient_id FROM appointment WHERE practitioner_id = ?1 AND deleted_at IS NULL
      AND status NOT IN ('cancelled', 'no_show', 'entered_in_error')
      AND coalesce(json_extract(stamps, '$.booked.by'), '') <> ?2
    UNION SELECT patient_id FROM care_team_member WHERE practitioner_id = ?1
      AND deleted_at IS NULL AND ?3 BETWEEN coalesce(starts_on, '') AND coalesce(ends_on, '9999')
"""


def in_care(session: Session, practitioner: bytes, *, user_id: UserId) -> frozenset[RecordId]:
    """Every patient of a practitioner, with all records there are of each person."""
    found = session.all(_IN_CARE, (practitioner, user_id, clinic_day(session)))
    mine = {RecordId(row[0].hex()) for row in found if row[0] is not None}
    known = people(session)
    others = (known[one] for one in mine if one in known)
    return frozenset(mine.union(*others))
