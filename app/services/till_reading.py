"""The till as it is read: this desk's drawer, what should be in it, and the clinic's day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.domain.billing import CashDrawer, DaySheet, DrawerStatus, Payment, Refund
from app.domain.context import ExecutionContext
from app.domain.phi import quiet
from app.domain.ports import Reader
from app.domain.query import Order, Query, all_of, eq
from app.domain.staff import Clinic
from app.domain.tills import in_drawer, sheet_id, taken
from app.services.editing import current
from app.services.reading import every
from app.services.tills import entries_of


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class TillView:
    """How the drawer of this desk and the clinic's day stand."""

    drawer: CashDrawer | None
    """The one that is open; None where none is."""
    expected: Mapping[str, int]
    """What should be in it, by method."""
    last: CashDrawer | None
    """The one that was closed last here."""
    day: date
    day_expected: Mapping[str, int]
    """What came in less what went out today, by method, at all desks as far as it is known."""
    day_entries: int
    sheet: DaySheet | None
    """The sheet of today, where the day was closed."""


def read_till(reader: Reader, context: ExecutionContext, *, now: datetime) -> TillView:
    """This desk's drawer and the clinic's day."""
    clinic = current(reader, Clinic, context.clinic_id)
    today = now.astimezone(ZoneInfo(clinic.zone)).date()
    covered = entries_of(reader, today, clinic.currency)
    drawer = _latest(reader, context, DrawerStatus.OPEN)
    return TillView(
        drawer=drawer,
        expected=_expected(reader, drawer) if drawer else {},
        last=_latest(reader, context, DrawerStatus.CLOSED),
        day=today,
        day_expected=taken(covered),
        day_entries=len(covered),
        sheet=reader.records(DaySheet).get(sheet_id(clinic.id, today, clinic.currency)),
    )


def _latest(reader: Reader, context: ExecutionContext, status: DrawerStatus) -> CashDrawer | None:
    here = all_of(eq("workstation_id", context.workstation_id), eq("status", status))
    newest = (Order("opened_at", descending=True),)
    return reader.records(CashDrawer).find_one(Query(CashDrawer, where=here, order=newest, limit=1))


def _expected(reader: Reader, drawer: CashDrawer) -> dict[str, int]:
    through = [
        one
        for kind in (Payment, Refund)
        for one in every(reader, Query(kind, where=eq("cash_drawer_id", drawer.id)))
    ]
    return in_drawer(drawer.float_minor, through)
