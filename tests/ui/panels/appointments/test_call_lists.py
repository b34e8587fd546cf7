"""The lists people are called from, and the offer the moment a time gets free."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLabel, QListWidget, QPushButton

from app.domain.appointment import Appointment
from app.domain.waiting import WaitlistEntry
from tests.factories import a_child
from tests.ui.conftest import in_role, until
from tests.ui.panels.appointments.conftest import Clinic, Screen, at

LEFT = Qt.MouseButton.LeftButton
ALT = Qt.KeyboardModifier.AltModifier
DAY = timedelta(days=1)


async def calls(screen: Screen) -> None:
    screen.panel.views.take_focus()
    screen.press(Qt.Key.Key_5, ALT)
    assert screen.panel.pages.shows_calls
    await until(lambda: screen.panel.calls.confirm.value is not None)
    await screen.quiet()


def cells(screen: Screen) -> list[tuple[str, ...]]:
    model = screen.panel.calls.model
    lines = (model.line_at(row) for row in range(model.rowCount()))
    return [line.cells for line in lines if line is not None]


@pytest.mark.row("F7")
async def test_calls_are_marked_by_key_and_taken_back(screen: Screen, clinic: Clinic) -> None:
    first = clinic.visit(clinic.amara, 9, starts_at=at(9) + 2 * DAY)
    second = clinic.visit(clinic.lena, 10, starts_at=at(10) + 2 * DAY)
    screen.desk.keep(first, second)
    await calls(screen)
    await until(lambda: [row[0] for row in cells(screen)] == ["Okafor, Amara", "Kowalska, Lena"])
    screen.press(Qt.Key.Key_M)
    await until(lambda: cells(screen)[0][4] == "Message left")
    screen.press(Qt.Key.Key_F)
    await until(lambda: [row[0] for row in cells(screen)] == ["Kowalska, Lena"])
    assert screen.stored(first).confirmation == "confirmed"
    await screen.desk.data_sync.undo.undo()
    await until(lambda: len(cells(screen)) == 2)
    assert screen.stored(first).confirmation == "left_message"


async def test_nobody_to_call_says_so(screen: Screen) -> None:
    await calls(screen)
    nothing = screen.part("calls_nothing", QLabel)
    assert nothing.isVisible()
    assert nothing.text() == "Everybody of the next days is confirmed."


@pytest.mark.row("F7")
async def test_somebody_is_put_on_the_waiting_list_and_taken_off_by_key(
    screen: Screen, clinic: Clinic
) -> None:
    screen.desk.keep(clinic.visit(clinic.amara, 9, starts_at=at(9) + 5 * DAY))
    await calls(screen)
    QTest.mouseClick(screen.part("calls_waiting", QPushButton), LEFT)
    QTest.mouseClick(screen.part("wish_add", QPushButton), LEFT)
    screen.type_text("oka")
    matches = screen.panel.calls.form.findChild(QListWidget, "wish_matches")
    assert isinstance(matches, QListWidget)
    await until(lambda: matches.isVisible() and matches.count() == 1)
    screen.press(Qt.Key.Key_Return)
    gives_up = screen.part("wish_gives_up", QCheckBox)
    await until(gives_up.isVisible)
    assert gives_up.isChecked()
    screen.part("wish_urgent", QCheckBox).setChecked(True)
    screen.part("wish_length").setText("20")
    screen.press(Qt.Key.Key_Return)
    await until(lambda: len(cells(screen)) == 1)
    assert cells(screen)[0][2:] == ("Urgent · 20 min", "Any provider", "Thu 26 Nov, 09:00")
    await screen.quiet()
    screen.panel.calls.view.setFocus()
    screen.press(Qt.Key.Key_Delete)
    await until(lambda: cells(screen) == [])
    assert screen.said[-1] == "Okafor, Amara waits no more"
    await screen.desk.data_sync.undo.undo()
    await until(lambda: len(cells(screen)) == 1)


async def test_a_wish_that_cannot_be_read_is_refused_beside_its_field(
    screen: Screen, clinic: Clinic
) -> None:
    await calls(screen)
    form = screen.panel.calls.form
    screen.panel.calls.add_wish()
    form.save()
    assert screen.part("wish_who", QLabel).text() == "Choose the patient first."
    rows = await screen.desk.data_sync.patients.search("oka", limit=1)
    form._on_picked(rows[0])
    screen.part("wish_length").setText("4")
    screen.part("wish_latest").setText("whenever")
    form.save()
    assert form._fields["length"].error()
    assert form._fields["latest"].error()
    assert screen.desk.all(WaitlistEntry) == []
    assert screen.panel.close_side()
    assert form.isHidden()


@pytest.mark.row("F7")
async def test_a_cancelled_visit_is_offered_to_who_waits_and_their_old_one_released(
    screen: Screen, clinic: Clinic
) -> None:
    gone = clinic.visit(clinic.amara, 15)
    old = clinic.visit(clinic.lena, 9, starts_at=at(9) + 5 * DAY, practitioner_id=clinic.ono.id)
    entry = a_child(WaitlistEntry, clinic.lena, urgency="asap", appointment_id=old.id)
    screen.desk.keep(gone, old, entry)
    await screen.shown(gone, lambda _v: True)
    screen.panel.views.select(gone.id)
    screen.panel.views.take_focus()
    screen.press(Qt.Key.Key_Delete)
    await until(lambda: screen.panel.bar.is_open)
    screen.type_text("sick")
    screen.press(Qt.Key.Key_Return)
    await until(lambda: screen.panel.offer.is_open)
    words = screen.panel.offer._notice.text()
    assert words.startswith("Sat 21 Nov, 15:00 is free. Kowalska, Lena waits: Urgent · 30 min")
    assert screen.part("wait_offer_release", QCheckBox).isChecked()
    QTest.mouseClick(screen.part("wait_offer_book", QPushButton), LEFT)
    await until(lambda: screen.stored(old).status == "cancelled")
    await until(lambda: screen.said[-1:] == ["Kowalska, Lena booked for 15:00"])
    (booked,) = [one for one in screen.desk.all(Appointment) if one.starts_at == at(15)][1:]
    assert (booked.patient_id, booked.room_id) == (clinic.lena.id, clinic.room.id)
    assert not screen.panel.offer.is_open


async def test_a_visit_pushed_along_a_little_frees_nothing(screen: Screen, clinic: Clinic) -> None:
    visit = clinic.visit(clinic.amara, 15)
    screen.desk.keep(visit, a_child(WaitlistEntry, clinic.lena, length_min=15))
    await screen.shown(visit, lambda _v: True)
    freed: list[object] = []
    screen.panel.visit_actions.freed.connect(lambda slot, _whose: freed.append(slot))
    screen.panel.views.select(visit.id)
    screen.panel.views.take_focus()
    QTest.keyPress(screen.panel.views.calendar.canvas, Qt.Key.Key_Down, ALT)
    QTest.keyRelease(screen.panel.views.calendar.canvas, Qt.Key.Key_Alt)
    await screen.shown(visit, lambda v: v.starts_at == at(15, 15))
    assert freed == []


@in_role("billing")
async def test_who_books_nothing_is_offered_nobody(screen: Screen, clinic: Clinic) -> None:
    await calls(screen)
    assert not screen.part("call_confirmed", QPushButton).isEnabled()
    screen.panel.calls.add_wish()
    assert screen.panel.calls.form.isHidden()
    assert clinic.amara.id
