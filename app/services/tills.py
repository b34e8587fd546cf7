"""Drawers and days of money: opened, counted and closed.

A drawer is one workstation's; what passes the desk while it is open goes through it. A day is the
clinic's: its sheet locks what was entered on it (domain/tills.py), and what comes later is entered
on another day. Amounts are minor units of the clinic's currency.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.billing import (
    Adjustment,
    CashDrawer,
    DaySheet,
    DrawerStatus,
    Payment,
    PaymentMethod,
    Refund,
)
from app.domain.context import ExecutionContext
from app.domain.declare import entity_of
from app.domain.errors import InvalidEntry, InvalidValue
from app.domain.ids import RecordId, new_id
from app.domain.ports import Reader, UnitOfWork, UnitOfWorkFactory
from app.domain.query import Query, all_of, eq
from app.domain.staff import Clinic
from app.domain.tills import (
    AT_A_TILL,
    DAY_FIELDS,
    DayEntry,
    content_hash,
    day_of,
    in_drawer,
    sheet_id,
    taken,
)
from app.services.editing import current
from app.services.reading import every

Counted = Mapping[str, int]
"""What was counted, by payment method."""
_COVERED: tuple[type[Any], ...] = (Payment, Refund, Adjustment)


def open_drawer(
    begin: UnitOfWorkFactory, context: ExecutionContext, *, float_minor: int
) -> CashDrawer:
    """Put the float into this workstation's drawer. Raises InvalidEntry where it is open already,
    InvalidRecord, PermissionDenied."""
    with begin(context) as uow:
        drawer = CashDrawer(
            id=new_id(),
            created_at=uow.now,
            updated_at=uow.now,
            workstation_id=context.workstation_id,
            opened_at=uow.now,
            opened_by=context.user_id,
            float_minor=float_minor,
            currency=_clinic(uow).currency,
        )
        return uow.add(drawer)


def close_drawer(
    begin: UnitOfWorkFactory, context: ExecutionContext, *, counted: Counted, note: str = ""
) -> CashDrawer:
    """Count this workstation's drawer and close it; what should be there stands beside the count.

    Raises InvalidValue where none is open, InvalidRecord where its cash was not counted,
    PermissionDenied.
    """
    with begin(context) as uow:
        drawer = _drawer_here(uow, context)
        if drawer is None:
            raise InvalidValue("drawer", "of this desk is closed already")
        through = [
            one
            for kind in (Payment, Refund)
            for one in every(uow, Query(kind, where=eq("cash_drawer_id", drawer.id)))
        ]
        closed = replace(
            drawer,
            status=DrawerStatus.CLOSED,
            closed_at=uow.now,
            closed_by=context.user_id,
            expected_minor=in_drawer(drawer.float_minor, through),
            counted_minor=counted,
            note=note.strip(),
        )
        return uow.save(closed)


def close_day(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    counted: Counted,
    on: date | None = None,
    note: str = "",
) -> DaySheet:
    """Close a day (None: this one): its sheet locks the entries of it that this desk knows.

    counted is what was taken that day, without any float. The server takes the sheet where it knows
    the same entries. Raises InvalidEntry for a day that was closed before, InvalidValue for one to
    come, InvalidRecord where its cash was not counted, PermissionDenied.
    """
    with begin(context) as uow:
        clinic = _clinic(uow)
        today = _day(clinic, uow.now)
        day = today if on is None else on
        if _is_closed(uow, clinic.id, day, clinic.currency):
            raise InvalidEntry("on", "was closed before", "day_closed")
        covered = entries_of(uow, day, clinic.currency)
        expected = taken(covered)
        sheet = DaySheet(
            id=sheet_id(clinic.id, day, clinic.currency),
            created_at=uow.now,
            updated_at=uow.now,
            on=day,
            currency=clinic.currency,
            expected_minor=expected,
            counted_minor=counted,
            entries=len(covered),
            content_hash=content_hash(covered),
            closed_by=context.user_id,
            note=note.strip(),
        )
        return uow.add(sheet)


def moved_from_what_is_closed(uow: UnitOfWork, entry: Any) -> dict[str, Any]:
    """Where an entry is taken back, by field, if not where it was made: its day where that was
    closed, and no drawer where that was closed (or never came to the server)."""
    moved: dict[str, Any] = {}
    on = day_of(entry)
    if on is not None and _is_closed(uow, uow.context.clinic_id, on, entry.currency):
        day = open_day(uow, clinic=_clinic(uow), now=uow.now)
        moved[DAY_FIELDS[entity_of(entry).name]] = day
    drawer_id = getattr(entry, "cash_drawer_id", None)
    drawer = uow.records(CashDrawer).get(drawer_id) if drawer_id else None
    if drawer_id and (drawer is None or drawer.status != DrawerStatus.OPEN):
        moved["cash_drawer_id"] = None
    return moved


def open_day(reader: Reader, *, clinic: Clinic, now: datetime) -> date:
    """The day money is entered on: the clinic's, or the next one where that was closed already."""
    today = _day(clinic, now)
    days = (today + timedelta(days=ahead) for ahead in range(7))
    is_open = (day for day in days if not _is_closed(reader, clinic.id, day, clinic.currency))
    return next(is_open, today)


def drawer_for(uow: UnitOfWork, values: Mapping[str, Any]) -> RecordId | None:
    """The drawer that money goes through: the given one, or this desk's; None where it passes
    none."""
    if "cash_drawer_id" in values:
        return values["cash_drawer_id"] or None
    here = _drawer_here(uow, uow.context)
    if here is None or values.get("currency", here.currency) != here.currency:
        return None
    return here.id if values.get("method", PaymentMethod.CASH) in AT_A_TILL else None


def _drawer_here(reader: Reader, context: ExecutionContext) -> CashDrawer | None:
    here = all_of(eq("workstation_id", context.workstation_id), eq("status", DrawerStatus.OPEN))
    return reader.records(CashDrawer).find_one(Query(CashDrawer, where=here))


def entries_of(reader: Reader, on: date, currency: str) -> list[DayEntry]:
    """Every entry that the sheet of a day covers."""
    return [
        one
        for kind in _COVERED
        for one in every(
            reader,
            Query(
                kind,
                where=all_of(eq(DAY_FIELDS[entity_of(kind).name], on), eq("currency", currency)),
            ),
        )
    ]


def _is_closed(reader: Reader, clinic_id: RecordId, on: date, currency: str) -> bool:
    return reader.records(DaySheet).exists(sheet_id(clinic_id, on, currency))


def _clinic(uow: UnitOfWork) -> Clinic:
    return current(uow, Clinic, uow.context.clinic_id)


def _day(clinic: Clinic, now: datetime) -> date:
    return now.astimezone(ZoneInfo(clinic.zone)).date()
