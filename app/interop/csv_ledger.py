"""Rows of claims and of a ledger (Synthea's claims.csv and claims_transactions.csv) to records.

A charge is also a line of its claim; one of nothing is that only. Money in such a table has no
currency: it is the clinic's. What a transfer moves from the payer to the patient is no money.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.billing import Adjustment, AdjustmentKind, Charge, Payment, PaymentMethod
from app.domain.claim import ClaimLine, ClaimStatus, InsuranceClaim
from app.domain.errors import ImportRefused, InvalidValue
from app.domain.ids import AppointmentId, PractitionerId, RecordId
from app.domain.money import Money, read_money
from app.interop.fhir_clinical import common
from app.interop.fhir_references import Owner
from app.interop.fhir_values import Json, clean, instant_in
from app.interop.made import LedgerFact, Made

_AMOUNT = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?")
_UNITS = re.compile(r"[0-9]{1,9}")
_NO_PAYER = ("", "0")
_STATUS: Mapping[str, ClaimStatus] = {
    "": ClaimStatus.DRAFT,
    "BILLED": ClaimStatus.EXPORTED,
    "CLOSED": ClaimStatus.CLOSED,
}
_METHODS: Mapping[str, PaymentMethod] = {
    "CASH": PaymentMethod.CASH,
    "CC": PaymentMethod.CARD,
    "CHECK": PaymentMethod.CHECK,
    "ECHECK": PaymentMethod.TRANSFER,
}
"""Any other word says for what it was paid, not how (COPAY): it becomes the note."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """How rows of money are read. takes_money: whether they become entries of the ledger."""

    currency: str
    takes_money: bool
    payers: Mapping[str, RecordId]
    """By the source's identifier."""
    payer_names: Mapping[str, str]
    """By the source's identifier, of those too that stand for no insurance."""


def claim_of_row(row: Json, owner: Owner, books: Books) -> Iterator[Made]:
    """The claim of a row; its total and its lines come from the ledger."""
    status = _STATUS.get(_text(row, "STATUS1").upper())
    if status is None:
        raise ImportRefused("its status is not known")
    claim_id = owner.own("Claim", _text(row, "ID"))
    number = _text(row, "ID")
    yield Made(
        kind="Claim",
        record=InsuranceClaim(
            **common(claim_id, owner.patient_id),
            payer_id=_payer(row, books),
            appointment_id=_visit(row, owner),
            claim_number=number if len(number) <= 40 else "",
            service_on=_day(row, "SERVICEDATE", owner.zone),
            currency=books.currency,
            status=status,
        ),
        ledger=LedgerFact(
            claim_id=claim_id,
            diagnoses=tuple(_text(row, f"DIAGNOSIS{number}") for number in range(1, 9)),
        ),
    )


def charge_of_row(row: Json, owner: Owner, books: Books) -> Iterator[Made]:
    """The charge of a row, and the line it is of its claim."""
    claim_id = owner.own("Claim", _text(row, "CLAIMID"))
    amount = _money(row, "AMOUNT", books)
    code = _text(row, "PROCEDURECODE")
    fact = LedgerFact(
        claim_id=claim_id,
        code=code,
        pointers=tuple(_whole(row, f"DIAGNOSISREF{number}", 0) for number in range(1, 5)),
    )
    billed: dict[str, Any] = {
        "procedure_code": code if len(code) <= 20 else "",
        "units": _whole(row, "UNITS", 1),
        "amount_minor": amount.minor,
    }
    charge_id = owner.own("Charge", _text(row, "ID"))
    is_charged = books.takes_money and amount.minor != 0
    if is_charged:
        charge = Charge(
            **common(charge_id, owner.patient_id),
            **billed,
            service_on=_day(row, "FROMDATE", owner.zone),
            text=clean(row.get("NOTES"), 300) or code,
            currency=books.currency,
            appointment_id=_visit(row, owner),
            practitioner_id=_provider(row, owner),
        )
        yield Made(kind="Charge", record=charge, ledger=fact)
    line_id = owner.own("ClaimLine", _text(row, "ID"))
    line = ClaimLine(
        **common(line_id, owner.patient_id),
        **billed,
        insurance_claim_id=claim_id,
        charge_id=charge_id if is_charged else None,
    )
    yield Made(kind="ClaimLine", record=line, ledger=fact)


def payment_of_row(row: Json, owner: Owner, books: Books) -> Iterator[Made]:
    """The payment of a row."""
    amount = _money(row, "PAYMENTS", books)
    told = _text(row, "METHOD").upper()
    if _text(row, "ADJUSTMENTS") and _money(row, "ADJUSTMENTS", books).minor:
        raise ImportRefused("is a payment and an adjustment in one")
    payment = Payment(
        **common(owner.own("Payment", _text(row, "ID")), owner.patient_id),
        amount_minor=amount.minor,
        received_on=_day(row, "FROMDATE", owner.zone),
        currency=books.currency,
        method=_METHODS.get(told, PaymentMethod.OTHER),
        note="" if told in _METHODS else clean(told.lower(), 100),
    )
    yield Made(kind="Payment", record=payment, ledger=_place(row, owner))


def adjustment_of_row(row: Json, owner: Owner, books: Books) -> Iterator[Made]:
    """The adjustment of a row: what a payer's contract takes off."""
    adjustment = Adjustment(
        **common(owner.own("Adjustment", _text(row, "ID")), owner.patient_id),
        amount_minor=_money(row, "ADJUSTMENTS", books).minor,
        adjusted_on=_day(row, "FROMDATE", owner.zone),
        currency=books.currency,
        kind=AdjustmentKind.CONTRACTUAL,
        note=clean(row.get("NOTES"), 500),
    )
    yield Made(kind="Adjustment", record=adjustment, ledger=_place(row, owner))


def is_left_out(kind: str, row: Json, books: Books) -> bool:
    """Whether a row becomes no entry of the ledger: it is of nothing, or money is not wanted."""
    if kind not in ("Charge", "Payment", "Adjustment"):
        return False
    return not books.takes_money or (kind == "Charge" and not _money(row, "AMOUNT", books).minor)


def _place(row: Json, owner: Owner) -> LedgerFact:
    claim_id = owner.own("Claim", _text(row, "CLAIMID"))
    return LedgerFact(claim_id=claim_id, code=_text(row, "PROCEDURECODE"))


def _text(row: Json, name: str) -> str:
    return clean(row.get(name))


def _money(row: Json, name: str, books: Books) -> Money:
    """An amount with a point and nothing else: a comma may stand for thousands or for cents. What
    is less than a cent is nobody's to round away."""
    text = _text(row, name)
    if not _AMOUNT.fullmatch(text):
        raise ImportRefused(f"{name} is not an amount")
    try:
        return read_money(text, books.currency, field=name, is_exact=True)
    except InvalidValue as error:
        raise ImportRefused(f"{error.field} {error.reason}") from None


def _whole(row: Json, name: str, usual: int) -> int:
    text = _text(row, name)
    if not text:
        return usual
    if not _UNITS.fullmatch(text):
        raise ImportRefused(f"{name} is not a whole number")
    return int(text)


def _day(row: Json, name: str, zone: str) -> date:
    """The clinic's day of an instant."""
    instant = instant_in({name: _text(row, name)}, name, zone=zone)
    if instant is None:
        raise ImportRefused(f"{name} is missing")
    return instant.astimezone(ZoneInfo(zone)).date()


def _visit(row: Json, owner: Owner) -> AppointmentId | None:
    found = owner.other({"reference": f"Encounter/{_text(row, 'APPOINTMENTID')}"}, "Encounter")
    return AppointmentId(found) if found else None


def _provider(row: Json, owner: Owner) -> PractitionerId | None:
    found = owner.practitioner({"reference": f"Practitioner/{_text(row, 'PROVIDERID')}"})
    return PractitionerId(found) if found else None


def _payer(row: Json, books: Books) -> RecordId | None:
    source_id = _text(row, "PRIMARYPATIENTINSURANCEID")
    return None if source_id in _NO_PAYER else books.payers.get(source_id)
