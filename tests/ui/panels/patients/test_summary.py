"""A chart's summary on paper: by keyboard, for somebody, with what is left out said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QTextDocument
from PySide6.QtTest import QTest

from app.domain.clinical import Condition
from app.domain.context import Purpose
from app.domain.permissions import Need
from app.domain.staff import Role
from app.ui.panels.patients.summary import SummaryDialog
from app.ui.printing.chart_summary import summary_paper
from app.ui.printing.pages import PaperSize, page_count
from app.ui.printing.preview import PrintPreview
from tests.factories import a_child, a_user
from tests.ui.conftest import in_role, until
from tests.ui.panels.patients.conftest import PatientsScreen

pytestmark = pytest.mark.row("F2", "D1")


async def asked(screen: PatientsScreen) -> SummaryDialog:
    who = next(iter(screen.people.values()))
    screen.desk.pull(a_user(role=screen.desk.data_sync.access.context.role))
    screen.panel.show_patient(who.id)
    await until(lambda: screen.panel.side.chart is not None, what="the chart")
    action = screen.panel.findChild(QAction, "print_chart_action")
    assert action is not None
    assert action.shortcut().toString() == "Ctrl+P"
    action.trigger()
    dialog = screen.panel.findChild(SummaryDialog)
    assert dialog is not None
    return dialog


async def shown(screen: PatientsScreen) -> PrintPreview:
    dialog = await asked(screen)
    QTest.keyClicks(dialog.recipient.control, "Dr. Weiß")
    QTest.keyClick(dialog.recipient.control, Qt.Key.Key_Return)
    await until(lambda: screen.panel.findChild(PrintPreview) is not None, what="its pages")
    preview = screen.panel.findChild(PrintPreview)
    assert preview is not None
    return preview


def text_of(html: str) -> str:
    document = QTextDocument()
    document.setHtml(html)
    return document.toPlainText()


async def test_a_summary_goes_from_the_chart_to_a_file_by_keyboard(
    screen: PatientsScreen, tmp_path: Path
) -> None:
    preview = await shown(screen)
    who = next(iter(screen.people.values()))
    text = text_of(preview.paper.html)
    assert who.display_name in text
    assert "For Dr. Weiß (Patient request)" in text
    assert who.mrn in preview.paper.foot
    assert f"Printed by {a_user().display_name}, 21 Nov 2026" in preview.paper.foot
    asks = preview.ask_place()
    assert Path(asks.selectedFiles()[0]).name == "chart-2026-11-21.pdf"
    asks.close()
    place = tmp_path / "chart.pdf"
    preview.save_to(str(place))
    await until(place.exists, what="the file")
    content = place.read_bytes()
    assert content.startswith(b"%PDF")
    assert b"/FontFile" in content
    assert screen.desk.actions()[-1:] == ["export"]


async def test_nobody_named_is_asked_again(screen: PatientsScreen) -> None:
    dialog = await asked(screen)
    QTest.mouseClick(dialog.go_on, Qt.MouseButton.LeftButton)
    assert dialog.recipient.error()
    assert screen.panel.findChild(PrintPreview) is None


@in_role(Role.BILLING)
async def test_who_prints_no_charts_is_told_why(screen: PatientsScreen) -> None:
    assert screen.panel.printing.ask(next(iter(screen.people.values())).id) is None
    action = screen.panel.findChild(QAction, "print_chart_action")
    assert action is not None
    assert not action.isEnabled()


async def test_what_the_role_is_not_shown_is_said_and_a_long_chart_breaks_between_rows(
    screen: PatientsScreen,
) -> None:
    await shown(screen)
    who = next(iter(screen.people.values()))
    summary = await screen.desk.data_sync.disclosures.summary(
        who.id,  # type: ignore[arg-type]
        recipient="Dr. Weiß",
        purpose=Purpose.TREATMENT,
    )
    many = tuple(a_child(Condition, who, text=f"Condition {at}") for at in range(150))
    long = replace(summary, chart=replace(summary.chart, conditions=many))
    assert page_count(summary_paper(long), PaperSize.A4) > 3
    withheld = {"condition": Need.REASON, "allergy": Need.REASON}
    hidden = replace(summary.chart, conditions=(), allergies=(), withheld=withheld)
    text = text_of(summary_paper(replace(summary, chart=hidden)).html)
    assert "Not part of this summary, whether there is any or not: allergies, conditions." in text
    assert "Allergies:" not in text
