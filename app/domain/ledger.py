"""A patient's account, derived from its entries: balance, credit, what each charge still owes, age.

charges - adjustments - payments + refunds = balance, for every patient, family and day. Amounts
are minor units of one currency; reversals carry the amount turned around and just add up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app.domain.billing import Adjustment, Allocation, Charge, Payment, Refund
from app.domain.errors import InvalidValue
from app.domain.ids import RecordId
from app.domain.phi import quiet

Entry = Charge | Payment | Adjustment | Refund
AGE_LIMITS = (30, 60, 90, 120)
"""Days after the service: the upper ends of all buckets but the last, which is open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The figures of one account, in minor units."""

    currency: str
    charged: int = 0
    adjusted: int = 0
    paid: int = 0
    refunded: int = 0
    allocated: int = 0

    @property
    def balance(self) -> int:
        """What is still owed; below zero the patient has money with the clinic."""
        return self.charged - self.adjusted - self.paid + self.refunded

    @property
    def credit(self) -> int:
        """What came in and pays for no charge yet."""
        return self.paid - self.refunded - self.allocated


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What one charge of a patient still owes."""

    patient_id: RecordId
    service_on: date
    minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """All entries of one account in one currency."""

    charges: tuple[Charge, ...] = ()
    payments: tuple[Payment, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    refunds: tuple[Refund, ...] = ()
    allocations: tuple[Allocation, ...] = ()
    currency: str = "USD"

    @property
    def account(self) -> Account:
        """The sums."""
        return Account(
            currency=self.currency,
            charged=_sum(self.charges),
            adjusted=_sum(self.adjustments),
            paid=_sum(self.payments),
            refunded=_sum(self.refunds),
            allocated=_sum(self.allocations),
        )

    def open_charges(self) -> dict[RecordId, int]:
        """Charges that still owe something, oldest service first, with how much.

        A reversed charge owes nothing; an adjustment without a charge lessens no single one.
        """
        owed: dict[RecordId, int] = {}
        for charge in self.charges:
            at = charge.reverses_id or charge.id
            owed[at] = owed.get(at, 0) + charge.amount_minor
        for adjustment in self.adjustments:
            if adjustment.charge_id is not None:
                owed[adjustment.charge_id] = owed.get(adjustment.charge_id, 0) - (
                    adjustment.amount_minor
                )
        for allocation in self.allocations:
            owed[allocation.charge_id] = owed.get(allocation.charge_id, 0) - (
                allocation.amount_minor
            )
        when = {charge.id: (charge.service_on, charge.id) for charge in self.charges}
        open_ones = [one for one, minor in owed.items() if minor > 0 and one in when]
        return {one: owed[one] for one in sorted(open_ones, key=lambda one: when[one])}

    def unallocated(self, payment_id: RecordId) -> int:
        """What a payment has left to pay charges with."""
        came = sum(
            one.amount_minor for one in self.payments if payment_id in (one.id, one.reverses_id)
        )
        spent = sum(one.amount_minor for one in self.allocations if one.payment_id == payment_id)
        return came - self.given_back(payment_id) - spent

    def given_back(self, payment_id: RecordId) -> int:
        """What of a payment was refunded, less what was taken back again."""
        return sum(one.amount_minor for one in self.refunds if one.payment_id == payment_id)

    def aging(self, today: date) -> tuple[int, ...]:
        """What is owed by the age of the service: a sum per bucket of AGE_LIMITS, then the rest.

        What is owed to no charge in particular (a fee, an unallocated credit) is in the first.
        """
        buckets = [0] * (len(AGE_LIMITS) + 1)
        service_on = {charge.id: charge.service_on for charge in self.charges}
        for charge_id, minor in self.open_charges().items():
            buckets[age_bucket(service_on[charge_id], today)] += minor
        buckets[0] += self.account.balance - sum(buckets)
        return tuple(buckets)


def age_bucket(service_on: date, today: date) -> int:
    """Which bucket of AGE_LIMITS a service is in by its age; the last one is open."""
    days = (today - service_on).days
    return next((at for at, limit in enumerate(AGE_LIMITS) if days <= limit), len(AGE_LIMITS))


def allocations_for(
    ledger: Ledger, payment: Payment, wanted: Mapping[RecordId, int] | None
) -> dict[RecordId, int]:
    """How a payment pays charges: as wanted, or the oldest first until it is used up.

    Raises InvalidValue where more is wanted than the payment or a charge has.
    """
    owed = ledger.open_charges()
    left = ledger.unallocated(payment.id) if _is_in(ledger, payment) else payment.amount_minor
    if wanted is None:
        return oldest_first(owed, left)
    for charge_id, minor in wanted.items():
        if minor <= 0:
            raise InvalidValue("amount_minor", "is not more than zero")
        if minor > owed.get(charge_id, 0):
            raise InvalidValue("charge_id", "owes less than that")
    if sum(wanted.values()) > left:
        raise InvalidValue("payment_id", "has less left than that")
    return dict(wanted)


def oldest_first(owed: Mapping[RecordId, int], left: int) -> dict[RecordId, int]:
    """How an amount pays charges in their order until it is used up."""
    shares: dict[RecordId, int] = {}
    for charge_id, minor in owed.items():
        share = min(minor, left)
        if share > 0:
            shares[charge_id] = share
            left -= share
    return shares


def _is_in(ledger: Ledger, payment: Payment) -> bool:
    return any(one.id == payment.id for one in ledger.payments)


def _sum(entries: Iterable[Entry | Allocation]) -> int:
    return sum(entry.amount_minor for entry in entries)
