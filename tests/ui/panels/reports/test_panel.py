"""Figures at the desk: charts that stay true, tables that say the same, files noted first."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QWidget

from app.domain.availability import Weekday
from app.domain.billing import Charge, Payment
from app.domain.errors import InvalidValue, StorageFull
from app.domain.reports import Report
from app.storage.audit import AuditTrail
from app.ui.widgets.button import Button
from tests.factories import TODAY
from tests.ui.conftest import in_role, until
from tests.ui.panels.reports.conftest import MONDAY, WEISS, ReportsScreen

pytestmark = pytest.mark.row("E1", "F1")


def chosen(screen: ReportsScreen, box: str, words: str) -> None:
    """Choose in a box as a person does."""
    combo = getattr(screen.panel.wishes, box)
    combo.setCurrentIndex(combo.findText(words))
    combo.activated.emit(combo.currentIndex())


async def test_week_shows_what_is_booked_of_what_is_offered(screen: ReportsScreen) -> None:
    screen.hours(WEISS, Weekday.MONDAY, Weekday.TUESDAY)
    screen.visit(MONDAY, 9, minutes=120, practitioner_id=WEISS)
    screen.visit(MONDAY, 11, minutes=120, practitioner_id=WEISS, status="cancelled")
    await screen.reads("2.0 h booked of 16.0 h offered, 13%")
    assert screen.lines()[:2] == [
        ("Mon, 16 Nov 2026", "1", "2.0 h", "8.0 h", "25%"),
        ("Tue, 17 Nov 2026", "0", "0.0 h", "8.0 h", "0%"),
    ]
    assert [one.value for one in screen.panel.chart.data.bars] == [120, 0, 0, 0, 0, 0, 0]


async def test_visit_of_another_desk_shows_at_once(screen: ReportsScreen) -> None:
    screen.visit(MONDAY, 9)
    await screen.reads("1.0 h booked of 0.0 h offered, —")
    screen.visit(MONDAY + timedelta(days=1), 9)
    await screen.reads("2.0 h booked of 0.0 h offered, —")


async def test_other_grouping_of_the_same_answer_is_not_another_look(
    screen: ReportsScreen,
) -> None:
    screen.visit(MONDAY, 9)
    await screen.reads("1.0 h booked of 0.0 h offered, —")
    before = len(screen.desk.actions())
    chosen(screen, "bys", "By provider")
    assert screen.lines() == [("Dr Ito", "1", "1.0 h", "0.0 h", "—")]
    await screen.settled()
    assert len(screen.desk.actions()) == before


async def test_days_are_walked_by_button_and_key(screen: ReportsScreen) -> None:
    screen.visit(MONDAY - timedelta(days=7), 9)
    wishes = screen.panel.wishes
    assert wishes.period.text() == "16 – 22 November 2026"
    assert not wishes.now.isEnabled()
    QTest.mouseClick(wishes.before, Qt.MouseButton.LeftButton)
    await screen.reads("1.0 h booked of 0.0 h offered, —")
    assert wishes.period.text() == "9 – 15 November 2026"
    after = screen.panel.findChild(QAction, "reports_after_action")
    assert [key.toString() for key in after.shortcuts()] == ["Alt+Right"]
    after.trigger()
    await until(lambda: screen.panel.states.currentIndex() == 1, what="nothing to count")
    wishes.before.click()
    chosen(screen, "spans", "Month")
    await screen.settled()
    assert wishes.period.text() == "November 2026"
    assert len(screen.lines()) == 30


async def test_empty_week_says_so_and_leads_back(screen: ReportsScreen) -> None:
    state = screen.panel.states.state
    await until(lambda: state.headline() == "There is nothing to count.", what="the words")
    assert not screen.panel.save_table.isEnabled()
    screen.panel.wishes.step(-1)
    await screen.settled()
    back = screen.panel.findChild(Button, "report_state_action")
    assert back.text().strip() == "Show the present"
    back.click()
    assert screen.panel.wishes.is_now


async def test_bar_and_line_are_the_same_place(screen: ReportsScreen) -> None:
    screen.visit(MONDAY, 9)
    await screen.reads("1.0 h booked of 0.0 h offered, —")
    screen.key(Qt.Key.Key_Home)
    assert screen.panel.table.currentIndex().row() == 0
    spoken = screen.panel.chart.accessibleDescription()
    assert spoken == "Mon, 16 Nov 2026: 1.0 h booked of 0.0 h offered, —, visits: 1"
    assert screen.panel.detail.text() == spoken
    screen.panel.table.setCurrentIndex(screen.panel.model.index(3, 0))
    assert screen.panel.chart.current == 3
    assert screen.panel.detail.text().startswith("Thu, 19 Nov 2026")


async def test_missed_visits_by_provider_type_and_month(screen: ReportsScreen) -> None:
    screen.visit(MONDAY, 9, status="no_show")
    screen.visit(MONDAY, 10)
    screen.visit(MONDAY, 11, practitioner_id=None, status="cancelled", is_late_cancel=True)
    await screen.shows(Report.NO_SHOWS)
    await screen.reads("50.0% missed: 1 of 2 visits; cancelled late: 1")
    assert screen.lines() == [("Dr Ito", "1", "1", "0", "50.0%"), ("Nobody", "0", "0", "1", "—")]
    chosen(screen, "bys", "By month")
    await until(lambda: screen.lines() == [("Nov 2026", "1", "1", "1", "50.0%")])
    chosen(screen, "bys", "By visit type")
    await until(lambda: screen.lines() == [("No type", "1", "1", "1", "50.0%")])


@in_role("billing")
async def test_money_owed_and_collected(screen: ReportsScreen) -> None:
    screen.money(Charge, 12_000, TODAY - timedelta(days=45))
    screen.money(Payment, 2_000, method="card")
    await screen.shows(Report.OWED)
    await screen.reads("$100.00 owed, accounts: 1, 21 November 2026")
    assert [line[1] for line in screen.lines()] == [
        "−$20.00",
        "$120.00",
        "$0.00",
        "$0.00",
        "$0.00",
    ]
    await screen.shows(Report.COLLECTED)
    await screen.reads("$20.00 collected, payments: 1")
    assert screen.lines() == [("Card", "1", "$20.00", "$0.00", "$20.00")]


async def test_front_desk_is_told_why_it_sees_no_totals(screen: ReportsScreen) -> None:
    for report in (Report.OWED, Report.COLLECTED):
        chip = screen.panel.findChild(Button, f"report_{report}_chip")
        assert not chip.isEnabled()
        assert chip.accessibleDescription()
        screen.panel.show_report(report)
    assert screen.panel.wishes.wish.report is Report.USE
    assert screen.desk.denials() == []


async def test_table_leaves_as_a_file_after_its_event(
    screen: ReportsScreen, tmp_path: Path
) -> None:
    screen.visit(MONDAY, 9)
    await screen.reads("1.0 h booked of 0.0 h offered, —")
    screen.panel.save_table.click()
    dialog = screen.panel.findChild(QFileDialog, "report_export_dialog")
    assert dialog.isVisible()
    place = tmp_path / "use.csv"
    dialog.fileSelected.emit(str(place))
    dialog.close()
    await until(lambda: screen.said == ["use.csv was written."])
    with place.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[:2] == [
        ["Day", "Visits", "Booked", "Offered", "Used"],
        ["2026-11-16", "1", "60", "0", ""],
    ]
    assert screen.desk.actions()[-1] == "export"


async def test_picture_leaves_as_a_file_after_its_event(
    screen: ReportsScreen, tmp_path: Path
) -> None:
    screen.visit(MONDAY, 9)
    await screen.reads("1.0 h booked of 0.0 h offered, —")
    screen.panel.save_picture.click()
    dialog = screen.panel.findChild(QFileDialog, "report_export_dialog")
    place = tmp_path / "use.png"
    dialog.fileSelected.emit(str(place))
    dialog.close()
    await until(lambda: screen.said == ["use.png was written."])
    image = QImage(str(place))
    assert image.width() >= 2240
    assert screen.desk.actions()[-1] == "export"


async def test_file_that_is_there_is_not_written_over(
    screen: ReportsScreen, tmp_path: Path
) -> None:
    place = tmp_path / "use.csv"
    place.write_text("mine")
    before = len(screen.desk.actions())
    screen.panel.exports.write_table(str(place), report=Report.USE, figures=screen.panel.figures)
    await screen.settled()
    assert [type(one) for one in screen.failures] == [InvalidValue]
    assert place.read_text() == "mine"
    assert len(screen.desk.actions()) == before


async def test_export_whose_event_cannot_be_written_leaves_nothing(
    screen: ReportsScreen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_parts: object, **_named: object) -> None:
        raise StorageFull

    monkeypatch.setattr(AuditTrail, "add", full)
    place = tmp_path / "use.csv"
    screen.panel.exports.write_table(str(place), report=Report.USE, figures=screen.panel.figures)
    await screen.settled()
    assert [type(one).__name__ for one in screen.failures] == ["StorageFull"]
    assert list(tmp_path.glob("use*")) == []  # noqa: ASYNC240 (the test's own folder)


async def test_trouble_with_the_disk_is_said_and_can_be_tried_again(
    screen: ReportsScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen.visit(MONDAY, 9)
    await screen.reads("1.0 h booked of 0.0 h offered, —")
    with monkeypatch.context() as patch:
        patch.setattr("app.services.reports.read_use", _broken)
        screen.panel.wishes.step(-1)
        await screen.settled()
        state = screen.panel.states
        await until(lambda: state.currentIndex() == 1, what="what went wrong")
        assert screen.panel._why_not_save()
    screen.panel.wishes.step(1)
    retry = screen.panel.findChild(Button, "report_state_action")
    retry.click()
    await screen.settled()
    await until(lambda: state.currentIndex() == 0, what="the figures")


def _broken(*_parts: object, **_named: object) -> None:
    raise StorageFull


async def test_figures_only_the_server_has_are_owned_up_to(
    screen: ReportsScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "app.storage.at_server.AtServerTable.totals", lambda _self: {"appointment": 12}
    )
    screen.visit(MONDAY, 9)
    await until(screen.panel.elsewhere.isVisible, what="the notice")
    assert screen.panel.elsewhere.text() == ("Kept at the server only, and not counted here: 12")


async def test_panel_made_anew_shows_the_report_that_was_open(screen: ReportsScreen) -> None:
    await screen.shows(Report.NO_SHOWS)
    assert screen.panel.place() == "no_shows"
    await screen.shows(Report.USE)
    screen.panel.go_back_to("no_shows")
    assert screen.panel.wishes.wish.report is Report.NO_SHOWS
    screen.panel.go_back_to("nothing of the kind")
    assert screen.panel.wishes.wish.report is Report.NO_SHOWS


async def test_everything_is_reached_by_tab_and_named(screen: ReportsScreen) -> None:
    screen.visit(MONDAY, 9)
    await screen.reads("1.0 h booked of 0.0 h offered, —")
    focusable = [
        one
        for one in screen.panel.findChildren(QWidget)
        if one.isVisible() and one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isEnabled()
    ]
    assert {"report_chart", "report_table", "report_before", "report_span"} <= {
        one.objectName() for one in focusable
    }
    assert all(one.accessibleName() for one in focusable)


@pytest.mark.parametrize("mirrored", [False, True])
async def test_arrows_of_the_days_point_as_the_person_reads(
    screen: ReportsScreen, mirrored: bool
) -> None:
    wishes = screen.panel.wishes
    if mirrored:
        wishes.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert wishes.before.icon_name == f"chevron-{'right' if mirrored else 'left'}"
    assert wishes.after.icon_name == f"chevron-{'left' if mirrored else 'right'}"
