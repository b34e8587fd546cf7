"""A patient's account: charge, take payments, allocate, adjust, give back, take an entry back.

Nothing is ever changed: each use case adds entries, in one transaction with what belongs to them.
What is owed is derived from the entries (domain/ledger.py) and stored nowhere. Values are an
entry's own fields; amounts are minor units of the clinic's currency.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from app.domain.audit import AuditAction
from app.domain.billing import Adjustment, Allocation, Charge, Payment, Refund
from app.domain.context import ExecutionContext
from app.domain.declare import entity_of
from app.domain.errors import InvalidValue, PermissionDenied
from app.domain.ids import PatientId, RecordId, new_id
from app.domain.ledger import Account, Ledger, allocations_for
from app.domain.ledger_rules import (
    check_entry,
    reversal_id,
    standing_on,
    stands_on_others,
    with_entry,
)
from app.domain.patient import Patient
from app.domain.permissions import Permission
from app.domain.phi import quiet
from app.domain.ports import Reader, UnitOfWork, UnitOfWorkFactory
from app.domain.query import Condition, Query, all_of, any_of, eq, one_of
from app.domain.staff import Clinic, Role
from app.services import tills
from app.services.editing import current, tidied
from app.services.reading import PAGE, every
from app.services.seeing import may_see

E = TypeVar("E", Charge, Payment, Adjustment, Refund, Allocation)
Values = Mapping[str, object]


def ledger_of(reader: Reader, *, patient_id: PatientId, currency: str | None = "USD") -> Ledger:
    """Every entry of a patient's account in one currency; None: in any (what stands on what can be
    asked of those, but no sum)."""

    def entries(record_type: type[E]) -> tuple[E, ...]:
        mine: Condition = eq("patient_id", patient_id)
        if currency is not None:
            mine = all_of(mine, eq("currency", currency))
        return tuple(every(reader, Query(record_type, where=mine)))

    return Ledger(
        charges=entries(Charge),
        payments=entries(Payment),
        adjustments=entries(Adjustment),
        refunds=entries(Refund),
        allocations=entries(Allocation),
        currency=currency or "",
    )


def ledgers_of(
    reader: Reader, *, patient_ids: Iterable[PatientId], currency: str
) -> dict[PatientId, Ledger]:
    """The accounts of many patients, each as ledger_of says it, in a few statements for all."""
    wanted, merged = sorted(set(patient_ids)), reader.people()
    people = {one: merged.get(one, frozenset((one,))) for one in wanted}
    named = sorted({key for one in people.values() for key in one})

    def entries(record_type: type[E]) -> Callable[[PatientId], tuple[E, ...]]:
        found = defaultdict[RecordId, list[E]](list)
        for at in range(0, len(named), PAGE):
            mine = all_of(one_of("patient_id", named[at : at + PAGE]), eq("currency", currency))
            for entry in every(reader, Query(record_type, where=mine)):
                found[entry.patient_id].append(entry)
        return lambda one: tuple(entry for key in sorted(people[one]) for entry in found[key])

    charges, payments, adjustments = entries(Charge), entries(Payment), entries(Adjustment)
    refunds, allocations = entries(Refund), entries(Allocation)
    return {
        one: Ledger(
            charges=charges(one),
            payments=payments(one),
            adjustments=adjustments(one),
            refunds=refunds(one),
            allocations=allocations(one),
            currency=currency,
        )
        for one in wanted
    }


def family_of(reader: Reader, *, patient_id: PatientId) -> tuple[PatientId, ...]:
    """The patients who pay together: one household, or one guarantor."""
    patient = current(reader, Patient, patient_id)
    payer = patient.guarantor_id or PatientId(patient.id)
    together = [eq("guarantor_id", one) for one in reader.person(payer)]
    if patient.household_id is not None:
        together.append(eq("household_id", patient.household_id))
    found = {one.id for one in every(reader, Query(Patient, where=any_of(*together)))}
    # Of somebody who was merged there is one account.
    return tuple(sorted({PatientId(reader.person(one)[0]) for one in found | {patient.id, payer}}))


def charge(
    begin: UnitOfWorkFactory, context: ExecutionContext, *, patient_id: PatientId, values: Values
) -> Charge:
    """Charge a service. Raises InvalidRecord, InvalidValue (over the limit), PermissionDenied."""
    with begin(context) as uow:
        return _enter(uow, _entry(uow, Charge, patient_id, values))


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
        payment = _enter(uow, _entry(uow, Payment, patient_id, values))
        _allocate(uow, payment, shares)
        return payment


def allocate(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    payment_id: RecordId,
    shares: Mapping[RecordId, int] | None = None,
    patient_id: PatientId | None = None,
) -> tuple[Allocation, ...]:
    """Pay charges with what a payment has left. Raises RecordNotFound, InvalidValue; patient_id:
    whose account the person had before them."""
    with begin(context) as uow:
        payment = current(uow, Payment, payment_id)
        _require_patient(uow, payment, patient_id)
        return _allocate(uow, payment, shares)


def adjust(
    begin: UnitOfWorkFactory, context: ExecutionContext, *, patient_id: PatientId, values: Values
) -> Adjustment:
    """Lessen (or, below zero, raise) what is owed. Raises as `charge` does."""
    with begin(context) as uow:
        return _enter(uow, _entry(uow, Adjustment, patient_id, values))


def give_back(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    payment_id: RecordId,
    values: Values,
    patient_id: PatientId | None = None,
) -> Refund:
    """Give money of a payment back: at most what pays for nothing. Raises InvalidValue."""
    with begin(context) as uow:
        payment = current(uow, Payment, payment_id)
        _require_patient(uow, payment, patient_id)
        of_payment = {"payment_id": payment_id, "currency": payment.currency}
        if any(values.get(name, given) != given for name, given in of_payment.items()):
            raise InvalidValue("currency", "is not the payment's")
        return _enter(uow, _entry(uow, Refund, payment.patient_id, {**values, **of_payment}))


def reverse(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    entry: type[E],
    entry_id: RecordId,
    reason: str,
    patient_id: PatientId | None = None,
) -> E:
    """Take an entry back by another one with the amount turned around, once.

    Allocations of a reversed charge or payment, and adjustments of a reversed charge, are taken
    back with it. Raises RecordNotFound, or InvalidEntry where the entry was taken back before, is a
    reversal itself, or a refund stands on it.
    """
    with begin(context) as uow:
        wrong = current(uow, entry, entry_id)
        _require_patient(uow, wrong, patient_id)
        ledger = _ledger(uow, wrong)
        for one in standing_on(ledger, wrong) if isinstance(wrong, Charge | Payment) else ():
            turned = _turned(uow, one, reason)
            ledger = with_entry(ledger, _enter(uow, turned, ledger, reason=reason))
        return _enter(uow, _turned(uow, wrong, reason), ledger, reason=reason)


def _require_patient(uow: UnitOfWork, entry: Any, patient_id: PatientId | None) -> None:
    """Raise InvalidValue where an entry is in another account than the person looked at."""
    if patient_id is not None and entry.patient_id not in uow.person(patient_id):
        raise InvalidValue("patient_id", "is not whose account is open")


def _allocate(
    uow: UnitOfWork, payment: Payment, shares: Mapping[RecordId, int] | None
) -> tuple[Allocation, ...]:
    ledger = _ledger(uow, payment)
    kept: list[Allocation] = []
    for charge_id, minor in allocations_for(ledger, payment, shares).items():
        share = Allocation(
            id=new_id(),
            created_at=uow.now,
            updated_at=uow.now,
            patient_id=payment.patient_id,
            payment_id=payment.id,
            charge_id=charge_id,
            amount_minor=minor,
            currency=payment.currency,
        )
        kept.append(_enter(uow, share, ledger))
        ledger = with_entry(ledger, share)
    return tuple(kept)


def _enter(uow: UnitOfWork, entry: E, ledger: Ledger | None = None, *, reason: str = "") -> E:
    """Keep an entry that adds up with the account (as it stands where it is not given)."""
    clinic = current(uow, Clinic, uow.context.clinic_id)
    is_bounded = uow.context.role == Role.FRONT_DESK
    if ledger is None:
        is_alone = not stands_on_others(entry, is_bounded=is_bounded)
        ledger = Ledger() if is_alone else _ledger(uow, entry)
    limit = clinic.adjustment_limit_minor if is_bounded else None
    check_entry(entry, ledger, currency=clinic.currency, limit=limit)
    return uow.add(entry, reason=reason)


def _ledger(uow: UnitOfWork, entry: Any) -> Ledger:
    return ledger_of(uow, patient_id=entry.patient_id, currency=entry.currency)


def _entry(uow: UnitOfWork, entry: type[E], patient_id: PatientId, values: Values) -> E:
    current(uow, Patient, patient_id)
    if "reverses_id" in values:
        raise InvalidValue("reverses_id", "is set by taking an entry back")
    unknown = sorted(values.keys() - entity_of(entry).by_name.keys())
    if unknown:
        raise InvalidValue(unknown[0], "is no field of this entry")
    clinic = current(uow, Clinic, uow.context.clinic_id)
    given = {"currency": clinic.currency, **tidied(entry, values)}
    if "cash_drawer_id" in entity_of(entry).by_name:
        given["cash_drawer_id"] = tills.drawer_for(uow, given)
    made: Any = entry
    return made(
        **{"id": new_id(), "created_at": uow.now, "updated_at": uow.now, **given},
        patient_id=patient_id,
    )


def _turned(uow: UnitOfWork, wrong: Any, reason: str) -> Any:
    """The entry that takes another back, wherever it is made the same one."""
    said: Values = {} if isinstance(wrong, Allocation) else {"note": reason.strip()}
    return replace(
        wrong,
        id=reversal_id(wrong.id),
        version=0,
        created_at=uow.now,
        updated_at=uow.now,
        amount_minor=-wrong.amount_minor,
        reverses_id=wrong.id,
        extra={},
        **said,
        **tills.moved_from_what_is_closed(uow, wrong),
    )


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A patient's account as it is shown."""

    ledger: Ledger
    aging: tuple[int, ...]
    """What is owed by the age of the service, see domain/ledger.py: AGE_LIMITS."""


def read_statement(
    begin: UnitOfWorkFactory, context: ExecutionContext, *, patient_id: PatientId, today: date
) -> Statement:
    """A patient's account in the clinic's currency; the look is in the audit trail with it.

    Raises RecordNotFound, PermissionDenied.
    """
    with begin(context) as uow:
        current(uow, Patient, patient_id)
        _require_sight(uow, patient_id)
        currency = current(uow, Clinic, context.clinic_id).currency
        ledger = ledger_of(uow, patient_id=patient_id, currency=currency)
        uow.note(AuditAction.VIEW, entity="charge", row_id=patient_id, patient_id=patient_id)
        return Statement(ledger=ledger, aging=ledger.aging(today))


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyMember:
    """One of those who pay together, and how their account stands."""

    patient: Patient
    account: Account


def read_family(
    begin: UnitOfWorkFactory, context: ExecutionContext, *, patient_id: PatientId
) -> tuple[FamilyMember, ...]:
    """The accounts of a patient's family, by record number; the look is in the audit trail of each.

    Raises RecordNotFound, PermissionDenied.
    """
    with begin(context) as uow:
        found = uow.records(Patient).get_many(family_of(uow, patient_id=patient_id))
        for one in found:
            _require_sight(uow, one)
        currency = current(uow, Clinic, context.clinic_id).currency
        uow.note(
            AuditAction.LIST,
            entity="charge",
            patient_id=patient_id,
            result_count=len(found),
            subjects=sorted(found),
        )
        return tuple(
            FamilyMember(patient=one, account=uow.account(one.id, currency))
            for one in sorted(found.values(), key=lambda one: one.mrn)
        )


def _require_sight(uow: UnitOfWork, patient_id: RecordId) -> None:
    """Raise PermissionDenied unless the acting role is shown this patient's account."""
    verdict = may_see(uow, uow.context, "charge", patient_id=patient_id, now=uow.now)
    if not verdict.is_allowed:
        raise PermissionDenied(
            Permission.BALANCE_VIEW,
            uow.context.role,
            verdict.needs,
            entity="charge",
            patient_id=patient_id,
        )
