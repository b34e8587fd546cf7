"""What a new entry of a patient's account must meet, given the entries it stands on.

Pure: the desk's services and the server's write function ask alike, each with the account as it
knows it. What is only bookkeeping and does not add up is refused; money that went out is never
dropped: see OverRefund.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeVar

from app.domain.billing import Adjustment, Allocation, Charge, Payment, Refund
from app.domain.declare import entities
from app.domain.errors import InvalidEntry, OverRefund
from app.domain.ids import RecordId, derived_id, is_derived_id
from app.domain.ledger import Ledger

AnyEntry = Charge | Payment | Adjustment | Refund | Allocation
E = TypeVar("E", Charge, Payment, Adjustment, Refund, Allocation)
_KINDS: dict[type[AnyEntry], str] = {
    Charge: "charges",
    Payment: "payments",
    Adjustment: "adjustments",
    Refund: "refunds",
    Allocation: "allocations",
}
_NAMES = ("payment_id", "charge_id")


def reversal_id(entry_id: RecordId) -> RecordId:
    """The identifier of the one entry that takes another back: two desks make the same one."""
    return derived_id("reversal", entry_id)


def stands_on_others(entry: AnyEntry, *, is_bounded: bool = False) -> bool:
    """Whether the account must be known to judge an entry: it names another, gives back, or is one
    of those that are bounded together."""
    named = any(getattr(entry, name, None) for name in _NAMES)
    is_summed = is_bounded and isinstance(entry, Charge | Adjustment)
    return named or is_summed or entry.reverses_id is not None or isinstance(entry, Refund)


def check_entry(
    entry: AnyEntry, ledger: Ledger, *, currency: str | None, limit: int | None = None
) -> None:
    """Raise InvalidEntry where a new entry does not add up with its patient's account.

    ledger holds the account in the entry's currency (empty does where stands_on_others says no);
    currency is the clinic's; limit bounds what is charged for a visit or adjusted of a charge by
    who enters it (None: not at all). Raises OverRefund where more goes out than there is.
    """
    if entry.reverses_id is not None:
        _check_reversal(entry, ledger)
        return
    is_bounded = limit is not None and isinstance(entry, Charge | Adjustment)
    named = not is_bounded and any(getattr(entry, name, None) for name in _NAMES)
    if currency is not None and not named and entry.currency != currency:
        raise InvalidEntry("currency", "is not the clinic's", "other_currency")
    if limit is not None and isinstance(entry, Charge | Adjustment):
        _check_limit(entry, ledger, limit)
    if isinstance(entry, Allocation):
        _check_allocation(entry, ledger)
    elif isinstance(entry, Refund):
        _check_refund(entry, ledger)
    elif isinstance(entry, Adjustment):
        _check_adjustment(entry, ledger)


IN_THE_CLINICS = {"coverage": "copay_cents"}
"""Amounts that name no currency: they are read in the clinic's."""


def kinds_with_money() -> tuple[str, ...]:
    """The record types whose amounts are of a currency they name; price lists have none."""
    return tuple(
        spec.name
        for spec in entities()
        if "currency" in spec.by_name and spec.name not in ("clinic", "fee_schedule")
    )


def check_currency(before: str, after: str, *, is_used: bool) -> None:
    """Raise InvalidEntry where the clinic's currency changes from one that amounts are in: every
    account, day and drawer is read in the clinic's, and those would seem to hold nothing.

    is_used says whether any entry, drawer, sheet, claim, price or co-pay is in the one before.
    """
    if before != after and is_used:
        raise InvalidEntry(
            "currency", "cannot change: amounts are in the present one", "currency_used"
        )


def with_entry(ledger: Ledger, entry: AnyEntry) -> Ledger:
    """The account with one more entry."""
    name = _KINDS[type(entry)]
    return replace(ledger, **{name: (*getattr(ledger, name), entry)})


def live(entries: Iterable[E]) -> list[E]:
    """Entries that are no reversals and were not taken back."""
    found = list(entries)
    taken_back = {one.reverses_id for one in found}
    return [one for one in found if one.reverses_id is None and one.id not in taken_back]


def standing_on(ledger: Ledger, entry: AnyEntry) -> list[Allocation | Adjustment]:
    """What must be taken back with a charge or a payment."""
    shares = [
        one for one in live(ledger.allocations) if entry.id in (one.payment_id, one.charge_id)
    ]
    lessening = [one for one in live(ledger.adjustments) if one.charge_id == entry.id]
    return [*shares, *lessening]


def _check_reversal(entry: AnyEntry, ledger: Ledger) -> None:
    known: Sequence[Any] = getattr(ledger, _KINDS[type(entry)])
    named = next((one for one in known if one.id == entry.reverses_id), None)
    if named is None:
        raise InvalidEntry("reverses_id", "is no entry of this account", "other_account")
    if named.reverses_id is not None:
        raise InvalidEntry("reverses_id", "is a reversal already; enter it anew instead", "twice")
    if any(one.reverses_id == named.id for one in known):
        raise InvalidEntry("reverses_id", "was taken back before", "twice")
    if entry.amount_minor != -named.amount_minor:
        raise InvalidEntry("amount_minor", "is not the amount turned around", "not_turned")
    if any(getattr(entry, name, None) != getattr(named, name, None) for name in _NAMES):
        raise InvalidEntry("reverses_id", "stands on something else", "not_turned")
    if isinstance(entry, Payment) and ledger.given_back(named.id):
        raise InvalidEntry(
            "payment_id", "was given back in part; take the refund back first", "still_stands"
        )
    if isinstance(entry, Charge | Payment) and standing_on(ledger, named):
        raise InvalidEntry(
            "reverses_id", "still pays or is paid; take that back first", "still_stands"
        )


def _check_limit(entry: Charge | Adjustment, ledger: Ledger, limit: int) -> None:
    """Small ones add up: the limit holds for all that was charged for the visit, or adjusted of the
    charge. Where no visit is named, for all of that day and of what was charged on the same day;
    where no charge is, for all of the account but what came with another system's books. Up and
    down count alike."""
    if isinstance(entry, Charge):
        visit = entry.appointment_id
        same = [one for one in live(ledger.charges) if one.appointment_id == visit]
        beside = [one for one in same if visit or _are_of_a_day(one, entry)]
    else:
        of = entry.charge_id
        same = [one for one in live(ledger.adjustments) if one.charge_id == of]
        beside = [one for one in same if of or not is_derived_id(one.id)]
    if sum(abs(one.amount_minor) for one in (entry, *beside)) > limit:
        raise InvalidEntry("amount_minor", "is over what the front desk may enter", "over_limit")


def _are_of_a_day(one: Charge, other: Charge) -> bool:
    """Whether two charges are of the same day, or were made within one.

    When they were made is what the desks' clocks said: it bounds one entry, and is part of no sum.
    """
    apart = abs(one.created_at - other.created_at)
    return one.service_on == other.service_on or apart < timedelta(days=1)


def _check_allocation(entry: Allocation, ledger: Ledger) -> None:
    if not any(one.id == entry.payment_id for one in ledger.payments):
        raise InvalidEntry("payment_id", "is no payment of this account", "other_account")
    if not any(one.id == entry.charge_id for one in ledger.charges):
        raise InvalidEntry("charge_id", "is no charge of this account", "other_account")
    if entry.amount_minor > ledger.open_charges().get(entry.charge_id, 0):
        raise InvalidEntry("charge_id", "owes less than that", "owes_less")
    if entry.amount_minor > ledger.unallocated(entry.payment_id):
        raise InvalidEntry("payment_id", "has less left than that", "has_less")


def _check_adjustment(entry: Adjustment, ledger: Ledger) -> None:
    if entry.charge_id is not None and entry.charge_id not in ledger.open_charges():
        raise InvalidEntry("charge_id", "is no open charge of this account", "owes_less")


def _check_refund(entry: Refund, ledger: Ledger) -> None:
    if entry.payment_id is None:
        left = ledger.account.credit
    elif any(one.id == entry.payment_id for one in ledger.payments):
        left = ledger.unallocated(entry.payment_id)
    else:
        raise InvalidEntry("payment_id", "is no payment of this account", "other_account")
    if entry.amount_minor > left:
        raise OverRefund
