"""The drawer and the day: opened, counted, over or short with a reason, closed, on paper."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester

from app.domain.billing import CashDrawer, DaySheet, Fee, FeeSchedule, ProcedureCode
from app.domain.staff import Role
from app.ui.printing.preview import PrintPreview
from tests.factories import TODAY
from tests.ui.conftest import acting, in_role, until
from tests.ui.panels.billing.conftest import BillingScreen

__all__ = ["acting"]
pytestmark = pytest.mark.row("E1", "E2")


async def opens_till(screen: BillingScreen) -> None:
    screen.panel.show_page("till")
    await until(lambda: screen.panel.till.query.value is not None, what="the till")
    await screen.settled()


async def opens_drawer(screen: BillingScreen) -> None:
    await opens_till(screen)
    screen.fill("drawer_float", "150.00")
    screen.panel.till.open_drawer()
    await until(lambda: screen.panel.till.query.value.drawer)


async def takes_cash(screen: BillingScreen) -> None:
    await screen.desk.data_sync.accounts.take_payment(
        screen.amara.id,  # type: ignore[arg-type]
        {"amount_minor": 2_500, "received_on": TODAY},
    )
    await until(lambda: screen.panel.till.query.value.expected.get("cash") == 17_500)


async def test_drawer_expects_its_float_and_the_cash_that_came_in(screen: BillingScreen) -> None:
    await opens_drawer(screen)
    assert screen.shown("drawer_cash_expected") == "$150.00"
    await takes_cash(screen)
    assert screen.shown("drawer_cash_expected") == "$175.00"


async def test_whoever_comes_to_an_open_drawer_counts_at_once(screen: BillingScreen) -> None:
    drawer = await screen.desk.data_sync.tills.open_drawer(15_000)
    assert drawer.status == "open"
    screen.panel.findChild(QAction, "billing_till_action").trigger()  # its keys: Alt+4
    await opens_till(screen)  # it was not known before whether one is open

    def is_counting() -> bool:
        return QApplication.focusWidget() is screen.panel.till.drawer.lines["cash"].control

    await until(is_counting)
    screen.panel.findChild(QAction, "billing_accounts_action").trigger()
    assert not is_counting()
    screen.panel.findChild(QAction, "billing_till_action").trigger()  # by now it is known
    assert is_counting()


async def test_count_that_is_short_needs_a_note_and_closes_with_its_paper(
    screen: BillingScreen,
) -> None:
    await opens_drawer(screen)
    await takes_cash(screen)
    till = screen.panel.till
    screen.fill("drawer_cash", "170")
    assert screen.shown("drawer_cash_over") == "$5.00 short"
    till.close_drawer()
    assert till.drawer.note.error()
    screen.fill("drawer_note", "fell behind the desk")
    till.close_drawer()
    await until(lambda: till.query.value.drawer is None)
    (closed,) = screen.desk.all(CashDrawer)
    assert dict(closed.expected_minor) == {"cash": 17_500}
    assert (dict(closed.counted_minor), closed.note) == ({"cash": 17_000}, "fell behind the desk")
    await until(lambda: screen.panel.findChildren(PrintPreview))
    html = screen.panel.findChildren(PrintPreview)[-1].paper.html
    assert "$175.00" in html
    assert "−$5.00" in html


async def test_drawer_is_not_closed_uncounted(screen: BillingScreen) -> None:
    await opens_drawer(screen)
    screen.panel.till.close_drawer()
    await until(lambda: screen.shown("drawer_problem"))
    assert screen.panel.till.query.value.drawer is not None


async def test_count_that_was_begun_comes_back(screen: BillingScreen) -> None:
    await opens_drawer(screen)
    screen.fill("drawer_cash", "123.45")
    assert screen.panel.has_unsaved()
    await screen.panel.keep_drafts()
    (kept,) = await screen.desk.data_sync.drafts.unfinished()
    assert kept.key.form == "till_drawer"
    assert screen.panel.open_draft(kept.key.form, kept.key.subject)


async def test_day_closes_with_its_sheet_and_is_locked(screen: BillingScreen) -> None:
    await opens_drawer(screen)
    await takes_cash(screen)
    till = screen.panel.till
    assert screen.shown("day_cash_expected") == "$25.00"
    screen.fill("day_cash", "25")
    assert screen.shown("day_cash_over") == "Exact"
    till.close_day()
    await until(lambda: till.query.value.sheet is not None)
    (sheet,) = screen.desk.all(DaySheet)
    assert sheet.entries == 1
    await until(lambda: screen.panel.findChildren(PrintPreview))
    assert sheet.content_hash in screen.panel.findChildren(PrintPreview)[-1].paper.html
    assert not till.day_button.isVisible()
    assert till.day_print.isVisible()


@in_role(Role.BILLING)
async def test_price_list_is_made_and_a_price_changed(screen: BillingScreen) -> None:
    screen.panel.show_page("fees")
    fees = screen.panel.fees
    await until(lambda: fees.query.value is not None)
    screen.fill("fee_new_name", "Standard")
    screen.click("fee_new")
    await until(lambda: fees.lists.count() == 1)
    for name, text in (("fee_code", "OV20"), ("fee_name", "Office visit"), ("fee_amount", "110")):
        screen.fill(name, text)
    fees.save()
    await until(lambda: fees.table.model.rowCount() == 1)
    screen.fill("fee_amount", "120.50")
    fees.save()
    await until(lambda: fees.table.model.index(0, 2).data() == "120.50")
    assert len(screen.desk.all(ProcedureCode)) == len(screen.desk.all(FeeSchedule)) == 1
    assert [one.amount_minor for one in screen.desk.all(Fee)] == [12_050]


async def test_front_desk_reads_prices_and_is_told_why_it_changes_none(
    screen: BillingScreen,
) -> None:
    screen.panel.show_page("fees")
    await until(lambda: screen.panel.fees.query.value is not None)
    assert not screen.part("fee_save").isEnabled()
    assert "front desk" in screen.panel.fees.why.text()


async def test_tables_keep_qts_rules(screen: BillingScreen, qtmodeltester: ModelTester) -> None:
    screen.charge(screen.amara, 4_000, days_ago=70)
    screen.charge(screen.amara, 4_000)
    for name in ("aging", "today"):
        screen.panel.show_page(name)
        page = getattr(screen.panel, name)
        await until(lambda page=page: page.table.model.rowCount() >= 1)
        qtmodeltester.check(page.table.model)
    qtmodeltester.check(screen.panel.fees.table.model)
