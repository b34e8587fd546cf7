"""A patient's claims and ledger from a table, put together: totals, lines, diagnoses, places.

A row of a payment names the claim and the service it is for; which charge it pays is decided where
the account is known (services/imports_paying.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast

import msgspec

from app.domain.ids import RecordId
from app.domain.patient import CoverageOrder
from app.domain.phi import quiet
from app.interop.fhir import changed
from app.interop.frames import Item
from app.interop.made import LedgerFact

Items = dict[RecordId, Item]
_MONEY = ("Charge", "Payment", "Adjustment")


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

    def link(self, items: Items) -> None:
        """Fill in what stands in other rows: totals, diagnoses, and what money is for."""
        if not self.rows:
            return
        self._link_claims(items)
        self._link_policies(items)
        self._link_diagnoses(items)
        for kind in _MONEY:
            for item, fact in self._of(items, kind):
                place = f"{fact.claim_id}|{fact.code}"
                items[RecordId(item.row_id)] = msgspec.structs.replace(item, place=place)

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

    def _link_policies(self, items: Items) -> None:
        """A claim is of the policy its payer had with the patient on the day of the service."""
        policies = [item for item in items.values() if item.entity == "coverage"]
        for claim, _ in self._of(items, "Claim"):
            body = claim.body
            found = [one for one in policies if _covers(one, body["payer_id"], body["service_on"])]
            # The later of two that meet on one day; where no table of policies is among the files
            # a link that an earlier import made stays.
            latest = max(found, key=lambda one: str(one.body["valid_from"]), default=None)
            items[RecordId(claim.row_id)] = (
                changed(without(claim, "coverage_id"))
                if latest is None
                else changed(claim, coverage_id=latest.row_id)
            )

    def _link_diagnoses(self, items: Items) -> None:
        known = {fact.claim_id: fact.diagnoses for _, fact in self._of(items, "Claim")}
        for kind in ("Charge", "ClaimLine"):
            for item, fact in self._of(items, kind):
                there = known.get(fact.claim_id, ())
                codes = [there[at - 1] for at in fact.pointers if 0 < at <= len(there)]
                named = [code for code in codes if code]
                if named:
                    items[RecordId(item.row_id)] = changed(item, diagnosis_codes=named)

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


def _covers(policy: Item, payer: object, day: object) -> bool:
    """Whether a policy is this payer's, pays first and was in force that day."""
    body = policy.body
    if payer is None or body["payer_id"] != payer or body["order"] != CoverageOrder.PRIMARY:
        return False
    first, last = body["valid_from"] or "", body["valid_to"] or "9999"
    return str(first) <= str(day) <= str(last)


def _minor(item: Item) -> int:
    return cast("int", item.body["amount_minor"])
