"""A desk whose audit trail does not fit says so on top, and saves nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from app.domain.errors import AuditTrailBroken
from app.live.data_sync import DataSync
from app.ui.error_presenter import words_for
from app.ui.frame.read_only_banner import ReadOnlyBanner
from app.ui.main_window import MainWindow
from app.ui.widgets.surfaces import Notice
from tests.factories import a_patient
from tests.ui.conftest import ScreenDesk, a_while, until

pytestmark = pytest.mark.row("F2")


async def test_frozen_desk_shows_its_patients_and_saves_nothing(
    desk: ScreenDesk, qtbot: QtBot
) -> None:
    desk.pull(a_patient(family_name="Okafor"))
    desk.store.freeze()
    data_sync = DataSync(replace(desk.data_sync._parts, is_read_only=True))
    window = MainWindow(data_sync)
    qtbot.addWidget(window)
    desk.at_end += [lambda: [panel.stop() for panel in window.panels], window.tasks.stop]
    window.show()
    window.open_panel("patients")
    await until(lambda: window.patients.list.model.rowCount() == 1)
    banner = window.findChild(ReadOnlyBanner)
    assert banner is not None
    assert banner.isVisible()
    window.patients.start_new()
    form = window.patients.form
    name = form.fields.fields["family_name"].control
    name.setText("Weiß")
    name.textEdited.emit("Weiß")
    await a_while(0.02)
    form.save()
    problem = form.findChild(Notice, "form_problem")
    await until(lambda: problem.text() == words_for(AuditTrailBroken()))
    assert name.text() == "Weiß"
    data_sync.close()


async def test_ordinary_desk_has_no_such_banner(desk: ScreenDesk, qtbot: QtBot) -> None:
    window = MainWindow(desk.data_sync)
    qtbot.addWidget(window)
    desk.at_end += [lambda: [panel.stop() for panel in window.panels], window.tasks.stop]
    assert window.findChild(ReadOnlyBanner) is None
