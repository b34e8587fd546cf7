"""Commands: named once, found by menus, palette and key sheet."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from app.ui.commands import Section, command, commands_of, icon_of, keys_of, section_of, words_of
from app.ui.frame.actions import Actions
from app.ui.panel import Panel

pytestmark = pytest.mark.row("F7")


@pytest.fixture
def panel(qtbot: QtBot) -> Panel:
    made = Panel(name="some_panel")
    qtbot.addWidget(made)
    return made


def test_command_of_a_panel_is_found_with_its_name_keys_and_icon(panel: Panel) -> None:
    made = command(panel, "archive", "Archive && close…", print, keys=["Ctrl+E"], icon="folder")
    assert commands_of(panel) == [made]
    assert (words_of(made), keys_of(made), icon_of(made)) == (
        "Archive & close",
        ("Ctrl+E",),
        "folder",
    )
    assert section_of(made) is Section.HERE


def test_action_that_is_no_command_is_not_listed(panel: Panel) -> None:
    QAction("Copy", panel)
    assert commands_of(panel) == []


def test_command_that_the_role_may_not_use_says_why(panel: Panel) -> None:
    made = command(panel, "archive", "Archive", print, why="Only a manager archives.")
    assert not made.isEnabled()
    assert made.toolTip() == "Only a manager archives."


def test_keys_of_a_panel_work_in_it_and_nowhere_else(qtbot: QtBot) -> None:
    window, panel = QWidget(), Panel(name="some_panel")
    fired: list[int] = []
    qtbot.addWidget(window)
    panel.setParent(window)
    panel.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    beside = QWidget(window)
    beside.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    command(panel, "mark", "Mark", lambda: fired.append(1), keys=["Ctrl+E"])
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    for place in (beside, panel):
        place.setFocus()
        QTest.keyClick(place, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert fired == [1]


def test_menu_has_each_command_of_the_window_once_and_none_of_the_panel(panel: Panel) -> None:
    actions = Actions(panel, lambda: panel)
    actions.add("go", "Go", print, section=Section.GO)
    actions.add("quit", "Quit", print, section=Section.FILE)
    command(panel, "mark", "Mark", print)
    menu = QMenu(panel)
    actions.fill(menu)
    assert [one.text() for one in menu.actions() if not one.isSeparator()] == ["Go", "Quit"]


def test_keys_of_another_menu_work_while_it_is_closed(qtbot: QtBot, panel: Panel) -> None:
    fired: list[int] = []
    actions = Actions(panel, lambda: panel)
    theirs = QAction("Lock", QMenu(panel))
    theirs.setShortcut("Ctrl+L")
    theirs.triggered.connect(lambda: fired.append(1))
    actions.adopt([theirs], Section.USER)
    with qtbot.waitActive(panel):
        panel.show()
        panel.activateWindow()
    QTest.keyClick(panel, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert fired == [1]
    assert actions.everywhere() == (theirs,)
