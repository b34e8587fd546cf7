"""Merging from a chart: the other record is found by typing, and a merge is undone from there."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.domain.merging import PatientMerge
from app.domain.patient import Patient
from app.domain.staff import Role
from app.live.undo import Step
from app.ui.merge_dialog import MergeDialog
from app.ui.panels.patients.merges import MergedRecords, OtherRecordDialog, PartDialog
from app.ui.widgets.button import Button
from tests.factories import a_clinic
from tests.ui.conftest import in_role, until
from tests.ui.panels.patients.conftest import PatientsScreen

pytestmark = pytest.mark.row("A2", "E1")


def action(screen: PatientsScreen) -> QAction:
    found = screen.panel.findChild(QAction, "merge_patient_action")
    assert found is not None
    return found


async def open_chart(screen: PatientsScreen, who: str) -> None:
    screen.panel.show_patient(screen.people[who].id)
    await until(lambda: screen.panel.side.isVisible() and screen.panel.side.chart, what="the chart")


async def test_other_record_is_typed_compared_merged_and_parted_by_keys(
    screen: PatientsScreen,
) -> None:
    screen.desk.pull(a_clinic())
    steps: list[tuple[str, Step]] = []
    screen.panel.did.connect(lambda words, step: steps.append((words, step)))
    await open_chart(screen, "amara")
    action(screen).trigger()
    asked = screen.panel.findChild(OtherRecordDialog)
    assert asked is not None
    QTest.keyClicks(asked.picker.field, "adams")
    QTest.keyClick(asked.picker.field, Qt.Key.Key_Return)
    await until(lambda: screen.panel.findChild(QWidget, "survivor_0"), what="both side by side")
    dialog = screen.panel.findChild(MergeDialog)
    assert dialog is not None
    merge = dialog.findChild(Button, "merge_button")
    assert merge is not None
    merge.setFocus()
    QTest.keyClick(merge, Qt.Key.Key_Space)
    adams = screen.people["adams"]
    await until(lambda: steps, what="it is told, with its way back")
    assert screen.desk.stored(Patient, adams.id).status == "archived"
    part_name = f"part_{adams.id}"
    await until(lambda: screen.panel.findChild(Button, part_name), what="the chart says who")
    screen.click(part_name)
    parting = screen.panel.findChild(PartDialog)
    assert parting is not None
    part = parting.findChild(Button, "part_button")
    assert part is not None
    QTest.keyClick(part, Qt.Key.Key_Space)
    await until(lambda: len(steps) == 2, what="two again")
    (made,) = screen.desk.all(PatientMerge)
    assert made.status == "unmerged"
    await until(lambda: not screen.panel.findChild(MergedRecords).isVisible())
    await screen.desk.data_sync.undo.undo(steps[1][1])
    assert screen.desk.stored(Patient, adams.id).status == "archived"


async def test_same_record_twice_and_no_chart_at_all_are_told(screen: PatientsScreen) -> None:
    said: list[str] = []
    screen.panel.said.connect(said.append)
    action(screen).trigger()
    assert said == ["Open the chart of one of the two first."]
    await open_chart(screen, "amara")
    screen.panel.merging._compare(screen.people["amara"].id, screen.people["amara"].id)
    assert said[1:] == ["That is the same record."]


@in_role(Role.BILLING)
async def test_role_that_may_not_merge_is_told_why(screen: PatientsScreen) -> None:
    assert not action(screen).isEnabled()
    assert action(screen).toolTip() != action(screen).text()
