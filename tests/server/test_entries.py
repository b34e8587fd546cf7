"""Money of two desks that add entries to one account, each without knowing of the other."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from app.domain.billing import (
    Adjustment,
    Allocation,
    Charge,
    Fee,
    FeeSchedule,
    Payment,
    ProcedureCode,
    Refund,
)
from app.domain.claim import ClaimLine, InsuranceClaim, Remittance
from app.domain.ids import derived_id, new_id
from app.domain.ledger_rules import reversal_id
from app.domain.operations import OperationResult
from app.domain.patient import Coverage, Patient
from app.domain.staff import Clinic
from app.server.entries import ODD_DAY, TWICE
from tests.factories import TODAY, a_child, a_patient, a_record
from tests.server.people import colleague
from tests.server_fixtures import RunningServer, TestDesk

pytestmark = pytest.mark.row("E2", "B1", "F5")


@dataclass(frozen=True)
class Desks:
    """Two billing desks, and a patient both know."""

    one: TestDesk
    two: TestDesk
    patient: Patient


@pytest.fixture
async def desks(server: RunningServer, clinic: TestDesk) -> AsyncIterator[Desks]:
    patient = a_patient()
    await clinic.saved(a_record(Clinic, id=clinic.clinic_id), patient)
    async with (
        colleague(server, clinic, role="billing") as one,
        colleague(server, clinic, role="billing", username="cleo") as two,
    ):
        yield Desks(one, two, patient)


def turned(entry: Any, **changes: Any) -> Any:
    facts = {"amount_minor": -entry.amount_minor, "reverses_id": entry.id}
    return replace(entry, id=reversal_id(entry.id), **{**facts, **changes})


async def balance(desk: TestDesk) -> int:
    """What the server's entries add up to."""
    signs = {"charge": 1, "payment": -1, "adjustment": -1, "refund": 1}
    rows = [row for row in await desk.everything() if row.entity in signs and row.body]
    return sum(signs[row.entity] * (row.body or {})["amount_minor"] for row in rows)


async def paid(desks: Desks, minor: int = 500) -> Payment:
    payment = a_child(Payment, desks.patient, amount_minor=minor)
    await desks.one.saved(payment)
    return payment


async def charged(desks: Desks, minor: int = 1000) -> Charge:
    charge = a_child(Charge, desks.patient, amount_minor=minor)
    await desks.one.saved(charge)
    return charge


def said(results: list[OperationResult] | OperationResult) -> list[tuple[str, str]]:
    found = results if isinstance(results, list) else [results]
    return [(one.status, one.code) for one in found]


async def test_two_desks_take_a_charge_back_once(desks: Desks) -> None:
    back = turned(await charged(desks))
    first = await desks.one.push_one(desks.one.create(replace(back, note="slip")))
    second = await desks.two.push_one(desks.two.create(replace(back, note="wrong patient")))
    assert (first.status, second.status) == ("applied", "merged")
    assert await balance(desks.one) == 0
    assert (await desks.two.body(back.id))["note"] == "slip"


async def test_second_reversal_under_another_identifier_is_refused(desks: Desks) -> None:
    back = turned(await charged(desks))
    await desks.one.saved(back)
    again = await desks.two.push_one(desks.two.create(replace(back, id=new_id())))
    assert (said(again), again.field) == ([("rejected", "entry_twice")], "reverses_id")
    assert await balance(desks.one) == 0


async def test_cash_that_went_out_twice_stays_and_somebody_is_asked(desks: Desks) -> None:
    payment = await paid(desks)
    refunds = [
        a_child(Refund, desks.patient, amount_minor=500, payment_id=payment.id) for _ in range(2)
    ]
    first = await desks.one.push_one(desks.one.create(refunds[0]))
    assert not [row for row in await desks.one.everything() if row.entity == "task"]
    second = await desks.two.push_one(desks.two.create(refunds[1]))
    assert said([first, second]) == [("applied", ""), ("applied", "")]
    assert await balance(desks.one) == 500
    (task,) = [row.body for row in await desks.one.everything() if row.entity == "task"]
    assert task is not None
    assert (task["title"], task["patient_id"]) == (TWICE, desks.patient.id)
    assert (task["source_id"], task["status"]) == (refunds[1].id, "open")


async def test_second_allocation_of_the_same_money_is_refused(desks: Desks) -> None:
    payment, charge = await paid(desks), await charged(desks)

    def share(minor: int = 500) -> Allocation:
        named = {"payment_id": payment.id, "charge_id": charge.id}
        return a_child(Allocation, desks.patient, amount_minor=minor, **named)

    first = await desks.one.push_one(desks.one.create(share()))
    second = await desks.two.push_one(desks.two.create(share(1)))
    assert said([first, second]) == [("applied", ""), ("rejected", "entry_has_less")]


async def test_second_payment_of_the_same_charge_stays_as_credit(desks: Desks) -> None:
    charge = await charged(desks, 500)
    answers: list[tuple[str, str]] = []
    for desk in (desks.one, desks.two):
        payment = a_child(Payment, desks.patient, amount_minor=500)
        named = {"payment_id": payment.id, "charge_id": charge.id}
        share = a_child(Allocation, desks.patient, amount_minor=500, **named)
        answers += said(await desk.push(desk.create(payment), desk.create(share)))
    applied = ("applied", "")
    assert answers == [applied, applied, applied, ("rejected", "entry_owes_less")]
    assert await balance(desks.one) == -500


async def test_charge_that_another_desk_paid_is_not_taken_back_over_it(desks: Desks) -> None:
    charge, payment = await charged(desks), await paid(desks)
    named = {"payment_id": payment.id, "charge_id": charge.id}
    share = a_child(Allocation, desks.patient, amount_minor=500, **named)
    await desks.two.saved(share)
    one = desks.one
    assert said(await one.push_one(one.create(turned(charge)))) == [
        ("rejected", "entry_still_stands")
    ]
    results = await one.push(one.create(turned(share)), one.create(turned(charge)))
    assert said(results) == [("applied", ""), ("applied", "")]


async def test_payment_given_back_elsewhere_is_not_taken_back_too(desks: Desks) -> None:
    payment = await paid(desks)
    await desks.two.saved(a_child(Refund, desks.patient, amount_minor=500, payment_id=payment.id))
    result = await desks.one.push_one(desks.one.create(turned(payment)))
    assert said(result) == [("rejected", "entry_still_stands")]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount_minor": -777}, "entry_not_turned"),
        ({"currency": "EUR"}, "entry_other_account"),
    ],
    ids=["amount", "currency"],
)
async def test_reversal_turns_exactly_what_it_names(
    desks: Desks, changes: dict[str, Any], code: str
) -> None:
    back = turned(await charged(desks), **changes)
    assert said(await desks.two.push_one(desks.two.create(back))) == [("rejected", code)]


async def test_money_of_one_patient_is_no_others(desks: Desks, clinic: TestDesk) -> None:
    charge, payment = await charged(desks), await paid(desks)
    other = a_patient(mrn="Q-1")
    await clinic.saved(other)
    strays = [
        turned(charge, patient_id=other.id),
        a_child(Refund, other, payment_id=payment.id),
        a_child(Adjustment, other, charge_id=charge.id),
        a_child(Allocation, other, payment_id=payment.id, charge_id=charge.id),
    ]
    results = await desks.two.push(*map(desks.two.create, strays))
    assert said(results) == [("rejected", "invalid_value")] * 4
    assert [one.field for one in results][:3] == ["reverses_id", "payment_id", "charge_id"]


async def test_entry_in_another_currency_is_refused(desks: Desks) -> None:
    strays = [a_child(kind, desks.patient, currency="KWD") for kind in (Charge, Payment)]
    results = await desks.one.push(*map(desks.one.create, strays))
    assert said(results) == [("rejected", "entry_other_currency")] * 2


@pytest.mark.parametrize("kind", [Charge, Adjustment])
async def test_front_desk_is_bounded_at_the_server_too(
    desks: Desks, server: RunningServer, clinic: TestDesk, kind: type[Any]
) -> None:
    async with colleague(server, clinic, role="front_desk", username="fay") as fay:
        within = a_child(kind, desks.patient, amount_minor=50_000)
        over = a_child(kind, desks.patient, amount_minor=50_001)
        results = await fay.push(fay.create(within), fay.create(over))
    assert said(results) == [("applied", ""), ("rejected", "entry_over_limit")]
    assert said(await desks.one.push_one(desks.one.create(over))) == [("applied", "")]


@pytest.mark.parametrize("kind", [Charge, Adjustment])
async def test_front_desk_says_why_at_the_server_too(
    desks: Desks, server: RunningServer, clinic: TestDesk, kind: type[Any]
) -> None:
    why = ("", "  ", "school form")
    async with colleague(server, clinic, role="front_desk", username="fay") as fay:
        entries = [a_child(kind, desks.patient, amount_minor=5_000) for _ in why]
        results = await fay.push(
            *(fay.create(one, reason=told) for one, told in zip(entries, why, strict=True))
        )
    assert said(results) == [("rejected", "permission")] * 2 + [("applied", "")]
    freely = await desks.one.push_one(desks.one.create(entries[0], reason=""))
    assert said(freely) == [("applied", "")]


@pytest.mark.parametrize("kind", [Charge, Adjustment])
async def test_small_entries_of_the_front_desk_add_up_to_its_limit(
    desks: Desks, server: RunningServer, clinic: TestDesk, kind: type[Any]
) -> None:
    entries = [a_child(kind, desks.patient, amount_minor=25_000) for _ in range(3)]
    if kind is Adjustment:
        entries[1] = replace(entries[1], amount_minor=-25_000)
    async with colleague(server, clinic, role="front_desk", username="fay") as fay:
        results = await fay.push(*map(fay.create, entries))
    assert said(results) == [("applied", ""), ("applied", ""), ("rejected", "entry_over_limit")]
    # An administrator at the front desk is bounded, too; another system's ledger is taken as it is.
    brought = replace(entries[2], id=derived_id("charge", entries[2].id))
    results = await clinic.push(clinic.create(entries[2]), clinic.create(brought))
    assert said(results) == [("rejected", "entry_over_limit"), ("applied", "")]


async def test_record_names_no_other_patients_record(desks: Desks, clinic: TestDesk) -> None:
    claim, other = a_child(InsuranceClaim, desks.patient), a_patient(mrn="Q-2")
    await desks.one.saved(claim)
    await clinic.saved(other)
    strays = [a_child(kind, other, insurance_claim_id=claim.id) for kind in (ClaimLine, Remittance)]
    results = await desks.two.push(*map(desks.two.create, strays))
    assert said(results) == [("rejected", "invalid_value")] * 2
    assert {one.field for one in results} == {"insurance_claim_id"}
    await desks.two.saved(a_child(ClaimLine, desks.patient, insurance_claim_id=claim.id))


async def test_claim_is_not_made_as_paid(desks: Desks) -> None:
    paid_one = a_child(InsuranceClaim, desks.patient, status="paid")
    result = await desks.one.push_one(desks.one.create(paid_one))
    assert (result.status, result.field) == ("rejected", "status")


async def test_adjustments_on_days_of_choice_add_up_to_the_limit(
    desks: Desks, server: RunningServer, clinic: TestDesk
) -> None:
    days = [TODAY - timedelta(days=back) for back in range(3)]
    entries = [
        a_child(Adjustment, desks.patient, amount_minor=25_000, adjusted_on=on) for on in days
    ]
    async with colleague(server, clinic, role="front_desk", username="fay") as fay:
        results = await fay.push(*map(fay.create, entries))
        assert said(results) == [("applied", "")] * 2 + [("rejected", "entry_over_limit")]
        # Nor does the identifier of an import lift it off the account's sum.
        brought = replace(entries[2], id=derived_id("adjustment", entries[2].id))
        result = await fay.push_one(fay.create(brought))
    assert said(result) == [("rejected", "entry_not_brought")]


async def test_money_of_a_day_far_off_stays_and_somebody_looks_at_it(
    desks: Desks, clinic: TestDesk
) -> None:
    one, far = desks.one, TODAY.replace(year=2090)
    paid_then = a_child(Payment, desks.patient, received_on=far)
    told = [
        a_child(Charge, desks.patient, service_on=far),
        a_child(Adjustment, desks.patient, adjusted_on=TODAY.replace(year=1990)),
    ]
    results = await one.push(*map(one.create, (paid_then, *told)))
    refused = ("rejected", "entry_odd_day")
    assert said(results) == [("applied", ""), refused, refused]
    assert said(await one.push_one(one.create(turned(paid_then)))) == [("applied", "")]
    brought = replace(told[0], id=derived_id("charge", told[0].id))
    assert said(await clinic.push_one(clinic.create(brought))) == [("applied", "")]
    asked = [row.body for row in await one.everything() if row.entity == "task" and row.body]
    assert [(task["title"], task["source_id"]) for task in asked] == [(ODD_DAY, paid_then.id)]


async def test_currency_of_a_clinic_with_money_stays_and_the_change_is_refused(
    desks: Desks, clinic: TestDesk
) -> None:
    stored = await clinic.row(clinic.clinic_id)
    before = clinic.update(stored, currency="EUR")  # made offline, before it heard of the charge
    charge = await charged(desks, 5_000)
    refused = await clinic.push_one(before)
    assert (said(refused), refused.field) == ([("rejected", "entry_currency_used")], "currency")
    assert (await clinic.body(clinic.clinic_id))["currency"] == "USD"
    assert await balance(desks.one) == 5_000
    renamed = await clinic.push_one(clinic.update(stored, name="Southlight"))
    assert said(renamed) == [("applied", "")]
    assert (await desks.one.body(charge.id))["currency"] == "USD"


async def test_currency_of_a_clinic_without_money_changes(desks: Desks, clinic: TestDesk) -> None:
    stored = await clinic.row(clinic.clinic_id)
    assert said(await clinic.push_one(clinic.update(stored, currency="EUR"))) == [("applied", "")]
    late = await desks.one.push_one(desks.one.create(a_child(Charge, desks.patient)))
    assert said(late) == [("rejected", "entry_other_currency")]
    euros = a_child(Charge, desks.patient, currency="EUR")
    assert said(await desks.one.push_one(desks.one.create(euros))) == [("applied", "")]


async def test_currency_stays_while_a_price_is_in_it(desks: Desks, clinic: TestDesk) -> None:
    schedule, code = a_record(FeeSchedule), a_record(ProcedureCode)
    fee = a_record(Fee, fee_schedule_id=schedule.id, procedure_code_id=code.id)
    rows = await clinic.saved(schedule, code, fee)
    change = {"currency": "EUR"}
    stored = await clinic.row(clinic.clinic_id)
    refused = await clinic.push_one(clinic.update(stored, **change))
    assert said(refused) == [("rejected", "entry_currency_used")]
    gone = clinic.operation(entity="fee", id=fee.id, kind="delete", base_version=rows[-1].version)
    assert said(await clinic.push_one(gone)) == [("applied", "")]
    assert said(await clinic.push_one(clinic.update(stored, **change))) == [("applied", "")]


async def test_currency_stays_while_a_co_pay_is_in_it(desks: Desks, clinic: TestDesk) -> None:
    (policy,) = await clinic.saved(a_child(Coverage, desks.patient, copay_cents=2_500))
    change = clinic.update(await clinic.row(clinic.clinic_id), currency="EUR")
    assert said(await clinic.push_one(change)) == [("rejected", "entry_currency_used")]
    await clinic.push_one(clinic.update(policy, copay_cents=None))
    change = clinic.update(await clinic.row(clinic.clinic_id), currency="EUR")
    assert said(await clinic.push_one(change)) == [("applied", "")]


@pytest.mark.parametrize("kind", ["charge", "co-pay", "price"])
async def test_currency_stays_where_the_same_batch_brings_the_first_amount(
    desks: Desks, clinic: TestDesk, kind: str
) -> None:
    schedule, code = a_record(FeeSchedule), a_record(ProcedureCode)
    await clinic.saved(schedule, code)
    first: Any = {
        "charge": a_child(Charge, desks.patient),
        "co-pay": a_child(Coverage, desks.patient, copay_cents=2_500),
        "price": a_record(Fee, fee_schedule_id=schedule.id, procedure_code_id=code.id),
    }[kind]
    change = clinic.update(await clinic.row(clinic.clinic_id), currency="EUR")
    results = await clinic.push(clinic.create(first), change)
    assert said(results) == [("applied", ""), ("rejected", "entry_currency_used")]


async def test_first_charge_in_the_old_currency_is_refused_behind_the_change(
    desks: Desks, clinic: TestDesk
) -> None:
    change = clinic.update(await clinic.row(clinic.clinic_id), currency="EUR")
    results = await clinic.push(change, clinic.create(a_child(Charge, desks.patient)))
    assert said(results) == [("applied", ""), ("rejected", "entry_other_currency")]
