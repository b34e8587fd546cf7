"""Closing the window right after a click: what was clicked is saved, and a failure is read."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.appointment import Appointment
from app.domain.errors import StorageFull
from app.ui.main_window import MainWindow
from tests.factories import NOON, a_patient, a_practitioner, an_appointment
from tests.ui.conftest import ScreenDesk, a_while, until


@dataclass
class Reception:
    """The window with one booked visit selected, and a writer thread that can be held up."""

    window: MainWindow
    desk: ScreenDesk
    visit: Appointment
    may_write: threading.Event = field(default_factory=threading.Event)

    def hold_writes(self) -> None:
        """The writer is busy with something long."""
        self.desk.worker.submit(lambda: self.may_write.wait(8))

    async def mark_arrived(self) -> None:
        QTest.keyClick(self.window.appointments.views.calendar.canvas, Qt.Key.Key_A)
        await a_while(0.05)

    @property
    def status(self) -> str:
        return str(self.desk.stored(Appointment, self.visit.id).status)


@pytest.fixture
async def reception(desk: ScreenDesk, qtbot: QtBot) -> Reception:
    doctor, patient = a_practitioner(), a_patient()
    visit = an_appointment(
        patient, starts_at=NOON + timedelta(minutes=30), practitioner_id=doctor.id
    )
    desk.keep(doctor, patient, visit)
    window = MainWindow(desk.data_sync)
    qtbot.addWidget(window)
    made = Reception(window, desk, visit)
    desk.at_end += [made.may_write.set, *(one.stop for one in window.panels), window.tasks.stop]
    window.show()
    window.open_panel("appointments")
    await until(lambda: window.appointments.views.visit(visit.id))
    await window.tasks.settled()
    canvas = window.appointments.views.calendar.canvas
    canvas.setFocus()
    canvas.select_visit(visit.id)
    # The list settles after every commit; between fixture and test nothing could read for it.
    await a_while(0.15)
    return made


async def test_a_step_taken_right_before_closing_is_saved(reception: Reception) -> None:
    closed: list[bool] = []
    reception.window.closed.connect(lambda: closed.append(True))
    reception.hold_writes()
    await reception.mark_arrived()
    reception.window.close()
    await a_while(0.1)
    assert not closed
    assert "closing" in reception.window.toast.text()
    reception.may_write.set()
    await until(lambda: closed)
    assert not reception.window.isVisible()
    assert reception.status == "arrived"


async def test_a_window_with_nothing_under_way_closes_at_once(reception: Reception) -> None:
    assert reception.window.close()


async def test_a_write_that_hangs_is_told_and_the_next_close_goes_without_losing_it(
    reception: Reception,
) -> None:
    window = reception.window
    window._closing.patience_ms = 50
    reception.hold_writes()
    await reception.mark_arrived()
    window.close()
    await until(lambda: "still waiting" in window.toast.text())
    assert window.isVisible()
    assert window.close()
    reception.may_write.set()
    await until(lambda: reception.status == "arrived")


async def test_a_failure_on_the_way_keeps_the_window_open_and_is_read(
    reception: Reception,
) -> None:
    window = reception.window

    async def fail() -> None:
        await reception.desk.data_sync._threads.write(_full)

    reception.hold_writes()
    window.tasks.start(fail())
    await a_while(0.02)
    window.close()
    reception.may_write.set()
    await until(lambda: "disk is full" in window.toast.text())
    await a_while(0.1)
    assert window.isVisible()


async def test_a_read_that_hangs_does_not_keep_the_window(reception: Reception) -> None:
    window = reception.window
    window._closing.patience_ms = 50
    closed: list[bool] = []
    window.closed.connect(lambda: closed.append(True))
    window.tasks.start(
        reception.desk.data_sync._threads.read(lambda _reader: reception.may_write.wait(8))
    )
    await a_while(0.02)
    window.close()
    await until(lambda: closed)


def _full() -> None:
    raise StorageFull
