"""A message stays inside the window, however long it is and however small the window."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.ui.widgets.toast import Toast


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
