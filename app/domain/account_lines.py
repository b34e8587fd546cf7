"""A patient's ledger as people read it: one line per entry, with the balance after each.

Pure. Allocations are no lines: they only say which charge a payment pays. Amounts are minor units
and signed by what they do to the balance: a charge raises it, a payment lowers it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.domain.billing import Adjustment, Charge, Payment, Refund
from app.domain.ids import RecordId
from app.domain.ledger import Entry, Ledger
from app.domain.phi import quiet


class LineState(StrEnum):
    """How an entry stands."""

    OPEN = "open"
    """A charge of which nothing is paid yet."""
    PART_PAID = "part_paid"
    PAID = "paid"
    CREDIT = "credit"
    """A payment of which something pays for nothing yet."""
    POSTED = "posted"
    """Any other entry that counts."""
    REVERSED = "reversed"
    """Taken back by another entry."""
    REVERSAL = "reversal"
    """Takes another entry back."""


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLine:
    """One entry of a ledger."""

    id: RecordId
    kind: str
    """The entry's record type: charge, payment, adjustment or refund."""
    on: date
    amount: int
    balance: int
    """What is owed after this entry."""
    state: LineState
    left: int = 0
    """What a charge still owes, or what a payment has left."""
    text: str = ""
    code: str = ""
    """The procedure's code of a charge."""
    diagnoses: tuple[str, ...] = ()
    how: str = ""
    """A payment's or refund's method, an adjustment's kind."""
    reference: str = ""
    note: str = ""
    is_pending: bool = False
    appointment_id: RecordId | None = None
    reverses_id: RecordId | None = None
    created_at: datetime


def day_entered(entry: Entry) -> date:
    """The day an entry stands under."""
    match entry:
        case Charge():
            return entry.service_on
        case Payment():
            return entry.received_on
        case Refund():
            return entry.refunded_on
        case Adjustment():
            return entry.adjusted_on


def signed(entry: Entry) -> int:
    """What an entry does to the balance."""
    return entry.amount_minor if isinstance(entry, Charge | Refund) else -entry.amount_minor


def lines_of(
    ledger: Ledger,
    *,
    pending: Collection[RecordId] = (),
    shows_diagnoses: bool = True,
) -> tuple[AccountLine, ...]:
    """Every entry, the newest first, each with the balance after it."""
    entries: list[Entry] = [
        *ledger.charges,
        *ledger.payments,
        *ledger.adjustments,
        *ledger.refunds,
    ]
    entries.sort(key=lambda one: (day_entered(one), one.created_at, one.id))
    standing = _Standing(ledger)
    lines: list[AccountLine] = []
    balance = 0
    for entry in entries:
        balance += signed(entry)
        lines.append(
            _line(
                entry,
                balance,
                standing,
                is_pending=entry.id in pending,
                shows_diagnoses=shows_diagnoses,
            )
        )
    return tuple(reversed(lines))


class _Standing:
    """What is left of each charge and payment, worked out once for all of them."""

    def __init__(self, ledger: Ledger) -> None:
        self.owed = ledger.open_charges()
        self.taken_back = {
            one.reverses_id
            for kind in (ledger.charges, ledger.payments, ledger.adjustments, ledger.refunds)
            for one in kind
            if one.reverses_id
        }
        self.left = left_of_payments(ledger)

    def state_of(self, entry: Entry) -> tuple[LineState, int]:
        """How an entry stands, and what is left of it."""
        if entry.reverses_id is not None:
            return LineState.REVERSAL, 0
        if entry.id in self.taken_back:
            return LineState.REVERSED, 0
        if isinstance(entry, Charge):
            owed = self.owed.get(entry.id, 0)
            if owed <= 0:
                return LineState.PAID, 0
            is_whole = owed >= entry.amount_minor
            return (LineState.OPEN if is_whole else LineState.PART_PAID), owed
        if isinstance(entry, Payment) and (left := self.left.get(entry.id, 0)) > 0:
            return LineState.CREDIT, left
        return LineState.POSTED, 0


def left_of_payments(ledger: Ledger) -> dict[RecordId, int]:
    """What each payment has left to pay charges with, or to be given back."""
    left: dict[RecordId, int] = {}
    for payment in ledger.payments:
        at = payment.reverses_id or payment.id
        left[at] = left.get(at, 0) + payment.amount_minor
    for refund in ledger.refunds:
        if refund.payment_id is not None:
            left[refund.payment_id] = left.get(refund.payment_id, 0) - refund.amount_minor
    for share in ledger.allocations:
        left[share.payment_id] = left.get(share.payment_id, 0) - share.amount_minor
    return left


def _line(
    entry: Entry,
    balance: int,
    standing: _Standing,
    *,
    is_pending: bool,
    shows_diagnoses: bool,
) -> AccountLine:
    state, left = standing.state_of(entry)
    is_charge = isinstance(entry, Charge)
    return AccountLine(
        id=entry.id,
        kind=_KINDS[type(entry)],
        on=day_entered(entry),
        amount=signed(entry),
        balance=balance,
        state=state,
        left=left,
        text=entry.text if is_charge else "",
        code=entry.procedure_code if is_charge else "",
        diagnoses=entry.diagnosis_codes if is_charge and shows_diagnoses else (),
        how="" if is_charge else str(entry.kind if isinstance(entry, Adjustment) else entry.method),
        reference=entry.reference if isinstance(entry, Payment) else "",
        note=entry.note,
        is_pending=is_pending,
        appointment_id=entry.appointment_id if is_charge else None,
        reverses_id=entry.reverses_id,
        created_at=entry.created_at,
    )


_KINDS: dict[type[Entry], str] = {
    Charge: "charge",
    Payment: "payment",
    Adjustment: "adjustment",
    Refund: "refund",
}
