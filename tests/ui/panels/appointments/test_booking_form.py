"""Booking and changing a visit in the side form."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit, QPushButton

from app.domain.appointment import Appointment
from app.domain.query import Query
from app.domain.staff import Room
from app.services.appointments import Slot
from tests.factories import a_room
from tests.ui.conftest import a_while, until
from tests.ui.panels.appointments.conftest import Clinic, Screen, at

CONTROL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton


def booked(screen: Screen) -> list[Appointment]:
    with screen.desk.store.reader() as reader:
        return list(reader.records(Appointment).find(Query(Appointment)).rows)


async def open_visit(screen: Screen, visit: Appointment) -> None:
    screen.desk.keep(visit)
    await until(lambda: screen.panel.views.visit(visit.id))
    screen.panel.views.select(visit.id)
    screen.press(Qt.Key.Key_Return)
    await until(lambda: screen.panel.form.visit_id == visit.id)
    await screen.quiet()


def edit(screen: Screen, name: str, text: str) -> None:
    control = screen.part(f"booking_{name}")
    control.setFocus()
    control.selectAll()
    QTest.keyClicks(control, text)


async def test_an_existing_patient_is_booked_in_six_keys(screen: Screen, clinic: Clinic) -> None:
    screen.press(Qt.Key.Key_N)
    screen.type_text("oka")
    screen.press(Qt.Key.Key_Return)  # at once: the search is still on its way
    await until(lambda: screen.part("visit_patient").isVisible())
    screen.press(Qt.Key.Key_S, CONTROL)
    await until(lambda: not screen.panel.form.is_open)
    await screen.quiet()
    (visit,) = booked(screen)
    assert visit.patient_id == clinic.amara.id
    assert visit.practitioner_id in {clinic.weiss.id, clinic.ono.id}
    assert screen.said[0].startswith("Booked for")
    assert screen.panel.views.calendar.canvas.selected == visit.id


async def test_booking_from_the_patients_panel_starts_with_the_patient(
    screen: Screen, clinic: Clinic
) -> None:
    screen.panel.book_for(clinic.amara.id)
    await until(lambda: screen.part("visit_patient").isVisible())
    assert screen.part("visit_patient_name", QLabel).text() == "Okafor, Amara"
    identity = screen.part("visit_patient_identity", QLabel).text()
    assert clinic.amara.mrn in identity
    assert "3 May 1971 (55 y)" in identity
    assert screen.part("visit_allergies").accessibleName() == "Allergies: Penicillin"


async def test_a_visit_type_brings_its_length_unless_one_was_typed(
    screen: Screen, clinic: Clinic
) -> None:
    screen.panel.book_for(clinic.amara.id)
    await screen.quiet()
    form = screen.panel.form
    kind = screen.part("booking_visit_type")
    kind.setCurrentIndex(kind.findData(clinic.check_up.id))
    assert form._fields.values().length == "45"
    edit(screen, "length", "20")
    kind.setCurrentIndex(0)
    kind.setCurrentIndex(kind.findData(clinic.check_up.id))
    assert form._fields.values().length == "20"


async def test_what_is_wrong_is_said_beside_each_field(screen: Screen, clinic: Clinic) -> None:
    screen.panel.book_for(clinic.amara.id)
    await screen.quiet()
    edit(screen, "start", "late")
    edit(screen, "length", "3")
    screen.press(Qt.Key.Key_S, CONTROL)
    assert screen.part("booking_start_error", QLabel).isVisible()
    assert screen.part("booking_length_error", QLabel).text() == "5–480 minutes."
    assert not screen.part("booking_day_error", QLabel).isVisible()
    assert QApplication.focusWidget() is screen.part("booking_start")
    assert booked(screen) == []


async def test_a_booking_without_a_patient_is_not_made(screen: Screen) -> None:
    screen.press(Qt.Key.Key_N)
    screen.press(Qt.Key.Key_S, CONTROL)
    await screen.quiet()
    assert booked(screen) == []
    assert QApplication.focusWidget() is screen.part("booking_patient")


async def test_overlaps_show_while_typing_and_need_the_override(
    screen: Screen, clinic: Clinic
) -> None:
    there = clinic.visit(clinic.amara, 11)
    screen.desk.keep(there)
    await screen.shown(there, lambda _v: True)
    screen.panel.book_for(clinic.amara.id)
    await until(lambda: screen.part("visit_patient").isVisible())
    form = screen.panel.form
    provider, room = screen.part("booking_provider"), screen.part("booking_room")
    provider.setCurrentIndex(provider.findData(clinic.weiss.id))
    room.setCurrentIndex(room.findData(clinic.room.id))
    edit(screen, "start", "11.15")
    await until(lambda: "provider busy, room taken" in form._overlap.text())
    assert "11:00–11:30 Okafor, Amara: " in form._overlap.text()
    assert "patient has another visit" in form._overlap.text()
    screen.press(Qt.Key.Key_S, CONTROL)
    await screen.quiet()
    assert len(booked(screen)) == 1
    reason = screen.part("booking_over_reason", QLineEdit)
    assert not reason.isVisible()
    screen.part("booking_override", QCheckBox).setChecked(True)
    form.save()
    await screen.quiet()
    assert len(booked(screen)) == 1
    assert screen.part("booking_over_reason_error", QLabel).text() == (
        "Say why: it is kept with the visit."
    )
    QTest.keyClicks(reason, "squeezed in")
    form.save()
    await until(lambda: not form.is_open)
    assert sorted(visit.is_overbook for visit in booked(screen)) == [False, True]
    over = next(visit for visit in booked(screen) if visit.is_overbook)
    assert over.override_reason == "squeezed in"
    await screen.shown(over, lambda _v: True)
    screen.panel.views.select(over.id)
    screen.press(Qt.Key.Key_Return)
    await until(lambda: form.visit_id == over.id)
    await until(lambda: "Booked all the same: squeezed in" in form._overlap.text())
    assert not screen.part("booking_override", QCheckBox).isVisible()


async def test_the_override_is_taken_back_when_something_else_is_in_the_way(
    screen: Screen, clinic: Clinic
) -> None:
    first, second = clinic.visit(clinic.lena, 11), clinic.visit(clinic.lena, 13)
    screen.desk.keep(first, second)
    await screen.shown(second, lambda _v: True)
    screen.panel.book_for(clinic.amara.id)
    await until(lambda: screen.part("visit_patient").isVisible())
    provider = screen.part("booking_provider")
    provider.setCurrentIndex(provider.findData(clinic.weiss.id))
    override = screen.part("booking_override", QCheckBox)
    edit(screen, "start", "11:00")
    await until(lambda: "11:00–11:30" in screen.panel.form._overlap.text())
    override.setChecked(True)
    edit(screen, "start", "13:00")
    await until(lambda: "13:00–13:30" in screen.panel.form._overlap.text())
    assert not override.isChecked()


async def test_a_change_is_saved_and_nothing_else_touched(screen: Screen, clinic: Clinic) -> None:
    visit = clinic.visit(clinic.amara, 9, note="ring twice")
    await open_visit(screen, visit)
    edit(screen, "reason", "Fever")
    edit(screen, "start", "0930")
    screen.press(Qt.Key.Key_S, CONTROL)
    await until(lambda: not screen.panel.form.is_open)
    stored = screen.stored(visit)
    assert (stored.reason, stored.starts_at, stored.note) == ("Fever", at(9, 30), "ring twice")
    assert stored.length_min == 30


async def test_enter_on_a_button_presses_that_button(screen: Screen, clinic: Clinic) -> None:
    screen.panel.book_for(clinic.amara.id)
    await until(lambda: screen.part("visit_patient").isVisible())
    screen.part("booking_close").setFocus()
    screen.press(Qt.Key.Key_Return)
    await screen.quiet()
    assert booked(screen) == []
    assert not screen.panel.form.is_open


async def test_enter_in_a_line_books(screen: Screen, clinic: Clinic) -> None:
    screen.panel.book_for(clinic.amara.id)
    await until(lambda: screen.part("visit_patient").isVisible())
    screen.part("booking_reason").setFocus()
    screen.press(Qt.Key.Key_Return)
    await until(lambda: not screen.panel.form.is_open)
    assert len(booked(screen)) == 1


async def test_a_time_that_has_passed_is_said_and_can_be_booked(
    screen: Screen, clinic: Clinic
) -> None:
    screen.panel.book_for(clinic.amara.id)
    await until(lambda: screen.part("visit_patient").isVisible())
    edit(screen, "start", "9:00")
    assert screen.part("booking_hint").accessibleName() == "This time has passed."
    screen.panel.form.save()
    await until(lambda: not screen.panel.form.is_open)
    assert len(booked(screen)) == 1


async def test_an_old_visit_is_not_called_passed_until_it_is_moved(
    screen: Screen, clinic: Clinic
) -> None:
    await open_visit(screen, clinic.visit(clinic.amara, 9))
    assert not screen.part("booking_hint").isVisible()
    edit(screen, "start", "9:30")
    assert screen.part("booking_hint").isVisible()


async def test_esc_asks_before_typed_text_goes(screen: Screen, clinic: Clinic) -> None:
    visit = clinic.visit(clinic.amara, 9)
    await open_visit(screen, visit)
    edit(screen, "reason", "Fever")
    screen.press(Qt.Key.Key_Escape)
    assert screen.part("booking_question").isVisible()
    screen.press(Qt.Key.Key_Return)  # keep editing has the focus
    assert screen.panel.form._fields.values().reason == "Fever"
    screen.part("booking_reason").setFocus()
    screen.press(Qt.Key.Key_Escape)
    QTest.mouseClick(screen.part("booking_question_yes", QPushButton), LEFT)
    assert not screen.panel.form.is_open
    assert screen.stored(visit).reason == "Cough"


async def test_esc_closes_an_untouched_form_at_once(screen: Screen, clinic: Clinic) -> None:
    await open_visit(screen, clinic.visit(clinic.amara, 9))
    screen.press(Qt.Key.Key_Escape)
    assert not screen.panel.form.is_open
    assert QApplication.focusWidget() is screen.panel.views.calendar.canvas


@pytest.mark.row("E3")
async def test_a_remote_move_shows_without_touching_typed_text(
    screen: Screen, clinic: Clinic
) -> None:
    visit = clinic.visit(clinic.amara, 9)
    await open_visit(screen, visit)
    edit(screen, "reason", "Fever")
    await screen.desk.data_sync.appointments.move(visit.id, _slot(clinic, 14))
    form = screen.panel.form
    await until(lambda: form._fields.values().start == "14:00")
    assert form._fields.values().reason == "Fever"
    assert "Moved elsewhere to Sat 21 Nov 2026, 14:00." in _elsewhere(screen)
    form.save()
    await until(lambda: not form.is_open)
    stored = screen.stored(visit)
    assert (stored.starts_at, stored.reason) == (at(14), "Fever")


@pytest.mark.row("E3")
async def test_a_field_changed_on_both_sides_is_named(screen: Screen, clinic: Clinic) -> None:
    visit = clinic.visit(clinic.amara, 9)
    await open_visit(screen, visit)
    edit(screen, "reason", "Fever")
    await screen.desk.data_sync.appointments.edit(visit.id, {"reason": "Rash"})
    await until(lambda: "Also changed elsewhere: Reason" in _elsewhere(screen))
    assert screen.panel.form._fields.values().reason == "Fever"
    screen.panel.form.save()
    await until(lambda: not screen.panel.form.is_open)
    assert screen.stored(visit).reason == "Fever"


@pytest.mark.row("E3")
async def test_a_new_room_is_offered_in_the_open_form(screen: Screen, clinic: Clinic) -> None:
    await open_visit(screen, clinic.visit(clinic.amara, 9))
    room: Room = a_room(name="Lab")
    screen.desk.keep(room)
    await until(lambda: screen.part("booking_room").findData(room.id) >= 0)
    assert screen.panel.form._fields.values().room == clinic.room.id


async def test_status_buttons_move_the_open_visit_on(screen: Screen, clinic: Clinic) -> None:
    visit = clinic.visit(clinic.amara, 9)
    await open_visit(screen, visit)
    QTest.mouseClick(screen.part("visit_confirmed", QPushButton), LEFT)
    await screen.shown(visit, lambda v: v.confirmation == "confirmed")
    QTest.mouseClick(screen.part("step_arrived", QPushButton), LEFT)
    await screen.shown(visit, lambda v: v.status == "arrived")
    await a_while(0.05)
    assert screen.part("visit_status", QLabel).text() == "Arrived"
    assert screen.part("step_in_room", QPushButton).isVisible()
    assert not screen.part("visit_confirmed").isVisible()


async def test_another_visit_waits_for_the_answer_about_typed_text(
    screen: Screen, clinic: Clinic
) -> None:
    first, second = clinic.visit(clinic.amara, 9), clinic.visit(clinic.lena, 10)
    screen.desk.keep(second)
    await open_visit(screen, first)
    edit(screen, "reason", "Fever")
    screen.panel._forms.open(second.id)
    await until(lambda: screen.part("booking_question").isVisible())
    assert screen.panel.form.visit_id == first.id
    QTest.mouseClick(screen.part("booking_question_yes", QPushButton), LEFT)
    await until(lambda: screen.panel.form.visit_id == second.id)


async def test_every_control_has_a_name_for_people_and_tests(
    screen: Screen, clinic: Clinic
) -> None:
    await open_visit(screen, clinic.visit(clinic.amara, 9))
    controls = [
        *screen.panel.findChildren(QPushButton),
        *screen.panel.form.findChildren(QCheckBox),
        *(screen.part(f"booking_{name}") for name in ("day", "start", "length", "room", "note")),
    ]
    unnamed = [
        control
        for control in controls
        if control.isVisible() and not (control.objectName() and control.accessibleName())
    ]
    assert unnamed == []


def _elsewhere(screen: Screen) -> str:
    return str(screen.part("booking_elsewhere").accessibleName())


def _slot(clinic: Clinic, hour: int) -> Slot:
    return Slot(
        starts_at=at(hour), length_min=30, practitioner_id=clinic.weiss.id, room_id=clinic.room.id
    )
