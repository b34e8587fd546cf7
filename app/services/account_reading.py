"""Accounts as the billing desk reads them: who owes, one patient's ledger, a day's entries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from app.domain.account_lines import AccountLine, lines_of
from app.domain.appointment import Appointment
from app.domain.billing import Adjustment, Charge, Payment, Refund
from app.domain.context import ExecutionContext
from app.domain.declare import Record
from app.domain.eligibility import copay_on
from app.domain.ids import PatientId, RecordId
from app.domain.ledger import Account
from app.domain.ledger_rules import live
from app.domain.patient import Coverage, Patient
from app.domain.phi import quiet
from app.domain.ports import Reader
from app.domain.query import Order, Query, all_of, eq, one_of
from app.domain.staff import Clinic, VisitType
from app.services.accounts import FamilyMember, family_of, ledger_of, ledgers_of
from app.services.editing import current
from app.services.reading import every
from app.services.seeing import hidden_fields

E = TypeVar("E", Charge, Payment, Adjustment, Refund)
ENTRIES: tuple[type[Record], ...] = (Charge, Payment, Adjustment, Refund)
VISITS_OFFERED = 20
"""Visits that can be charged, the latest first."""
_MOST_FOUND = 1000
_CHARGED = ("completed", "in_room", "arrived")


class AccountBox(StrEnum):
    """Which accounts a list shows."""

    OWING = "owing"
    CREDIT = "credit"
    ALL = "all"
    """Without words every account that is not even; with words everybody who is found."""


@quiet
@dataclass(frozen=True, slots=True)
class AccountFilter:
    """Which accounts a list shows; text is anything a person types to find a patient."""

    box: AccountBox = AccountBox.OWING
    text: str = ""


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    """One line of the list of accounts."""

    id: PatientId
    name: str
    mrn: str
    birth_date: str | None
    account: Account
    is_pending: bool


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class ChargedVisit:
    """A visit that can be charged."""

    id: RecordId
    on: date
    local_start: str
    kind: str
    code: str
    """The procedure its type usually is; "" where the clinic named none."""
    practitioner_id: RecordId | None
    is_charged: bool


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class AccountView:
    """Everything the billing desk shows of one patient's account."""

    patient: Patient
    account: Account
    lines: tuple[AccountLine, ...]
    """The newest first."""
    aging: tuple[int, ...]
    copay: int | None
    """What the first policy asks for at each visit; None where it is not known."""
    visits: tuple[ChargedVisit, ...]
    today: date

    @property
    def open_charges(self) -> tuple[AccountLine, ...]:
        """Charges that still owe something, the oldest service first."""
        owing = [one for one in self.lines if one.kind == "charge" and one.left]
        return tuple(sorted(owing, key=lambda one: (one.on, one.id)))

    @property
    def credits(self) -> tuple[AccountLine, ...]:
        """Payments that have something left, the oldest first."""
        return tuple(one for one in reversed(self.lines) if one.kind == "payment" and one.left)


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class DayLine:
    """One entry of a day, and whose account it is in."""

    line: AccountLine
    patient_id: PatientId
    name: str
    mrn: str


def list_accounts(reader: Reader, *, wanted: AccountFilter, currency: str) -> tuple[RecordId, ...]:
    """The accounts a filter lets through: the largest sum first, or as well as the words fit."""
    balances = reader.balances(currency)
    box = wanted.box

    def fits(minor: int) -> bool:
        return box is AccountBox.ALL or (minor > 0 if box is AccountBox.OWING else minor < 0)

    words = wanted.text.strip()
    if words:
        found = reader.search_patients(words, limit=_MOST_FOUND)
        return tuple(one for one in found if fits(balances.get(one, 0)))
    listed = [(key, minor) for key, minor in balances.items() if fits(minor)]
    listed.sort(key=lambda one: (-abs(one[1]), one[0]))
    return tuple(key for key, _minor in listed)


def account_rows(
    reader: Reader, *, patient_ids: Sequence[RecordId], currency: str
) -> dict[RecordId, AccountRow]:
    """The lines of some accounts (a page of about 200)."""
    people = reader.records(Patient).get_many(patient_ids)
    pending = _pending_patients(reader)
    return {
        key: AccountRow(
            id=PatientId(key),
            name=one.display_name,
            mrn=one.mrn,
            birth_date=one.birth_date,
            account=reader.account(key, currency),
            is_pending=key in pending,
        )
        for key, one in people.items()
    }


def read_account_view(
    reader: Reader, context: ExecutionContext, *, patient_id: PatientId, now: datetime
) -> AccountView:
    """One patient's account as the acting role is shown it. Raises RecordNotFound."""
    patient = current(reader, Patient, patient_id)
    clinic = current(reader, Clinic, context.clinic_id)
    ledger = ledger_of(reader, patient_id=patient_id, currency=clinic.currency)
    today = now.astimezone(ZoneInfo(clinic.zone)).date()
    shows_diagnoses = "diagnosis_codes" not in hidden_fields(context, "charge")
    return AccountView(
        patient=patient,
        account=ledger.account,
        lines=lines_of(ledger, pending=_pending_entries(reader), shows_diagnoses=shows_diagnoses),
        aging=ledger.aging(today),
        copay=_copay(reader, patient_id, today),
        visits=_visits(reader, patient_id, ledger.charges),
        today=today,
    )


def read_family_accounts(
    reader: Reader, context: ExecutionContext, *, patient_id: PatientId
) -> tuple[FamilyMember, ...]:
    """The accounts of those who pay together, by record number. Raises RecordNotFound."""
    currency = current(reader, Clinic, context.clinic_id).currency
    found = reader.records(Patient).get_many(family_of(reader, patient_id=patient_id))
    return tuple(
        FamilyMember(patient=one, account=reader.account(one.id, currency))
        for one in sorted(found.values(), key=lambda one: one.mrn)
    )


def read_day(
    reader: Reader, context: ExecutionContext, *, on: date, currency: str
) -> tuple[DayLine, ...]:
    """What was charged for, came in, was adjusted and given back on a day, the latest first."""
    entries = [
        *_of_day(reader, Charge, "service_on", on, currency),
        *_of_day(reader, Payment, "received_on", on, currency),
        *_of_day(reader, Adjustment, "adjusted_on", on, currency),
        *_of_day(reader, Refund, "refunded_on", on, currency),
    ]
    of_day = {one.id: one.patient_id for one in entries}
    people = reader.records(Patient).get_many({RecordId(one) for one in of_day.values()})
    ledgers = ledgers_of(reader, patient_ids=map(PatientId, people), currency=currency)
    shows_diagnoses = "diagnosis_codes" not in hidden_fields(context, "charge")
    pending, lines = _pending_entries(reader), list[DayLine]()
    for patient_id, patient in people.items():
        ledger = ledgers[PatientId(patient_id)]
        lines += [
            DayLine(
                line=line,
                patient_id=PatientId(patient_id),
                name=patient.display_name,
                mrn=patient.mrn,
            )
            for line in lines_of(ledger, pending=pending, shows_diagnoses=shows_diagnoses)
            if of_day.get(line.id) == patient_id
        ]
    lines.sort(key=lambda one: (one.line.created_at, one.line.id), reverse=True)
    return tuple(lines)


def _of_day(reader: Reader, kind: type[E], field: str, on: date, currency: str) -> Iterable[E]:
    return every(reader, Query(kind, where=all_of(eq(field, on), eq("currency", currency))))


def _pending_entries(reader: Reader) -> frozenset[RecordId]:
    names = ("charge", "payment", "adjustment", "refund")
    return frozenset(one for name in names for one in reader.rows_with_pending(name))


def _pending_patients(reader: Reader) -> frozenset[str]:
    """Patients an entry of whom waits for the server, by each record of theirs."""
    found: set[str] = set()
    for kind, name in zip(ENTRIES, ("charge", "payment", "adjustment", "refund"), strict=True):
        waiting = sorted(reader.rows_with_pending(name))
        for at in range(0, len(waiting), _MOST_FOUND):
            some = waiting[at : at + _MOST_FOUND]
            asked = Query(kind, where=one_of("id", some), limit=_MOST_FOUND)
            found |= {row[0] for row in reader.records(kind).rows(asked, ("patient_id",))}
    return frozenset(key for one in found for key in reader.person(RecordId(one)))


def _copay(reader: Reader, patient_id: PatientId, today: date) -> int | None:
    """The co-pay of the policy that pays first and is valid today."""
    mine = tuple(every(reader, Query(Coverage, where=eq("patient_id", patient_id))))
    return copay_on(mine, today)


def _visits(
    reader: Reader, patient_id: PatientId, charges: Sequence[Charge]
) -> tuple[ChargedVisit, ...]:
    """The latest visits a patient came to, and whether each is charged."""
    came = Query(
        Appointment,
        where=all_of(eq("patient_id", patient_id), one_of("status", _CHARGED)),
        order=(Order("starts_at", descending=True),),
        limit=VISITS_OFFERED,
    )
    visits = reader.records(Appointment).find_many(came)
    kinds = _kinds(reader, visits)
    charged = {one.appointment_id for one in live(charges)}
    return tuple(
        ChargedVisit(
            id=one.id,
            on=date.fromisoformat(one.local_start[:10]),
            local_start=one.local_start,
            kind=kind.name if (kind := kinds.get(one.visit_type_id or "")) else "",
            code=(kind.code or "") if kind else "",
            practitioner_id=one.practitioner_id,
            is_charged=one.id in charged,
        )
        for one in visits
    )


def _kinds(reader: Reader, visits: Iterable[Appointment]) -> Mapping[str, VisitType]:
    wanted = {RecordId(one.visit_type_id) for one in visits if one.visit_type_id}
    return {str(key): one for key, one in reader.records(VisitType).get_many(wanted).items()}
