"""A patient's account at the server: what an entry stands on, and whether it adds up with that.

The rules are the desks' own (domain/ledger_rules.py). An entry that does not add up is refused and
waits at its desk for a person; money that went out twice, or moved on a day that was closed, stays
in the account, and somebody is asked to look at it. A day is closed where its sheet is of the
entries that are here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.billing import Adjustment, Allocation, Charge, DaySheet, Payment, Refund
from app.domain.declare import Record, entity_named
from app.domain.duplicates import is_same_question
from app.domain.errors import InvalidEntry, OverRefund
from app.domain.ids import RecordId, UserId, derived_id, is_derived_id, is_record_id
from app.domain.ledger import Ledger as Account
from app.domain.ledger_rules import AnyEntry, check_entry, stands_on_others, with_entry
from app.domain.operations import Operation, WireBody
from app.domain.permissions import Permission, Scope, acting_roles, is_account_allowed
from app.domain.record_permissions import IMPORTED_MONEY, LEDGER
from app.domain.staff import Role
from app.domain.tills import (
    DAY_FIELDS,
    check_open_day,
    check_sheet,
    day_of,
    has_moved,
    sheet_id,
)
from app.domain.waiting import Task, TaskSource
from app.protocol.codec import decode_json, from_wire, to_wire
from app.server.authority import account_of
from app.server.ledger import Key, Ledger

_NAMES = ("reverses_id", "payment_id", "charge_id")
_SUMMED = ("refund", "charge", "adjustment")
"""Entries that are judged by the sums of their account."""
_STANDING = (
    "SELECT '{0}' AS entity, r.id, h.after FROM {0} AS r JOIN row_history AS h "
    "ON h.tenant_id = r.tenant_id AND h.entity = '{0}' AND h.id = r.id AND h.version = r.version "
    "WHERE r.tenant_id = CAST(:tenant AS uuid) AND r.deleted_at IS NULL AND "
)
_ENTRIES = text(
    " UNION ALL ".join(
        f"{_STANDING.format(name)} r.patient_id = ANY(CAST(:ids AS uuid[]))" for name in LEDGER
    )
)
_OF_DAYS = text(
    " UNION ALL ".join(
        f"{_STANDING.format(name)} r.{on} = ANY(CAST(:days AS date[]))"
        for name, on in DAY_FIELDS.items()
    )
)
TWICE = "More was given back than was left: look at this account."
LATE = "Money came in or went out on a day that was closed: look at its sheet."


def rows_beside(tenant_id: str, operations: Iterable[Operation]) -> set[Key]:
    """What a batch's entries are judged by beside their accounts: the clinic's settings, and the
    sheets of their days."""
    keys: set[Key] = {("clinic", tenant_id)}
    for one in operations:
        body = one.full or {}
        if one.entity in DAY_FIELDS and one.kind == "create":
            on, currency = body.get(DAY_FIELDS[one.entity]), body.get("currency", "USD")
            keys.add(("day_sheet", sheet_id(tenant_id, str(on), str(currency))))
    return keys


async def load_entries(
    connection: AsyncConnection, tenant_id: str, operations: Iterable[Operation]
) -> dict[Key, WireBody]:
    """The accounts that the batch's entries stand on, and the days its sheets close."""
    patients: set[str] = set()
    days: set[date] = set()
    for one in operations:
        body = one.full or {}
        if one.kind != "create":
            continue
        if one.entity == "day_sheet":
            days |= _days(body.get("on"))
        elif one.entity in _SUMMED or (one.entity in LEDGER and any(map(body.get, _NAMES))):
            patients.add(str(body.get("patient_id")))
    loaded: dict[Key, WireBody] = {}
    wanted = [one for one in patients if is_record_id(one)]
    for statement, values in ((_ENTRIES, {"ids": wanted}), (_OF_DAYS, {"days": sorted(days)})):
        if any(values.values()):
            found = await connection.execute(statement, {"tenant": tenant_id, **values})
            loaded |= {(entity, row_id.hex): _body(after) for entity, row_id, after in found}
    return loaded


def check_money(ledger: Ledger, operation: Operation, record: Record) -> None:
    """Raise InvalidEntry for a new entry that does not add up with its account, or a sheet that is
    not of its day."""
    if operation.kind != "create":
        return
    if isinstance(record, DaySheet):
        _check_sheet(ledger, operation, record)
    elif isinstance(record, Charge | Payment | Adjustment | Refund | Allocation):
        _check_entry(ledger, operation, record)


def _check_entry(ledger: Ledger, operation: Operation, entry: AnyEntry) -> None:
    is_bounded = _is_bounded(ledger, operation)
    is_alone = not stands_on_others(entry, is_bounded=is_bounded)
    account = Account() if is_alone else _account(ledger, entry)
    facts = _clinic(ledger)
    limit = facts.get("adjustment_limit_minor") if is_bounded else None
    try:
        check_entry(entry, account, currency=facts.get("currency"), limit=limit)
    except OverRefund:  # the money is out: it stays in the account
        _ask_somebody(ledger, operation, entry, about="over_refund", title=TWICE)
    if not _is_closed(ledger, entry):
        return
    if not has_moved(entry):
        check_open_day(entry, is_closed=True)
    _ask_somebody(ledger, operation, entry, about="late_money", title=LATE)


def _is_bounded(ledger: Ledger, operation: Operation) -> bool:
    """Whether who made an entry has the front desk's limit: administrators work there, too, and
    take another system's ledger over as it is."""
    who = account_of(ledger, operation.actor_id)
    if who is None or Role.FRONT_DESK not in acting_roles(who.role):
        return False
    is_brought = operation.entity in IMPORTED_MONEY and is_derived_id(operation.id)
    return not (is_brought and is_account_allowed(who.role, Permission.IMPORT_LEDGER, Scope.OTHER))


def _check_sheet(ledger: Ledger, operation: Operation, sheet: DaySheet) -> None:
    if sheet.currency != _clinic(ledger).get("currency", sheet.currency):
        raise InvalidEntry("currency", "is not the clinic's", "other_currency")
    covered: list[Any] = [
        from_wire(entity_named(entity), row_id, body)
        for (entity, row_id), body in _bodies(ledger).items()
        if entity in DAY_FIELDS and body is not None
        if body.get(DAY_FIELDS[entity]) == sheet.on.isoformat()
        if body.get("currency") == sheet.currency
    ]
    check_sheet(
        sheet, covered, clinic_id=ledger.tenant_id, closed_by=UserId(RecordId(operation.actor_id))
    )


def says_the_same(operation: Operation, stored: WireBody) -> bool:
    """Whether two desks took the same entry back, each in words (and on a day) of its own, or
    asked whether the same two patients are one person."""
    new = operation.full or {}
    if operation.entity == "task":
        return is_same_question(new, stored)
    if operation.entity not in LEDGER or not new.get("reverses_id"):
        return False
    told = {"note", "created_at", "updated_at", *DAY_FIELDS.values()}
    return all(new.get(name) == stored.get(name) for name in (new.keys() | stored.keys()) - told)


def _account(ledger: Ledger, entry: AnyEntry) -> Account:
    """The account of an entry's patient in its currency, with what the batch added."""
    account = Account(currency=entry.currency)
    for (entity, row_id), body in sorted(_bodies(ledger).items()):
        if (
            body is None
            or body.get("patient_id") != entry.patient_id
            or body.get("currency") != entry.currency
        ):
            continue
        found: Any = from_wire(entity_named(entity), row_id, body)
        account = with_entry(account, found)
    return account


def _bodies(ledger: Ledger) -> dict[Key, WireBody | None]:
    """The entries that were loaded, with what the batch added."""
    written = {key: row.body for key, row in ledger.rows.items() if key[0] in LEDGER}
    return {**ledger.money, **written}


def _is_closed(ledger: Ledger, entry: AnyEntry) -> bool:
    on = day_of(entry)
    sheet = "" if on is None else sheet_id(ledger.tenant_id, on, entry.currency)
    return ("day_sheet", sheet) in ledger.rows


def _clinic(ledger: Ledger) -> dict[str, Any]:
    clinic = ledger.rows.get(("clinic", ledger.tenant_id))
    return dict((clinic.body if clinic else None) or {})


def _ask_somebody(
    ledger: Ledger, operation: Operation, entry: AnyEntry, *, about: str, title: str
) -> None:
    task = Task(
        id=derived_id(about, operation.id),
        created_at=ledger.now,
        updated_at=ledger.now,
        title=title,
        patient_id=entry.patient_id,
        source=TaskSource.CONFLICT,
        source_id=entry.id,
    )
    ledger.write(("task", task.id), to_wire(task))


def _days(value: object) -> set[date]:
    try:
        return {date.fromisoformat(str(value))}
    except ValueError:
        return set()


def _body(after: Any) -> WireBody:
    return decode_json(after) if isinstance(after, str | bytes) else after
