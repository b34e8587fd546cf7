"""Entering money by the keyboard: payments, charges, corrections, drafts, and whose they are."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest

from app.domain.appointment import Appointment
from app.domain.billing import (
    Adjustment,
    Charge,
    DiagnosisCode,
    Fee,
    FeeSchedule,
    Payment,
    ProcedureCode,
    Refund,
)
from app.domain.errors import InvalidEntry
from app.domain.staff import Role, VisitType
from app.services import accounts
from tests.factories import NOON, TODAY, a_context, a_record, an_appointment
from tests.ui.conftest import Slow, acting, in_role, slow, until
from tests.ui.panels.billing.conftest import BillingScreen

__all__ = ["acting", "slow"]
pytestmark = pytest.mark.row("E1", "E2")
ENTER = Qt.Key.Key_Return


def form(screen: BillingScreen, kind: str) -> Any:
    return screen.page.forms[kind]


async def opens_form(screen: BillingScreen, kind: str) -> Any:
    """Open a form for the account that is shown, with its draft looked up."""
    screen.page.open_form(kind)
    await screen.settled()
    return form(screen, kind)


async def test_copay_is_taken_in_eight_keys_at_most(screen: BillingScreen) -> None:
    screen.charge(screen.amara, 12_500)
    await screen.opens(screen.amara)
    screen.pane.take_focus()
    QTest.keyClick(screen.pane.view, Qt.Key.Key_P, Qt.KeyboardModifier(0x06000000))
    screen.keys += 1
    await until(lambda: screen.page.form is form(screen, "payment"))
    await until(form(screen, "payment").amount.control.hasFocus)
    assert form(screen, "payment").amount.value() == "25.00"
    screen.press(key=ENTER)
    await until(lambda: screen.shown("account_balance") == "$100.00")
    assert screen.keys == 2
    (taken,) = screen.desk.all(Payment)
    assert (taken.amount_minor, taken.method, taken.received_on) == (2_500, "cash", TODAY)
    assert screen.ledger(screen.amara).open_charges() != {}
    await until(lambda: screen.said == ["Payment of $25.00 entered."])


async def test_form_is_saved_by_ctrl_s_from_wherever_the_cursor_is(screen: BillingScreen) -> None:
    await screen.opens(screen.amara)
    payment = await opens_form(screen, "payment")
    QTest.keyClick(payment.method, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: len(screen.desk.all(Payment)) == 1)
    await screen.settled()
    assert screen.page.form is None
    screen.panel.findChild(QAction, "billing_save_form_action").trigger()  # no form: nothing
    await screen.settled()
    assert len(screen.desk.all(Payment)) == 1


async def test_other_amount_is_typed_over_the_copay(screen: BillingScreen) -> None:
    screen.charge(screen.amara, 12_500)
    await screen.opens(screen.amara)
    screen.panel.begin("payment", screen.amara.id)
    screen.keys += 1
    await until(form(screen, "payment").amount.control.hasFocus)
    await screen.settled()
    screen.press("37.50")
    screen.press(key=ENTER)
    await until(lambda: screen.shown("account_balance") == "$87.50")
    assert screen.keys <= 8


@pytest.mark.parametrize("typed", ["", "abc", "0", "-5", "1.005", "1,00", "99999999999999"])
async def test_wrong_amount_is_said_and_nothing_is_taken(screen: BillingScreen, typed: str) -> None:
    await screen.opens(screen.amara)
    payment = await opens_form(screen, "payment")
    screen.fill("payment_amount", typed)
    if not typed:
        payment.amount.set_value("")
    payment.save()
    await screen.settled()
    assert payment.amount.error()
    assert screen.desk.all(Payment) == []


async def test_payment_pays_the_charges_that_are_said_by_hand(screen: BillingScreen) -> None:
    old = screen.charge(screen.amara, 5_000, days_ago=40)
    new = screen.charge(screen.amara, 8_000)
    await screen.opens(screen.amara)
    payment = await opens_form(screen, "payment")
    screen.fill("payment_amount", "60")
    assert payment.shares.model.index(0, 2).data() == "50.00"
    payment.shares.by_hand.click()
    model = payment.shares.model
    model.setData(model.index(0, 2), "10")
    model.setData(model.index(1, 2), "50.00")
    payment.save()
    await until(lambda: screen.desk.all(Payment))
    assert screen.ledger(screen.amara).open_charges() == {old.id: 4_000, new.id: 3_000}


async def test_shares_that_do_not_add_up_are_said(screen: BillingScreen) -> None:
    screen.charge(screen.amara, 5_000)
    await screen.opens(screen.amara)
    payment = await opens_form(screen, "payment")
    screen.fill("payment_amount", "10")
    payment.shares.by_hand.click()
    model = payment.shares.model
    for wrong in ("20", "60", "x"):
        model.setData(model.index(0, 2), wrong)
        payment.save()
        assert not payment.is_saving
        assert screen.shown("payment_shares_problem")
    assert screen.desk.all(Payment) == []


async def test_what_is_typed_comes_back_as_a_draft_for_the_same_patient_alone(
    screen: BillingScreen,
) -> None:
    await screen.opens(screen.amara)
    payment = await opens_form(screen, "payment")
    screen.fill("payment_amount", "33.10")
    screen.fill("payment_note", "by cousin")
    await screen.panel.keep_drafts()
    await screen.opens(screen.daniel)
    assert screen.page.form is None
    await opens_form(screen, "payment")
    assert payment.amount.value() == ""
    assert payment.identity.title() == "Lindqvist, Daniel"
    await screen.opens(screen.amara)
    await opens_form(screen, "payment")
    assert (payment.amount.value(), payment.note.value()) == ("33.10", "by cousin")
    payment.save()
    await until(lambda: screen.desk.all(Payment))
    (taken,) = screen.desk.all(Payment)
    assert taken.patient_id == screen.amara.id
    assert await screen.desk.data_sync.drafts.unfinished() == ()


async def test_draft_opens_its_form_from_the_bar(screen: BillingScreen) -> None:
    await screen.opens(screen.amara)
    await opens_form(screen, "payment")
    screen.fill("payment_amount", "33.10")
    await screen.panel.keep_drafts()
    screen.panel.close_side()
    await screen.opens(screen.daniel)
    assert screen.panel.open_draft("payment_form", screen.amara.id)
    payment = form(screen, "payment")
    await until(lambda: payment.amount.value() == "33.10")
    assert payment.patient_id == screen.amara.id
    assert not screen.panel.open_draft("message", "new")


@in_role(Role.BILLING)
async def test_payment_can_be_taken_back_right_away(screen: BillingScreen) -> None:
    screen.charge(screen.amara, 12_500)
    await screen.opens(screen.amara)
    payment = await opens_form(screen, "payment")
    payment.save()
    await until(lambda: screen.did)
    (step,) = screen.did
    await screen.desk.data_sync.undo.undo(step)
    await until(lambda: screen.shown("account_balance") == "$125.00")
    assert sorted(one.amount_minor for one in screen.desk.all(Payment)) == [-2_500, 2_500]
    with pytest.raises(InvalidEntry):
        await screen.desk.data_sync.undo.redo()


async def test_front_desk_is_told_why_it_gives_nothing_back_and_takes_nothing_back(
    screen: BillingScreen,
) -> None:
    screen.charge(screen.amara, 12_500)
    screen.payment(screen.amara, 3_000)
    await screen.opens(screen.amara)
    screen.choose(0)
    for name in ("account_refund", "account_reverse"):
        assert not screen.part(name).isEnabled()
        assert "front desk" in screen.part(name).accessibleDescription()
    for name in ("billing_refund", "billing_reversal"):
        assert not screen.command(name).isEnabled()
    assert screen.part("account_adjust").isEnabled()


@in_role(Role.BILLING)
async def test_wrong_entry_is_taken_back_with_a_reason_and_both_rows_stay(
    screen: BillingScreen,
) -> None:
    screen.charge(screen.amara, 12_500)
    await screen.opens(screen.amara)
    screen.choose(0)
    reversal = await opens_form(screen, "reversal")
    reversal.save()
    assert reversal.reason.error()
    screen.fill("reversal_form_reason", "wrong patient")
    screen.press(key=ENTER)
    await until(lambda: screen.shown("account_balance") == "$0.00")
    assert sorted(one.amount_minor for one in screen.desk.all(Charge)) == [-12_500, 12_500]
    assert sorted(state for *_, state in screen.entries()) == ["Reversal", "Reversed"]
    screen.choose(0)
    assert not screen.part("account_reverse").isEnabled()


@in_role(Role.BILLING)
async def test_refund_gives_back_at_most_what_is_left(screen: BillingScreen) -> None:
    screen.payment(screen.amara, 3_000)
    await screen.opens(screen.amara)
    refund = await opens_form(screen, "refund")
    assert refund.amount.value() == "30.00"
    screen.fill("refund_form_reason", "overpaid")
    screen.fill("refund_amount", "31")
    refund.save()
    assert refund.amount.error()
    screen.fill("refund_amount", "12.50")
    refund.save()
    await screen.settled()
    await until(lambda: screen.desk.all(Refund))
    await until(lambda: screen.shown("account_credit") == "$17.50")


async def test_write_off_needs_a_reason_and_a_fee_raises_what_is_owed(
    screen: BillingScreen,
) -> None:
    charge = screen.charge(screen.amara, 12_500)
    await screen.opens(screen.amara)
    screen.choose(0)
    adjustment = await opens_form(screen, "adjustment")
    assert adjustment.charge.currentData() == charge.id
    screen.fill("adjustment_amount", "10.00")
    adjustment.save()
    assert adjustment.reason.error()
    screen.fill("adjustment_form_reason", "courtesy of Dr. Weiß")
    adjustment.save()
    await until(lambda: screen.shown("account_balance") == "$115.00")
    await opens_form(screen, "adjustment")
    adjustment.kind.setCurrentIndex(adjustment.kind.findData("fee"))
    screen.fill("adjustment_amount", "5")
    screen.fill("adjustment_form_reason", "returned check")
    adjustment.save()
    await until(lambda: screen.shown("account_balance") == "$120.00")
    assert sorted(one.amount_minor for one in screen.desk.all(Adjustment)) == [-500, 1_000]


async def test_credit_pays_a_later_charge(screen: BillingScreen) -> None:
    screen.payment(screen.amara, 3_000)
    screen.charge(screen.amara, 12_500)
    await screen.opens(screen.amara)
    credit = await opens_form(screen, "credit")
    credit.save()
    await until(lambda: screen.shown("account_credit") == "$0.00")
    assert screen.said == ["Credit was applied."]


def price_list(screen: BillingScreen) -> None:
    service = a_record(ProcedureCode, code="99213", name="Office visit, established")
    listed = a_record(FeeSchedule, name="Standard")
    fee = a_record(
        Fee, fee_schedule_id=listed.id, procedure_code_id=service.id, amount_minor=11_000
    )
    screen.pull(service, listed, fee, a_record(DiagnosisCode, code="J45.909", name="Asthma"))


def a_visit(screen: BillingScreen) -> Appointment:
    kind = a_record(VisitType, name="Follow-up", code="99213")
    visit = an_appointment(screen.amara, status="completed", visit_type_id=kind.id, starts_at=NOON)
    screen.pull(kind, visit)
    return visit


@in_role(Role.BILLING)
async def test_visit_is_charged_at_the_price_of_its_kind_with_its_diagnoses(
    screen: BillingScreen,
) -> None:
    price_list(screen)
    visit = a_visit(screen)
    await screen.opens(screen.amara)
    charge = await opens_form(screen, "charge")
    await until(lambda: charge.amount.value() == "110.00")
    assert (charge.service.value(), charge.code.value()) == ("Office visit, established", "99213")
    screen.fill("charge_diagnoses", "asth")
    await until(lambda: charge.diagnoses.is_offering)
    QTest.keyClick(charge.diagnosis.control, ENTER)
    assert charge.diagnosis.value() == "J45.909"
    charge.save()
    await until(lambda: screen.shown("account_balance") == "$110.00")
    (made,) = screen.desk.all(Charge)
    assert made.appointment_id == visit.id
    assert (made.diagnosis_codes, made.units) == (("J45.909",), 1)
    await opens_form(screen, "charge")
    assert "charged" in charge.visit.itemText(1)


@in_role(Role.BILLING)
async def test_next_service_of_today_is_of_the_same_visit_and_not_the_same_service_again(
    screen: BillingScreen,
) -> None:
    visit = a_visit(screen)
    screen.charge(screen.amara, 11_000, appointment_id=visit.id)
    price_list(screen)
    await screen.opens(screen.amara)
    charge = await opens_form(screen, "charge")
    assert charge.visit.currentData() == visit.id
    assert (charge.service.value(), charge.amount.value()) == ("", "")


async def test_service_is_found_by_words_and_front_desk_says_why(screen: BillingScreen) -> None:
    price_list(screen)
    await screen.opens(screen.amara)
    charge = await opens_form(screen, "charge")
    assert charge.diagnosis.is_locked
    screen.fill("charge_service", "established")
    await until(lambda: charge.services.is_offering)
    QTest.keyClick(charge.service.control, ENTER)
    assert charge.code.value() == "99213"
    screen.fill("charge_units", "2")
    assert charge.amount.value() == "220.00"
    charge.save()
    assert charge.reason.error()
    screen.fill("charge_form_reason", "walk-in")
    charge.save()
    await until(lambda: screen.desk.all(Charge))
    (made,) = screen.desk.all(Charge)
    assert (made.amount_minor, made.units, made.procedure_code) == (22_000, 2, "99213")


async def test_more_than_the_front_desk_may_charge_is_said_and_stays_typed(
    screen: BillingScreen,
) -> None:
    await screen.opens(screen.amara)
    charge = await opens_form(screen, "charge")
    screen.fill("charge_service", "Implant")
    screen.fill("charge_amount", "9000")
    screen.fill("charge_form_reason", "asked to")
    charge.services.hide_offers()
    charge.save()
    await until(lambda: screen.shown("charge_form_problem"))
    assert charge.amount.value() == "9000"
    assert screen.desk.all(Charge) == []


@in_role(Role.BILLING)
async def test_service_refuses_an_entry_of_another_account(screen: BillingScreen) -> None:
    wrong = screen.charge(screen.daniel, 100)
    mine = screen.payment(screen.daniel, 500)
    store, context = screen.desk.store, a_context(role=Role.BILLING)
    sync = screen.desk.data_sync.accounts
    for work in (
        lambda: sync.reverse(
            "charge", wrong.id, patient_id=screen.amara.id, entering=_because("typed twice")
        ),
        lambda: sync.allocate(screen.amara.id, mine.id),
        lambda: sync.give_back(
            screen.amara.id, mine.id, {"amount_minor": 100, "refunded_on": TODAY}
        ),
    ):
        with pytest.raises(accounts.InvalidValue, match="patient_id"):
            await work()
    del store, context


def _because(reason: str) -> Any:
    from app.live.accounts import Entering

    return Entering(reason=reason)


async def test_form_goes_with_its_account_while_its_save_is_on_its_way(
    screen: BillingScreen, slow: Slow
) -> None:
    await screen.opens(screen.amara)
    payment = await opens_form(screen, "payment")
    slow(screen.desk.data_sync.accounts, "take_payment", 0.2)
    payment.save()
    await screen.opens(screen.daniel)
    await screen.settled()
    (taken,) = screen.desk.all(Payment)
    assert taken.patient_id == screen.amara.id
    assert screen.pane.patient_id == screen.daniel.id
