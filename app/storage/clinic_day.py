"""The day it is at the clinic: what begins and ends with a day does so there, not in Greenwich."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from app.domain.values import is_zone
from app.storage.session import Session


def clinic_day(session: Session, now: datetime | None = None) -> str:
    """The clinic's calendar day as it stands in the columns of days."""
    row = session.one("SELECT zone FROM clinic WHERE deleted_at IS NULL ORDER BY id LIMIT 1")
    zone = ZoneInfo(row[0]) if row and is_zone(row[0]) else UTC
    return (now or datetime.now(UTC)).astimezone(zone).date().isoformat()
