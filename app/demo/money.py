"""The demo's accounts: a price list, last week's visits charged, most of them paid, some for long.

Codes and names are the demo's own: no licensed text comes with the desk.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from app.domain.appointment import Appointment
from app.domain.billing import (
    Adjustment,
    Allocation,
    CashDrawer,
    Charge,
    Fee,
    FeeSchedule,
    Payment,
    PaymentMethod,
    ProcedureCode,
)
from app.domain.context import ExecutionContext
from app.domain.declare import Record
from app.domain.ids import PatientId, RecordId, derived_id
from app.domain.ledger_rules import reversal_id
from app.domain.patient import Patient

SERVICES = (
    ("OV20", "Office visit, 20 minutes", 11_000),
    ("OV40", "Office visit, 40 minutes", 18_500),
    ("LAB1", "Blood panel", 7_700),
    ("VAC1", "Vaccination", 9_400),
    ("WND1", "Wound care", 12_800),
)
_METHODS = (PaymentMethod.CARD, PaymentMethod.CASH, PaymentMethod.CHECK)
_COPAY = 2_500


def money_records(
    visits: Iterable[Appointment], *, patient: Patient, now: datetime, context: ExecutionContext
) -> Iterator[Record]:
    """Prices, charges of the visits, payments, an open drawer, and one account with everything."""
    yield from _prices(now)
    yield CashDrawer(
        **_made("drawer", now - timedelta(hours=2)),
        workstation_id=context.workstation_id,
        opened_at=now - timedelta(hours=2),
        opened_by=context.user_id,
        float_minor=15_000,
    )
    for at, visit in enumerate(visits):
        yield from _charged(at, visit)
    yield from _long_account(patient, now)


def _prices(now: datetime) -> Iterator[Record]:
    standard = FeeSchedule(**_made("list", now), name="Standard prices")
    yield standard
    for code, name, amount in SERVICES:
        service = ProcedureCode(**_made(f"service {code}", now), code=code, name=name)
        yield service
        yield Fee(
            **_made(f"fee {code}", now),
            fee_schedule_id=standard.id,
            procedure_code_id=service.id,
            amount_minor=amount,
        )


def _charged(at: int, visit: Appointment) -> Iterator[Record]:
    code, name, amount = SERVICES[at % len(SERVICES)]
    on = date.fromisoformat(visit.local_start[:10])
    charge = Charge(
        **_made(f"charge {visit.id}", visit.ends_at),
        patient_id=visit.patient_id,
        appointment_id=visit.id,  # type: ignore[arg-type]  (a RecordId by another name)
        practitioner_id=visit.practitioner_id,
        service_on=on,
        text=name,
        procedure_code=code,
        amount_minor=amount,
    )
    yield charge
    if at % 4 == 3:
        return
    paid = amount if at % 2 else _COPAY
    method = _METHODS[at % len(_METHODS)]
    yield from _paid(charge, paid, when=visit.ends_at, on=on, method=method)


def _paid(
    charge: Charge, minor: int, *, when: datetime, on: date, method: PaymentMethod
) -> Iterator[Record]:
    key = str(charge.id)
    payment = Payment(
        **_made(f"payment {key}", when),
        patient_id=charge.patient_id,
        amount_minor=minor,
        received_on=on,
        method=method,
        reference="" if method is PaymentMethod.CASH else f"A-{sum(key.encode()) % 9000 + 1000}",
    )
    yield payment
    yield Allocation(
        **_made(f"share {key}", when),
        patient_id=charge.patient_id,
        payment_id=payment.id,
        charge_id=charge.id,
        amount_minor=minor,
    )


def _long_account(patient: Patient, now: datetime) -> Iterator[Record]:
    """An account with everything: old, part-paid, adjusted, reversed, and with credit."""
    who, today = PatientId(patient.id), now.date()
    charges: list[Charge] = []
    for at, days in enumerate((96, 64, 41, 12, 3)):
        code, name, amount = SERVICES[at]
        on, when = today - timedelta(days=days), now - timedelta(days=days)
        charges.append(
            Charge(
                **_made(f"long charge {at}", when),
                patient_id=who,
                service_on=on,
                text=name,
                procedure_code=code,
                amount_minor=amount,
            )
        )
    yield from charges
    card = PaymentMethod.CARD
    first, when = charges[0], now - timedelta(days=60)
    yield from _paid(first, first.amount_minor, when=when, on=when.date(), method=card)
    check = PaymentMethod.CHECK
    yield from _paid(charges[1], 6_000, when=when, on=when.date(), method=check)
    yield Adjustment(
        **_made("long adjustment", now - timedelta(days=30)),
        patient_id=who,
        amount_minor=1_000,
        adjusted_on=today - timedelta(days=30),
        charge_id=charges[2].id,
        note="Waited an hour",
    )
    wrong = replace(charges[3], **_made("long wrong", now - timedelta(days=2)), text="Typed twice")
    yield wrong
    yield replace(
        wrong,
        id=reversal_id(wrong.id),
        amount_minor=-wrong.amount_minor,
        reverses_id=wrong.id,
        note="Typed twice",
    )
    yield Payment(
        **_made("long credit", now - timedelta(days=1)),
        patient_id=who,
        amount_minor=4_000,
        received_on=today - timedelta(days=1),
    )


def _made(key: str, when: datetime) -> dict[str, Any]:
    made: RecordId = derived_id("demo money", key)
    return {"id": made, "created_at": when, "updated_at": when}
