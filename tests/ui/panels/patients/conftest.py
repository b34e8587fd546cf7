"""The Patients panel on a desk with four patients."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.domain.patient import Patient
from app.domain.permissions import Permission
from app.ui.panels.patients.panel import PatientsPanel
from app.ui.task_runner import TaskRunner
from app.ui.widgets.button import Button
from tests.factories import a_patient, a_practitioner, an_allergy, an_appointment
from tests.ui.conftest import ScreenDesk, a_while, until


@dataclass
class PatientsScreen:
    """The panel under test and the people in its database."""

    desk: ScreenDesk
    panel: PatientsPanel
    qtbot: QtBot
    people: dict[str, Patient]

    def names(self) -> list[str]:
        model = self.panel.list.model
        return [str(model.data(model.index(row, 0))) for row in range(model.rowCount())]

    async def shows(self, *names: str) -> None:
        await until(lambda: self.names() == list(names), what=f"list {names}")

    def said(self, name: str) -> str:
        label = self.panel.findChild(QLabel, name)
        assert label is not None, name
        return label.text()

    def click(self, name: str) -> None:
        button = self.panel.findChild(Button, name)
        assert button is not None, name
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def type_into(self, field: str, text: str) -> None:
        control = self.panel.form.fields.fields[field].control
        control.setFocus()
        control.clear()  # type: ignore[union-attr]  # a line edit
        self.qtbot.keyClicks(control, text)

    async def open_form(self, who: str) -> None:
        self.panel.edit_patient(self.people[who].id)
        await until(lambda: self.panel.form.isVisible() and self.panel.form.patient_id)
        await self.panel._tasks.settled()

    async def saved(self) -> None:
        await until(lambda: not self.panel.form.isVisible(), what="form closes")


@pytest.fixture
async def screen(desk: ScreenDesk, qtbot: QtBot) -> PatientsScreen:
    mine = desk.data_sync.access.context.practitioner_id
    provider = a_practitioner(id=mine) if mine else a_practitioner()
    people = {
        "amara": a_patient(practitioner_id=provider.id, mrn="P-AMARA"),
        "daniel": a_patient(
            family_name="Lindqvist", given_names="Daniel", birth_date="2007-09-12", phone=None
        ),
        "nunez": a_patient(
            family_name="Núñez", given_names="Mateo", birth_date="1990-01-31", phone="+12125550777"
        ),
        "adams": a_patient(family_name="Adams", given_names="Zoe", birth_date="1950-12-01"),
    }
    desk.pull(provider, *people.values())
    desk.pull(an_allergy(people["daniel"], criticality="high"))
    desk.pull(an_appointment(people["daniel"]))
    await a_while(0.02)
    tasks = TaskRunner()
    panel = PatientsPanel(desk.data_sync, tasks)
    desk.at_end += [panel.stop, tasks.stop]
    qtbot.addWidget(panel)
    panel.resize(1200, 800)
    with qtbot.waitActive(panel):
        panel.show()
        panel.activateWindow()
    panel.opened()
    shown = PatientsScreen(desk, panel, qtbot, people)
    if desk.data_sync.may(Permission.PATIENT_LIST).is_allowed:
        await shown.shows("Adams, Zoe", "Lindqvist, Daniel", "Núñez, Mateo", "Okafor, Amara")
    await panel._tasks.settled()
    return shown
