"""Which charge each payment and adjustment of a table is for, as the account stands by now.

A row names a claim and the service in it. Tables come in any order, and again with further rows:
what was paid before stays so, and what comes anew pays what is still owed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from app.domain.billing import Adjustment, Allocation
from app.domain.declare import Record
from app.domain.ids import PatientId, RecordId, derived_id
from app.domain.phi import quiet
from app.domain.ports import UnitOfWork
from app.interop.frames import Item
from app.services.imports_ledger import ImportedLedger


@quiet
@dataclass(slots=True)
class _Place:
    """The charges and payments of one service of one claim, in the table's order."""

    charges: list[RecordId] = field(default_factory=list[RecordId])
    payments: list[Item] = field(default_factory=list[Item])


class TablePayments:
    """The money of one group's tables."""

    def __init__(self, uow: UnitOfWork, ledger: ImportedLedger) -> None:
        self._uow = uow
        self._ledger = ledger
        self._places: dict[str, _Place] = {}
        self._new: set[RecordId] = set()

    def note(self, item: Item, *, is_new: bool) -> None:
        """Take down a charge or a payment that is here, and whether this import made it."""
        if not item.place or item.kind not in ("Charge", "Payment"):
            return
        place = self._places.setdefault(item.place, _Place())
        if item.kind == "Charge":
            place.charges.append(RecordId(item.row_id))
        else:
            place.payments.append(item)
        if is_new:
            self._new.add(RecordId(item.row_id))

    def placed(self, record: Record, item: Item) -> Record:
        """A new adjustment with the first charge of its service that owes as much."""
        if not isinstance(record, Adjustment) or item.place not in self._places:
            return record
        self._ledger.read(record.patient_id, record.currency)
        for charge_id in self._places[item.place].charges:
            if 0 < record.amount_minor <= self._ledger.owed(charge_id):
                return replace(record, charge_id=charge_id)
        return record

    def known(self) -> int:
        """How many shares of charges were paid by these payments before."""
        return sum(1 for _, place in self._paying() for _ in self._shares(place))

    def allocations(self) -> Iterator[tuple[Item, Allocation]]:
        """What the payments pay, each with its payment's row: of two that were here before, what a
        person left open stays open. Whoever takes one writes it before taking the next."""
        for _, place in self._paying():
            owing = [one for one in place.charges if self._ledger.owed(one) > 0]
            for payment in place.payments:
                payment_id = RecordId(payment.row_id)
                is_new = payment_id in self._new
                for charge_id in [one for one in owing if is_new or one in self._new]:
                    left = self._ledger.left(payment_id)
                    if left <= 0:
                        break
                    share = min(left, self._ledger.owed(charge_id))
                    if share == self._ledger.owed(charge_id):
                        owing.remove(charge_id)
                    yield payment, self._allocation(payment, charge_id, share)

    def _paying(self) -> Iterator[tuple[str, _Place]]:
        """The places with money, their accounts read."""
        for name, place in self._places.items():
            if place.charges and place.payments:
                body = place.payments[0].body
                self._ledger.read(PatientId(RecordId(str(body["patient_id"]))), _currency(body))
                yield name, place

    def _shares(self, place: _Place) -> Iterator[Allocation]:
        charges = set(place.charges)
        for payment in place.payments:
            for one in self._ledger.shares_of(RecordId(payment.row_id)):
                if one.charge_id in charges:
                    yield one

    def _allocation(self, payment: Item, charge_id: RecordId, share: int) -> Allocation:
        payment_id = RecordId(payment.row_id)
        return Allocation(
            id=derived_id("allocation", payment_id, charge_id),
            created_at=self._uow.now,
            updated_at=self._uow.now,
            patient_id=PatientId(RecordId(str(payment.body["patient_id"]))),
            payment_id=payment_id,
            charge_id=charge_id,
            amount_minor=share,
            currency=_currency(payment.body),
        )


def _currency(body: dict[str, object]) -> str:
    return str(body["currency"])
