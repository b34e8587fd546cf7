"""A patient's claims and ledger from a table, put together: which payment pays which charge.

A row of a payment names the claim and the service it is for. What is paid beyond the charge stays
the patient's credit, as everywhere in the ledger.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import cast

import msgspec

from app.domain.billing import Allocation
from app.domain.ids import PatientId, RecordId, derived_id
from app.domain.phi import quiet
from app.interop.fhir import changed, item_of
from app.interop.fhir_patient import STAMP
from app.interop.frames import Item
from app.interop.made import LedgerFact

Items = dict[RecordId, Item]
Place = tuple[RecordId, str]


@quiet
@dataclass(slots=True)
class TableAccounts:
    """The rows of one patient's claims and ledger, in the order of their tables."""

    rows: list[tuple[RecordId, LedgerFact]] = field(
        default_factory=lambda: cast("list[tuple[RecordId, LedgerFact]]", [])
    )

    def note(self, item: Item, fact: LedgerFact) -> None:
        """Take down where a record of the ledger belongs."""
        self.rows.append((RecordId(item.row_id), fact))

    def link(self, items: Items, *, today: date) -> None:
        """Fill in what stands in other rows: totals, diagnoses, adjusted and paid charges."""
        if not self.rows:
            return
        self._link_claims(items)
        self._link_diagnoses(items)
        charges = self._charges(items)
        owed = {one: _minor(items[one]) for some in charges.values() for one in some}
        self._link_adjustments(items, charges, owed)
        for payment, fact in self._of(items, "Payment"):
            left = _minor(payment)
            for charge_id in charges.get((fact.claim_id, fact.code), ()):
                share = min(left, owed[charge_id])
                if share > 0:
                    left -= share
                    owed[charge_id] -= share
                    made = _allocation(payment, charge_id, share, today=today)
                    items[RecordId(made.row_id)] = made

    def _link_claims(self, items: Items) -> None:
        """Number the lines; what a claim asks for is their sum, where there are any."""
        lines: dict[RecordId, list[Item]] = {}
        for line, fact in self._of(items, "ClaimLine"):
            lines.setdefault(fact.claim_id, []).append(line)
        for some in lines.values():
            for position, line in enumerate(some, start=1):
                # Where money is left out, a link that an import with money made stays.
                bare = line if line.body["charge_id"] else without(line, "charge_id")
                items[RecordId(line.row_id)] = changed(bare, position=position)
        for claim, _ in self._of(items, "Claim"):
            claim_id = RecordId(claim.row_id)
            if claim_id in lines:
                total = sum(map(_minor, lines[claim_id]))
                items[claim_id] = changed(claim, total_minor=total)
            else:  # the ledger is not among the files: it may have been, before
                items[claim_id] = changed(without(claim, "total_minor", "currency"))

    def _link_diagnoses(self, items: Items) -> None:
        known = {fact.claim_id: fact.diagnoses for _, fact in self._of(items, "Claim")}
        for kind in ("Charge", "ClaimLine"):
            for item, fact in self._of(items, kind):
                there = known.get(fact.claim_id, ())
                codes = [there[at - 1] for at in fact.pointers if 0 < at <= len(there)]
                named = [code for code in codes if code]
                if named:
                    items[RecordId(item.row_id)] = changed(item, diagnosis_codes=named)

    def _charges(self, items: Items) -> dict[Place, list[RecordId]]:
        found: dict[Place, list[RecordId]] = {}
        for charge, fact in self._of(items, "Charge"):
            found.setdefault((fact.claim_id, fact.code), []).append(RecordId(charge.row_id))
        return found

    def _link_adjustments(
        self, items: Items, charges: dict[Place, list[RecordId]], owed: dict[RecordId, int]
    ) -> None:
        for item, fact in self._of(items, "Adjustment"):
            for charge_id in charges.get((fact.claim_id, fact.code), ()):
                if 0 < _minor(item) <= owed[charge_id]:
                    owed[charge_id] -= _minor(item)
                    items[RecordId(item.row_id)] = changed(item, charge_id=charge_id)
                    break

    def _of(self, items: Items, kind: str) -> Iterator[tuple[Item, LedgerFact]]:
        """Records of a kind with their facts, as they are by now."""
        for row_id, fact in list(self.rows):
            item = items.get(row_id)
            if item is not None and item.kind == kind:
                yield item, fact


def without(item: Item, *names: str) -> Item:
    """The item saying nothing of some fields: what is kept there stays."""
    body = {name: value for name, value in item.body.items() if name not in names}
    return msgspec.structs.replace(item, body=body)


def _minor(item: Item) -> int:
    return cast("int", item.body["amount_minor"])


def _allocation(payment: Item, charge_id: RecordId, share: int, *, today: date) -> Item:
    payment_id = RecordId(payment.row_id)
    record = Allocation(
        id=derived_id("allocation", payment_id, charge_id),
        created_at=STAMP,
        updated_at=STAMP,
        patient_id=PatientId(RecordId(str(payment.body["patient_id"]))),
        payment_id=payment_id,
        charge_id=charge_id,
        amount_minor=share,
        currency=str(payment.body["currency"]),
    )
    return item_of("Allocation", record, today=today, file=payment.file, entry=payment.entry)
