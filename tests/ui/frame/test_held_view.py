"""What patients are to be told waits behind the bell, and is drafted once its time has come."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from app.domain.appointment import Appointment
from app.domain.ids import AppointmentId, PractitionerId
from app.domain.message import Message
from app.domain.query import Query
from app.services.appointments import Slot
from app.services.reading import every
from app.ui.main_window import MainWindow
from tests.factories import NOON, a_clinic, a_patient, a_practitioner, an_appointment
from tests.ui.conftest import ScreenDesk, until

pytestmark = pytest.mark.row("F7")
ADLER, BRANDT = a_practitioner(family_name="Adler"), a_practitioner(family_name="Brandt")
PATIENT = a_patient()
SOON = NOON + timedelta(days=1)


@pytest.fixture
def visit(desk: ScreenDesk) -> Appointment:
    made = an_appointment(PATIENT, starts_at=SOON, practitioner_id=ADLER.id)
    desk.pull(a_clinic(), ADLER, BRANDT, PATIENT, made)
    return made


def opened(desk: ScreenDesk, qtbot: QtBot) -> MainWindow:
    made = MainWindow(desk.data_sync)
    qtbot.addWidget(made)
    desk.at_end += [made.put_away]
    return made


@pytest.fixture
def window(desk: ScreenDesk, visit: Appointment, qtbot: QtBot) -> MainWindow:
    made = opened(desk, qtbot)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


async def move(desk: ScreenDesk, visit: Appointment, *, hours: int) -> None:
    at, doctor = SOON + timedelta(hours=hours), PractitionerId(BRANDT.id if hours else ADLER.id)
    slot = Slot(starts_at=at, length_min=30, practitioner_id=doctor)
    await desk.data_sync.appointments.move(AppointmentId(visit.id), slot)


def said(window: MainWindow) -> str:
    return "\n".join(one.text() for one in window.notices.findChildren(QLabel))


def button(window: MainWindow, name: str) -> QAbstractButton | None:
    return window.notices.findChild(QAbstractButton, name)


def written(desk: ScreenDesk) -> list[Message]:
    with desk.store.reader() as reader:
        return list(every(reader, Query(Message)))


async def test_bell_shows_what_waits_without_a_name_and_an_undo_takes_it_away(
    window: MainWindow, desk: ScreenDesk, visit: Appointment
) -> None:
    await move(desk, visit, hours=1)
    await until(lambda: window.held.groups)
    window.notices.open_up()
    words = said(window)
    assert "is now" in words
    assert "Brandt" in words
    assert "A message to the patient is drafted at" in words
    assert PATIENT.family_name not in words
    assert "Nothing was said yet." not in words
    await move(desk, visit, hours=0)
    await until(lambda: not window.held.groups)
    assert "is now" not in said(window)
    assert written(desk) == []


async def test_message_is_drafted_when_the_clinics_minutes_are_over(
    window: MainWindow, desk: ScreenDesk, visit: Appointment
) -> None:
    await move(desk, visit, hours=1)
    await until(lambda: window.held.groups)
    assert written(desk) == []
    desk.clock.passed += timedelta(minutes=3, seconds=1)
    person = a_patient(family_name="Silva")
    other = an_appointment(person, starts_at=SOON, practitioner_id=None)
    desk.pull(person, other)
    await move(desk, other, hours=3)  # the window looks at the clock when a visit changes
    await until(lambda: written(desk))
    (message,) = written(desk)
    assert message.text.startswith("Dear Amara Okafor,\nYour appointment of ")
    assert "with Dr. Brandt" in message.text
    assert message.drafted_by == desk.data_sync.user.id
    await until(window.notices.words)
    assert window.notices.words()[0].startswith("A message about a changed visit was drafted:")
    await until(lambda: len(window.held.groups) == 1)
    assert window.held.groups[0][0].patient_id == person.id


@pytest.mark.parametrize(("name", "drafts"), [("tell_now_0", 1), ("tell_nobody_0", 0)])
async def test_a_person_decides_before_that(
    name: str, drafts: int, window: MainWindow, desk: ScreenDesk, visit: Appointment
) -> None:
    await move(desk, visit, hours=1)
    await until(lambda: window.held.groups)
    window.notices.open_up()
    found = button(window, name)
    assert found is not None
    assert "is now" in found.accessibleName()
    found.click()
    await until(lambda: not window.held.groups)
    assert len(written(desk)) == drafts


async def test_what_was_held_back_is_drafted_by_the_next_window(
    window: MainWindow, desk: ScreenDesk, visit: Appointment, qtbot: QtBot
) -> None:
    await move(desk, visit, hours=1)
    await until(lambda: window.held.groups)
    window.held.stop()
    desk.clock.passed += timedelta(hours=1)
    opened(desk, qtbot).show()
    await until(lambda: written(desk))
