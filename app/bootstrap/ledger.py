"""A patient's account from the command line: shown, charged, paid, adjusted, given and taken back.

Everything is audited by the unit of work that does it; who may do what says the role matrix.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

from app.bootstrap.documents import patient_named
from app.domain.billing import Adjustment, Allocation, Charge, Payment, Refund
from app.domain.context import ExecutionContext
from app.domain.errors import ConfigurationError
from app.domain.ids import RecordId, is_record_id
from app.domain.money import read_money
from app.domain.ports import UnitOfWorkFactory
from app.services import accounts
from app.services.accounts import Statement
from app.services.staff import clinic

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk

T = TypeVar("T")
Entry = Charge | Payment | Adjustment | Refund | Allocation
ENTRIES: dict[str, type[Any]] = {
    "charge": Charge,
    "payment": Payment,
    "adjustment": Adjustment,
    "refund": Refund,
    "allocation": Allocation,
}


def statement(desk: Desk, patient: str) -> Statement:
    """A patient's account, by MRN or identifier. Raises ConfigurationError and what
    services.accounts raises."""
    patient_id, day = patient_named(desk, patient), _today(desk)
    return _write(
        desk,
        lambda begin, context: accounts.read_statement(
            begin, context, patient_id=patient_id, today=day
        ),
    )


def enter_charge(desk: Desk, patient: str, amount: str, *, text: str, reason: str) -> Charge:
    """Charge a service of today. Raises as statement does."""
    patient_id = patient_named(desk, patient)
    values = {**_money(desk, amount), "service_on": _today(desk), "text": text}
    return _write(
        desk,
        lambda begin, context: accounts.charge(
            begin, context, patient_id=patient_id, values=values
        ),
        reason=reason,
    )


def enter_payment(desk: Desk, patient: str, amount: str, *, method: str) -> Payment:
    """Take money in; it pays the oldest charges first. Raises as statement does."""
    patient_id = patient_named(desk, patient)
    values = {**_money(desk, amount), "received_on": _today(desk), "method": method}
    return _write(
        desk,
        lambda begin, context: accounts.take_payment(
            begin, context, patient_id=patient_id, values=values
        ),
    )


def enter_adjustment(
    desk: Desk, patient: str, amount: str, *, kind: str, charge_id: str | None, reason: str
) -> Adjustment:
    """Lessen what is owed, or raise it below zero. Raises as statement does."""
    patient_id = patient_named(desk, patient)
    values = {**_money(desk, amount), "adjusted_on": _today(desk), "kind": kind, "note": reason}
    if charge_id is not None:
        values["charge_id"] = _identifier(charge_id)
    return _write(
        desk,
        lambda begin, context: accounts.adjust(
            begin, context, patient_id=patient_id, values=values
        ),
        reason=reason,
    )


def enter_refund(desk: Desk, payment_id: str, amount: str, *, method: str) -> Refund:
    """Give money of a payment back. Raises as statement does."""
    payment = _identifier(payment_id)
    values = {**_money(desk, amount), "refunded_on": _today(desk), "method": method}
    return _write(
        desk,
        lambda begin, context: accounts.give_back(
            begin, context, payment_id=payment, values=values
        ),
    )


def take_back(desk: Desk, kind: str, entry_id: str, *, reason: str) -> Entry:
    """Take an entry back, with what stands on it. Raises as statement does."""
    entry, wrong = ENTRIES[kind], _identifier(entry_id)
    return _write(
        desk,
        lambda begin, context: accounts.reverse(
            begin, context, entry=entry, entry_id=wrong, reason=reason
        ),
        reason=reason,
    )


def _money(desk: Desk, amount: str) -> dict[str, object]:
    here = desk.context.clinic_id
    currency = desk.worker.submit_read(lambda reader: clinic(reader, clinic_id=here).currency)
    return {"amount_minor": read_money(amount, currency.result()).minor}


def _today(desk: Desk) -> date:
    return desk.clock.now().astimezone(ZoneInfo(desk.clinic.zone)).date()


def _identifier(text: str) -> RecordId:
    if not is_record_id(text):
        raise ConfigurationError("ID", "is no identifier of an entry; `account` shows them")
    return RecordId(text)


def _write(
    desk: Desk,
    work: Callable[[UnitOfWorkFactory, ExecutionContext], T],
    *,
    reason: str = "",
) -> T:
    context = desk.context.because(reason) if reason else desk.context
    return desk.worker.submit(lambda: work(desk.store.unit_of_work, context)).result()
