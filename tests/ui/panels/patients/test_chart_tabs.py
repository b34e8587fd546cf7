"""The chart's tabs list what is kept of the patient who is shown, and of nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.domain.billing import Charge
from app.domain.declare import Record
from app.domain.message import Message, MessageThread
from app.domain.patient import Patient
from app.domain.treatment import CarePlan, Document, Prescription
from app.ui.main_window import MainWindow
from app.ui.panels.patients.chart_tabs import ChartTabs
from tests.factories import NOON, a_child, a_clinic, a_patient, a_practitioner, an_appointment
from tests.ui.conftest import ScreenDesk, in_role, until

pytestmark = pytest.mark.row("E1")
DOCTOR = a_practitioner(family_name="Adler")
AMARA, LENA = a_patient(), a_patient(family_name="Kowalska", given_names="Lena")
KINDS = {
    "visits": "appointment",
    "messages": "message_thread",
    "account": "account",
    "prescriptions": "prescription",
    "documents": "document",
    "care_plans": "care_plan",
}


def kept_of(patient: Patient, at: int) -> list[Record]:
    """One record for each tab, told apart by where it comes in the list of patients."""
    thread = a_child(MessageThread, patient, subject=f"Refill {at}", last_message_at=NOON)
    return [
        an_appointment(
            patient,
            starts_at=NOON + timedelta(days=1, hours=at),
            practitioner_id=DOCTOR.id,
            reason=f"Check-up {at}",
        ),
        thread,
        a_child(Message, patient, thread_id=thread.id),
        a_child(Charge, patient, text=f"Office visit {at}"),
        a_child(Prescription, patient, text=f"Lisinopril {at}"),
        a_child(Document, patient, title=f"Letter {at}"),
        a_child(CarePlan, patient, title=f"Plan {at}"),
    ]


@pytest.fixture
def window(desk: ScreenDesk, qtbot: QtBot) -> MainWindow:
    desk.pull(a_clinic(), DOCTOR)
    for at, patient in enumerate((AMARA, LENA)):
        desk.pull(patient, *kept_of(patient, at))
    made = MainWindow(desk.data_sync)
    qtbot.addWidget(made)
    desk.at_end.append(made.put_away)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.open_panel("patients")
    return made


async def tabs_of(window: MainWindow, patient: Patient) -> ChartTabs:
    window.show_patient(patient.id)
    side = window.patients.side
    await until(lambda: side.chart is not None and side.chart.patient.id == patient.id)
    return window.patients.extras.tabs


def lines(tabs: ChartTabs) -> list[str]:
    model = tabs.page.model if tabs.page is not None else None
    if model is None:
        return []
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


async def test_each_tab_lists_what_is_the_patients_and_enter_opens_it(
    window: MainWindow, qtmodeltester: ModelTester
) -> None:
    tabs = await tabs_of(window, LENA)
    for name in KINDS:
        opened: list[tuple[str, str]] = []
        tabs.record_requested.connect(lambda *what, opened=opened: opened.append(what))
        tabs.tabs[name].click()
        page = tabs.page
        assert page is not None
        await until(lambda: any(" 1" in line for line in lines(tabs)), what=name)
        assert len(lines(tabs)) == 1
        assert not window.patients.side._parts.isVisible()
        qtmodeltester.check(page.model)
        page.view.setCurrentIndex(page.model.index(0, 0))
        QTest.keyClick(page.view, Qt.Key.Key_Return)
        key = LENA.id if name == "account" else page.model.ids[0]
        assert opened == [(KINDS[name], key)]
        window.open_panel("patients")
    tabs._overview.click()
    assert tabs.page is None
    assert window.patients.side._parts.isVisible()


async def test_next_patient_s_list_never_shows_the_one_before(window: MainWindow) -> None:
    tabs = await tabs_of(window, AMARA)
    tabs.tabs["documents"].click()
    await until(lambda: any("Letter 0" in line for line in lines(tabs)))
    before = tabs.page
    await tabs_of(window, LENA)
    assert tabs.page is not before
    assert not any("Letter 0" in line for line in lines(tabs))
    await until(lambda: any("Letter 1" in line for line in lines(tabs)))


async def test_a_list_stays_true_and_says_where_there_is_nothing(
    window: MainWindow, desk: ScreenDesk
) -> None:
    nobody = a_patient(family_name="Silva")
    desk.pull(nobody)
    tabs = await tabs_of(window, nobody)
    tabs.tabs["documents"].click()
    assert tabs.page is not None
    states = tabs.page.states
    await until(lambda: "No documents yet" in states.state.headline())
    button = states.findChild(QAbstractButton, "chart_documents_state_action")
    assert button is not None
    begun: list[tuple[str, str]] = []
    tabs.begin_requested.connect(lambda *what: begun.append(what))
    button.click()
    assert begun == [("document", nobody.id)]
    desk.pull(a_child(Document, nobody, title="Letter 2"))
    await until(lambda: any("Letter 2" in line for line in lines(tabs)))


async def test_every_look_at_a_tab_is_in_the_trail(window: MainWindow, desk: ScreenDesk) -> None:
    tabs = await tabs_of(window, AMARA)
    for name, entity in KINDS.items():
        before = len(desk.actions())
        tabs.tabs[name].click()
        await until(lambda: any(" 0" in line for line in lines(tabs)), what=name)
        assert len(desk.actions()) > before, entity


async def test_commands_turn_to_the_tabs(window: MainWindow) -> None:
    window.patients.extras.tabs.turn_to("documents")
    assert window.toast.text() == "Open a patient's chart first."
    tabs = await tabs_of(window, AMARA)
    tabs.turn_to("messages")
    assert tabs.page is not None
    assert tabs.page.view.hasFocus()
    assert tabs.tabs["messages"].isChecked()


@in_role("billing")
async def test_a_tab_that_is_not_for_the_role_says_why(window: MainWindow) -> None:
    tabs = await tabs_of(window, AMARA)
    closed = [name for name, tab in tabs.tabs.items() if not tab.isEnabled()]
    assert closed
    for name in closed:
        assert tabs.tabs[name].toolTip()
        tabs.turn_to(name)
        assert window.toast.text() == tabs.tabs[name].toolTip()
        assert tabs.page is None
