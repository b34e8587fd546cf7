"""Hours, blocked times, closed days, templates: edited by key, warned of, taken back, drafted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.domain.availability import Block, Holiday, PractitionerSchedule
from app.domain.message import MessageTemplate
from app.domain.staff import Role
from app.ui.entry_page import EntryPage
from app.ui.panels.settings.panel import SCHEDULE, TEMPLATES, SettingsPanel
from tests.factories import (
    NOON,
    a_clinic,
    a_patient,
    a_practitioner,
    a_room,
    an_appointment,
)
from tests.ui.conftest import ScreenDesk, a_while, in_role, until
from tests.ui.panels.settings.test_clinic_page import made_panel

pytestmark = pytest.mark.row("F7")
ONO, ROOM, AMARA = a_practitioner(family_name="Ono", prefix="Dr."), a_room(), a_patient()
VISIT = an_appointment(
    AMARA,
    practitioner_id=ONO.id,
    starts_at=NOON,
    ends_at=NOON + timedelta(minutes=30),
)
HOURS, BLOCKS, DAYS = 0, 1, 2


@pytest.fixture
async def panel(desk: ScreenDesk, qtbot: QtBot) -> SettingsPanel:
    desk.pull(a_clinic(), ONO, ROOM, AMARA)
    desk.pull(VISIT)
    await a_while(0.02)
    made = made_panel(desk, qtbot)
    made.activateWindow()
    return made


async def page(panel: SettingsPanel, place: int) -> EntryPage:
    panel.show_page(SCHEDULE)
    panel.schedule.turn_to(place)
    front = panel.schedule.front
    await until(lambda: front.query.value is not None)
    await front.query.settled()
    return front


def fill(front: EntryPage, **texts: str) -> None:
    for name, text in texts.items():
        front.form.fields[name].set_value(text)
        front.form.fields[name].edited.emit()


def cells(front: EntryPage) -> list[tuple[str, ...]]:
    lines = (front.model.line_at(row) for row in range(front.model.rowCount()))
    return [line.cells for line in lines if line is not None]


def press(front: EntryPage, key: Qt.Key) -> None:
    front.view.setFocus()
    QTest.keyClick(front.view, key)


def write(text: str) -> None:
    focus: Any = QApplication.focusWidget()
    QTest.keyClicks(focus, text)


async def test_block_over_a_visit_warns_first_and_is_kept_when_saved_again(
    panel: SettingsPanel, desk: ScreenDesk, qtmodeltester: ModelTester
) -> None:
    front = await page(panel, BLOCKS)
    front.add()
    fill(
        front,
        reason="Meeting",
        first_day="21 Nov 2026",
        begins_at="11:00",
        ends_at="13",
        practitioner_id=ONO.id,
    )
    front.form.save()
    await until(lambda: "1 visit is booked in this time" in front.form._warning.text())
    assert "Sat 21 Nov, 12:00" in front.form._warning.text()
    assert desk.all(Block) == []
    front.form.save()
    await until(front.form.isHidden)
    (made,) = desk.all(Block)
    assert (made.starts_at, made.ends_at) == (NOON - timedelta(hours=1), NOON + timedelta(hours=1))
    await until(lambda: len(cells(front)) == 1)
    assert cells(front)[0][0] == "Meeting"
    assert cells(front)[0][3] == "Dr. Ono"
    qtmodeltester.check(front.model)


async def test_entry_is_removed_by_key_and_each_step_is_taken_back_and_done_again(
    panel: SettingsPanel, desk: ScreenDesk
) -> None:
    front = await page(panel, DAYS)
    front.take_focus()
    assert front.buttons["add"].hasFocus()
    QTest.keyClick(front.buttons["add"], Qt.Key.Key_Space)
    assert front.form.isVisible()
    write("26 Nov 2026")
    fill(front, name="Thanksgiving")
    front.form.save()
    await until(lambda: cells(front) == [("Thanksgiving", "26 Nov 2026")])
    await until(front.view.hasFocus)
    press(front, Qt.Key.Key_Return)
    fill(front, name="Closed")
    front.form.save()
    await until(lambda: cells(front)[0][0] == "Closed")
    press(front, Qt.Key.Key_Delete)
    await until(lambda: cells(front) == [])
    await until(lambda: len(desk.data_sync.undo.done) == 3)
    await desk.data_sync.undo.undo()
    await until(lambda: [one[0] for one in cells(front)] == ["Closed"])
    await desk.data_sync.undo.undo()
    await until(lambda: [one[0] for one in cells(front)] == ["Thanksgiving"])
    await desk.data_sync.undo.undo()
    await until(lambda: desk.all(Holiday) == [])
    await desk.data_sync.undo.redo()
    await until(lambda: [one[0] for one in cells(front)] == ["Thanksgiving"])


async def test_hours_that_cannot_be_read_are_refused_beside_their_field(
    panel: SettingsPanel, desk: ScreenDesk
) -> None:
    front = await page(panel, HOURS)
    front.add()
    fill(front, weekday="TU", begins_at="nine", ends_at="17:00", valid_from="whenever")
    front.form.save()
    assert front.form.fields["begins_at"].error()
    assert front.form.fields["valid_from"].error()
    fill(front, begins_at="18:00", valid_from="")
    front.form.save()
    assert front.form.fields["ends_at"].error()
    fill(front, begins_at="9:00")
    front.form.save()
    await until(front.form.isHidden)
    (made,) = desk.all(PractitionerSchedule)
    assert (made.practitioner_id, made.weekday) == (ONO.id, "TU")
    assert (made.begins_at, made.ends_at) == (9 * 60, 17 * 60)
    await until(lambda: cells(front) == [("Dr. Ono", "Tuesday", "09:00–17:00", "always")])


async def test_template_is_written_with_its_fields_and_taken_out_of_use(
    panel: SettingsPanel, desk: ScreenDesk
) -> None:
    panel.show_page(TEMPLATES)
    front = panel.templates
    await until(lambda: front.query.value is not None)
    front.add()
    fill(front, name="Reminder", subject="Your visit", text="Dear {first_name}")
    box = front.form.fields["text"].control
    assert isinstance(box, QPlainTextEdit)
    front.form.save()
    await until(lambda: len(cells(front)) == 1)
    assert [one.text for one in await desk.data_sync.messages.templates()] == ["Dear {first_name}"]
    front.edit()
    fill(front, is_active="no")
    front.form.save()
    await until(lambda: cells(front)[0][3] == "Not in use")
    assert await desk.data_sync.messages.templates() == ()
    (kept,) = desk.all(MessageTemplate)
    assert kept.name == "Reminder"


async def test_what_is_typed_is_kept_and_comes_back(panel: SettingsPanel, desk: ScreenDesk) -> None:
    front = await page(panel, BLOCKS)
    front.add()
    await front.form._tasks.settled()
    fill(front, reason="Repair")
    assert panel.has_unsaved()
    await panel.keep_drafts()
    assert panel.close_side()
    assert panel.open_draft("blocked_time", "new")
    await until(lambda: front.form.fields["reason"].value() == "Repair")


@in_role(Role.CLINICIAN)
async def test_clinician_reads_the_lists_and_is_told_who_writes_them(
    panel: SettingsPanel,
) -> None:
    front = await page(panel, BLOCKS)
    assert not front.buttons["add"].isEnabled()
    assert front.why.text()
    front.add()
    assert front.form.isHidden()
