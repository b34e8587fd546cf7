"""The sheet of keys is made from the commands, and reached by F1 and by the question mark."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.ui.commands import keys_of, words_of
from app.ui.frame.key_sheet import KeySheet
from app.ui.main_window import MainWindow
from app.ui.panel_registry import APPOINTMENTS, PATIENTS
from tests.ui.conftest import ScreenDesk, until

pytestmark = pytest.mark.row("F7")


@pytest.fixture
async def window(desk: ScreenDesk, qtbot: QtBot) -> MainWindow:
    made = MainWindow(desk.data_sync)
    qtbot.addWidget(made)
    desk.at_end += [lambda: [panel.stop() for panel in made.panels], made.tasks.stop]
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


async def test_sheet_has_every_key_of_the_panel_in_front_and_of_the_window(
    window: MainWindow,
) -> None:
    window.open_panel(APPOINTMENTS)
    sheet = window.open_key_sheet()
    shown = sheet.rows()
    known = [*window.commands.here(), *window.commands.everywhere()]
    assert shown == {words_of(one): " / ".join(keys_of(one)) for one in known if keys_of(one)}
    assert shown["Arrived"] == "A"
    assert "Ctrl+K" in shown["Search"]
    sheet.close()


async def test_keys_of_another_panel_are_not_on_it(window: MainWindow) -> None:
    window.open_panel(PATIENTS)
    sheet = window.open_key_sheet()
    assert "Arrived" not in sheet.rows()
    assert sheet.rows()["Edit patient"] == "F2"
    sheet.close()


@pytest.mark.parametrize("key", [Qt.Key.Key_F1, Qt.Key.Key_Question])
async def test_sheet_opens_by_key_and_escape_closes_it(window: MainWindow, key: Qt.Key) -> None:
    window.open_panel(APPOINTMENTS)
    window.appointments.views.take_focus()
    QTest.keyClick(window, key)
    (sheet,) = window.findChildren(KeySheet)
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    await until(lambda: not sheet.isVisible())


async def test_question_mark_typed_into_a_field_is_a_question_mark(window: MainWindow) -> None:
    window.search.setFocus()
    QTest.keyClicks(window.search, "?")
    assert window.search.text() == "?"
    assert window.findChildren(KeySheet) == []
