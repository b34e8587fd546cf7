"""The day's date, and its hours by the clinic's wall clock."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from tests.factories import ZONE

HERE = ZoneInfo(ZONE)
OPENING = datetime(2026, 10, 14, 7, 55, tzinfo=HERE)
"""A Wednesday; the clocks are set back on 1 November."""
TODAY = OPENING.date()


def clinic_time(hour: int, minute: int = 0, *, on: date = TODAY) -> datetime:
    """An instant by the clinic's wall clock."""
    here = datetime(on.year, on.month, on.day, hour, minute, tzinfo=HERE)
    return here.astimezone(UTC)
