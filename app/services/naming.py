"""What records are called where another one names them, told only to whoever may see them."""

from __future__ import annotations

from datetime import datetime

from app.domain.context import ExecutionContext
from app.domain.declare import entity_named
from app.domain.ids import RecordId
from app.domain.ports import Reader
from app.services.seeing import may_see

_NAMES = ("display_name", "name", "title", "subject", "payer")


def name_of(
    reader: Reader, context: ExecutionContext, entity: str, key: RecordId, *, now: datetime
) -> str:
    """A record's name; "" where there is none, or for a patient the acting role is not shown."""
    if entity == "patient":
        verdict = may_see(reader, context, "patient", patient_id=key, now=now)
        if not verdict.is_allowed:
            return ""
    record = reader.records(entity_named(entity).record_type).get(key)
    return next((str(getattr(record, name)) for name in _NAMES if getattr(record, name, "")), "")
