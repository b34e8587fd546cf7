"""Money as the server holds it: the accounts, days and drawers that a batch's entries stand on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.billing import DrawerStatus
from app.domain.ids import is_record_id
from app.domain.ledger_rules import IN_THE_CLINICS, kinds_with_money
from app.domain.operations import Operation, RowState, WireBody
from app.domain.record_permissions import LEDGER
from app.domain.tills import DAY_FIELDS, sheet_id
from app.protocol.codec import decode_json
from app.server.ledger import Key, Ledger

DRAWER = "cash_drawer"
_NAMES = ("reverses_id", "payment_id", "charge_id")
_SUMMED = ("refund", "charge", "adjustment")
"""Entries that are judged by the sums of their account."""
_MOVES = ("payment", "refund")
"""Entries with which money comes in or goes out."""
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
_THROUGH = text(
    " UNION ALL ".join(
        f"{_STANDING.format(name)} r.cash_drawer_id = ANY(CAST(:drawers AS uuid[]))"
        for name in _MOVES
    )
)
_OPEN = text(
    f"{_STANDING.format(DRAWER)} r.status = 'open' AND r.workstation_id = "
    "ANY(CAST(:desks AS uuid[]))"
)

_HERE = "tenant_id = CAST(:tenant AS uuid) AND deleted_at IS NULL"
_IN_CURRENCY = "SELECT 1 FROM {0} WHERE " + _HERE + " AND currency = :currency"
_UNNAMED = "SELECT 1 FROM {0} WHERE " + _HERE + " AND {1} IS NOT NULL"
_PRICES = (
    f"SELECT 1 FROM fee WHERE {_HERE} AND fee_schedule_id IN "
    f"(SELECT id FROM fee_schedule WHERE {_HERE} AND currency = :currency)"
)


def moves_money(operation: Operation) -> bool:
    """Whether money came in or went out with an operation: then it is kept, whatever was closed or
    refused meanwhile."""
    is_new = operation.kind == "create" and operation.entity in _MOVES
    return is_new and not (operation.full or {}).get("reverses_id")


def drawer_named(operation: Operation) -> str | None:
    """The drawer that an operation's new entry names."""
    is_new = operation.kind == "create" and operation.entity in _MOVES
    named = (operation.full or {}).get("cash_drawer_id") if is_new else None
    return named if isinstance(named, str) and is_record_id(named) else None


def rows_beside(tenant_id: str, operations: Iterable[Operation]) -> set[Key]:
    """What a batch's entries are judged by beside their accounts: the clinic's settings, the
    sheets of their days and the drawers they name."""
    keys: set[Key] = {("clinic", tenant_id)}
    for one in operations:
        body = one.full or {}
        if one.entity in DAY_FIELDS and one.kind == "create":
            on, currency = body.get(DAY_FIELDS[one.entity]), body.get("currency", "USD")
            keys.add(("day_sheet", sheet_id(tenant_id, str(on), str(currency))))
        named = drawer_named(one)
        if named is not None:
            keys.add((DRAWER, named))
    return keys


async def load_money(
    connection: AsyncConnection,
    tenant_id: str,
    operations: Iterable[Operation],
    rows: Mapping[Key, RowState],
    people: Mapping[str, frozenset[str]],
    *,
    device_id: str,
) -> dict[Key, WireBody]:
    """The accounts that the batch's entries stand on, the days its sheets close, what went through
    the drawers it counts, and what is open where it opens one, or takes cash through none. rows are
    those of the batch, people all records of each person."""
    wanted = _Wanted(device_id)
    for one in operations:
        wanted.note(one, rows)
    wanted.patients |= {other for one in wanted.patients for other in people.get(one, ())}
    asked = (
        (_ENTRIES, {"ids": [one for one in wanted.patients if is_record_id(one)]}),
        (_OF_DAYS, {"days": sorted(wanted.days)}),
        (_THROUGH, {"drawers": sorted(wanted.drawers)}),
        (_OPEN, {"desks": [one for one in wanted.desks if is_record_id(one)]}),
    )
    loaded: dict[Key, WireBody] = {}
    for statement, values in asked:
        if any(values.values()):
            found = await connection.execute(statement, {"tenant": tenant_id, **values})
            loaded |= {(entity, row_id.hex): _body(after) for entity, row_id, after in found}
    return loaded


async def is_currency_used(
    connection: AsyncConnection,
    tenant_id: str,
    operations: Iterable[Operation],
    rows: Mapping[Key, RowState],
) -> bool:
    """Whether any amount is in the clinic's currency; asked only where the batch may change it."""
    clinic = rows.get(("clinic", tenant_id))
    if clinic is None or not clinic.body or not any(map(_may_change_currency, operations)):
        return False
    asked = {"tenant": tenant_id, "currency": clinic.body.get("currency")}
    return (await connection.execute(_used(kinds_with_money()), asked)).first() is not None


def _may_change_currency(operation: Operation) -> bool:
    is_told = "currency" in operation.patch or "currency" in (operation.full or {})
    return operation.entity == "clinic" and is_told


@cache
def _used(kinds: tuple[str, ...]) -> TextClause:
    """Asks for any amount in the clinic's currency; a price is in its list's."""
    named = [_IN_CURRENCY.format(kind) for kind in kinds]
    unnamed = [_UNNAMED.format(kind, amount) for kind, amount in IN_THE_CLINICS.items()]
    return text(" UNION ALL ".join([*named, _PRICES, *unnamed]) + " LIMIT 1")


def money_here(ledger: Ledger, currency: str) -> bool:
    """Whether any amount is in the clinic's currency, with what the batch added."""
    kinds = kinds_with_money()

    def is_in(entity: str, body: WireBody) -> bool:
        if entity in IN_THE_CLINICS:
            return body.get(IN_THE_CLINICS[entity]) is not None
        # A price's list need not be at hand. A desk changes no currency behind a price of its own.
        return entity == "fee" or (entity in kinds and body.get("currency") == currency)

    return ledger.is_currency_used or any(
        row.body is not None and is_in(entity, row.body) for (entity, _), row in ledger.rows.items()
    )


class _Wanted:
    """What a batch's operations ask for."""

    def __init__(self, device_id: str) -> None:
        self._device_id = device_id
        self.patients: set[str] = set()
        self.days: set[date] = set()
        self.drawers: set[str] = set()
        self.desks: set[str] = set()

    def note(self, one: Operation, rows: Mapping[Key, RowState]) -> None:
        body = one.full or {}
        if one.entity == DRAWER and one.kind == "update":
            self.drawers.add(one.id)
        if one.action == "unmerge":  # neither of the two may pay for the other
            merge = rows.get((one.entity, one.id))
            self.patients.add(str(((merge and merge.body) or {}).get("patient_id")))
        if one.kind != "create":
            return
        if one.entity == DRAWER:
            self.desks.add(str(body.get("workstation_id")))
        elif one.entity == "day_sheet":
            self.days |= _days(body.get("on"))
        elif one.entity in _SUMMED or (one.entity in LEDGER and any(map(body.get, _NAMES))):
            self.patients.add(str(body.get("patient_id")))
        named = drawer_named(one)
        if named is None and moves_money(one):
            self.desks.add(self._device_id)
        row = rows.get((DRAWER, named)) if named is not None else None
        if named is not None and row and row.body and row.body["status"] == DrawerStatus.CLOSED:
            self.drawers.add(named)


def money_of(ledger: Ledger) -> dict[Key, WireBody | None]:
    """The entries and drawers that were loaded, with what the batch added."""
    kept = (*LEDGER, DRAWER)
    written = {key: row.body for key, row in ledger.rows.items() if key[0] in kept}
    return {**ledger.money, **written}


def _days(value: object) -> set[date]:
    try:
        return {date.fromisoformat(str(value))}
    except ValueError:
        return set()


def _body(after: Any) -> WireBody:
    return decode_json(after) if isinstance(after, str | bytes) else after
