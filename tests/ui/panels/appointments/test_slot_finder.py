"""Finding the next free time inside the booking, by keyboard alone."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListWidget, QPushButton

from app.domain.appointment import Appointment
from app.domain.availability import Holiday
from tests.factories import a_record
from tests.ui.conftest import in_role, until
from tests.ui.panels.appointments.conftest import Clinic, Screen, at

LEFT = Qt.MouseButton.LeftButton
MONDAY_8 = at(8 + 48)


def rows(screen: Screen) -> list[str]:
    times: QListWidget = screen.part("free_slots", QListWidget)
    return [times.item(at).text() for at in range(times.count())]


@pytest.mark.row("F7")
async def test_an_existing_patient_is_booked_in_at_most_twelve_keys(
    screen: Screen, clinic: Clinic
) -> None:
    pressed = 0

    def press(key: Qt.Key) -> None:
        nonlocal pressed
        pressed += 1
        screen.press(key)

    screen.panel.views.take_focus()
    press(Qt.Key.Key_N)
    await until(lambda: screen.panel.form.is_open)
    pressed += len("oka")
    screen.type_text("oka")
    matches = screen.part("patient_matches", QListWidget)
    await until(lambda: matches.isVisible() and matches.count() == 1)
    press(Qt.Key.Key_Return)
    await until(lambda: screen.panel.form._patient.patient_id == clinic.amara.id)
    await screen.quiet()
    press(Qt.Key.Key_F3)
    await until(lambda: rows(screen))
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    await until(lambda: screen.desk.all(Appointment))
    await screen.quiet()
    (visit,) = screen.desk.all(Appointment)
    assert (visit.patient_id, visit.local_start) == (clinic.amara.id, "2026-11-23T08:30")
    assert visit.room_id == clinic.room.id
    assert pressed <= 12


async def test_it_looks_from_the_day_in_the_form_and_leaves_out_closed_days(
    screen: Screen, clinic: Clinic
) -> None:
    closed = a_record(Holiday, on=date(2026, 11, 24), name="Closed", location_id=None)
    screen.desk.keep(closed)
    screen.panel.book_for(clinic.amara.id)
    await screen.quiet()
    form = screen.panel.form
    form._fields.field("provider").set_value(clinic.weiss.id)
    form._fields.field("day").set_value("tue")
    QTest.mouseClick(screen.part("find_free", QPushButton), LEFT)
    await until(lambda: rows(screen))
    assert rows(screen)[0] == "Wed 25 Nov  08:00  ·  Dr. Weiß  ·  Room 1"


async def test_afternoons_and_any_provider_narrow_and_widen(screen: Screen, clinic: Clinic) -> None:
    screen.desk.keep(clinic.visit(clinic.lena, 12, starts_at=at(12 + 48), length_min=60))
    screen.panel.book_for(clinic.amara.id)
    await screen.quiet()
    screen.panel.form._fields.field("provider").set_value(clinic.weiss.id)
    screen.panel.form._fields.field("room").set_value("")
    screen.panel.form.find_free()
    QTest.mouseClick(screen.part("find_afternoons", QPushButton), LEFT)
    await until(lambda: rows(screen)[:1] == ["Mon 23 Nov  13:00  ·  Dr. Weiß  ·  Room 1"])
    QTest.mouseClick(screen.part("find_any_provider", QPushButton), LEFT)
    await until(lambda: len(rows(screen)) > 1 and "Dr. Ono" in "".join(rows(screen)))


async def test_esc_closes_the_list_and_not_the_form(screen: Screen, clinic: Clinic) -> None:
    screen.panel.book_for(clinic.amara.id)
    await screen.quiet()
    screen.panel.form.find_free()
    await until(lambda: rows(screen))
    screen.press(Qt.Key.Key_Escape)
    assert not screen.part("slot_finder").isVisible()
    assert screen.panel.form.is_open
    assert QApplication.focusWidget() is screen.panel.form._fields.field("start").control


async def test_without_a_length_it_says_what_is_missing(screen: Screen, clinic: Clinic) -> None:
    screen.panel.book_for(clinic.amara.id)
    await screen.quiet()
    screen.panel.form._fields.field("length").set_value("")
    screen.panel.form.find_free()
    assert screen.part("find_nothing").isVisible()
    assert rows(screen) == []


@in_role("billing")
async def test_who_books_nothing_looks_for_nothing(screen: Screen, clinic: Clinic) -> None:
    visit = clinic.visit(clinic.amara, 9)
    screen.desk.pull(visit)
    await screen.shown(visit, lambda _v: True)
    screen.panel._forms.open(visit.id)
    await until(lambda: screen.panel.form.is_open)
    assert not screen.part("find_free", QPushButton).isEnabled()
