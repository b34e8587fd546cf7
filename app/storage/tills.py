"""Money at this desk goes through its open drawer onto an open day, and is counted against what is
here: the server asks the same of what it holds (domain/tills.py)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from app.domain.billing import CashDrawer, DaySheet, DrawerStatus, Payment, Refund
from app.domain.context import ExecutionContext
from app.domain.declare import Record, entity_named
from app.domain.tills import (
    DAY_FIELDS,
    check_closing,
    check_expected,
    check_open_day,
    check_opening,
    check_sheet,
    check_way,
    sheet_id,
)
from app.storage.clinic_day import clinic_day
from app.storage.row_codec import codec_of, key_of
from app.storage.session import Session

Columns = Mapping[str, Any]
"""A row by the names of its columns."""


def check_money(
    session: Session,
    context: ExecutionContext,
    entity: str,
    row: Columns,
    *,
    verb: str,
    now: datetime,
) -> None:
    """Raise InvalidValue for an entry, a drawer or a sheet that is not of this desk's money as it
    is known here. Anything else is not looked at."""
    match entity, verb:
        case "day_sheet", "create":
            _check_sheet(session, context, row, date.fromisoformat(clinic_day(session, now)))
        case "cash_drawer", "create":
            _check_opening(session, context, row)
        case "cash_drawer", "update" if row["status"] == DrawerStatus.CLOSED:
            _check_closing(session, context, row)
        case (("payment" | "refund" | "adjustment"), "create"):
            _check_entry(session, context, entity, row)
        case _:
            return


def _check_entry(session: Session, context: ExecutionContext, entity: str, row: Columns) -> None:
    sheet = sheet_id(context.clinic_id, row[DAY_FIELDS[entity]], row["currency"])
    asked = "SELECT 1 FROM day_sheet WHERE id = ? AND deleted_at IS NULL"
    if session.one(asked, (key_of(sheet),)) is not None:
        check_open_day(_record(entity, row), is_closed=True)
    if row.get("cash_drawer_id") is None:
        return
    drawer = _kept(session, CashDrawer, row["cash_drawer_id"])
    kind = Payment if entity == "payment" else Refund
    taken_back = row["reverses_id"] and _kept(session, kind, row["reverses_id"])
    check_way(_record(entity, row), drawer, at=context.workstation_id, of=taken_back)


def _check_opening(session: Session, context: ExecutionContext, row: Columns) -> None:
    codec = codec_of(CashDrawer)
    here = f"{codec.select} WHERE workstation_id = ? AND status = ? AND deleted_at IS NULL"
    known = session.all(here, (row["workstation_id"], DrawerStatus.OPEN))
    check_opening(
        _record("cash_drawer", row),
        map(codec.to_record, known),
        opened_by=context.user_id,
        at=context.workstation_id,
    )


def _check_closing(session: Session, context: ExecutionContext, row: Columns) -> None:
    drawer = _record("cash_drawer", row)
    check_closing(drawer, closed_by=context.user_id, at=context.workstation_id)
    through: list[Any] = []
    for codec in (codec_of(Payment), codec_of(Refund)):
        of_drawer = f"{codec.select} WHERE cash_drawer_id = ? AND deleted_at IS NULL"
        through += map(codec.to_record, session.all(of_drawer, (row["id"],)))
    check_expected(drawer, through)


def _check_sheet(session: Session, context: ExecutionContext, row: Columns, today: date) -> None:
    sheet: DaySheet = _record("day_sheet", row)
    covered: list[Any] = []
    for name, field in DAY_FIELDS.items():
        entries = codec_of(entity_named(name).record_type)
        where = f"WHERE {field} = ? AND currency = ? AND deleted_at IS NULL"
        rows = session.all(f"{entries.select} {where}", (row["on"], sheet.currency))
        covered += map(entries.to_record, rows)
    check_sheet(sheet, covered, clinic_id=context.clinic_id, closed_by=context.user_id, today=today)


def _record(entity: str, row: Columns) -> Any:
    codec = codec_of(entity_named(entity).record_type)
    return codec.to_record([row[name] for name in codec.columns])


def _kept(session: Session, record_type: type[Record], key: bytes) -> Any:
    """A record that is here; None where it is not, or was deleted."""
    codec = codec_of(record_type)
    row = session.one(f"{codec.select_one} AND deleted_at IS NULL", (key,))
    return None if row is None else codec.to_record(row)
