"""A task for a colleague at the other desk: sent with a file, answered, read; at a real server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.bootstrap.desktop import make_data_sync
from app.bootstrap.headless import Desk
from app.domain.conversations import Box
from app.domain.message import Message, MessageThread
from app.domain.patient import Patient
from app.live.data_sync import DataSync
from app.server.object_store import FilesAt
from app.services.documents import Whereabouts
from app.ui.panels.messages.panel import MessagesPanel
from app.ui.task_runner import TaskRunner
from tests.factories import a_patient
from tests.flows.test_documents_travel import Desks, desks, pdf, server
from tests.server_fixtures import RunningServer, databases, postgres
from tests.ui.conftest import until

__all__ = ["databases", "desks", "postgres", "server"]
pytestmark = pytest.mark.row("E1", "F1", "F4")
CONTROL = Qt.KeyboardModifier.ControlModifier


class Place:
    """One desk's Messages panel, at its own home and database."""

    def __init__(self, desks: Desks, desk: Desk) -> None:
        self.desk = desk
        self.runner = next(runner for one, runner in desks.open if one is desk)
        self.data_sync: DataSync = make_data_sync(desk, self.runner)
        self.tasks = TaskRunner()
        self.failures: list[str] = []
        self.tasks.failed.connect(lambda error: self.failures.append(type(error).__name__))
        self.panel = MessagesPanel(self.data_sync, self.tasks)
        self.panel.resize(1200, 760)
        self.panel.show()
        self.panel.opened()

    @property
    def line(self) -> str:
        model = self.panel.list.model
        return str(model.index(0, 0).data()) if model.rowCount() else ""

    @property
    def texts(self) -> list[str]:
        return [one.one.message.text for one in self.panel.conversation.messages.bubbles]

    async def comes(self, holds: Any, what: str) -> None:
        """Ask the server until something holds here."""

        def asked() -> bool:
            self.runner.sync_now()
            return bool(holds())

        await until(asked, what=what)

    async def close(self) -> None:
        self.panel.stop()
        self.tasks.stop()
        self.panel.close()
        self.panel.deleteLater()
        self.data_sync.close()
        await asyncio.sleep(0.01)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def files_at(tmp_path: Path) -> FilesAt:
    """The server keeps the letters in a folder."""
    return FilesAt(place=str(tmp_path / "server-files"))


@pytest.fixture
async def places(
    server: RunningServer, desks: Desks, qapp: QApplication
) -> AsyncIterator[tuple[Place, Place, Patient]]:
    a, b = await desks.begin(server)
    patient = a_patient(mrn="P-AMARA")

    def add() -> None:
        with a.store.unit_of_work(a.context) as uow:
            uow.add(patient)

    await a.worker.write(add)
    await desks.settled(a)
    both = Place(desks, a), Place(desks, b)
    yield (*both, patient)
    for place in both:
        await place.close()


async def test_task_with_a_file_is_answered_and_read(
    places: tuple[Place, Place, Patient], tmp_path: Path
) -> None:
    sara, jonas, patient = places
    letter = tmp_path / "refill.pdf"
    letter.write_bytes(pdf(3000))
    await jonas.comes(lambda: knows(jonas, patient), "the patient")
    await send_task(sara, letter, for_id=jonas.data_sync.access.context.user_id)
    await jonas.comes(lambda: "Call back about refill" in jonas.line, "the task")
    assert "1 unread" in jonas.line
    assert "High" in jonas.line
    await answer(jonas, "She has her tablets")
    await sara.comes(lambda: sara.panel.count.text() == "1 unread", "the answer")
    open_first(sara)
    await until(lambda: sara.texts[-1:] == ["She has her tablets"])
    await until(lambda: sara.panel.count.text() == "All read", what="read")
    sara.panel.filters.show_box(Box.SENT)
    await until(lambda: "Call back about refill" in sara.line)
    await hands_out(jonas, tmp_path / "copy.pdf")
    assert (tmp_path / "copy.pdf").read_bytes() == pdf(3000)
    assert (sara.failures, jonas.failures) == ([], [])


def knows(place: Place, patient: Patient) -> bool:
    with place.desk.store.reader() as reader:
        return reader.records(Patient).get(patient.id) is not None


async def send_task(place: Place, letter: Path, *, for_id: str) -> None:
    panel = place.panel
    panel.start_new()
    compose = panel.compose
    await place.tasks.settled()
    QTest.keyClicks(compose.whom.picker.field, "P-AMARA")
    QTest.keyClick(compose.whom.picker.field, Qt.Key.Key_Return)
    await until(lambda: compose.whom.patient_id)
    await until(lambda: compose.assignee.findData(for_id) > 0, what="the colleague")
    compose.assignee.setCurrentIndex(compose.assignee.findData(for_id))
    compose.priority.setCurrentIndex(compose.priority.findData("high"))
    compose.subject.set_value("Call back about refill")
    compose.box._on_files([str(letter)])
    await until(lambda: compose.box.files.files)
    compose.box.text.setFocus()
    QTest.keyClicks(compose.box.text, "Three tablets left")
    QTest.keyClick(compose.box.text, Qt.Key.Key_Return, CONTROL)
    await until(lambda: place.texts == ["Three tablets left"], what="sent")


def open_first(place: Place) -> None:
    place.panel.list.view.setCurrentIndex(place.panel.list.model.index(0, 0))


async def answer(place: Place, text: str) -> None:
    open_first(place)
    await until(lambda: place.texts, what="the conversation")
    box = place.panel.conversation.reply.box.text
    await until(lambda: not box.isReadOnly())
    box.setFocus()
    QTest.keyClicks(box, text)
    QTest.keyClick(box, Qt.Key.Key_Return, CONTROL)
    await until(lambda: place.texts[-1:] == [text], what="answered")


async def hands_out(place: Place, out: Path) -> None:
    """Save a copy of the attached file, which is fetched from the server."""
    (bubble, *_) = place.panel.conversation.messages.bubbles
    (filed,) = bubble.one.files
    assert filed.whereabouts is Whereabouts.ELSEWHERE
    place.panel.conversation.write_copy(filed.document.id, str(out))
    await until(lambda: out.exists() and not place.tasks.is_busy, what="a copy")
    with place.desk.store.reader() as reader:
        assert {one.priority for one in reader.records(MessageThread).values()} == {"high"}
        assert len(list(reader.records(Message).values())) == 2
