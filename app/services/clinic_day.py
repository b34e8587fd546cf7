"""The day it is at the clinic, which near midnight is another than in Greenwich."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from app.domain.context import ExecutionContext
from app.domain.ports import Reader
from app.domain.staff import Clinic


def clinic_today(reader: Reader, context: ExecutionContext, *, now: datetime) -> date:
    """The clinic's calendar day at an instant; Greenwich's at a desk without a clinic yet."""
    clinic = reader.records(Clinic).get(context.clinic_id)
    return now.astimezone(ZoneInfo(clinic.zone) if clinic else UTC).date()
