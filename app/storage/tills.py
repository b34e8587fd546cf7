"""Money at this desk goes through its open drawer onto an open day, and is counted against what is
here: the server asks the same of what it holds (domain/tills.py)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from app.domain.billing import CashDrawer, DaySheet, DrawerStatus, Payment, Refund
from app.domain.context import ExecutionContext
from app.domain.declare import Record, entity_named
from app.domain.errors import InvalidEntry
from app.domain.ledger_rules import IN_THE_CLINICS, check_currency, kinds_with_money
from app.domain.tills import (
    DAY_FIELDS,
    check_closing,
    check_entry_day,
    check_expected,
    check_open_day,
    check_opening,
    check_sheet,
    check_way,
    misses_drawer,
    sheet_id,
)
from app.storage.clinic_day import clinic_day
from app.storage.row_codec import codec_of, key_of
from app.storage.session import Session

Columns = Mapping[str, Any]
"""A row by the names of its columns."""

_IN_CURRENCY = 'SELECT 1 FROM "{0}" WHERE currency = ?1 AND deleted_at IS NULL'
_UNNAMED = 'SELECT 1 FROM "{0}" WHERE {1} IS NOT NULL AND deleted_at IS NULL'
_PRICES = (
    "SELECT 1 FROM fee JOIN fee_schedule AS list ON list.id = fee.fee_schedule_id "
    "WHERE list.currency = ?1 AND list.deleted_at IS NULL AND fee.deleted_at IS NULL"
)


def check_money(
    session: Session,
    context: ExecutionContext,
    entity: str,
    row: Columns,
    *,
    verb: str,
    now: datetime,
    is_brought: bool = False,
) -> None:
    """Raise InvalidValue for an entry, a drawer or a sheet that is not of this desk's money as it
    is known here, and for another currency of the clinic's than one in use. Anything else is not
    looked at. What an import brings (is_brought) is of another system's days and drawers."""
    match entity, verb:
        case "day_sheet", "create":
            _check_sheet(session, context, row, _today(session, now))
        case "cash_drawer", "create":
            _check_opening(session, context, row)
        case "cash_drawer", "update" if row["status"] == DrawerStatus.CLOSED:
            _check_closing(session, context, row)
        case (("payment" | "refund" | "adjustment" | "charge"), "create"):
            _check_day(session, context, entity, row)
            if not is_brought:
                _check_entry(session, context, entity, row, _today(session, now))
        case "clinic", "update":
            _check_currency(session, row)
        case _:
            return


def _check_currency(session: Session, row: Columns) -> None:
    stored = session.one("SELECT currency FROM clinic WHERE id = ?", (row["id"],))
    if stored is not None and stored[0] != row["currency"]:
        used = session.one(_used(kinds_with_money()), (stored[0],))
        check_currency(stored[0], row["currency"], is_used=used is not None)


@cache
def _used(kinds: tuple[str, ...]) -> str:
    """Asks for any amount in the clinic's currency; a price is in its list's."""
    named = [_IN_CURRENCY.format(kind) for kind in kinds]
    unnamed = [_UNNAMED.format(kind, amount) for kind, amount in IN_THE_CLINICS.items()]
    return " UNION ALL ".join([*named, _PRICES, *unnamed]) + " LIMIT 1"


def _check_day(session: Session, context: ExecutionContext, entity: str, row: Columns) -> None:
    if entity not in DAY_FIELDS:
        return
    sheet = sheet_id(context.clinic_id, row[DAY_FIELDS[entity]], row["currency"])
    asked = "SELECT 1 FROM day_sheet WHERE id = ? AND deleted_at IS NULL"
    if session.one(asked, (key_of(sheet),)) is not None:
        check_open_day(_record(entity, row), is_closed=True)


def _check_entry(
    session: Session, context: ExecutionContext, entity: str, row: Columns, today: date
) -> None:
    entry, kind = _record(entity, row), entity_named(entity).record_type
    taken_back = row["reverses_id"] and _kept(session, kind, row["reverses_id"])
    check_entry_day(entry, today=today, of=taken_back or None)
    if not isinstance(entry, Payment | Refund):
        return
    if entry.cash_drawer_id is not None:
        drawer = _kept(session, CashDrawer, row["cash_drawer_id"])
        check_way(entry, drawer, at=context.workstation_id, of=taken_back)
    elif misses_drawer(entry, _open_at(session, bytes.fromhex(context.workstation_id))):
        raise InvalidEntry("cash_drawer_id", "is open at this desk; name it", "no_drawer")


def _open_at(session: Session, workstation: bytes) -> Iterable[CashDrawer]:
    codec = codec_of(CashDrawer)
    here = f"{codec.select} WHERE workstation_id = ? AND status = ? AND deleted_at IS NULL"
    return map(codec.to_record, session.all(here, (workstation, DrawerStatus.OPEN)))


def _check_opening(session: Session, context: ExecutionContext, row: Columns) -> None:
    check_opening(
        _record("cash_drawer", row),
        _open_at(session, row["workstation_id"]),
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


def _today(session: Session, now: datetime) -> date:
    return date.fromisoformat(clinic_day(session, now))


def _record(entity: str, row: Columns) -> Any:
    codec = codec_of(entity_named(entity).record_type)
    return codec.to_record([row[name] for name in codec.columns])


def _kept(session: Session, record_type: type[Record], key: bytes) -> Any:
    """A record that is here; None where it is not, or was deleted."""
    codec = codec_of(record_type)
    row = session.one(f"{codec.select_one} AND deleted_at IS NULL", (key,))
    return None if row is None else codec.to_record(row)
