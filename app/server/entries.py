"""A patient's account at the server: what an entry stands on, and whether it adds up with that.

The rules are the desks' own (domain/ledger_rules.py). An entry that does not add up is refused and
waits at its desk for a person; money that went out twice stays in the account, and somebody is
asked to look at it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.billing import Adjustment, Allocation, Charge, Payment, Refund
from app.domain.declare import Record, entity_named
from app.domain.errors import OverRefund
from app.domain.ids import derived_id, is_record_id
from app.domain.ledger import Ledger as Account
from app.domain.ledger_rules import AnyEntry, check_entry, stands_on_others, with_entry
from app.domain.operations import Operation, WireBody
from app.domain.record_permissions import LEDGER
from app.domain.staff import Role
from app.domain.waiting import Task, TaskSource
from app.protocol.codec import decode_json, from_wire, to_wire
from app.server.authority import account_of
from app.server.ledger import Key, Ledger

_NAMES = ("reverses_id", "payment_id", "charge_id")
_ENTRIES = text(
    " UNION ALL ".join(
        f"SELECT '{name}' AS entity, r.id, h.after FROM {name} AS r JOIN row_history AS h "
        f"ON h.tenant_id = r.tenant_id AND h.entity = '{name}' AND h.id = r.id "
        "AND h.version = r.version WHERE r.tenant_id = CAST(:tenant AS uuid) "
        "AND r.patient_id = ANY(CAST(:ids AS uuid[])) AND r.deleted_at IS NULL"
        for name in LEDGER
    )
)
TWICE = "More was given back than was left: look at this account."


async def load_entries(
    connection: AsyncConnection, tenant_id: str, operations: Iterable[Operation]
) -> dict[Key, WireBody]:
    """The accounts that the batch's entries stand on, entry by entry."""
    patients = {
        str(body.get("patient_id"))
        for one in operations
        if one.entity in LEDGER and one.kind == "create" and (body := one.full or {})
        if one.entity == "refund" or any(body.get(name) for name in _NAMES)
    }
    wanted = [one for one in patients if is_record_id(one)]
    if not wanted:
        return {}
    found = await connection.execute(_ENTRIES, {"tenant": tenant_id, "ids": wanted})
    return {(entity, row_id.hex): _body(after) for entity, row_id, after in found}


def check_money(ledger: Ledger, operation: Operation, record: Record) -> None:
    """Raise InvalidEntry for a new entry that does not add up with its account."""
    if operation.kind != "create" or not isinstance(
        record, Charge | Payment | Adjustment | Refund | Allocation
    ):
        return
    account = _account(ledger, record) if stands_on_others(record) else Account()
    clinic = ledger.rows.get(("clinic", ledger.tenant_id))
    facts: dict[str, Any] = dict((clinic.body if clinic else None) or {})
    who = account_of(ledger, operation.actor_id)
    is_bounded = who is not None and who.role == Role.FRONT_DESK
    try:
        check_entry(
            record,
            account,
            currency=facts.get("currency"),
            limit=facts.get("adjustment_limit_minor") if is_bounded else None,
        )
    except OverRefund:  # the money is out: it stays in the account
        _ask_somebody(ledger, operation, record)


def says_the_same(operation: Operation, stored: WireBody) -> bool:
    """Whether two desks took the same entry back, each in words of its own."""
    new = operation.full or {}
    if operation.entity not in LEDGER or not new.get("reverses_id"):
        return False
    told = {"note", "created_at", "updated_at"}
    return all(new.get(name) == stored.get(name) for name in (new.keys() | stored.keys()) - told)


def _account(ledger: Ledger, entry: AnyEntry) -> Account:
    """The account of an entry's patient in its currency, with what the batch added."""
    written = {key: row.body for key, row in ledger.rows.items() if key[0] in LEDGER}
    bodies: dict[Key, WireBody | None] = {**ledger.money, **written}
    account = Account(currency=entry.currency)
    for (entity, row_id), body in sorted(bodies.items()):
        if (
            body is None
            or body.get("patient_id") != entry.patient_id
            or body.get("currency") != entry.currency
        ):
            continue
        found: Any = from_wire(entity_named(entity), row_id, body)
        account = with_entry(account, found)
    return account


def _ask_somebody(ledger: Ledger, operation: Operation, entry: AnyEntry) -> None:
    task = Task(
        id=derived_id("over_refund", operation.id),
        created_at=ledger.now,
        updated_at=ledger.now,
        title=TWICE,
        patient_id=entry.patient_id,
        source=TaskSource.CONFLICT,
        source_id=entry.id,
    )
    ledger.write(("task", task.id), to_wire(task))


def _body(after: Any) -> WireBody:
    return decode_json(after) if isinstance(after, str | bytes) else after
