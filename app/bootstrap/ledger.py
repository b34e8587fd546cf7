"""A patient's account from the command line: shown, charged, paid, adjusted, given and taken back.

Everything is audited by the unit of work that does it; who may do what says the role matrix.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

from app.bootstrap.documents import patient_named
from app.bootstrap.waiting_writes import write_at
from app.domain.billing import Adjustment, Allocation, Charge, Payment, Refund
from app.domain.consistency import Consistency, Written
from app.domain.context import ExecutionContext
from app.domain.errors import ConfigurationError
from app.domain.ids import RecordId, is_record_id
from app.domain.money import read_money
from app.domain.ports import UnitOfWorkFactory
from app.services import accounts, tills
from app.services.accounts import FamilyMember, Statement
from app.services.money_level import money_level
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
    return write(
        desk,
        lambda begin, context: accounts.read_statement(
            begin, context, patient_id=patient_id, today=day
        ),
    )


def enter_charge(desk: Desk, patient: str, amount: str, *, text: str, reason: str) -> Charge:
    """Charge a service of today. Raises as statement does."""
    patient_id = patient_named(desk, patient)
    values = {**money(desk, amount), "service_on": _today(desk), "text": text}
    return write(
        desk,
        lambda begin, context: accounts.charge(
            begin, context, patient_id=patient_id, values=values
        ),
        reason=reason,
    )


def family(desk: Desk, patient: str) -> tuple[FamilyMember, ...]:
    """The accounts of those who pay together with a patient. Raises as statement does."""
    patient_id = patient_named(desk, patient)
    return write(
        desk, lambda begin, context: accounts.read_family(begin, context, patient_id=patient_id)
    )


def enter_payment(
    desk: Desk, patient: str, amount: str, *, method: str, level: str = ""
) -> Written[Payment]:
    """Take money in; it pays the oldest charges first. level: how far it has to have got before
    this returns, "": as was chosen at this desk. Raises as statement does, ApiError and
    ConfigurationError where the level is not to be had: then no money was entered."""
    patient_id = patient_named(desk, patient)
    values = {**money(desk, amount), "received_on": _entry_day(desk), "method": method}
    chosen = write(desk, money_level) if not level else Consistency.offered(level, standbys=1)
    return write_at(
        desk,
        lambda begin: accounts.take_payment(
            begin, desk.context, patient_id=patient_id, values=values
        ),
        level=chosen,
    )


def allocate(
    desk: Desk, payment_id: str, shares: Mapping[str, str] | None
) -> tuple[Allocation, ...]:
    """Pay charges with what a payment has left: as shares say (an amount per charge), or the
    oldest first. Raises as statement does."""
    payment = _identifier(payment_id)
    minor = {
        _identifier(charge): money(desk, amount)["amount_minor"]
        for charge, amount in (shares or {}).items()
    }
    return write(
        desk,
        lambda begin, context: accounts.allocate(
            begin, context, payment_id=payment, shares=minor or None
        ),
    )


def enter_adjustment(
    desk: Desk, patient: str, amount: str, *, kind: str, charge_id: str | None, reason: str
) -> Adjustment:
    """Lessen what is owed, or raise it below zero. Raises as statement does."""
    patient_id = patient_named(desk, patient)
    day = _entry_day(desk)
    values: dict[str, object] = {"adjusted_on": day, "kind": kind, "note": reason}
    values |= money(desk, amount)
    if charge_id is not None:
        values["charge_id"] = _identifier(charge_id)
    return write(
        desk,
        lambda begin, context: accounts.adjust(
            begin, context, patient_id=patient_id, values=values
        ),
        reason=reason,
    )


def enter_refund(desk: Desk, payment_id: str, amount: str, *, method: str) -> Refund:
    """Give money of a payment back. Raises as statement does."""
    payment = _identifier(payment_id)
    values = {**money(desk, amount), "refunded_on": _entry_day(desk), "method": method}
    return write(
        desk,
        lambda begin, context: accounts.give_back(
            begin, context, payment_id=payment, values=values
        ),
    )


def take_back(desk: Desk, kind: str, entry_id: str, *, reason: str) -> Entry:
    """Take an entry back, with what stands on it. Raises as statement does."""
    entry, wrong = ENTRIES[kind], _identifier(entry_id)
    return write(
        desk,
        lambda begin, context: accounts.reverse(
            begin, context, entry=entry, entry_id=wrong, reason=reason
        ),
        reason=reason,
    )


def money(desk: Desk, amount: str) -> dict[str, int]:
    """What somebody typed, as an entry holds it. Raises InvalidValue."""
    here = desk.context.clinic_id
    currency = desk.worker.submit_read(lambda reader: clinic(reader, clinic_id=here).currency)
    return {"amount_minor": read_money(amount, currency.result()).minor}


def _today(desk: Desk) -> date:
    return desk.clock.now().astimezone(ZoneInfo(desk.clinic.zone)).date()


def _entry_day(desk: Desk) -> date:
    """Today, or tomorrow where the day was closed already."""
    here, now = desk.context.clinic_id, desk.clock.now()
    found = desk.worker.submit_read(
        lambda reader: tills.open_day(reader, clinic=clinic(reader, clinic_id=here), now=now)
    )
    return found.result()


def _identifier(text: str) -> RecordId:
    if not is_record_id(text):
        raise ConfigurationError("ID", "is no identifier of an entry; `account` shows them")
    return RecordId(text)


def write(
    desk: Desk,
    deed: Callable[[UnitOfWorkFactory, ExecutionContext], T],
    *,
    reason: str = "",
) -> T:
    """Do it on the desk's writing thread, as whoever opened the desk."""
    context = desk.context.because(reason) if reason else desk.context
    return desk.worker.submit(lambda: deed(desk.store.unit_of_work, context)).result()
