"""The Care plans panel of a clinician whose patient Amara is, on a desk with two patients."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.domain.context import ExecutionContext
from app.domain.declare import Record
from app.domain.family import CareTeamMember
from app.domain.ids import PractitionerId, new_id
from app.domain.patient import Patient
from app.domain.staff import Role
from app.ui.panels.care_plans.panel import CarePlansPanel
from app.ui.task_runner import TaskRunner
from app.ui.widgets.button import Button
from tests.factories import (
    a_child,
    a_clinic,
    a_context,
    a_patient,
    a_practitioner,
    a_user,
)
from tests.ui.conftest import ScreenDesk, until

ITO = PractitionerId(new_id())


@dataclass
class PlansScreen:
    """The panel under test."""

    desk: ScreenDesk
    panel: CarePlansPanel
    qtbot: QtBot
    amara: Patient
    daniel: Patient
    said: list[str] = field(default_factory=list)

    def pull(self, *records: Record) -> None:
        self.desk.pull(*records)

    def titles(self) -> list[str]:
        model = self.panel.list.model
        rows = (model.index(row, 0).data() for row in range(model.rowCount()))
        return [str(one).split(", ")[0] for one in rows]

    async def lists(self, *titles: str) -> None:
        await until(lambda: self.titles() == list(titles), what=f"{titles}, got {self.titles()}")

    async def opens(self, row: int = 0) -> None:
        key = self.panel.list.model.ids[row]
        self.panel.list.view.setCurrentIndex(self.panel.list.model.index(row, 0))
        plan = self.panel.plan
        await until(lambda: plan.record and plan.record.id == key, what="the plan")

    def part(self, name: str, kind: type[QWidget] = QWidget) -> Any:
        found = self.panel.findChild(kind, name)
        assert found is not None, name
        return found

    def shown(self, name: str) -> str:
        return str(self.part(name, QLabel).text())

    def click(self, name: str) -> None:
        self.qtbot.mouseClick(self.part(name, Button), Qt.MouseButton.LeftButton)

    async def settled(self) -> None:
        await self.panel._tasks.settled()


@pytest.fixture
def acting() -> ExecutionContext:
    """Amara's own clinician, unless `in_role` says otherwise."""
    return a_context(role=Role.CLINICIAN, practitioner_id=ITO)


@pytest.fixture
async def screen(desk: ScreenDesk, qtbot: QtBot, acting: ExecutionContext) -> PlansScreen:
    amara = a_patient(mrn="P-AMARA", practitioner_id=ITO)
    daniel = a_patient(
        family_name="Lindqvist", given_names="Daniel", mrn="P-DANIEL", birth_date="2007-09-12"
    )
    ito = a_practitioner(id=ITO, family_name="Ito", given_names="Kenji", prefix="Dr")
    me = a_user(role=acting.role, practitioner_id=acting.practitioner_id)
    desk.pull(
        a_clinic(), me, ito, amara, daniel, a_child(CareTeamMember, amara, practitioner_id=ITO)
    )
    tasks = TaskRunner()
    panel = CarePlansPanel(desk.data_sync, tasks)
    qtbot.addWidget(panel)
    screen = PlansScreen(desk, panel, qtbot, amara, daniel)
    panel.said.connect(screen.said.append)
    panel.did.connect(lambda words, _step: screen.said.append(words))
    tasks.failed.connect(lambda error: screen.said.append(type(error).__name__))
    desk.at_end += [panel.stop, tasks.stop]
    panel.resize(1200, 760)
    panel.show()
    panel.opened()
    await until(lambda: panel.list.query.value is not None or panel.list._failure, what="the list")
    return screen
