"""The focus ring is for the keyboard; controls have names for the screen reader."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from pytestqt.qtbot import QtBot

from app.ui.theme.fonts import text_font
from app.ui.theme.tokens import TEXT_LABEL
from app.ui.widgets.button import Button, Look


def test_the_ring_shows_after_tab_and_not_after_a_click(qtbot: QtBot) -> None:
    button = Button("Save", name="save", icon="check")
    qtbot.addWidget(button)
    with qtbot.waitActive(button):
        button.show()
        button.activateWindow()
    button.clearFocus()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    assert button.shows_ring
    button.clearFocus()
    button.setFocus(Qt.FocusReason.MouseFocusReason)
    assert not button.shows_ring


def test_an_icon_button_is_named_and_never_narrower_than_its_words(qtbot: QtBot) -> None:
    lone = Button("", name="theme", icon="sun", accessible="Light colours")
    worded = Button("Export the whole list", name="export", icon="plus")
    qtbot.addWidget(lone)
    qtbot.addWidget(worded)
    assert lone.accessibleName() == "Light colours"
    words = worded.fontMetrics().horizontalAdvance(worded.text())
    assert worded.minimumSizeHint().width() > words


def test_a_chosen_button_keeps_its_width_and_shows_all_its_words(qtbot: QtBot) -> None:
    chip = Button("Everybody of today", name="today", look=Look.CHIP)
    qtbot.addWidget(chip)
    before = chip.sizeHint()
    chip.setChecked(True)
    assert chip.sizeHint() == before
    heavy = QFontMetrics(text_font(TEXT_LABEL, 600)).horizontalAdvance(chip.text())
    assert before.width() > heavy
