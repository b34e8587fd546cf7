"""The line and the switch that say why something is not offered."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui.permitted import WhyLine, permit
from app.ui.theme.tokens import DARK, LIGHT, Colours
from app.ui.widgets.button import Button


def test_a_refused_button_says_why_and_gets_its_own_words_back(qtbot: QtBot) -> None:
    button = Button("Book", name="book")
    qtbot.addWidget(button)
    button.setToolTip("Book (B)")
    permit(button, "Not you.")
    assert (button.isEnabled(), button.toolTip()) == (False, "Not you.")
    assert button.accessibleDescription() == "Not you."
    permit(button, "")
    assert (button.isEnabled(), button.toolTip()) == (True, "Book (B)")
    assert button.accessibleDescription() == ""


def test_a_refused_action_says_why(qapp: QApplication) -> None:
    action = QAction("Book")
    permit(action, "Not you.")
    assert (action.isEnabled(), action.toolTip()) == (False, "Not you.")


@pytest.fixture
def line(qtbot: QtBot) -> Iterator[WhyLine]:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    made = WhyLine(name="why")
    column.addWidget(made)
    window.resize(260, 200)
    window.show()
    yield made
    window.close()


def test_the_line_is_there_only_while_it_has_something_to_say(line: WhyLine) -> None:
    assert line.isHidden()
    line.say("Not you.")
    assert line.isVisible()
    line.say("")
    assert line.isHidden()


def test_keyboard_and_screen_reader_reach_the_line(line: WhyLine) -> None:
    line.say("Not you.")
    assert line.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert line.accessibleName() == "Not you."


def test_the_way_out_is_offered_only_where_it_helps(line: WhyLine, qtbot: QtBot) -> None:
    button = line.findChild(Button, "why_reason")
    line.say("Not you.")
    assert not button.isVisible()
    line.say("Not you, unless.", can_state_reason=True)
    with qtbot.waitSignal(line.reason_wished):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_long_words_are_not_cut_in_a_narrow_place(line: WhyLine) -> None:
    line.say("Not shown without a stated reason: " + "conditions, " * 9, can_state_reason=True)
    QApplication.processEvents()
    text = line.findChild(QLabel, "why_text")
    assert text.height() >= text.heightForWidth(text.width())
    assert text.geometry().bottom() < line.findChild(Button, "why_reason").geometry().top()


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground"), [("text2", "bg"), ("text2", "surface"), ("text", "surface2")]
)
def test_lines_and_locked_fields_can_be_read(colours: Colours, text: str, ground: str) -> None:
    """WCAG 2.2, 1.4.3: 4.5 to 1, also for what is locked."""
    light, dark = sorted(
        (_luminance(getattr(colours, name)) for name in (text, ground)), reverse=True
    )
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def _luminance(value: str) -> float:
    colour = QColor(value)
    parts = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    )
    return sum(part * weight for part, weight in zip(parts, (0.2126, 0.7152, 0.0722), strict=True))
