"""What a receipt and a statement say, as values; how they look on paper is the window's affair."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.domain.billing import Allocation, Payment
from app.domain.context import ExecutionContext
from app.domain.errors import InvalidValue
from app.domain.ids import PatientId, RecordId
from app.domain.ledger import AGE_LIMITS, Account, Ledger, age_bucket
from app.domain.ledger_rules import live
from app.domain.patient import Patient
from app.domain.phi import quiet
from app.domain.ports import Reader
from app.domain.staff import Clinic, User
from app.services.accounts import family_of, ledger_of
from app.services.editing import current

STATEMENT_DAYS = AGE_LIMITS[0]
"""Who owes something older is sent a statement."""


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLine:
    """One line of money on paper."""

    on: date
    text: str
    amount: int
    is_given_back: bool = False
    """Money of a payment that was refunded."""


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What came in and what it pays; the lines come to the total."""

    clinic: str
    currency: str
    patient: Patient
    payment: Payment
    printed_by: str
    lines: tuple[PaperLine, ...]
    balance: int
    """What is owed after it, today."""
    made_on: date

    @property
    def total(self) -> int:
        """What came in."""
        return sum(one.amount for one in self.lines)


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class StatementPart:
    """One of those who pay together: what is open of theirs."""

    patient: Patient
    lines: tuple[PaperLine, ...]
    account: Account
    aging: tuple[int, ...]


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class StatementPaper:
    """A statement for one patient, or for all who pay together."""

    clinic: str
    currency: str
    to: Patient
    parts: tuple[StatementPart, ...]
    made_on: date

    @property
    def total(self) -> int:
        """What is owed together."""
        return sum(one.account.balance for one in self.parts)

    @property
    def aging(self) -> tuple[int, ...]:
        """By age, together."""
        return tuple(map(sum, zip(*(one.aging for one in self.parts), strict=True)))


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class AgedAccount:
    """How old what a patient owes is."""

    id: PatientId
    name: str
    mrn: str
    birth_date: str | None
    buckets: tuple[int, ...]
    balance: int

    @property
    def overdue(self) -> int:
        """What is older than the first bucket."""
        return sum(self.buckets[1:])


def read_receipt(
    reader: Reader,
    context: ExecutionContext,
    *,
    patient_id: PatientId,
    payment_id: RecordId,
    now: datetime,
) -> Receipt:
    """A payment as its receipt.

    Raises RecordNotFound, InvalidValue for another's payment and one that was taken back.
    """
    payment = current(reader, Payment, payment_id)
    if payment.patient_id not in reader.person(patient_id):
        raise InvalidValue("patient_id", "is not whose account is open")
    clinic = current(reader, Clinic, context.clinic_id)
    ledger = ledger_of(reader, patient_id=patient_id, currency=payment.currency)
    if payment.id not in {one.id for one in live(ledger.payments)}:
        raise InvalidValue("payment_id", "was taken back: there is no receipt for it")
    return Receipt(
        clinic=clinic.name,
        currency=payment.currency,
        patient=current(reader, Patient, patient_id),
        payment=payment,
        printed_by=_printed_by(reader, context),
        lines=_receipt_lines(ledger, payment),
        balance=ledger.account.balance,
        made_on=_today(clinic, now),
    )


def read_aging(
    reader: Reader, context: ExecutionContext, *, now: datetime
) -> tuple[AgedAccount, ...]:
    """Every account that owes something by age, the largest overdue sum first."""
    clinic = current(reader, Clinic, context.clinic_id)
    today, balances = _today(clinic, now), reader.balances(clinic.currency)
    aged = owed_by_age(reader, clinic.currency, today)
    owing = {key: minor for key, minor in balances.items() if minor > 0}
    people = reader.records(Patient).get_many(owing)
    found = [
        AgedAccount(
            id=PatientId(key),
            name=one.display_name,
            mrn=one.mrn,
            birth_date=one.birth_date,
            buckets=with_rest(aged.get(key), owing[key]),
            balance=owing[key],
        )
        for key, one in people.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.overdue, -one.balance, one.id)))


def read_statements(
    reader: Reader, context: ExecutionContext, *, patient_ids: Iterable[RecordId], now: datetime
) -> tuple[StatementPaper, ...]:
    """A statement for each of these patients; those who pay together share one."""
    clinic = current(reader, Clinic, context.clinic_id)
    today = _today(clinic, now)
    made: list[StatementPaper] = []
    done: set[str] = set()
    for one in patient_ids:
        patient_id = PatientId(reader.person(one)[0])  # of somebody who was merged there is one
        if patient_id in done:
            continue
        together = family_of(reader, patient_id=patient_id)
        done |= set(together)
        people = reader.records(Patient).get_many(together)
        parts = [_part(reader, one, clinic.currency, today) for one in people.values()]
        owing = sorted(
            (one for one in parts if one.account.balance or one.lines),
            key=lambda one: (one.patient.mrn, one.patient.id),
        )
        if owing:
            to = _payer(reader, people, patient_id)
            made.append(
                StatementPaper(
                    clinic=clinic.name,
                    currency=clinic.currency,
                    to=to,
                    parts=tuple(owing),
                    made_on=today,
                )
            )
    return tuple(made)


def _receipt_lines(ledger: Ledger, payment: Payment) -> tuple[PaperLine, ...]:
    """What each charge got of a payment, then what was given back, then what is kept as credit."""
    charges = {one.id: one for one in ledger.charges}
    mine: list[Allocation] = [
        one for one in live(ledger.allocations) if one.payment_id == payment.id
    ]
    lines = [
        PaperLine(on=charge.service_on, text=charge.text, amount=one.amount_minor)
        for one in mine
        if (charge := charges.get(one.charge_id))
    ]
    lines.sort(key=lambda one: (one.on, one.text))
    given_back, credit = ledger.given_back(payment.id), ledger.unallocated(payment.id)
    if given_back:
        day = max(one.refunded_on for one in ledger.refunds if one.payment_id == payment.id)
        lines.append(PaperLine(on=day, text="", amount=given_back, is_given_back=True))
    if credit:
        lines.append(PaperLine(on=payment.received_on, text="", amount=credit))
    return tuple(lines)


def _part(reader: Reader, patient: Patient, currency: str, today: date) -> StatementPart:
    ledger = ledger_of(reader, patient_id=PatientId(patient.id), currency=currency)
    charges = {one.id: one for one in ledger.charges}
    lines = [
        PaperLine(on=charges[key].service_on, text=charges[key].text, amount=minor)
        for key, minor in ledger.open_charges().items()
    ]
    rest = ledger.account.balance - sum(one.amount for one in lines)
    if rest:
        # Credit, and what lessens or raises no charge in particular.
        lines.append(PaperLine(on=today, text="", amount=rest))
    return StatementPart(
        patient=patient, lines=tuple(lines), account=ledger.account, aging=ledger.aging(today)
    )


def _payer(reader: Reader, people: Mapping[RecordId, Patient], wanted: PatientId) -> Patient:
    """To whom it goes: the guarantor where there is one, else the patient."""
    patient = people[RecordId(wanted)]
    if not patient.guarantor_id:
        return patient
    return people.get(reader.person(patient.guarantor_id)[0], patient)


def owed_by_age(reader: Reader, currency: str, today: date) -> dict[RecordId, Sequence[int]]:
    """What every patient owes for services, by their age; minor units."""
    found: dict[RecordId, list[int]] = {}
    for one in reader.owed(currency):
        buckets = found.setdefault(one.patient_id, [0] * (len(AGE_LIMITS) + 1))
        buckets[age_bucket(one.service_on, today)] += one.minor
    return {key: tuple(buckets) for key, buckets in found.items()}


def with_rest(buckets: Sequence[int] | None, balance: int) -> tuple[int, ...]:
    """As Ledger.aging: what is owed to no charge in particular is in the first bucket."""
    known = list(buckets or [0] * (len(AGE_LIMITS) + 1))
    known[0] += balance - sum(known)
    return tuple(known)


def _printed_by(reader: Reader, context: ExecutionContext) -> str:
    user = reader.records(User).get(context.user_id)
    return user.display_name if user else ""


def _today(clinic: Clinic, now: datetime) -> date:
    return now.astimezone(ZoneInfo(clinic.zone)).date()
