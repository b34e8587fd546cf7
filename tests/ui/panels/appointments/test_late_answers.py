"""Answers that come late: nothing that was given up may fill, close or replace what is open."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from app.domain.appointment import Appointment
from app.domain.query import Query
from tests.ui.conftest import Slow, a_while, until
from tests.ui.panels.appointments.conftest import Clinic, Screen

CONTROL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton


def booked(screen: Screen) -> list[Appointment]:
    with screen.desk.store.reader() as reader:
        return list(reader.records(Appointment).find(Query(Appointment)).rows)


def name_shown(screen: Screen) -> str:
    banner = screen.part("visit_patient")
    return screen.part("visit_patient_name", QLabel).text() if banner.isVisible() else ""


def slow_amara(screen: Screen, clinic: Clinic, slow: Slow) -> None:
    slow(screen.desk.data_sync.patients, "chart", only=lambda key: key == clinic.amara.id)


async def pick(screen: Screen, text: str) -> None:
    """Choose the only match of the picker, and leave its chart on the way."""
    field = screen.part("booking_patient")
    field.setFocus()
    screen.type_text(text)
    await until(lambda: screen.part("patient_matches").isVisible())
    screen.press(Qt.Key.Key_Return)


async def test_the_patient_chosen_last_stays_when_an_earlier_chart_comes_late(
    screen: Screen, clinic: Clinic, slow: Slow
) -> None:
    slow_amara(screen, clinic, slow)
    screen.panel.start_new()
    await pick(screen, "okafor")
    await pick(screen, "kowalska")
    await until(lambda: name_shown(screen) == "Kowalska, Lena")
    await a_while(0.3)
    assert name_shown(screen) == "Kowalska, Lena"
    assert screen.panel.form._patient.patient_id == clinic.lena.id


async def test_a_booking_given_up_does_not_fill_the_next_one_with_its_patient(
    screen: Screen, clinic: Clinic, slow: Slow
) -> None:
    slow_amara(screen, clinic, slow)
    screen.panel.book_for(clinic.amara.id)
    screen.panel.form.close_guarded()
    screen.panel.start_new()
    await a_while(0.3)
    assert name_shown(screen) == ""
    screen.press(Qt.Key.Key_S, CONTROL)
    await screen.quiet()
    assert booked(screen) == []


async def test_other_patient_is_not_undone_by_a_chart_read_again(
    screen: Screen, clinic: Clinic, slow: Slow
) -> None:
    screen.panel.book_for(clinic.amara.id)
    await until(lambda: name_shown(screen))
    slow_amara(screen, clinic, slow)
    screen.panel.form._read_again()
    QTest.mouseClick(screen.part("visit_change", QPushButton), LEFT)
    await a_while(0.3)
    assert name_shown(screen) == ""
    assert screen.part("booking_patient").isVisible()


async def test_matches_of_an_earlier_text_are_not_offered(
    screen: Screen, clinic: Clinic, slow: Slow
) -> None:
    del clinic
    patients = screen.desk.data_sync.patients
    slow(patients, "search", 0.3, only=lambda text, **_limit: text == "oka")
    screen.panel.start_new()
    screen.type_text("oka")
    await a_while(0.1)
    screen.part("booking_patient").selectAll()
    screen.type_text("kow")
    matches = screen.part("patient_matches")
    await until(lambda: matches.count() and "Kowalska" in matches.item(0).text())
    await a_while(0.35)
    assert "Kowalska" in matches.item(0).text()


async def test_the_visit_opened_last_stays_in_the_form(
    screen: Screen, clinic: Clinic, slow: Slow
) -> None:
    first, second = clinic.visit(clinic.amara, 9), clinic.visit(clinic.lena, 10)
    screen.desk.keep(first, second)
    await screen.shown(second, lambda _v: True)
    slow(screen.desk.data_sync.appointments, "get", only=lambda key: key == first.id)
    screen.panel._forms.open(first.id)
    screen.panel._forms.open(second.id)
    await a_while(0.3)
    assert screen.panel.form.visit_id == second.id


async def test_a_new_booking_is_not_replaced_by_a_visit_that_opens_late(
    screen: Screen, clinic: Clinic, slow: Slow
) -> None:
    visit = clinic.visit(clinic.amara, 9)
    screen.desk.keep(visit)
    await screen.shown(visit, lambda _v: True)
    slow(screen.desk.data_sync.appointments, "get")
    screen.panel._forms.open(visit.id)
    screen.panel.start_new()
    await a_while(0.3)
    assert screen.panel.form.visit_id == ""


async def test_saving_twice_books_once(screen: Screen, clinic: Clinic, slow: Slow) -> None:
    slow(screen.desk.data_sync.appointments, "book")
    screen.panel.book_for(clinic.amara.id)
    await until(lambda: name_shown(screen))
    screen.press(Qt.Key.Key_S, CONTROL)
    screen.press(Qt.Key.Key_S, CONTROL)
    await a_while(0.4)
    await screen.quiet()  # a second booking would be refused: the time is taken
    assert len(booked(screen)) == 1
    assert len(screen.said) == 1


async def test_words_typed_while_saving_stay_as_a_change_to_the_saved_visit(
    screen: Screen, clinic: Clinic, slow: Slow
) -> None:
    slow(screen.desk.data_sync.appointments, "book")
    screen.panel.book_for(clinic.amara.id)
    await until(lambda: name_shown(screen))
    screen.panel.form.save()
    screen.part("booking_reason").setFocus()
    screen.type_text("Fever")
    await until(lambda: screen.panel.form.visit_id)
    await screen.quiet()
    assert screen.panel.form.is_dirty
    assert "not saved yet" in screen.part("booking_elsewhere").accessibleName()
    assert not screen.part("visit_change").isVisible()
    screen.panel.form.save()
    await until(lambda: not screen.panel.form.is_open)
    assert [visit.reason for visit in booked(screen)] == ["Fever"]


async def test_the_answer_to_a_save_leaves_the_next_form_alone(
    screen: Screen, clinic: Clinic, slow: Slow
) -> None:
    slow(screen.desk.data_sync.appointments, "book")
    screen.panel.book_for(clinic.amara.id)
    await until(lambda: name_shown(screen))
    screen.panel.form.save()
    screen.panel.form.close_guarded()
    screen.panel.book_for(clinic.lena.id)
    await until(lambda: name_shown(screen) == "Kowalska, Lena")
    screen.part("booking_reason").setFocus()
    screen.type_text("Rash")
    await until(lambda: screen.said)
    assert screen.panel.form.is_open
    assert screen.panel.form.visit_id == ""
    assert screen.panel.form._fields.values().reason == "Rash"
    assert screen.said[0].startswith("Booked for")


async def test_an_override_holds_for_the_slot_it_was_shown_for_alone(
    screen: Screen, clinic: Clinic
) -> None:
    early, late = clinic.visit(clinic.lena, 13), clinic.visit(clinic.lena, 15)
    screen.desk.keep(early, late)
    await screen.shown(late, lambda _v: True)
    screen.panel.book_for(clinic.amara.id)
    await until(lambda: name_shown(screen))
    provider = screen.part("booking_provider")
    provider.setCurrentIndex(provider.findData(clinic.weiss.id))
    _type_start(screen, "13:00")
    override = screen.part("booking_override")
    await until(lambda: "13:00–13:30" in _overlap(screen))
    override.setChecked(True)
    _type_start(screen, "15:00")
    screen.panel.form.save()  # before the check of the new slot is through
    await until(lambda: "15:00–15:30" in _overlap(screen))
    await screen.quiet()
    assert len(booked(screen)) == 2
    assert not override.isChecked()


async def test_an_overlap_of_an_earlier_slot_is_not_said_of_the_present_one(
    screen: Screen, clinic: Clinic, slow: Slow
) -> None:
    visit = clinic.visit(clinic.amara, 13)
    screen.desk.keep(visit)
    await screen.shown(visit, lambda _v: True)
    screen.panel.book_for(clinic.amara.id)
    await until(lambda: name_shown(screen))
    slow(
        screen.desk.data_sync.appointments,
        "check_slot",
        0.4,
        only=lambda _patient, slot, **_which: slot.starts_at == visit.starts_at,
    )
    _type_start(screen, "13:00")
    screen.panel.form._check_now()
    _type_start(screen, "16:00")
    screen.panel.form._check_now()
    await a_while(0.6)
    assert _overlap(screen) == ""


def _overlap(screen: Screen) -> str:
    return str(screen.part("booking_overlap").accessibleName())


def _type_start(screen: Screen, text: str) -> None:
    control = screen.part("booking_start")
    control.setFocus()
    control.selectAll()
    QTest.keyClicks(control, text)


@pytest.mark.row("E3")
async def test_a_visit_deleted_elsewhere_is_said_in_the_form_and_keeps_the_text(
    screen: Screen, clinic: Clinic
) -> None:
    visit = clinic.visit(clinic.amara, 9)
    screen.desk.keep(visit)
    await screen.shown(visit, lambda _v: True)
    screen.panel._forms.open(visit.id)
    await until(lambda: screen.panel.form.visit_id == visit.id)
    screen.part("booking_reason").setFocus()
    screen.type_text(" and fever")
    screen.remove(visit)
    notice = screen.part("booking_elsewhere")
    await until(lambda: "removed this visit" in notice.accessibleName())
    screen.panel.form.save()
    await screen.quiet()
    assert "removed this visit" in notice.accessibleName()
    assert "and fever" in screen.panel.form._fields.values().reason


async def test_a_patient_removed_elsewhere_is_said_in_the_open_booking(
    screen: Screen, clinic: Clinic
) -> None:
    screen.panel.book_for(clinic.amara.id)
    await until(lambda: name_shown(screen))
    screen.remove(clinic.amara)
    notice = screen.part("booking_elsewhere")
    await until(lambda: "removed this patient" in notice.accessibleName())
    await screen.quiet()
