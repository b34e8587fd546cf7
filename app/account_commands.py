"""The subcommands about a patient's account: `account` shows it, the others add entries."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app import command_input
from app.command_input import Fact, Subparsers, desk_command, patient_fact, takes_facts, with_desk
from app.domain.billing import AdjustmentKind, PaymentMethod
from app.domain.consistency import Acknowledgement, Consistency
from app.domain.errors import ConfigurationError
from app.domain.ledger import AGE_LIMITS
from app.domain.money import Money
from app.settings import Settings

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk
    from app.services.accounts import Statement

_METHODS = [str(one) for one in PaymentMethod]
GOT_WORDS = {
    Acknowledgement.LOCAL: "Kept at this desk; it is sent by itself.",
    Acknowledgement.SERVER: "The server has it.",
    Acknowledgement.QUORUM: "The server and most of its standbys have it.",
    Acknowledgement.ALL: "The server and all of its standbys have it.",
    Acknowledgement.CONFLICT: "The server has another value too: somebody decides.",
    Acknowledgement.REFUSED: "The server does not take it: it lies in the Sync centre.",
    Acknowledgement.UNKNOWN: "The server has not answered yet: it is kept and sent until it does.",
}
"""How far a write got, for people."""
_REASON = Fact(
    name="reason", meaning="the front desk must say one", read=command_input.name, default=""
)
_KINDS = ("charge", "payment", "adjustment", "refund", "allocation")


def _add_account(commands: Subparsers) -> None:
    parser = desk_command(commands, "account", _account, "show a patient's account")
    takes_facts(parser, patient_fact())


def _add_charge(commands: Subparsers) -> None:
    parser = desk_command(commands, "account-charge", _charge, "charge a patient for a service")
    parser.add_argument("--amount", required=True, help="such as 125.50")
    text = Fact(name="text", meaning="the service", read=command_input.some_name, is_needed=True)
    takes_facts(parser, patient_fact(), text, _REASON)


def _add_pay(commands: Subparsers) -> None:
    parser = desk_command(commands, "account-pay", _pay, "take money; it pays the oldest charges")
    takes_facts(parser, patient_fact())
    parser.add_argument("--amount", required=True, help="such as 25.00")
    parser.add_argument("--method", choices=_METHODS, default="cash")
    parser.add_argument(
        "--wait",
        choices=[str(one).lower() for one in Consistency],
        help="until the desk (local), the server (one), most servers (quorum) or all have it; "
        "default as chosen in the Sync centre",
    )


def _add_allocate(commands: Subparsers) -> None:
    parser = desk_command(
        commands, "account-allocate", _allocate, "pay charges with what a payment has left"
    )
    parser.add_argument("payment", metavar="ID", help="the payment; `account` shows it")
    parser.add_argument(
        "--share",
        action="append",
        default=[],
        metavar="CHARGE=AMOUNT",
        help="what a charge gets; without any, the oldest first",
    )


def _add_family(commands: Subparsers) -> None:
    parser = desk_command(
        commands, "account-family", _family, "show the accounts of those who pay together"
    )
    takes_facts(parser, patient_fact())


def _add_adjust(commands: Subparsers) -> None:
    parser = desk_command(commands, "account-adjust", _adjust, "lessen (or raise) what is owed")
    takes_facts(parser, patient_fact(), _REASON)
    parser.add_argument("--amount", required=True, help="such as 10.00, or --amount=-10.00")
    parser.add_argument("--kind", choices=[str(one) for one in AdjustmentKind], default="discount")
    parser.add_argument("--charge", metavar="ID", help="of one charge")


def _add_refund(commands: Subparsers) -> None:
    parser = desk_command(commands, "account-refund", _refund, "give money of a payment back")
    parser.add_argument("payment", metavar="ID", help="the payment; `account` shows it")
    parser.add_argument("--amount", required=True, help="such as 25.00")
    parser.add_argument("--method", choices=_METHODS, default="cash")


def _add_reverse(commands: Subparsers) -> None:
    parser = desk_command(commands, "account-reverse", _reverse, "take a wrong entry back, once")
    parser.add_argument("kind", choices=_KINDS)
    parser.add_argument("entry", metavar="ID", help="`account` shows it")
    takes_facts(
        parser,
        Fact(name="reason", meaning="why", read=command_input.some_name, is_needed=True),
    )


ADDERS = (
    _add_account,
    _add_family,
    _add_charge,
    _add_pay,
    _add_allocate,
    _add_adjust,
    _add_refund,
    _add_reverse,
)
"""What the command line adds, in the order of its help."""


def _account(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.ledger import statement

    found = with_desk(options, settings, lambda desk: statement(desk, options.patient))
    if options.json:
        print(json.dumps(_facts(found)))
    else:
        _print(found)
    return 0


def _family(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.ledger import family

    found = with_desk(options, settings, lambda desk: family(desk, options.patient))
    members = [
        {
            "mrn": one.patient.mrn,
            "balance_minor": one.account.balance,
            "credit_minor": one.account.credit,
        }
        for one in found
    ]
    currency = found[0].account.currency
    total = sum(one.account.balance for one in found)
    if options.json:
        print(json.dumps({"currency": currency, "members": members, "balance_minor": total}))
        return 0
    for one in found:
        print(f"{one.patient.mrn:<20}  {Money(one.account.balance, currency).shown:>14}")
    print(f"together: {Money(total, currency).shown} {currency}")
    return 0


def _charge(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.ledger import enter_charge

    return _enter(
        options,
        settings,
        lambda desk: enter_charge(
            desk, options.patient, options.amount, text=options.text, reason=options.reason
        ),
    )


def _pay(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.ledger import enter_payment

    level = (options.wait or "").upper()
    written = with_desk(
        options,
        settings,
        lambda desk: enter_payment(
            desk, options.patient, options.amount, method=options.method, level=level
        ),
    )
    return _tell(options, written.value, got=written.got)


def _allocate(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.ledger import allocate

    shares: dict[str, str] = {}
    for one in options.share:
        charge, _, amount = one.partition("=")
        if not amount or charge in shares:
            raise ConfigurationError("--share", "is CHARGE=AMOUNT, each charge once")
        shares[charge] = amount
    made = with_desk(options, settings, lambda desk: allocate(desk, options.payment, shares))
    facts = [
        {"id": one.id, "charge": one.charge_id, "amount_minor": one.amount_minor} for one in made
    ]
    if options.json:
        print(json.dumps({"allocations": facts}))
        return 0
    for one in made:
        print(f"Paid {Money(one.amount_minor, one.currency).shown} of {one.charge_id}")
    if not made:
        print("Nothing is open, or nothing is left.")
    return 0


def _adjust(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.ledger import enter_adjustment

    return _enter(
        options,
        settings,
        lambda desk: enter_adjustment(
            desk,
            options.patient,
            options.amount,
            kind=options.kind,
            charge_id=options.charge,
            reason=options.reason,
        ),
    )


def _refund(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.ledger import enter_refund

    return _enter(
        options,
        settings,
        lambda desk: enter_refund(desk, options.payment, options.amount, method=options.method),
    )


def _reverse(options: argparse.Namespace, settings: Settings) -> int:
    from app.bootstrap.ledger import take_back

    return _enter(
        options,
        settings,
        lambda desk: take_back(desk, options.kind, options.entry, reason=options.reason),
    )


def _enter(options: argparse.Namespace, settings: Settings, work: Callable[[Desk], Any]) -> int:
    """Add an entry and say which one it is."""
    return _tell(options, with_desk(options, settings, work))


def _tell(options: argparse.Namespace, made: Any, *, got: Acknowledgement | None = None) -> int:
    """Say which entry was added and, where somebody waited, how far it got."""
    amount = Money(made.amount_minor, made.currency)
    facts: dict[str, object] = {
        "id": made.id,
        "amount_minor": amount.minor,
        "currency": amount.currency,
    }
    said = f"Entered {amount.shown} {amount.currency}: {made.id}"
    if got is not None:
        facts["acknowledged"] = str(got)
        said += f"\n{GOT_WORDS[got]}" if got is not Acknowledgement.LOCAL else ""
    print(json.dumps(facts) if options.json else said)
    return 0


def _entries(found: Statement) -> list[dict[str, object]]:
    """Every entry, oldest first."""
    ledger = found.ledger
    dated = [
        *(("charge", one.service_on, one) for one in ledger.charges),
        *(("payment", one.received_on, one) for one in ledger.payments),
        *(("adjustment", one.adjusted_on, one) for one in ledger.adjustments),
        *(("refund", one.refunded_on, one) for one in ledger.refunds),
        *(("allocation", one.created_at.date(), one) for one in ledger.allocations),
    ]
    return [
        {
            "on": day.isoformat(),
            "kind": kind,
            "amount_minor": entry.amount_minor,
            "id": entry.id,
            "reverses": entry.reverses_id,
        }
        for kind, day, entry in sorted(dated, key=lambda one: (one[1], one[2].created_at))
    ]


def _facts(found: Statement) -> dict[str, object]:
    account = found.ledger.account
    return {
        "currency": account.currency,
        "entries": _entries(found),
        "open_charges": found.ledger.open_charges(),
        "aging": found.aging,
        "credit_minor": account.credit,
        "balance_minor": account.balance,
    }


def _print(found: Statement) -> None:
    account = found.ledger.account

    def shown(minor: Any) -> str:
        return Money(minor, account.currency).shown

    for one in _entries(found):
        back = "  takes one back" if one["reverses"] else ""
        print(
            f"{one['on']}  {one['kind']:<10}  {shown(one['amount_minor']):>14}  {one['id']}{back}"
        )
    for charge_id, minor in found.ledger.open_charges().items():
        print(f"open        charge      {shown(minor):>14}  {charge_id}")
    ends = [f"up to {limit} days" for limit in AGE_LIMITS] + ["older"]
    for end, minor in zip(ends, found.aging, strict=True):
        print(f"{end}: {shown(minor)}")
    print(f"credit: {shown(account.credit)}")
    print(f"balance: {shown(account.balance)} {account.currency}")
