"""Undo in the window: the toast's button, the keys, the bell, and what is said when it fails."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from app.domain.appointment import Appointment
from app.domain.ids import AppointmentId
from app.live.undo import GOOD_FOR
from app.services import preferences
from app.ui.commands import words_of
from app.ui.main_window import MainWindow
from app.ui.panel_registry import APPOINTMENTS, PATIENTS
from tests.factories import NOON, a_patient, a_practitioner, an_appointment
from tests.ui.conftest import ScreenDesk, until

pytestmark = pytest.mark.row("F7")
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def visit(desk: ScreenDesk) -> Appointment:
    doctor, patient = a_practitioner(), a_patient()
    at = NOON + timedelta(minutes=30)
    made = an_appointment(patient, starts_at=at, practitioner_id=doctor.id)
    desk.pull(doctor, patient, made)
    return made


@pytest.fixture
async def window(desk: ScreenDesk, visit: Appointment, qtbot: QtBot) -> MainWindow:
    made = MainWindow(desk.data_sync)
    qtbot.addWidget(made)
    desk.at_end += [lambda: [panel.stop() for panel in made.panels], made.tasks.stop]
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.open_panel(APPOINTMENTS)
    await until(lambda: made.appointments.views.visit(visit.id))
    await made.tasks.settled()
    canvas = made.appointments.views.calendar.canvas
    canvas.setFocus()
    canvas.select_visit(visit.id)
    QTest.keyClick(canvas, Qt.Key.Key_A)
    await until(lambda: status(desk, visit) == "arrived")
    await made.tasks.settled()
    return made


def status(desk: ScreenDesk, visit: Appointment) -> str:
    return str(desk.stored(Appointment, visit.id).status)


async def test_button_of_the_toast_takes_it_back(
    window: MainWindow, desk: ScreenDesk, visit: Appointment
) -> None:
    assert window.toast.text() == "Okafor, Amara: Arrived"
    window.toast.button.click()
    await until(lambda: status(desk, visit) == "booked")
    await until(lambda: window.toast.text() == "Taken back: status of a visit")
    assert not window.toast.button.isVisible()


async def test_keys_take_back_and_do_again_from_another_panel(
    window: MainWindow, desk: ScreenDesk, visit: Appointment
) -> None:
    window.open_panel(PATIENTS)
    QTest.keyClick(window, Qt.Key.Key_Z, CONTROL)
    await until(lambda: status(desk, visit) == "booked")
    await window.tasks.settled()
    QTest.keyClick(window, Qt.Key.Key_Z, CONTROL | SHIFT)
    await until(lambda: status(desk, visit) == "arrived")
    await until(lambda: window.toast.text() == "Done again: status of a visit")


async def test_commands_say_what_they_would_take_back(window: MainWindow) -> None:
    undo, redo = window.commands.named("undo"), window.commands.named("redo")
    assert (words_of(undo), words_of(redo)) == ("Undo: status of a visit", "Redo")


async def test_text_that_is_typed_has_its_own_undo(
    window: MainWindow, desk: ScreenDesk, visit: Appointment
) -> None:
    window.search.setFocus()
    QTest.keyClicks(window.search, "abc")
    QTest.keyClick(window.search, Qt.Key.Key_Z, CONTROL)
    await window.tasks.settled()
    assert window.search.text() == ""
    assert status(desk, visit) == "arrived"


async def test_second_click_while_it_is_taken_back_is_the_same_click(
    window: MainWindow, desk: ScreenDesk, visit: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    window.undoing.said.connect(said.append)
    gate, real = asyncio.Event(), desk.data_sync.appointments.set_status

    async def late(*given: Any, **named: Any) -> Any:
        await gate.wait()
        return await real(*given, **named)

    monkeypatch.setattr(desk.data_sync.appointments, "set_status", late)
    (made,) = desk.data_sync.undo.done
    window.undoing.take_back(made)
    await until(lambda: not desk.data_sync.undo.done)
    for again in (made, None):
        window.undoing.take_back(again)
    window.undoing.redo()
    gate.set()
    await window.tasks.settled()
    assert (said, status(desk, visit)) == (["Taken back: status of a visit"], "booked")


async def test_steps_of_the_day_before_leave_the_disk_when_the_window_opens(
    window: MainWindow, desk: ScreenDesk
) -> None:
    def kept() -> set[str]:
        context, begin = desk.data_sync.access.context, desk.store.unit_of_work
        found = desk.worker.submit(lambda: preferences.read(begin, context)).result()
        return {name for name in found if name.startswith("steps")}

    stack = desk.data_sync.undo
    await stack.undo()
    desk.clock.passed += timedelta(minutes=1)
    stack.forget_old()
    await desk.data_sync.preferences.keep()
    assert kept() == {"steps_undone"}
    desk.clock.passed += GOOD_FOR
    window._has_looked = False
    window.hide()
    window.show()
    await window.tasks.settled()
    await desk.data_sync.preferences.keep()
    assert kept() == set()


async def test_another_step_wished_meanwhile_is_taken_back_next(
    window: MainWindow, desk: ScreenDesk, visit: Appointment
) -> None:
    stack, (first,) = desk.data_sync.undo, desk.data_sync.undo.done
    await desk.data_sync.appointments.set_status(AppointmentId(visit.id), "in_room")
    values = {"status": "in_room", "reason": ""}
    second = stack.did(first.kind, visit.id, before={"status": "arrived"}, after=values)
    window.undoing.take_back(second)
    window.undoing.take_back(first)
    await until(lambda: status(desk, visit) == "booked")
    await window.tasks.settled()
    assert stack.done == ()


async def test_nothing_to_take_back_is_said(window: MainWindow) -> None:
    window.undoing.undo()
    await window.tasks.settled()
    window.undoing.undo()
    await window.tasks.settled()
    assert window.toast.text() == "There is nothing to take back."


async def test_what_cannot_be_taken_back_says_why(
    window: MainWindow, desk: ScreenDesk, visit: Appointment
) -> None:
    await desk.data_sync.appointments.set_status(AppointmentId(visit.id), "in_room")
    QTest.keyClick(window, Qt.Key.Key_Z, CONTROL)
    words = "This cannot be taken back. It was changed since, here or at another desk."
    await until(lambda: window.toast.text() == words)
    assert status(desk, visit) == "in_room"


async def test_bell_counts_what_is_new_and_keeps_it_with_its_undo(
    window: MainWindow, desk: ScreenDesk, visit: Appointment
) -> None:
    window.say("Patient saved")
    bell = window.top_bar.bell
    assert (bell.text(), bell.accessibleName()) == ("2", "Notices, 2 new")
    bell.click()
    assert window.notices.isVisible()
    assert window.notices.words() == ("Patient saved", "Okafor, Amara: Arrived")
    assert bell.text() == ""
    window.notices.findChild(QAbstractButton, "undo_notice_1").click()
    await until(lambda: status(desk, visit) == "booked")
    await window.tasks.settled()
    await until(lambda: not window.notices.findChildren(QAbstractButton, "undo_notice_2"))
    QTest.keyClick(window.notices, Qt.Key.Key_Escape)
    assert not window.notices.isVisible()
    assert bell.hasFocus()


async def test_bell_opens_by_key_and_closes_when_the_keyboard_moves_on(
    window: MainWindow,
) -> None:
    QTest.keyClick(window, Qt.Key.Key_N, CONTROL | SHIFT)
    assert window.notices.isVisible()
    window.search.setFocus()
    assert not window.notices.isVisible()
