"""The Documents panel on a desk with two patients, real files on the disk and real PDFs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage, QPainter, QPdfWriter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.domain.declare import Record
from app.domain.patient import Patient
from app.domain.treatment import Document
from app.security.blob_cipher import FileCipher
from app.services import documents
from app.services.documents import NewDocument
from app.storage.file_store import LocalFileStore
from app.ui.panels.documents.panel import DocumentsPanel
from app.ui.task_runner import TaskRunner
from app.ui.widgets.button import Button
from tests.factories import a_clinic, a_context, a_patient, a_user
from tests.ui.conftest import ScreenDesk, until

MOST_BYTES = 1 << 20


def a_pdf(*pages: str) -> bytes:
    """A real PDF with a line on each page."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    painter = QPainter(writer)
    for at, words in enumerate(pages or ("Okafor",)):
        if at:
            writer.newPage()
        painter.drawText(1000, 1000, words)
    painter.end()
    buffer.close()
    return bytes(data.data())


def a_picture(kind: str = "PNG") -> bytes:
    """A small picture of that kind."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture = QImage(60, 40, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.darkCyan)
    picture.save(buffer, kind)
    return bytes(data.data())


@dataclass
class DocumentsScreen:
    """The panel under test."""

    desk: ScreenDesk
    panel: DocumentsPanel
    qtbot: QtBot
    amara: Patient
    daniel: Patient
    files: LocalFileStore
    place: Path
    said: list[str] = field(default_factory=list)

    def filed(self, patient: Patient, title: str, data: bytes | None = None, **facts: Any) -> Any:
        """A document that this desk filed, as the command line does."""
        content = documents.keep(self.files, [a_pdf(title) if data is None else data])
        new = NewDocument(patient_id=patient.id, title=title, **facts)
        begin = self.desk.store.unit_of_work
        return self.desk.worker.submit(
            lambda: documents.file(begin, a_context(), self.files, content=content, new=new)
        ).result()

    def on_disk(self, name: str, data: bytes) -> str:
        """A file of this computer."""
        path = self.place / name
        path.write_bytes(data)
        return str(path)

    def pull(self, *records: Record) -> None:
        self.desk.pull(*records)

    def titles(self) -> list[str]:
        model = self.panel.list.model
        rows = (model.index(row, 0).data() for row in range(model.rowCount()))
        return [str(one).split(", ")[0] for one in rows]

    async def lists(self, *titles: str) -> None:
        await until(lambda: self.titles() == list(titles), what=f"{titles}, got {self.titles()}")

    async def opens(self, row: int = 0) -> None:
        """Choose a line, and wait until its document stands there."""
        key = self.panel.list.model.ids[row]
        self.panel.list.view.setCurrentIndex(self.panel.list.model.index(row, 0))
        viewer = self.panel.viewer
        await until(lambda: viewer.document and viewer.document.id == key, what="the document")

    def part(self, name: str, kind: type[QWidget] = QWidget) -> Any:
        found = self.panel.findChild(kind, name)
        assert found is not None, name
        return found

    def shown(self, name: str) -> str:
        return str(self.part(name, QLabel).text())

    def click(self, name: str) -> None:
        self.qtbot.mouseClick(self.part(name, Button), Qt.MouseButton.LeftButton)

    async def chooses(self, patient: Patient) -> None:
        """Find the patient in the form, by keyboard."""
        form = self.panel.form
        QTest.keyClicks(form.whose.picker.field, patient.family_name)
        await until(lambda: form.whose.picker._list.count() > 0, what="matches")
        QTest.keyClick(form.whose.picker.field, Qt.Key.Key_Return)
        await until(lambda: form.whose.patient_id == patient.id, what="the patient")

    async def settled(self) -> None:
        await self.panel._tasks.settled()

    def all(self) -> list[Document]:
        return self.desk.all(Document)


@pytest.fixture
async def screen(desk: ScreenDesk, qtbot: QtBot, tmp_path: Path) -> DocumentsScreen:
    amara = a_patient(mrn="P-AMARA")
    daniel = a_patient(
        family_name="Lindqvist", given_names="Daniel", mrn="P-DANIEL", birth_date="2007-09-12"
    )
    desk.pull(a_clinic(), a_user(), amara, daniel)
    files = LocalFileStore(tmp_path / "files", FileCipher(), most_bytes=MOST_BYTES)
    desk.data_sync.documents._files = files
    tasks = TaskRunner()
    panel = DocumentsPanel(desk.data_sync, tasks)
    qtbot.addWidget(panel)
    place = tmp_path / "scans"
    place.mkdir()
    screen = DocumentsScreen(desk, panel, qtbot, amara, daniel, files, place)
    panel.said.connect(screen.said.append)
    panel.did.connect(lambda words, _step: screen.said.append(words))
    tasks.failed.connect(lambda error: screen.said.append(type(error).__name__))
    desk.at_end += [panel.stop, tasks.stop]
    panel.resize(1200, 760)
    panel.show()
    panel.opened()
    await until(lambda: panel.list.query.value is not None or panel.list._failure, what="the list")
    return screen


DAY = date(2026, 11, 20)
