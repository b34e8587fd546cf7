"""What the window says never stands over the button somebody is about to press."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.domain.message import Message, MessageThread
from app.ui.main_window import MainWindow
from app.ui.panel_registry import MESSAGES, PATIENTS
from app.ui.widgets.button import Button
from tests.factories import a_child, a_patient
from tests.ui.conftest import ScreenDesk, until

pytestmark = pytest.mark.row("E1")
LONG = "Message sent. It goes to the server when the connection is back, not before. " * 2


@pytest.fixture
async def window(desk: ScreenDesk, qtbot: QtBot) -> MainWindow:
    patient = a_patient()
    thread = a_child(MessageThread, patient, subject="Refill")
    desk.pull(patient, thread, a_child(Message, patient, thread_id=thread.id, text="Call back?"))
    made = MainWindow(desk.data_sync)
    qtbot.addWidget(made)
    desk.at_end += [lambda: [panel.stop() for panel in made.panels], made.tasks.stop]
    made.resize(840, 520)
    made.show()
    made.open_panel(MESSAGES)
    await until(lambda: made.panel.findChild(QWidget, "message_list").model().rowCount())
    return made


def say(window: MainWindow, words: str) -> None:
    window.say(words)
    window.toast._timer.stop()  # it stays, however slow the machine is


def leaves_free(window: MainWindow, name: str) -> bool:
    part = window.panel.findChild(Button, name)
    assert part is not None
    assert part.isVisible()
    place = QRect(part.mapTo(window, QPoint(0, 0)), part.size())
    return window.toast.isVisible() and not window.toast.geometry().intersects(place)


async def test_toast_leaves_the_button_that_sends_an_answer_free(window: MainWindow) -> None:
    say(window, LONG)
    window.panel.list.view.setCurrentIndex(window.panel.list.model.index(0, 0))
    await until(lambda: window.panel.conversation.found)
    await until(lambda: leaves_free(window, "reply_send"))


async def test_toast_leaves_the_button_of_a_new_message_free(window: MainWindow) -> None:
    window.panel.start_new()
    scroll = window.panel.compose.verticalScrollBar()
    await until(lambda: scroll.maximum() > 0)
    scroll.setValue(scroll.maximum())
    say(window, LONG)
    await until(lambda: leaves_free(window, "message_send"))


async def test_toast_leaves_the_button_that_saves_a_form_free(window: MainWindow) -> None:
    window.open_panel(PATIENTS)
    window.panel.start_new()
    await window.tasks.settled()
    for words in ("Patient saved", "Patient saved. " * 20):
        say(window, words)
        await until(lambda: leaves_free(window, "save_form_button"))
