"""A message stays inside the window, however long it is and however small the window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.ui.widgets.button import Button, Look
from app.ui.widgets.toast import UNDO_MS, Toast


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1000, 600)
    made.show()
    return made


@pytest.mark.parametrize(
    "text",
    ["Saved.", "W" * 200 + " moved to 10:30", "word " * 2000, "One line.\nAnother line."],
)
def test_a_message_stays_inside_the_window(window: QWidget, text: str) -> None:
    toast = Toast(window)
    toast.say(text)
    for width in (1000, 700):
        window.resize(width, 600)
        assert toast.x() >= 24
        assert toast.geometry().right() <= width - 24
        assert toast.y() >= 0
    assert toast.accessibleName() == text


def test_a_short_message_stands_on_one_line_as_wide_as_it_needs(window: QWidget) -> None:
    toast = Toast(window)
    toast.say("Saved.")
    short = toast.size()
    toast.say("Saved, and told to everybody who looks at this patient now.")
    assert toast.height() == short.height()
    assert toast.width() > short.width()


def test_undo_stands_beside_the_words_and_is_wished_once(window: QWidget, qtbot: QtBot) -> None:
    toast, wished = Toast(window), []
    toast.say("Visit moved.", undo=lambda: wished.append(1))
    assert toast.button.isVisible()
    assert toast.geometry().right() <= 976
    qtbot.mouseClick(toast.button, Qt.MouseButton.LeftButton)
    assert (wished, toast.isVisible()) == ([1], False)
    toast.say("Saved.")
    assert not toast.button.isVisible()


def test_toast_waits_while_the_mouse_or_the_keyboard_is_on_it(window: QWidget) -> None:
    toast = Toast(window)
    toast.say("Visit moved.", undo=lambda: None)
    assert toast._timer.interval() == UNDO_MS
    QApplication.sendEvent(toast.button, QFocusEvent(QEvent.Type.FocusIn))
    assert not toast._timer.isActive()
    QApplication.sendEvent(toast.button, QFocusEvent(QEvent.Type.FocusOut))
    assert toast._timer.isActive()


def overlap(toast: Toast, part: QWidget) -> bool:
    return toast.geometry().intersects(part.geometry())


def test_toast_stands_above_what_is_used_at_the_foot(window: QWidget) -> None:
    save = Button("Save", name="save", look=Look.PRIMARY, parent=window)
    save.setGeometry(430, 540, 120, 34)
    save.show()
    toast = Toast(window, lambda: [save])
    toast.say("Saved.", undo=lambda: None)
    assert not overlap(toast, save)
    save.move(430, 40)  # far from the foot it is in nobody's way
    toast.say("Saved.")
    assert toast.geometry().bottom() == 600 - 24 - 1
    save.setGeometry(0, 0, 1000, 600)  # no place is free: the usual one
    toast.say("Saved.")
    assert toast.geometry().bottom() == 600 - 24 - 1


def test_toast_gives_way_to_what_comes_under_it(window: QWidget, qtbot: QtBot) -> None:
    parts: list[QWidget] = []
    toast = Toast(window, lambda: parts)
    toast.say("Saved.")
    send = Button("Send", name="send", look=Look.PRIMARY, parent=window)
    send.setGeometry(430, 540, 120, 34)
    send.show()
    parts.append(send)
    qtbot.waitUntil(lambda: not overlap(toast, send), timeout=30_000)
