"""A patient's account at the server: what an entry stands on, and whether it adds up with that.

The rules are the desks' own (domain/ledger_rules.py). An entry that does not add up is refused and
waits at its desk for a person; money that went out twice, or moved on a day that was closed, stays
in the account, and somebody is asked to look at it. A day is closed where its sheet is of the
entries that are here.
"""

from __future__ import annotations

from datetime import UTC, date
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.billing import (
    Adjustment,
    Allocation,
    CashDrawer,
    Charge,
    DaySheet,
    Payment,
    Refund,
)
from app.domain.declare import Record, entity_named
from app.domain.duplicates import is_same_question
from app.domain.errors import InvalidEntry, OverRefund
from app.domain.ids import RecordId, UserId, is_derived_id
from app.domain.ledger import Ledger as Account
from app.domain.ledger_rules import (
    AnyEntry,
    check_currency,
    check_entry,
    stands_on_others,
    with_entry,
)
from app.domain.operations import Operation, WireBody
from app.domain.permissions import Permission, Scope, acting_roles, is_account_allowed
from app.domain.record_permissions import IMPORTED_MONEY, LEDGER
from app.domain.staff import Clinic, Role
from app.domain.tills import (
    DAY_FIELDS,
    check_entry_day,
    check_open_day,
    check_sheet,
    day_of,
    has_moved,
    sheet_id,
)
from app.domain.values import is_zone
from app.protocol.codec import from_wire
from app.server.asking import ask_somebody
from app.server.authority import account_of
from app.server.drawers import check_drawer, check_through
from app.server.ledger import Ledger
from app.server.money_rows import money_here, money_of
from app.server.people import is_one_person, is_told_already

_JUDGED = frozenset({CashDrawer, Clinic, DaySheet, Charge, Payment, Adjustment, Refund, Allocation})
TWICE = "More was given back than was left: look at this account."
ODD_DAY = "Money was entered on a day far from the one it came on: look whether that is so."
LATE = "Money came in or went out on a day that was closed: look at its sheet."


def check_money(ledger: Ledger, operation: Operation, record: Record) -> None:
    """Raise InvalidEntry for a new entry that does not add up with its account, a sheet that is
    not of its day, a drawer that is not opened or closed as drawers are, or a currency of the
    clinic's instead of one in use."""
    if type(record) not in _JUDGED:
        return
    if isinstance(record, CashDrawer):
        check_drawer(ledger, operation, record)
    if isinstance(record, Clinic):
        _check_currency(ledger, record)
    if operation.kind != "create":
        return
    if isinstance(record, DaySheet):
        _check_sheet(ledger, operation, record)
    elif isinstance(record, Charge | Payment | Adjustment | Refund | Allocation):
        _check_entry(ledger, operation, record)


def _check_currency(ledger: Ledger, clinic: Clinic) -> None:
    before = str(_clinic(ledger).get("currency", clinic.currency))
    check_currency(before, clinic.currency, is_used=money_here(ledger, before))


def _check_entry(ledger: Ledger, operation: Operation, entry: AnyEntry) -> None:
    is_brought = _is_brought(ledger, operation)
    if is_derived_id(entry.id) and entry.reverses_id is None and not is_brought:
        raise InvalidEntry("id", "is one that imports give", "not_brought")
    is_bounded = not is_brought and _is_bounded(ledger, operation)
    is_alone = not stands_on_others(entry, is_bounded=is_bounded)
    account = Account() if is_alone else _account(ledger, entry)
    facts = _clinic(ledger)
    limit = facts.get("adjustment_limit_minor") if is_bounded else None
    tasks: dict[str, str] = {}
    try:
        check_entry(entry, account, currency=facts.get("currency"), limit=limit)
    except OverRefund:  # the money is out: it stays in the account
        tasks["over_refund"] = TWICE
    if _is_closed(ledger, entry):
        if not has_moved(entry):
            check_open_day(entry, is_closed=True)
        tasks["late_money"] = LATE
    if not is_brought and not _is_on_its_day(ledger, operation, entry):
        tasks["odd_day"] = ODD_DAY
    if isinstance(entry, Payment | Refund):
        check_through(ledger, operation, entry, is_brought=is_brought)
    for about, title in tasks.items():
        ask_somebody(ledger, entry.id, about=about, title=title, patient_id=entry.patient_id)


def _is_bounded(ledger: Ledger, operation: Operation) -> bool:
    """Whether who made an entry has the front desk's limit: administrators work there, too."""
    who = account_of(ledger, operation.actor_id)
    return who is not None and Role.FRONT_DESK in acting_roles(who.role)


def _is_brought(ledger: Ledger, operation: Operation) -> bool:
    """Whether an entry is of another system's ledger, taken over as it is by who may do that."""
    who = account_of(ledger, operation.actor_id)
    is_of_import = operation.entity in IMPORTED_MONEY and is_derived_id(operation.id)
    is_new = not (operation.full or {}).get("reverses_id")
    if who is None or not is_of_import or not is_new:
        return False
    return is_account_allowed(who.role, Permission.IMPORT_LEDGER, Scope.OTHER)


def _is_on_its_day(ledger: Ledger, operation: Operation, entry: AnyEntry) -> bool:
    """Whether an entry is of a day that one is entered on. Raises InvalidEntry where it is not, and
    no money moved."""
    known = money_of(ledger).get((operation.entity, str(entry.reverses_id)))
    of: Any = known and from_wire(entity_named(operation.entity), str(entry.reverses_id), known)
    try:
        check_entry_day(entry, today=_today(ledger), of=of or None)
    except InvalidEntry:
        if has_moved(entry):
            return False
        raise
    return True


def _check_sheet(ledger: Ledger, operation: Operation, sheet: DaySheet) -> None:
    if sheet.currency != _clinic(ledger).get("currency", sheet.currency):
        raise InvalidEntry("currency", "is not the clinic's", "other_currency")
    covered: list[Any] = [
        from_wire(entity_named(entity), row_id, body)
        for (entity, row_id), body in money_of(ledger).items()
        if entity in DAY_FIELDS and body is not None
        if body.get(DAY_FIELDS[entity]) == sheet.on.isoformat()
        if body.get("currency") == sheet.currency
    ]
    check_sheet(
        sheet,
        covered,
        clinic_id=ledger.tenant_id,
        closed_by=UserId(RecordId(operation.actor_id)),
        today=_today(ledger),
    )


def says_the_same(operation: Operation, stored: WireBody) -> bool:
    """Whether two desks took the same entry back, each in words of its own, on a day and through a
    drawer that were open there; or asked whether the same two patients are one person."""
    new = operation.full or {}
    if is_told_already(operation, stored):
        return True
    if operation.entity == "task":
        return is_same_question(new, stored)
    if operation.entity not in LEDGER or not new.get("reverses_id"):
        return False
    told = {"note", "cash_drawer_id", "created_at", "updated_at", *DAY_FIELDS.values()}
    return all(new.get(name) == stored.get(name) for name in (new.keys() | stored.keys()) - told)


def _account(ledger: Ledger, entry: AnyEntry) -> Account:
    """The account of an entry's patient in its currency, with what the batch added."""
    account = Account(currency=entry.currency)
    for (entity, row_id), body in sorted(money_of(ledger).items()):
        if (
            body is None
            or not is_one_person(ledger, body.get("patient_id"), entry.patient_id)
            or body.get("currency") != entry.currency
        ):
            continue
        found: Any = from_wire(entity_named(entity), row_id, body)
        account = with_entry(account, found)
    return account


def _is_closed(ledger: Ledger, entry: AnyEntry) -> bool:
    on = day_of(entry)
    sheet = "" if on is None else sheet_id(ledger.tenant_id, on, entry.currency)
    return ("day_sheet", sheet) in ledger.rows


def _clinic(ledger: Ledger) -> dict[str, Any]:
    clinic = ledger.rows.get(("clinic", ledger.tenant_id))
    return dict((clinic.body if clinic else None) or {})


def _today(ledger: Ledger) -> date:
    """The clinic's day; Greenwich's where it did not say where it is."""
    zone = _clinic(ledger).get("zone")
    known = ZoneInfo(zone) if isinstance(zone, str) and is_zone(zone) else UTC
    return ledger.now.astimezone(known).date()
