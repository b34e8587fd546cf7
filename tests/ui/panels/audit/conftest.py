"""The Audit log panel on a desk where a few things have happened."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.domain.patient import Patient
from app.domain.permissions import acting_roles
from app.domain.staff import Role, User, Workstation
from app.services import patients
from app.ui.panels.audit.panel import AuditPanel
from app.ui.task_runner import TaskRunner
from app.ui.widgets.button import Button
from tests.factories import DESK_ID, NOON, USER_ID, a_context, a_patient, a_user
from tests.ui.conftest import ScreenDesk, until

BORIS = a_user(id="0b" * 16, username="boris", display_name="Boris Weber", role=Role.CLINICIAN)


@dataclass
class AuditScreen:
    """The panel under test and who is in its database."""

    desk: ScreenDesk
    panel: AuditPanel
    tasks: TaskRunner
    qtbot: QtBot
    amara: Patient

    def sentences(self) -> list[str]:
        model = self.panel.model
        return [str(model.data(model.index(row, 0))) for row in range(min(model.rowCount(), 40))]

    async def settled(self) -> None:
        await self.tasks.settled()
        self.sentences()
        await until(lambda: "" not in self.sentences(), what="lines read")
        await self.tasks.settled()

    def said(self, name: str) -> str:
        found = self.panel.findChild(QLabel, name)
        assert found is not None, name
        return found.text()

    def click(self, name: str) -> None:
        button = self.panel.findChild(Button, name)
        assert button is not None, name
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def work_of(desk: ScreenDesk, user: User, amara: Patient, *, phone: str) -> None:
    """One edit and one look by a user."""
    context = a_context(user_id=user.id, role=acting_roles(user.role)[0])

    def work() -> None:
        patients.update(
            desk.store.unit_of_work,
            context,
            patient_id=amara.id,  # type: ignore[arg-type]
            changes={"phone": phone, "city": f"Town of {user.username}"},
        )
        with desk.store.unit_of_work(context) as uow:
            uow.note("view", entity="patient", row_id=amara.id, patient_id=amara.id)
            uow.note("search", entity="patient", result_count=12, term="oka")

    desk.worker.submit(work).result()


def act_as(desk: ScreenDesk, role: Role) -> None:
    access = desk.data_sync.access
    access.context = replace(access.context, role=role)


async def open_panel(desk: ScreenDesk, qtbot: QtBot, amara: Patient) -> AuditScreen:
    tasks = TaskRunner()
    panel = AuditPanel(desk.data_sync, tasks)
    desk.at_end += [panel.stop, tasks.stop]
    qtbot.addWidget(panel)
    panel.resize(1200, 800)
    panel.show()
    panel.activateWindow()
    panel.opened()
    made = AuditScreen(desk, panel, tasks, qtbot, amara)
    await until(lambda: panel.page_shown, what="trail read")
    await made.settled()
    return made


@pytest.fixture
def amara(desk: ScreenDesk) -> Patient:
    """A clinic with two users, a desk with a name, and a patient both worked on."""
    made = a_patient(mrn="P-AMARA")
    sara = a_user(display_name="Sara Nyberg", role=Role.ADMIN)
    front = Workstation(id=DESK_ID, created_at=NOON, updated_at=NOON, name="Front desk 1")
    desk.pull(sara, BORIS, front, made)
    assert sara.id == USER_ID
    work_of(desk, sara, made, phone="+12125550198")
    work_of(desk, BORIS, made, phone="+12125550199")
    return made


@pytest.fixture
async def screen(desk: ScreenDesk, qtbot: QtBot, amara: Patient) -> AuditScreen:
    """The panel as an administrator sees it."""
    act_as(desk, Role.ADMIN)
    return await open_panel(desk, qtbot, amara)
