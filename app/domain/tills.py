"""What a day's sheet and a drawer must meet: what they were made from, and what should be there.

Pure: the desk's write path and the server's write function ask alike. A sheet covers what was
entered on its day: payments, refunds and adjustments. Charges carry the day of the service and may
be billed after it, allocations carry no day. A drawer is one workstation's, and covers the money
that names it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from app.domain.billing import (
    Adjustment,
    Allocation,
    CashDrawer,
    Charge,
    DaySheet,
    DrawerStatus,
    Payment,
    PaymentMethod,
    Refund,
)
from app.domain.declare import Record, entity_of
from app.domain.errors import InvalidEntry, InvalidValue
from app.domain.ids import RecordId, UserId, WorkstationId, derived_id

DayEntry = Payment | Refund | Adjustment
Money = Payment | Refund
DAY_FIELDS: Mapping[str, str] = {
    "payment": "received_on",
    "refund": "refunded_on",
    "adjustment": "adjusted_on",
}
"""The entries a sheet covers, each with the field that holds its day."""
AT_A_TILL = frozenset({PaymentMethod.CASH, PaymentMethod.CARD, PaymentMethod.CHECK})
"""How money passes a drawer; the rest reaches the bank without one."""
_INTO_THE_DRAWER = frozenset({PaymentMethod.CASH, PaymentMethod.CHECK})
"""What lies in a drawer: a card may be charged where no drawer is."""
_AHEAD = timedelta(days=7)
"""How far before its day an entry is made: the next day that is open may be some days off."""
_BEHIND = timedelta(days=3660)
"""How long after it: what is older is a slip of the finger, or of another system's books."""
_ENTERED: Mapping[str, str] = {**DAY_FIELDS, "charge": "service_on"}


def sheet_id(clinic_id: str, on: date | str, currency: str) -> RecordId:
    """The identifier of the one sheet of a day: two desks make the same one."""
    return derived_id("day_sheet", clinic_id, str(on), currency)


def day_of(entry: DayEntry | Charge | Allocation) -> date | None:
    """The day whose sheet covers an entry; None where no sheet does."""
    match entry:
        case Payment():
            return entry.received_on
        case Refund():
            return entry.refunded_on
        case Adjustment():
            return entry.adjusted_on
        case _:
            return None


def content_hash(entries: Iterable[DayEntry]) -> str:
    """What locks a sheet: SHA-256 over the day's entries, whatever their order."""
    lines = sorted(map(_line, entries))
    return hashlib.sha256(json.dumps(lines).encode()).hexdigest()


def taken(entries: Iterable[DayEntry]) -> dict[str, int]:
    """What came in less what went out, by payment method, in minor units.

    Taking an entry back moves no money. On the same day and in the same drawer the two come to
    nothing; where its day or its drawer was counted before, that count stands, and the other goes
    on expecting the first entry alike: so a drawer and a sheet say the same.
    """
    covered = [one for one in entries if not isinstance(one, Adjustment)]
    places = {one.id: _place(one) for one in covered}
    sums: dict[str, int] = {}
    for one in covered:
        if one.reverses_id is not None and places.get(one.reverses_id) != _place(one):
            continue
        signed = one.amount_minor if isinstance(one, Payment) else -one.amount_minor
        sums[str(one.method)] = sums.get(str(one.method), 0) + signed
    return {method: sums[method] for method in sorted(sums)}


def in_drawer(float_minor: int, entries: Iterable[DayEntry]) -> dict[str, int]:
    """What should be in a drawer by method: its float, and what it took less what it gave."""
    sums = taken(entries)
    cash = str(PaymentMethod.CASH)
    return {**sums, cash: float_minor + sums.get(cash, 0)}


def over_short(expected: Mapping[str, int], counted: Mapping[str, int]) -> dict[str, int]:
    """How much more (or, below zero, less) there is than should be, by method counted."""
    return {method: minor - expected.get(method, 0) for method, minor in counted.items()}


def needs_note(expected: Mapping[str, int], counted: Mapping[str, int]) -> bool:
    """Whether what was counted differs, so that somebody says why."""
    return any(over_short(expected, counted).values())


def check_sheet(
    sheet: DaySheet, entries: Iterable[DayEntry], *, clinic_id: str, closed_by: UserId, today: date
) -> None:
    """Raise InvalidValue for a sheet that is not of the day's entries as they are known here.

    today is the clinic's day: no day is closed before it comes.
    """
    covered = list(entries)
    if sheet.on > today:
        raise InvalidValue("on", "is a day to come")
    if sheet.id != sheet_id(clinic_id, sheet.on, sheet.currency):
        raise InvalidValue("id", "is not the one of this day's sheet")
    if sheet.closed_by != closed_by:
        raise InvalidValue("closed_by", "is not who closes the day")
    if sheet.content_hash != content_hash(covered):
        raise InvalidEntry("content_hash", "is not of this day's entries", "other_entries")
    if sheet.entries != len(covered) or dict(sheet.expected_minor) != taken(covered):
        raise InvalidEntry("expected_minor", "is not what the entries add up to", "other_entries")


def check_opening(
    drawer: CashDrawer, others: Iterable[CashDrawer], *, opened_by: UserId, at: WorkstationId
) -> None:
    """Raise InvalidValue for a drawer that is not opened by who acts, at their workstation, as the
    only open one there. others are drawers of it."""
    if drawer.opened_by != opened_by:
        raise InvalidValue("opened_by", "is not who opens it")
    if drawer.workstation_id != at:
        raise InvalidEntry("workstation_id", "is another desk's", "other_desk")
    if any(one.status == DrawerStatus.OPEN and one.id != drawer.id for one in others):
        raise InvalidEntry("workstation_id", "has an open drawer; close it first", "drawer_open")


def check_closing(drawer: CashDrawer, *, closed_by: UserId, at: WorkstationId) -> None:
    """Raise InvalidValue for a drawer that is not closed by who acts, at its own workstation."""
    if drawer.closed_by != closed_by:
        raise InvalidValue("closed_by", "is not who closes it")
    if drawer.workstation_id != at:
        raise InvalidEntry("workstation_id", "is another desk's", "other_desk")


def check_expected(drawer: CashDrawer, through: Iterable[Money]) -> None:
    """Raise InvalidEntry where a drawer is said to hold other sums than what went through it."""
    if dict(drawer.expected_minor) != in_drawer(drawer.float_minor, through):
        raise InvalidEntry("expected_minor", "is not what went through it", "other_entries")


def goes_through(entry: Money, drawer: CashDrawer) -> bool:
    """Whether money is of a kind that passes this drawer: by its way, and by its currency."""
    return entry.method in AT_A_TILL and entry.currency == drawer.currency


def misses_drawer(entry: Money, here: Iterable[CashDrawer]) -> bool:
    """Whether money that lies in a drawer names none although one is open; here are the drawers of
    the desk."""
    if entry.cash_drawer_id is not None or entry.method not in _INTO_THE_DRAWER:
        return False
    is_open = (one for one in here if one.status == DrawerStatus.OPEN)
    return has_moved(entry) and any(goes_through(entry, one) for one in is_open)


def check_way(
    entry: Money, drawer: CashDrawer | None, *, at: WorkstationId, of: Money | None = None
) -> None:
    """Raise InvalidEntry for money that cannot go through the drawer it names (None: it is not
    known): another desk's, a closed one, or one for other money. of is the entry that this one
    takes back: it is taken out of the drawer it went through, wherever that stands."""
    if entry.cash_drawer_id is None:
        return
    if entry.reverses_id is None:
        is_right = drawer is not None and drawer.workstation_id == at
    else:
        is_right = of is not None and entry.cash_drawer_id == of.cash_drawer_id
    if drawer is None or not is_right or not goes_through(entry, drawer):
        raise InvalidEntry("cash_drawer_id", "is not the open drawer of this desk", "other_drawer")
    if drawer.status != DrawerStatus.OPEN:
        raise InvalidEntry("cash_drawer_id", "was closed; nothing more goes in", "drawer_closed")


def check_open_day(entry: DayEntry | Charge | Allocation, *, is_closed: bool) -> None:
    """Raise InvalidEntry for an entry on a day that was closed."""
    if is_closed and day_of(entry) is not None:
        name = next(name for name in DAY_FIELDS.values() if hasattr(entry, name))
        raise InvalidEntry(name, "was closed; enter it on another day", "day_closed")


def check_entry_day(
    entry: DayEntry | Charge | Allocation, *, today: date, of: Record | None = None
) -> None:
    """Raise InvalidEntry for a day that nobody enters anything on: long ago, or far ahead. today is
    the clinic's day; of is the entry that this one takes back, whose day it may have."""
    name = _ENTERED.get(entity_of(entry).name, "")
    on: date | None = getattr(entry, name) if name else None
    if on is None or (of is not None and getattr(of, name) == on):
        return
    if not today - _BEHIND <= on <= today + _AHEAD:
        raise InvalidEntry(name, "is too far from today", "odd_day")


def has_moved(entry: DayEntry | Charge | Allocation) -> bool:
    """Whether money came in or went out with an entry: then it is kept, whatever day it says."""
    return isinstance(entry, Payment | Refund) and entry.reverses_id is None


def _place(entry: Money) -> tuple[date | None, RecordId | None]:
    """The day and the drawer an entry counts in."""
    return day_of(entry), entry.cash_drawer_id


def _line(entry: DayEntry) -> list[str]:
    """All that counts of an entry; notes and numbers of receipts may differ between versions."""
    if isinstance(entry, Adjustment):
        kind, how, of = "adjustment", entry.kind, entry.charge_id
    elif isinstance(entry, Refund):
        kind, how, of = "refund", entry.method, entry.payment_id
    else:
        kind, how, of = "payment", entry.method, entry.payer_id
    facts = (kind, entry.id, entry.patient_id, day_of(entry), entry.amount_minor, entry.currency)
    return [str(one) for one in (*facts, how, of or "", entry.reverses_id or "")]
