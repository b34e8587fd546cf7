"""Accounts on screen: who owes, one ledger, live and never anybody else's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.modeltest import ModelTester

from app.domain.account_lines import LineState
from app.domain.billing import Charge
from app.domain.declare import Record
from app.domain.errors import DiskTrouble
from app.domain.ledger_rules import reversal_id
from app.domain.staff import Role
from app.ui.models import account_list
from app.ui.widgets.empty_state import LOADING_AFTER_MS
from tests.factories import a_child, a_patient
from tests.ui.conftest import Slow, acting, in_role, slow, until
from tests.ui.panels.billing.conftest import BillingScreen

__all__ = ["acting", "slow"]
pytestmark = pytest.mark.row("E1", "E2")


async def test_list_shows_who_owes_the_most_first_and_words_find_anybody(
    screen: BillingScreen,
) -> None:
    screen.charge(screen.amara, 12_500)
    screen.charge(screen.daniel, 40_000)
    await screen.lists("Lindqvist, Daniel", "Okafor, Amara")
    assert "$400.00" in screen.lines()[0]
    screen.fill("account_filter", "oka")
    await screen.lists("Okafor, Amara")
    assert "search" in screen.desk.actions()


async def test_account_in_credit_stands_under_its_own_chip(screen: BillingScreen) -> None:
    screen.payment(screen.amara, 5_000)
    screen.charge(screen.daniel, 100)
    screen.click("accounts_credit_chip")
    await screen.lists("Okafor, Amara")
    assert "−$50.00" in screen.lines()[0]


async def test_empty_list_offers_to_look_for_somebody(screen: BillingScreen) -> None:
    await until(lambda: screen.page.list.states.state.headline() == "No open accounts")
    screen.click("accounts_state_action")
    assert screen.page.list.filters.text.hasFocus() or screen.page.list.filters.wanted.box == "all"


async def test_ledger_shows_each_entry_with_the_balance_after_it(screen: BillingScreen) -> None:
    old = screen.charge(screen.amara, 10_000, days_ago=40, text="Consultation")
    screen.charge(screen.amara, 4_000, text="Blood panel", procedure_code="80053")
    screen.payment(screen.amara, 10_000, old, method="card", reference="A-77")
    await screen.opens(screen.amara)
    assert screen.entries()[0][2] == "40.00"
    newest = {(what, amount, state) for what, amount, _, state in screen.entries()[:2]}
    assert newest == {
        ("Blood panel (80053)", "40.00", "Open"),
        ("Payment: Card A-77", "−100.00", "Posted"),
    }
    assert screen.entries()[2] == ("Consultation", "100.00", "100.00", "Paid")
    assert screen.shown("account_balance") == "$40.00"
    assert screen.shown("account_overdue") == "$0.00"
    assert "view" in screen.desk.actions()


async def test_entry_that_was_taken_back_and_the_one_that_did_it_both_show(
    screen: BillingScreen,
) -> None:
    wrong = screen.charge(screen.amara, 9_900)
    back = a_child(
        Charge, screen.amara, id=reversal_id(wrong.id), amount_minor=-9_900, reverses_id=wrong.id
    )
    screen.pull(back)
    await screen.opens(screen.amara)
    assert sorted(state for *_, state in screen.entries()) == ["Reversal", "Reversed"]
    assert screen.shown("account_balance") == "$0.00"


async def test_family_total_names_who_pays_together(screen: BillingScreen) -> None:
    child = a_patient(
        family_name="Okafor", given_names="Zoe", mrn="P-ZOE", guarantor_id=screen.amara.id
    )
    screen.pull(child)
    screen.charge(child, 3_000)
    screen.charge(screen.amara, 2_000)
    await screen.opens(screen.amara)
    await until(lambda: screen.shown("account_family") == "$50.00")
    assert "Okafor, Zoe: $30.00 owed" in screen.shown("account_family_names")


async def test_charge_of_another_desk_shows_at_once_with_one_read_per_query(
    screen: BillingScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen.charge(screen.amara, 1_000)
    await screen.opens(screen.amara)
    await screen.settled()
    asked: list[str] = []
    accounts = screen.desk.data_sync.accounts
    for name in ("ids", "view", "family"):
        real = getattr(accounts, name)

        def counted(*given: Any, _real: Callable[..., Any] = real, _name: str = name) -> Any:
            asked.append(_name)
            return _real(*given)

        monkeypatch.setattr(accounts, name, counted)
    screen.charge(screen.amara, 2_000)
    await until(lambda: screen.shown("account_balance") == "$30.00")
    await until(lambda: screen.shown("account_family") == "$30.00")
    await until(lambda: "$30.00" in "".join(screen.lines()))
    assert sorted(asked) == ["family", "ids", "view"]


async def test_nothing_of_one_account_stays_while_another_is_read(
    screen: BillingScreen, slow: Slow
) -> None:
    screen.charge(screen.amara, 12_500, text="Secret service")
    screen.charge(screen.daniel, 100)
    await screen.opens(screen.amara)
    slow(screen.desk.data_sync.accounts, "view", 0.3, after=True)
    screen.panel.show_record("account", screen.daniel.id)
    await until(lambda: screen.pane.identity.title() == "Lindqvist, Daniel")
    assert screen.entries() == []
    assert screen.shown("account_balance") == ""
    assert screen.shown("account_family") == ""
    await until(lambda: screen.shown("account_balance") == "$1.00")


async def test_answer_that_comes_late_is_not_shown_for_somebody_else(
    screen: BillingScreen, slow: Slow
) -> None:
    screen.charge(screen.amara, 12_500)
    screen.charge(screen.daniel, 100)
    slow(
        screen.desk.data_sync.accounts,
        "view",
        0.3,
        after=True,
        only=lambda patient_id: patient_id == screen.amara.id,
    )
    screen.panel.show_record("account", screen.amara.id)
    await until(lambda: screen.pane.identity.title() == "Okafor, Amara")
    screen.panel.show_record("account", screen.daniel.id)
    await until(lambda: screen.shown("account_balance") == "$1.00")
    await screen.settled()
    assert screen.shown("account_balance") == "$1.00"


async def test_account_of_many_entries_puts_only_what_is_seen_into_words(
    screen: BillingScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    records: list[Record] = [
        a_child(Charge, screen.amara, amount_minor=100 + at, text=f"Visit {at}")
        for at in range(5_000)
    ]
    screen.pull(*records)
    worded: list[str] = []
    real = account_list.entry_words

    def counted(line: Any) -> str:
        worded.append(line.id)
        return real(line)

    monkeypatch.setattr(account_list, "entry_words", counted)
    await screen.opens(screen.amara)
    assert screen.pane.model.rowCount() == 5_000
    screen.pane.view.grab()
    assert 0 < len(set(worded)) < 100
    screen.pane.view.scrollToBottom()
    screen.pane.view.grab()
    assert len(set(worded)) < 200


async def test_failure_is_said_in_the_ledgers_place_and_can_be_tried_again(
    screen: BillingScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen.charge(screen.amara, 100)
    real = screen.desk.data_sync.accounts.view

    async def broken(_patient_id: Any) -> Any:
        raise DiskTrouble

    monkeypatch.setattr(screen.desk.data_sync.accounts, "view", broken)
    screen.panel.begin("payment", screen.amara.id)
    await until(lambda: "disk" in screen.pane.states.state.headline())
    monkeypatch.setattr(screen.desk.data_sync.accounts, "view", real)
    screen.click("ledger_state_action")
    await until(lambda: screen.shown("account_balance") == "$1.00")
    assert screen.page.form is None  # it was wished long ago


@in_role(Role.CLINICIAN)
async def test_role_that_sees_no_balances_is_shown_none(screen: BillingScreen) -> None:
    assert screen.lines() == []
    assert screen.desk.denials()


def test_models_keep_qts_rules(screen: BillingScreen, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(screen.page.list.model)
    qtmodeltester.check(screen.pane.model)
    qtmodeltester.check(screen.page.forms["payment"].shares.model)


async def test_models_keep_qts_rules_with_lines(
    screen: BillingScreen, qtmodeltester: ModelTester
) -> None:
    wrong = screen.charge(screen.amara, 9_900)
    screen.payment(screen.amara, 5_000)
    await screen.opens(screen.amara)
    screen.panel.begin("payment", screen.amara.id)
    assert {one.state for one in screen.pane.account.lines} == {LineState.OPEN, LineState.CREDIT}
    for model in (screen.page.list.model, screen.pane.model):
        qtmodeltester.check(model)
    shares = screen.page.forms["payment"].shares
    shares.by_hand.click()
    qtmodeltester.check(shares.model)
    assert wrong.id


async def test_small_panel_shows_one_part_at_a_time_and_escape_goes_back(
    screen: BillingScreen,
) -> None:
    screen.panel.resize(620, 560)
    screen.charge(screen.amara, 100)
    await screen.opens(screen.amara)
    assert not screen.page.list.isVisible()
    screen.panel.begin("payment", screen.amara.id)
    await until(lambda: screen.page.form is not None)
    assert not screen.pane.isVisible()
    assert screen.panel.close_side()
    assert screen.pane.isVisible()
    assert screen.panel.close_side()
    assert screen.page.list.isVisible()
    assert not screen.panel.close_side()


async def test_line_opens_by_keyboard(screen: BillingScreen) -> None:
    screen.charge(screen.amara, 2_000)
    await screen.lists("Okafor")
    screen.page.list.take_focus()
    QTest.keyClick(screen.page.list.view, Qt.Key.Key_Down)
    await until(lambda: screen.pane.account is not None)
    assert screen.pane.identity.facts() == "born 3 May 1971 · P-AMARA"


async def test_payment_wished_while_the_account_is_read_opens_when_it_is_there(
    screen: BillingScreen, slow: Slow
) -> None:
    screen.charge(screen.amara, 2_000)
    await screen.lists("Okafor")
    slow(screen.desk.data_sync.accounts, "view", 0.3, after=True)
    screen.page.list.take_focus()
    QTest.keyClick(screen.page.list.view, Qt.Key.Key_Down)
    QTest.keyClick(screen.page.list.view, Qt.Key.Key_Return)
    assert screen.page.form is None
    await until(lambda: screen.page.form is screen.page.forms["payment"])
    assert screen.page.form.account.patient.id == screen.amara.id
    assert screen.said == []


async def test_ledger_that_is_slowly_read_again_stays_on_screen(
    screen: BillingScreen, slow: Slow
) -> None:
    screen.charge(screen.amara, 2_000)
    await screen.opens(screen.amara)
    seen: list[int] = []
    screen.pane.states.currentChanged.connect(seen.append)
    slow(screen.desk.data_sync.accounts, "view", 2 * LOADING_AFTER_MS / 1000, after=True)
    screen.pane.query.ask()
    await screen.pane.query.settled()
    assert seen == []
    assert screen.pane.states.currentIndex() == 0
