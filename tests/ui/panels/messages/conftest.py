"""The Messages panel on a desk with two people who write to each other about two patients."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from app.domain.declare import Record
from app.domain.ids import UserId, new_id
from app.domain.message import Message, MessageThread
from app.domain.patient import Patient
from app.domain.staff import Role
from app.security.blob_cipher import FileCipher
from app.services import correspondence
from app.services.correspondence import Said
from app.storage.file_store import LocalFileStore
from app.ui.panels.messages.panel import MessagesPanel
from app.ui.task_runner import TaskRunner
from app.ui.widgets.button import Button
from tests.factories import a_child, a_clinic, a_context, a_patient, a_user
from tests.ui.conftest import ScreenDesk, until

KIM = UserId(new_id())
CONTROL = Qt.KeyboardModifier.ControlModifier


@dataclass
class MessagesScreen:
    """The panel under test."""

    desk: ScreenDesk
    panel: MessagesPanel
    qtbot: QtBot
    amara: Patient
    daniel: Patient
    files: LocalFileStore
    said: list[str] = field(default_factory=list)

    def thread(self, patient: Patient | None, *texts: str, **facts: Any) -> MessageThread:
        """A conversation another desk brought, in which Kim wrote."""
        about = patient.id if patient else None
        made = a_child(MessageThread, self.amara, **{"patient_id": about, **facts})
        messages = [
            a_child(Message, self.amara, patient_id=about, thread_id=made.id, text=one)
            for one in texts
        ]
        self.pull(made, *(replace(one, sender_id=KIM) for one in messages))
        return made

    def pull(self, *records: Record) -> None:
        self.desk.pull(*records)

    def kim_says(self, thread: MessageThread, text: str) -> None:
        """A colleague's answer, written elsewhere."""
        context = a_context(user_id=KIM, role=Role.CLINICIAN)
        begin = self.desk.store.unit_of_work
        self.desk.worker.submit(
            lambda: correspondence.reply(
                begin,
                context,
                None,
                thread_id=thread.id,
                patient_id=thread.patient_id,
                said=Said(text=text),
            )
        ).result()

    def lines(self) -> list[str]:
        model = self.panel.list.model
        return [str(model.index(row, 0).data()) for row in range(model.rowCount())]

    async def lists(self, *subjects: str) -> None:
        def holds() -> bool:
            lines = self.lines()
            return len(lines) == len(subjects) and all(
                word in line for word, line in zip(subjects, lines, strict=True)
            )

        await until(holds, what=f"conversations {subjects}")

    async def opens(self, row: int = 0) -> None:
        """Choose a line, and wait until its conversation stands there."""
        key = self.panel.list.model.ids[row]
        self.panel.list.view.setCurrentIndex(self.panel.list.model.index(row, 0))
        view = self.panel.conversation
        await until(lambda: view.found and view.found.thread.id == key, what="the conversation")

    def texts(self) -> list[str]:
        return [one.one.message.text for one in self.panel.conversation.messages.bubbles]

    def part(self, name: str, kind: type[QWidget] = QWidget) -> Any:
        found = self.panel.findChild(kind, name)
        assert found is not None, name
        return found

    def shown(self, name: str) -> str:
        return str(self.part(name, QLabel).text())

    def click(self, name: str) -> None:
        self.qtbot.mouseClick(self.part(name, Button), Qt.MouseButton.LeftButton)

    def type_reply(self, text: str) -> QPlainTextEdit:
        box = self.panel.conversation.reply.box.text
        box.setFocus()
        QTest.keyClicks(box, text)
        return box

    async def settled(self) -> None:
        await self.panel._tasks.settled()

    def all(self, kind: type[Any]) -> list[Any]:
        return self.desk.all(kind)


@pytest.fixture
async def screen(desk: ScreenDesk, qtbot: QtBot, tmp_path: Path) -> MessagesScreen:
    amara = a_patient(mrn="P-AMARA")
    daniel = a_patient(
        family_name="Lindqvist", given_names="Daniel", mrn="P-DANIEL", birth_date="2007-09-12"
    )
    kim = a_user(id=KIM, username="kim", display_name="Kim O.", role=Role.CLINICIAN)
    desk.pull(a_clinic(), a_user(), kim, amara, daniel)
    files = LocalFileStore(tmp_path / "files", FileCipher(), most_bytes=1 << 20)
    desk.data_sync.messages._files = files
    tasks = TaskRunner()
    panel = MessagesPanel(desk.data_sync, tasks)
    qtbot.addWidget(panel)
    screen = MessagesScreen(desk, panel, qtbot, amara, daniel, files)
    panel.said.connect(screen.said.append)
    tasks.failed.connect(lambda error: screen.said.append(type(error).__name__))
    desk.at_end += [panel.stop, tasks.stop]
    panel.resize(1200, 760)
    panel.show()
    panel.opened()
    await until(lambda: panel.list.query.value is not None or panel.list._failure, what="the list")
    return screen
