"""The rail of the assistant is as wide as its longest word."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.ui.first_run.steps import Steps
from app.ui.theme.fonts import text_font
from app.ui.theme.sizes import px
from app.ui.theme.tokens import RAIL_WIDTH, TEXT_BODY

pytestmark = pytest.mark.row("F7")

LONG = "Wiederherstellungscodeblatt"


@pytest.fixture
def steps(qtbot: QtBot) -> Steps:
    made = Steps()
    qtbot.addWidget(made)
    made.resize(made.width(), 600)
    made.show()
    return made


@pytest.mark.parametrize("now", [0, 1])
def test_no_word_of_a_step_is_broken(steps: Steps, now: int) -> None:
    steps.show_steps((LONG, "Bereit"), now)
    words = next(one for one in steps.findChildren(QLabel) if one.text() == LONG)
    steps.layout().activate()
    words.parentWidget().layout().activate()
    assert words.width() >= QFontMetrics(text_font(TEXT_BODY, 600)).horizontalAdvance(LONG)


def test_short_words_leave_it_as_wide_as_the_rail_of_the_window(steps: Steps) -> None:
    steps.show_steps(("Start", "Clinic and you", "Ready"), 0)
    assert steps.width() == px(RAIL_WIDTH)
