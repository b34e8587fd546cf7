"""Merging in the window: both side by side, what goes on is chosen, nothing happens by accident."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QRadioButton, QWidget

from app.domain.declare import entity_of
from app.domain.merging import PatientMerge
from app.domain.patient import Patient
from app.ui.merge_dialog import MergeDialog
from app.ui.task_runner import TaskRunner
from app.ui.wording import phone_words
from tests.factories import a_clinic, a_patient, an_appointment
from tests.ui.conftest import ScreenDesk, a_while, until

pytestmark = pytest.mark.row("A2", "E1")
Open = Callable[..., Any]


@pytest.fixture
def people(desk: ScreenDesk) -> tuple[Patient, Patient]:
    first = a_patient(mrn="A-1", phone="+12125550101", email=None, alert="Deaf")
    second = a_patient(
        mrn="A-2", phone="+12125550102", email="amara@example.org", alert="Faints", city="Chicago"
    )
    desk.pull(a_clinic(), first, second, an_appointment(first))
    return first, second


@pytest.fixture
def opened(desk: ScreenDesk, people: tuple[Patient, Patient]) -> Open:
    async def open_one() -> MergeDialog:
        window, tasks = QWidget(), TaskRunner()
        desk.at_end.append(tasks.stop)
        window.resize(1280, 800)
        window.show()
        first, second = people
        dialog = MergeDialog(desk.data_sync, tasks, window, first=first.id, second=second.id)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
        dialog.open()
        await until(lambda: dialog.findChild(QRadioButton, "survivor_0"), what="both are read")
        desk.keep_window = window  # type: ignore[attr-defined]  # lives as long as the desk
        return dialog

    return open_one


def mark(dialog: MergeDialog, name: str) -> QRadioButton:
    found = dialog.findChild(QRadioButton, name)
    assert found is not None, name
    return found


def words(dialog: MergeDialog, name: str) -> str:
    found = dialog.findChild(QLabel, f"{name}_value")
    assert found is not None, name
    return found.text()


def stored(desk: ScreenDesk, one: Patient) -> Patient:
    return desk.stored(Patient, one.id)


async def test_what_differs_stands_side_by_side_and_gaps_are_filled(opened: Open) -> None:
    dialog = await opened()
    assert words(dialog, "kept_phone") == phone_words("+12125550101")
    assert words(dialog, "other_phone") == phone_words("+12125550102")
    assert words(dialog, "kept_alert") == "Both: Deaf | Faints"
    email = mark(dialog, "other_email")
    assert (email.isChecked(), email.isEnabled()) == (True, False)
    assert "Appointment: 1 and 0" in dialog.findChild(QLabel, "merge_holdings").text()
    assert dialog.findChild(QRadioButton, "kept_mrn") is None
    assert dialog.taken == ()


async def test_picked_values_are_taken_over_and_the_step_can_be_taken_back(
    opened: Open, desk: ScreenDesk, people: tuple[Patient, Patient]
) -> None:
    first, second = people
    dialog, done = await opened(), []
    dialog.merged.connect(lambda said, step: done.append((said, step)))
    mark(dialog, "other_phone").click()
    QTest.keyClicks(dialog.findChild(QWidget, "merge_reason"), "same person")
    QTest.mouseClick(dialog.findChild(QWidget, "merge_button"), Qt.MouseButton.LeftButton)
    await until(lambda: done, what="merged")
    kept = stored(desk, first)
    assert (kept.phone, kept.email, kept.alert) == (
        "+12125550102",
        "amara@example.org",
        "Deaf | Faints",
    )
    assert stored(desk, second).status == "archived"
    assert not dialog.isVisible()
    await desk.data_sync.undo.undo(done[0][1])
    assert stored(desk, first).phone == "+12125550101"


async def test_other_record_can_be_the_one_that_goes_on(
    opened: Open, desk: ScreenDesk, people: tuple[Patient, Patient]
) -> None:
    first, second = people
    dialog = await opened()
    mark(dialog, "other_phone").click()
    mark(dialog, "survivor_1").click()
    assert dialog.taken == ()  # a pick meant the other way round is none
    assert words(dialog, "kept_phone") == phone_words("+12125550102")
    assert mark(dialog, "survivor_1").hasFocus()
    QTest.mouseClick(dialog.findChild(QWidget, "merge_button"), Qt.MouseButton.LeftButton)
    await until(lambda: stored(desk, first).status == "archived")
    assert stored(desk, second).phone == "+12125550102"
    (made,) = desk.all(PatientMerge)
    assert (made.patient_id, made.merged_id) == (second.id, first.id)


async def test_enter_on_the_way_merges_nobody(
    opened: Open, desk: ScreenDesk, people: tuple[Patient, Patient]
) -> None:
    dialog = await opened()
    for name in ("survivor_0", "other_phone", "merge_reason"):
        dialog.findChild(QWidget, name).setFocus()
        QTest.keyClick(dialog.findChild(QWidget, name), Qt.Key.Key_Return)
    await a_while(0.05)
    assert desk.all(PatientMerge) == []
    dialog.findChild(QWidget, "merge_button").setFocus()
    QTest.keyClick(dialog.findChild(QWidget, "merge_button"), Qt.Key.Key_Return)
    await until(lambda: desk.all(PatientMerge), what="Enter on the button merges")


async def test_who_was_merged_meanwhile_is_said_and_the_dialog_stays(
    opened: Open, desk: ScreenDesk, people: tuple[Patient, Patient]
) -> None:
    first, second = people
    dialog, third = await opened(), a_patient(mrn="A-3")
    desk.pull(third)
    await desk.data_sync.merging.merge(third.id, second.id)
    QTest.mouseClick(dialog.findChild(QWidget, "merge_button"), Qt.MouseButton.LeftButton)
    problem = dialog.findChild(QWidget, "merge_problem")
    await until(problem.text, what="why it was refused")
    assert "merged into another record already" in problem.text()
    assert dialog.isVisible()
    assert stored(desk, first).email is None


async def test_two_warnings_too_long_together_wait_for_a_pick(
    desk: ScreenDesk, people: tuple[Patient, Patient], opened: Open
) -> None:
    first, second = people
    longest = entity_of(Patient).by_name["alert"].fact.max_length
    for one, letter in zip(people, "ab", strict=True):
        await desk.data_sync.patients.update(one.id, {"alert": letter * longest})
    dialog = await opened()
    QTest.mouseClick(dialog.findChild(QWidget, "merge_button"), Qt.MouseButton.LeftButton)
    await until(lambda: dialog.findChild(QWidget, "merge_problem").text(), what="too long")
    mark(dialog, "other_alert").click()
    QTest.mouseClick(dialog.findChild(QWidget, "merge_button"), Qt.MouseButton.LeftButton)
    await until(lambda: stored(desk, second).status == "archived")
    assert stored(desk, first).alert == "b" * longest
