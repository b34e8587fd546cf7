"""Leaving the import dialog while it works: the run stops, its report is read, nothing breaks."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.domain.patient import Patient
from app.domain.query import Query
from app.ui.frame.import_dialog import ImportDialog
from app.ui.task_runner import TaskRunner
from app.ui.widgets.surfaces import Notice
from tests.ui.conftest import ScreenDesk, a_while, until

PATIENTS = 300


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("bundles")
    lines = (
        json.dumps(
            {
                "resourceType": "Patient",
                "id": f"x{number}",
                "name": [{"family": f"Imported{number}", "given": ["Ada"]}],
                "birthDate": "1980-01-01",
            }
        )
        for number in range(PATIENTS)
    )
    (made / "patients.ndjson").write_text("\n".join(lines))
    return made


@pytest.fixture
async def tasks(desk: ScreenDesk) -> TaskRunner:
    made = TaskRunner()
    desk.at_end.append(made.stop)
    return made


@pytest.fixture
async def dialog(
    desk: ScreenDesk, tasks: TaskRunner, folder: Path, qtbot: QtBot
) -> AsyncIterator[ImportDialog]:
    """An import that is writing patients."""
    window = QWidget()
    qtbot.addWidget(window)
    made = ImportDialog(desk.data_sync, tasks, window)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    window.show()
    made.open()
    made.start([folder])
    await until(lambda: written(desk) > 0, what="writing")
    yield made
    await tasks.settled()


def written(desk: ScreenDesk) -> int:
    with desk.store.reader() as reader:
        return reader.records(Patient).count(Query(Patient))


@pytest.mark.parametrize("leave", ["escape", "close", "done"])
async def test_leaving_stops_the_run_and_shows_its_report_first(
    dialog: ImportDialog, tasks: TaskRunner, desk: ScreenDesk, leave: str
) -> None:
    reports: list[object] = []
    dialog.imported.connect(reports.append)
    if leave == "escape":
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
    elif leave == "close":
        dialog.close()
    else:
        dialog.accept()
    assert dialog.isVisible()
    await until(lambda: reports)
    kept = written(desk)
    assert 0 < kept < PATIENTS
    outcome = dialog.findChild(Notice, "import_outcome")
    assert "Stopped" in outcome.text()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    await a_while(0.05)
    assert written(desk) == kept


async def test_a_dialog_deleted_with_its_window_stops_the_run_without_a_word(
    dialog: ImportDialog, tasks: TaskRunner, desk: ScreenDesk
) -> None:
    problems: list[object] = []
    tasks.failed.connect(problems.append)
    asyncio.get_running_loop().set_exception_handler(lambda _loop, told: problems.append(told))
    dialog.deleteLater()
    QCoreApplication.sendPostedEvents(dialog, QEvent.Type.DeferredDelete)
    await tasks.settled()
    await a_while(0.05)
    assert written(desk) < PATIENTS
    assert problems == []
