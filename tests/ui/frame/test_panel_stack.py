"""Panels are made when somebody opens them, while the window stands there and has the keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.domain.message import Message, MessageThread
from app.domain.staff import Role
from app.ui.main_window import MainWindow
from app.ui.panel_registry import APPOINTMENTS, DOCUMENTS, MESSAGES, PANELS, PATIENTS
from app.ui.widgets.button import Button
from tests.factories import a_child, a_patient
from tests.ui.conftest import ScreenDesk, in_role, until

pytestmark = pytest.mark.row("F7")


class WindowsShown(QObject):
    """Listens to the program: the names of the windows that came up."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's own name
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.names.append(f"{type(watched).__name__} {watched.objectName()}")
        return False


@pytest.fixture
async def window(desk: ScreenDesk, qtbot: QtBot) -> MainWindow:
    made = MainWindow(desk.data_sync)
    qtbot.addWidget(made)
    desk.at_end += [lambda: [panel.stop() for panel in made.panels], made.tasks.stop]
    made.show()
    await until(made.isActiveWindow)
    return made


async def test_window_begins_with_the_first_panel_and_counts_what_waits_in_others(
    window: MainWindow, desk: ScreenDesk
) -> None:
    assert [window.panels.name_of(panel) for panel in window.panels] == [APPOINTMENTS]
    badge = window.rail.findChild(Button, f"rail_{MESSAGES}")
    assert badge is not None
    await until(lambda: not window.tasks.is_busy)
    assert badge.badge == ""
    who = a_patient()
    thread = a_child(MessageThread, who)
    desk.pull(who, thread, a_child(Message, who, thread_id=thread.id, direction="incoming"))
    await until(lambda: badge.badge == "1")
    window.open_panel(MESSAGES)  # from now on the panel says it
    other = a_child(MessageThread, who)
    desk.pull(other, a_child(Message, who, thread_id=other.id, direction="incoming"))
    await until(lambda: badge.badge == "2")


@pytest.mark.parametrize(
    "role", [pytest.param(role, marks=in_role(role)) for role in Role], ids=[*map(str, Role)]
)
async def test_no_part_of_a_panel_comes_up_as_a_window_while_the_panel_is_made(
    window: MainWindow, qapp: QApplication, role: Role
) -> None:
    shown = WindowsShown()
    qapp.installEventFilter(shown)
    for entry in PANELS:
        made = window.panels[entry.name]
        assert made.isWindow() is False, role
    qapp.removeEventFilter(shown)
    assert shown.names == []
    assert window.isActiveWindow()


async def test_panel_that_nobody_opened_yet_keeps_its_place_for_the_next_time(
    window: MainWindow,
) -> None:
    window.panels.go_back_to(DOCUMENTS, "0190")
    assert window.panels.places() == {DOCUMENTS: "0190"}
    assert all(window.panels.name_of(panel) != DOCUMENTS for panel in window.panels)


async def test_asking_for_a_panel_by_its_name_makes_it_once(window: MainWindow) -> None:
    assert window.patients is window.panels[PATIENTS]
    assert window.patients is window.patients
    assert not hasattr(window, "pharmacy")
