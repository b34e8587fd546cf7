"""A button that asks once more in its own place."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui.widgets.sure_button import SureButton


@pytest.fixture
def button(qtbot: QtBot) -> Iterator[SureButton]:
    page = QWidget()
    column = QVBoxLayout(page)
    made = SureButton("Discard", name="discard", question="Discard for good?")
    column.addWidget(made)
    column.addWidget(QLineEdit())
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    yield made
    page.close()


def test_the_second_press_confirms(button: SureButton, qtbot: QtBot) -> None:
    said: list[bool] = []
    button.confirmed.connect(lambda: said.append(True))
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert (said, button.text()) == ([], "Discard for good?")
    assert button.accessibleName() == "Discard for good?"
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert (said, button.text()) == ([True], "Discard")


def test_going_elsewhere_takes_the_question_away(button: SureButton, qtbot: QtBot) -> None:
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    other = button.parentWidget().findChild(QLineEdit)
    assert isinstance(other, QLineEdit)
    other.setFocus()
    QApplication.processEvents()
    assert button.text() == "Discard"


def test_the_question_ends_by_itself(button: SureButton, qtbot: QtBot) -> None:
    button._timer.setInterval(10)
    button.click()
    qtbot.waitUntil(lambda: button.text() == "Discard")
