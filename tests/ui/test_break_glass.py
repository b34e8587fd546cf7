"""The sheet that asks for the reason, and the hour it opens, on a real desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.domain.access import BreakGlass
from app.domain.audit import AuditAction
from app.domain.errors import PermissionDenied
from app.domain.patient import Patient
from app.domain.staff import Role
from app.ui.break_glass import BreakGlassSheet, GlassWatch
from app.ui.task_runner import TaskRunner
from app.ui.widgets.button import Button
from tests.factories import USER_ID, a_patient
from tests.ui.conftest import ScreenDesk, in_role, until

clinician, admin = in_role(Role.CLINICIAN), in_role(Role.ADMIN)
WHY = "covering for a colleague"


@pytest.fixture
def patient(desk: ScreenDesk) -> Patient:
    made = a_patient(mrn="P-AMARA")
    desk.pull(made)
    return made


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[QWidget]:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


def opened(
    desk: ScreenDesk, window: QWidget, *, patient_id: str = "", name: str = ""
) -> BreakGlassSheet:
    tasks = TaskRunner(window)
    desk.at_end.append(tasks.stop)
    sheet = BreakGlassSheet(desk.data_sync, tasks, window, patient_id=patient_id, name=name)
    sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    sheet.open()
    return sheet


def fill(sheet: BreakGlassSheet, qtbot: QtBot, reason: str, number: str = "") -> None:
    for name, text in (("glass_number", number), ("glass_reason", reason)):
        qtbot.keyClicks(sheet.findChild(QLineEdit, name), text)


@clinician
async def test_the_reason_is_kept_for_the_review(
    desk: ScreenDesk, patient: Patient, window: QWidget, qtbot: QtBot
) -> None:
    sheet = opened(desk, window, patient_id=patient.id, name=patient.display_name)
    fill(sheet, qtbot, WHY)
    heard: list[str] = []
    sheet.broken.connect(heard.append)
    qtbot.keyClick(sheet, Qt.Key.Key_Return)
    await until(lambda: heard)
    (kept,) = desk.all(BreakGlass)
    assert (kept.patient_id, kept.user_id, kept.role) == (patient.id, USER_ID, "clinician")
    assert (kept.reason, kept.reviewed_at) == (WHY, None)
    assert AuditAction.BREAK_GLASS in desk.actions()


@clinician
async def test_the_sheet_says_what_it_means_before_it_is_done(
    desk: ScreenDesk, patient: Patient, window: QWidget
) -> None:
    sheet = opened(desk, window, patient_id=patient.id, name=patient.display_name)
    words = sheet.findChild(QLabel, "glass_meaning").text()
    assert "60 minutes" in words
    assert "administrator reviews" in words
    assert sheet.findChild(QLabel, "glass_patient").text() == patient.display_name
    assert not sheet.findChild(QLineEdit, "glass_number").isVisible()


@admin
async def test_blanks_are_no_reason(
    desk: ScreenDesk, patient: Patient, window: QWidget, qtbot: QtBot
) -> None:
    sheet = opened(desk, window, patient_id=patient.id)
    fill(sheet, qtbot, "short" + " " * 20)
    assert not sheet.findChild(Button, "glass_show").isEnabled()


@admin
async def test_the_record_number_alone_finds_nobody_by_part_of_it(
    desk: ScreenDesk, patient: Patient, window: QWidget, qtbot: QtBot
) -> None:
    sheet = opened(desk, window)
    fill(sheet, qtbot, WHY, number="P-AMA")
    qtbot.keyClick(sheet, Qt.Key.Key_Return)
    problem = sheet.findChild(QWidget, "glass_problem")
    await until(problem.isVisible)
    assert desk.all(BreakGlass) == []
    assert sheet.isVisible()
    assert sheet.findChild(QLineEdit, "glass_reason").text() == WHY


@admin
async def test_looking_for_a_record_number_is_written_down(
    desk: ScreenDesk, patient: Patient
) -> None:
    assert await desk.data_sync.patients.id_by_mrn(" P-AMARA ") == patient.id
    assert desk.actions()[-1] == AuditAction.SEARCH


@in_role(Role.BILLING)
async def test_who_may_not_break_the_glass_finds_nobody_by_number(
    desk: ScreenDesk, patient: Patient
) -> None:
    with pytest.raises(PermissionDenied):
        await desk.data_sync.patients.id_by_mrn("P-AMARA")
    assert any("glass.break" in one for one in desk.denials())


@in_role(Role.BILLING)
async def test_a_refusal_is_told_in_the_sheet(
    desk: ScreenDesk, patient: Patient, window: QWidget, qtbot: QtBot
) -> None:
    sheet = opened(desk, window, patient_id=patient.id)
    fill(sheet, qtbot, WHY)
    qtbot.keyClick(sheet, Qt.Key.Key_Return)
    problem = sheet.findChild(QWidget, "glass_problem")
    await until(problem.isVisible)
    assert problem.accessibleName() == "Your role, billing, does not open what it is not shown."


@clinician
async def test_enter_on_cancel_cancels(
    desk: ScreenDesk, patient: Patient, window: QWidget, qtbot: QtBot
) -> None:
    sheet = opened(desk, window, patient_id=patient.id)
    fill(sheet, qtbot, WHY)
    cancel = sheet.findChild(Button, "glass_cancel")
    sheet.activateWindow()
    cancel.setFocus()
    await until(cancel.hasFocus)
    qtbot.keyClick(sheet, Qt.Key.Key_Return)
    assert not sheet.isVisible()
    assert desk.all(BreakGlass) == []


@clinician
async def test_the_watch_tells_until_when_and_that_it_is_over(
    desk: ScreenDesk, patient: Patient, window: QWidget, qtbot: QtBot
) -> None:
    watch = GlassWatch(desk.data_sync, window)
    watch.follow(patient.id)
    assert watch.words() == ""
    await desk.data_sync.patients.break_glass(patient.id, WHY)
    assert watch.words() == "Glass broken until 13:00, reason recorded"
    desk.clock.passed = timedelta(days=1)  # the computer slept
    with qtbot.waitSignal(watch.ended) as told:
        watch.timer.timeout.emit()
    assert told.args == [patient.id]
    assert watch.words() == ""
    watch.stop()


@clinician
async def test_an_end_is_told_once_and_again_after_another_reason(
    desk: ScreenDesk, patient: Patient, window: QWidget
) -> None:
    watch = GlassWatch(desk.data_sync, window)
    told: list[str] = []
    watch.ended.connect(told.append)
    for hours in (2, 4):
        await desk.data_sync.patients.break_glass(patient.id, WHY)
        watch.timer.timeout.emit()
        desk.clock.passed = timedelta(hours=hours)
        watch.timer.timeout.emit()
        watch.timer.timeout.emit()
    assert told == [patient.id, patient.id]
    watch.stop()


@clinician
async def test_glass_closes_after_an_hour_even_where_the_clock_was_set_back(
    desk: ScreenDesk, patient: Patient, window: QWidget
) -> None:
    watch = GlassWatch(desk.data_sync, window)
    watch.follow(patient.id)
    await desk.data_sync.patients.break_glass(patient.id, WHY)
    desk.clock.passed = timedelta(days=-1)
    desk.clock.gone = 3599.0
    assert watch.words() != ""
    desk.clock.gone = 3600.0
    assert watch.words() == ""
    desk.clock.passed = timedelta(days=-400)
    assert watch.words() == ""
    await desk.data_sync.patients.break_glass(patient.id, WHY)
    assert watch.words() != ""
    watch.stop()
