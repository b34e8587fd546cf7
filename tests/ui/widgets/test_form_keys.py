"""The keys of a form: Esc, Enter in a line, Enter on a button, and all others."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui.widgets.form_keys import heard_by_form


class Form(QWidget):
    """A line, a button, and what was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.line, self.button = QLineEdit(), QPushButton("Find")
        self.button.clicked.connect(lambda: self.asked.append("button"))
        column = QVBoxLayout(self)
        column.addWidget(self.line)
        column.addWidget(self.button)

    def hears(self, key: Qt.Key) -> bool:
        """Whether a key that came to the form was one of its own."""
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier)
        leave, save = (lambda: self.asked.append("leave")), (lambda: self.asked.append("save"))
        return heard_by_form(event, leave=leave, save=save)


@pytest.fixture
def form(qtbot: QtBot) -> Form:
    made = Form()
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
    made.line.setFocus()
    return made


@pytest.mark.parametrize(
    ("key", "asked"),
    [
        (Qt.Key.Key_Escape, "leave"),
        (Qt.Key.Key_Return, "save"),
        (Qt.Key.Key_Enter, "save"),
    ],
)
def test_escape_leaves_and_enter_in_a_line_saves(form: Form, key: Qt.Key, asked: str) -> None:
    assert form.hears(key)
    assert form.asked == [asked]


def test_enter_on_a_button_presses_it_and_saves_nothing(form: Form) -> None:
    form.button.setFocus()
    assert form.hears(Qt.Key.Key_Return)
    assert form.asked == ["button"]


def test_other_keys_are_left_to_the_form(form: Form) -> None:
    assert not form.hears(Qt.Key.Key_F3)
    assert form.asked == []
