"""A day is closed at this desk over the entries that are here: the server asks the same of its."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.billing import DaySheet
from app.domain.context import ExecutionContext
from app.domain.declare import entity_named
from app.domain.tills import DAY_FIELDS, check_sheet
from app.storage.row_codec import codec_of
from app.storage.session import Session


def check_day_sheet(session: Session, context: ExecutionContext, row: Mapping[str, Any]) -> None:
    """Raise InvalidValue for a new sheet that is not of its day's entries."""
    codec = codec_of(DaySheet)
    sheet = codec.to_record([row[name] for name in codec.columns])
    covered: list[Any] = []
    for name, field in DAY_FIELDS.items():
        entries = codec_of(entity_named(name).record_type)
        where = f"WHERE {field} = ? AND currency = ? AND deleted_at IS NULL"
        rows = session.all(f"{entries.select} {where}", (row["on"], sheet.currency))
        covered += map(entries.to_record, rows)
    check_sheet(sheet, covered, clinic_id=context.clinic_id, closed_by=context.user_id)
