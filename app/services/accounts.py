"""A patient's account: charge, take payments, allocate, adjust, give back, take an entry back.

Nothing is ever changed: each use case adds entries, in one transaction with what belongs to them.
What is owed is derived from the entries (domain/ledger.py) and stored nowhere. Values are an
entry's own fields; amounts are minor units of the clinic's currency.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from app.domain.billing import Adjustment, Allocation, Charge, Payment, Refund
from app.domain.context import ExecutionContext
from app.domain.declare import Record, entity_of
from app.domain.errors import InvalidValue
from app.domain.ids import PatientId, RecordId, new_id
from app.domain.ledger import Ledger, allocations_for
from app.domain.patient import Patient
from app.domain.ports import Reader, UnitOfWork, UnitOfWorkFactory
from app.domain.query import Condition, Query, all_of, any_of, eq
from app.domain.staff import Clinic, Role
from app.services.editing import current, tidied
from app.services.reading import every

R = TypeVar("R", bound=Record)
E = TypeVar("E", Charge, Payment, Adjustment, Refund, Allocation)
Values = Mapping[str, object]


def ledger_of(reader: Reader, *, patient_id: PatientId, currency: str = "USD") -> Ledger:
    """Every entry of a patient's account in one currency."""

    def entries(record_type: type[E]) -> tuple[E, ...]:
        mine = all_of(eq("patient_id", patient_id), eq("currency", currency))
        return tuple(every(reader, Query(record_type, where=mine)))

    return Ledger(
        charges=entries(Charge),
        payments=entries(Payment),
        adjustments=entries(Adjustment),
        refunds=entries(Refund),
        allocations=entries(Allocation),
        currency=currency,
    )


def family_of(reader: Reader, *, patient_id: PatientId) -> tuple[PatientId, ...]:
    """The patients who pay together: one household, or one guarantor."""
    patient = current(reader, Patient, patient_id)
    payer = patient.guarantor_id or PatientId(patient.id)
    where = eq("guarantor_id", payer)
    if patient.household_id is not None:
        together = any_of(where, eq("household_id", patient.household_id))
    else:
        together = any_of(where)
    found = {PatientId(one.id) for one in every(reader, Query(Patient, where=together))}
    return tuple(sorted(found | {PatientId(patient.id), payer}))


def charge(
    begin: UnitOfWorkFactory, context: ExecutionContext, *, patient_id: PatientId, values: Values
) -> Charge:
    """Charge a service. Raises InvalidRecord, InvalidValue (over the limit), PermissionDenied."""
    with begin(context) as uow:
        made = _entry(uow, Charge, patient_id, values)
        _within_limit(uow, made.amount_minor)
        return uow.add(made)


def take_payment(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    patient_id: PatientId,
    values: Values,
    shares: Mapping[RecordId, int] | None = None,
) -> Payment:
    """Take money and pay charges with it: as shares say (minor units per charge), or the oldest
    first; what is left is credit. Raises InvalidRecord, InvalidValue where it does not add up."""
    with begin(context) as uow:
        payment = uow.add(_entry(uow, Payment, patient_id, values))
        _allocate(uow, payment, shares)
        return payment


def allocate(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    payment_id: RecordId,
    shares: Mapping[RecordId, int] | None = None,
) -> tuple[Allocation, ...]:
    """Pay charges with what a payment has left. Raises RecordNotFound, InvalidValue."""
    with begin(context) as uow:
        return _allocate(uow, current(uow, Payment, payment_id), shares)


def adjust(
    begin: UnitOfWorkFactory, context: ExecutionContext, *, patient_id: PatientId, values: Values
) -> Adjustment:
    """Lessen (or, below zero, raise) what is owed. Raises as `charge` does."""
    with begin(context) as uow:
        made = _entry(uow, Adjustment, patient_id, values)
        _within_limit(uow, made.amount_minor)
        if made.charge_id is not None and made.charge_id not in _ledger(uow, made).open_charges():
            raise InvalidValue("charge_id", "is no open charge of this account")
        return uow.add(made)


def give_back(
    begin: UnitOfWorkFactory, context: ExecutionContext, *, payment_id: RecordId, values: Values
) -> Refund:
    """Give money of a payment back: at most what pays for nothing. Raises InvalidValue."""
    with begin(context) as uow:
        payment = current(uow, Payment, payment_id)
        of_payment = {"payment_id": payment_id, "currency": payment.currency}
        if any(values.get(name, given) != given for name, given in of_payment.items()):
            raise InvalidValue("currency", "is not the payment's")
        made = _entry(uow, Refund, payment.patient_id, {**values, **of_payment})
        ledger = _ledger(uow, payment)
        if made.amount_minor > ledger.unallocated(payment_id):
            raise InvalidValue("amount_minor", "is more than the payment has left")
        return uow.add(made)


def reverse(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    entry: type[E],
    entry_id: RecordId,
    reason: str,
) -> E:
    """Take an entry back by another one with the amount turned around, once.

    Allocations of a reversed charge or payment, and adjustments of a reversed charge, are taken
    back with it. Raises RecordNotFound, or
    InvalidValue where the entry was taken back before, is a reversal itself, or a refund stands
    on it.
    """
    with begin(context) as uow:
        wrong = current(uow, entry, entry_id)
        _may_reverse(uow, wrong)
        for share in _shares_of(uow, entry_id):
            uow.add(_turned(uow, share), reason=reason)
        for lessening in _live(uow, Adjustment, eq("charge_id", entry_id)):
            uow.add(_turned(uow, lessening, note=reason.strip()), reason=reason)
        return uow.add(_turned(uow, wrong, note=reason.strip()), reason=reason)


def _may_reverse(uow: UnitOfWork, wrong: Record) -> None:
    kind = type(wrong)
    if getattr(wrong, "reverses_id", None) is not None:
        raise InvalidValue("reverses_id", "is a reversal already; enter it anew instead")
    if uow.records(kind).count(Query(kind, where=eq("reverses_id", wrong.id))):
        raise InvalidValue("reverses_id", "was taken back before")
    if kind is Payment and _ledger(uow, wrong).given_back(wrong.id):
        raise InvalidValue("payment_id", "was given back in part; take the refund back first")


def _shares_of(uow: UnitOfWork, entry_id: RecordId) -> list[Allocation]:
    """Allocations of a payment or to a charge that still count."""
    return _live(uow, Allocation, any_of(eq("payment_id", entry_id), eq("charge_id", entry_id)))


def _live(uow: UnitOfWork, entry: type[E], where: Condition) -> list[E]:
    """Entries that are no reversals and were not taken back."""
    found = list(every(uow, Query(entry, where=where)))
    taken_back = {one.reverses_id for one in found}
    return [one for one in found if one.reverses_id is None and one.id not in taken_back]


def _allocate(
    uow: UnitOfWork, payment: Payment, shares: Mapping[RecordId, int] | None
) -> tuple[Allocation, ...]:
    ledger = _ledger(uow, payment)
    return tuple(
        uow.add(
            Allocation(
                id=new_id(),
                created_at=uow.now,
                updated_at=uow.now,
                patient_id=payment.patient_id,
                payment_id=payment.id,
                charge_id=charge_id,
                amount_minor=minor,
                currency=payment.currency,
            )
        )
        for charge_id, minor in allocations_for(ledger, payment, shares).items()
    )


def _ledger(uow: UnitOfWork, entry: Any) -> Ledger:
    return ledger_of(uow, patient_id=entry.patient_id, currency=entry.currency)


def _entry(uow: UnitOfWork, entry: type[R], patient_id: PatientId, values: Values) -> R:
    current(uow, Patient, patient_id)
    if "reverses_id" in values:
        raise InvalidValue("reverses_id", "is set by taking an entry back")
    unknown = sorted(values.keys() - entity_of(entry).by_name.keys())
    if unknown:
        raise InvalidValue(unknown[0], "is no field of this entry")
    given = {"currency": _clinic(uow).currency, **tidied(entry, values)}
    made: Any = entry
    return made(
        **{"id": new_id(), "created_at": uow.now, "updated_at": uow.now, **given},
        patient_id=patient_id,
    )


def _turned(uow: UnitOfWork, wrong: R, **changes: object) -> R:
    entry: Any = wrong
    return replace(
        entry,
        id=new_id(),
        version=0,
        created_at=uow.now,
        updated_at=uow.now,
        amount_minor=-entry.amount_minor,
        reverses_id=entry.id,
        **changes,
    )


def _within_limit(uow: UnitOfWork, minor: int) -> None:
    """What the front desk may enter by hand at once is bounded by the clinic."""
    limit = _clinic(uow).adjustment_limit_minor
    if uow.context.role == Role.FRONT_DESK and abs(minor) > limit:
        raise InvalidValue("amount_minor", "is over what the front desk may enter")


def _clinic(uow: UnitOfWork) -> Clinic:
    return current(uow, Clinic, uow.context.clinic_id)
