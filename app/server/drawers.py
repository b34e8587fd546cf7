"""Drawers at the server: opened once at a desk, counted against the money that is known here.

The rules are the desks' own (domain/tills.py). What a drawer should hold is added up here and never
taken as said. Money is never refused for its drawer: what names one that was closed meanwhile is
counted in it, what names none of its desk goes through none, and somebody is asked to look.
"""

from __future__ import annotations

from typing import Any, cast

from app.domain.billing import CashDrawer, DrawerStatus, Payment, Refund
from app.domain.declare import Record, entity_named
from app.domain.ids import RecordId, UserId, WorkstationId
from app.domain.operations import Operation, WireBody
from app.domain.tills import (
    check_closing,
    check_opening,
    check_way,
    goes_through,
    in_drawer,
    misses_drawer,
)
from app.protocol.codec import from_wire, instant_to_wire
from app.server.asking import ask_somebody
from app.server.ledger import Ledger
from app.server.money_rows import DRAWER, drawer_named, money_of, moves_money

LATE_DRAWER = "Money went through a drawer that was not open: look at its count."
NO_DRAWER = "Money was entered beside the drawer that was open there: look at its count."
RECOUNTED = "A drawer was closed over other money than the server knows: look at its count."


def put_right(ledger: Ledger, operation: Operation, record: Record, body: WireBody) -> bool:
    """Write into a body what is known better here, and say whether it was: the sums a drawer that
    is closed should hold, and no drawer for money that went through none of its desk."""
    if isinstance(record, CashDrawer) and _is_closing(operation, record):
        expected = in_drawer(record.float_minor, _through(ledger, record.id))
        is_other = body.get("expected_minor") != expected
        body["expected_minor"] = expected
        return is_other
    named = drawer_named(operation)
    if named is None or not moves_money(operation):
        return False
    drawer, entry = _drawer(ledger, named), cast("Payment | Refund", record)
    is_here = drawer is not None and drawer.workstation_id == ledger.device_id
    if is_here and drawer is not None and goes_through(entry, drawer):
        return False
    body["cash_drawer_id"] = None
    return True


def check_drawer(ledger: Ledger, operation: Operation, drawer: CashDrawer) -> None:
    """Raise InvalidValue for a drawer that is not opened, or closed, by who acts at its desk, or
    beside an open one."""
    who = UserId(RecordId(operation.actor_id))
    desk = WorkstationId(RecordId(ledger.device_id))
    if operation.kind == "create":
        check_opening(drawer, _of_desk(ledger, desk), opened_by=who, at=desk)
    elif _is_closing(operation, drawer):
        check_closing(drawer, closed_by=who, at=desk)
        said = operation.patch.get("expected_minor")
        if said is None or said.new != dict(drawer.expected_minor):
            ask_somebody(ledger, drawer.id, about="recounted", title=RECOUNTED)


def check_through(
    ledger: Ledger, operation: Operation, entry: Payment | Refund, *, is_brought: bool
) -> None:
    """Raise InvalidEntry for an entry taken back through a drawer that is not its own, or closed.
    Money that moved is kept: what came late is counted, and somebody is asked to look, as where
    it should have named the drawer that is open at its desk (is_brought: another system's did)."""
    named = drawer_named(operation)
    if named is None:
        here = _of_desk(ledger, WorkstationId(RecordId(ledger.device_id)))
        if not is_brought and misses_drawer(entry, here):
            _ask_late(ledger, entry, NO_DRAWER)
        return
    drawer = _drawer(ledger, named)
    if not moves_money(operation):
        known = money_of(ledger).get((operation.entity, str(entry.reverses_id)))
        of: Any = known and from_wire(entity_named(operation.entity), str(entry.reverses_id), known)
        check_way(entry, drawer, at=WorkstationId(RecordId(ledger.device_id)), of=of)
        return
    is_late = drawer is not None and drawer.status == DrawerStatus.CLOSED
    if entry.cash_drawer_id is None or is_late:
        _ask_late(ledger, entry, LATE_DRAWER)
    if entry.cash_drawer_id is not None and is_late and drawer is not None:
        _count_again(ledger, drawer, entry)


def _ask_late(ledger: Ledger, entry: Payment | Refund, title: str) -> None:
    about = {"about": "late_drawer", "title": title}
    ask_somebody(ledger, entry.id, patient_id=entry.patient_id, **about)


def _count_again(ledger: Ledger, drawer: CashDrawer, late: Payment | Refund) -> None:
    """What a closed drawer should have held, with money that came late; its count stays."""
    body = ledger.rows[DRAWER, drawer.id].body or {}
    expected = in_drawer(drawer.float_minor, [*_through(ledger, drawer.id), late])
    known = {"expected_minor": expected, "updated_at": instant_to_wire(ledger.now)}
    ledger.write((DRAWER, drawer.id), {**body, **known})


def _is_closing(operation: Operation, drawer: CashDrawer) -> bool:
    is_change = operation.kind == "update" and "status" in operation.patch
    return is_change and drawer.status == DrawerStatus.CLOSED


def _drawer(ledger: Ledger, drawer_id: str) -> CashDrawer | None:
    row = ledger.rows.get((DRAWER, drawer_id))
    return _as_drawer(drawer_id, row.body) if row and row.body else None


def _of_desk(ledger: Ledger, desk: WorkstationId) -> list[CashDrawer]:
    return [
        _as_drawer(row_id, body)
        for (entity, row_id), body in money_of(ledger).items()
        if entity == DRAWER and body and body.get("workstation_id") == desk
    ]


def _through(ledger: Ledger, drawer_id: str) -> list[Any]:
    """What went through a drawer."""
    return [
        from_wire(entity_named(entity), row_id, body)
        for (entity, row_id), body in sorted(money_of(ledger).items())
        if body and entity in ("payment", "refund") and body.get("cash_drawer_id") == drawer_id
    ]


def _as_drawer(drawer_id: str, body: WireBody) -> CashDrawer:
    found: Any = from_wire(entity_named(DRAWER), drawer_id, body)
    return found
