"""The recall list by keyboard: somebody is added, called, booked, given up, and all taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QListWidget, QPushButton
from pytestqt.modeltest import ModelTester

from app.domain.appointment import Appointment
from app.domain.waiting import Recall
from app.ui.panels.appointments.recall_list import RecallList
from tests.factories import TODAY, a_child
from tests.ui.conftest import in_role, until
from tests.ui.panels.appointments.conftest import Clinic, Screen

pytestmark = pytest.mark.row("F7")
LEFT = Qt.MouseButton.LeftButton


async def recalls(screen: Screen) -> RecallList:
    screen.panel.views.take_focus()
    screen.press(Qt.Key.Key_5, Qt.KeyboardModifier.AltModifier)
    QTest.mouseClick(screen.part("calls_recalls", QPushButton), LEFT)
    shown = screen.panel.calls.recalls
    await until(lambda: shown.query.value is not None)
    await screen.quiet()
    return shown


def cells(shown: RecallList) -> list[tuple[str, ...]]:
    lines = (shown.model.line_at(row) for row in range(shown.model.rowCount()))
    return [line.cells for line in lines if line is not None]


def only(screen: Screen) -> Recall:
    (one,) = screen.desk.all(Recall)
    return one


async def test_recall_is_added_called_and_given_up_by_keys_alone(
    screen: Screen, clinic: Clinic, qtmodeltester: ModelTester
) -> None:
    shown = await recalls(screen)
    assert screen.part("recalls_nothing", QLabel).isVisible()
    shown.view.setFocus()
    shown.add()
    screen.type_text("oka")
    matches = shown.form.findChild(QListWidget, "recall_matches")
    assert isinstance(matches, QListWidget)
    await until(lambda: matches.isVisible() and matches.count() == 1)
    screen.press(Qt.Key.Key_Return)
    await until(shown.form._who.isVisible)
    screen.type_text("+7")
    screen.press(Qt.Key.Key_Return)
    await until(lambda: len(cells(shown)) == 1)
    assert cells(shown)[0][0] == "Okafor, Amara"
    assert only(screen).due_on == TODAY + timedelta(days=7)
    qtmodeltester.check(shown.model)
    await screen.quiet()
    shown.view.setFocus()
    screen.press(Qt.Key.Key_C)
    screen.type_text("left message")
    screen.press(Qt.Key.Key_Return)
    await until(lambda: cells(shown)[0][3].endswith(": left message"))
    await until(lambda: "Call to Okafor, Amara noted" in screen.said)
    shown.view.setFocus()
    screen.press(Qt.Key.Key_D)
    await until(lambda: cells(shown) == [])
    await until(lambda: screen.said[-1] == "Recall of Okafor, Amara closed")
    await screen.desk.data_sync.undo.undo()
    await until(lambda: len(cells(shown)) == 1)
    assert only(screen).status == "due"


async def test_booking_from_the_list_answers_the_recall(screen: Screen, clinic: Clinic) -> None:
    screen.desk.keep(a_child(Recall, clinic.amara, due_on=TODAY, practitioner_id=clinic.ono.id))
    shown = await recalls(screen)
    await until(lambda: len(cells(shown)) == 1)
    shown.view.setFocus()
    screen.press(Qt.Key.Key_Return)
    form = screen.panel.form
    await until(lambda: form.is_open and form._patient.patient_id == clinic.amara.id)
    assert form._fields.values().provider == clinic.ono.id
    form._fields.field("start").set_value("15:00")
    form.save()
    await until(lambda: only(screen).status == "booked")
    (visit,) = screen.desk.all(Appointment)
    assert only(screen).appointment_id == visit.id
    await until(lambda: cells(shown) == [])


async def test_recall_is_changed_beside_the_list(screen: Screen, clinic: Clinic) -> None:
    screen.desk.keep(a_child(Recall, clinic.amara, due_on=TODAY))
    shown = await recalls(screen)
    await until(lambda: len(cells(shown)) == 1)
    shown.view.setFocus()
    screen.press(Qt.Key.Key_E)
    form = shown.form
    form._fields["due"].set_value("whenever")
    form.save()
    assert form._fields["due"].error()
    form._fields["due"].set_value("+3")
    form._fields["reason"].set_value("blood pressure")
    form.save()
    await until(lambda: only(screen).reason == "blood pressure")
    assert only(screen).due_on == TODAY + timedelta(days=3)
    await until(form.isHidden)


async def test_recall_begins_from_a_chart(screen: Screen, clinic: Clinic) -> None:
    screen.panel.begin("recall", clinic.amara.id)
    form = screen.panel.calls.recalls.form
    await until(lambda: form._who.text() == "Okafor, Amara")
    assert screen.panel.calls.recalls.isVisible()
    assert screen.panel.close_side()
    assert form.isHidden()


@in_role("billing")
async def test_billing_is_told_why_it_adds_nobody(screen: Screen) -> None:
    shown = await recalls(screen)
    shown.add()
    assert shown.form.isHidden()
    assert screen.said
