"""The next window is where the last one was: size, panel, what each panel was about."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QSplitter
from pytestqt.qtbot import QtBot

from app.services import preferences as service
from app.ui.frame.window_memory import GEOMETRY, PANEL, PLACES
from app.ui.main_window import MainWindow
from app.ui.panel_registry import APPOINTMENTS, PATIENTS, SETTINGS
from tests.factories import a_patient
from tests.ui.conftest import ScreenDesk, until

pytestmark = pytest.mark.row("F7")


async def open_window(desk: ScreenDesk, qtbot: QtBot) -> MainWindow:
    """As the session does it."""
    await desk.data_sync.preferences.load()
    made = MainWindow(desk.data_sync)
    qtbot.addWidget(made)
    desk.at_end += [lambda: [panel.stop() for panel in made.panels], made.tasks.stop]
    made.memory.restore_window()
    made.memory.restore_places()
    made.open_panel(made.memory.panel or APPOINTMENTS)
    made.show()
    await made.tasks.settled()
    return made


def keep(desk: ScreenDesk, **changes: object) -> None:
    begin, context = desk.store.unit_of_work, desk.data_sync.access.context
    desk.worker.submit(lambda: service.keep(begin, context, changes=changes)).result()


async def test_size_panel_and_patient_are_there_again(desk: ScreenDesk, qtbot: QtBot) -> None:
    patient = a_patient()
    desk.pull(patient)
    window = await open_window(desk, qtbot)
    window.resize(840, 700)
    window.show_patient(patient.id)
    await until(lambda: window.patients.place() == patient.id)
    await window.keep_drafts()
    window.hide()
    again = await open_window(desk, qtbot)
    assert (again.width(), again.height()) == (840, 700)
    assert again.position == PATIENTS
    await until(again.patients.side.isVisible, what="the chart of before")
    assert again.patients.place() == patient.id


async def test_the_page_of_the_settings_stays_chosen(desk: ScreenDesk, qtbot: QtBot) -> None:
    window = await open_window(desk, qtbot)
    window.open_panel(SETTINGS)
    window.settings.show_page("clinic")
    await window.keep_drafts()
    window.hide()
    again = await open_window(desk, qtbot)
    assert again.position == SETTINGS
    assert again.settings.name == "clinic"


@pytest.mark.parametrize(
    "garbage",
    [
        {GEOMETRY: "not base64 ☺", PANEL: "stables", PLACES: {"patients": 7, "stables": "x"}},
        {GEOMETRY: "AAAA", PANEL: 3, PLACES: ["patients"]},
        {GEOMETRY: {"x": 1}, PANEL: "", PLACES: {"patients": "nobody", "messages": "no id"}},
    ],
)
async def test_what_another_version_left_opens_an_ordinary_window(
    desk: ScreenDesk, qtbot: QtBot, garbage: dict[str, object]
) -> None:
    keep(desk, **garbage)
    window = await open_window(desk, qtbot)
    assert window.position == APPOINTMENTS
    assert window.width() >= 840
    window.open_panel(PATIENTS)
    await window.tasks.settled()
    assert window.isVisible()


async def test_a_window_of_a_larger_screen_fits_the_one_there_is(
    desk: ScreenDesk, qtbot: QtBot
) -> None:
    window = await open_window(desk, qtbot)
    room = window.screen().availableGeometry()
    window.setGeometry(room.right() + 400, room.bottom() + 300, 1100, 700)
    await window.keep_drafts()
    window.hide()
    again = await open_window(desk, qtbot)
    assert room.intersects(again.frameGeometry())
    assert again.width() <= max(room.width(), again.minimumWidth())


async def test_a_divided_page_stays_divided_as_it_was(desk: ScreenDesk, qtbot: QtBot) -> None:
    window = await open_window(desk, qtbot)
    window.resize(1400, 800)
    window.show_conflicts()
    split = window.findChild(QSplitter, "conflicts_split")
    before = split.sizes()
    split.moveSplitter(before[0] + 120, 1)
    now = split.sizes()
    assert now != before
    await window.keep_drafts()
    window.hide()
    again = await open_window(desk, qtbot)
    again.resize(1400, 800)
    again.show_conflicts()
    kept = again.findChild(QSplitter, "conflicts_split").sizes()
    assert abs(kept[0] - now[0]) <= 2
