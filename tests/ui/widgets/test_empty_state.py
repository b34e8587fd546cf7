"""Loading shows only when it takes a while; every state offers one way on."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.ui.widgets.empty_state import LOADING_AFTER_MS, ListStates, Sentence


def test_a_quick_read_never_shows_loading(qtbot: QtBot) -> None:
    states = ListStates(QLabel("list"), name="state")
    qtbot.addWidget(states)
    states.set_loading(True)
    qtbot.wait(50)
    assert states.currentIndex() == 0
    states.set_loading(False)
    qtbot.wait(LOADING_AFTER_MS)
    assert states.currentIndex() == 0


def test_a_slow_read_shows_loading_until_the_list_is_there(qtbot: QtBot) -> None:
    states = ListStates(QLabel("list"), name="state")
    qtbot.addWidget(states)
    states.set_loading(True)
    qtbot.waitUntil(lambda: states.currentIndex() == 1)
    states.show_content()
    assert states.currentIndex() == 0


def test_a_slow_answer_that_changes_nothing_uncovers_what_stood_there(qtbot: QtBot) -> None:
    states = ListStates(QLabel("list"), name="state")
    qtbot.addWidget(states)
    states.set_loading(True)
    qtbot.waitUntil(lambda: states.currentIndex() == 1)
    states.set_loading(False)
    assert states.currentIndex() == 0
    states.show_state("users", "No visits", action="Book one")
    states.set_loading(True)
    qtbot.waitUntil(lambda: states.state.headline() == "Loading…")
    states.set_loading(False)
    assert states.state.said == Sentence("users", "No visits", action="Book one")
    assert states.currentIndex() == 1


def test_an_error_offers_one_action(qtbot: QtBot) -> None:
    states = ListStates(QLabel("list"), name="state")
    qtbot.addWidget(states)
    states.show_state("circle-x", "The disk is full.", action="Try again")
    with qtbot.waitSignal(states.state.action_requested):
        states.state._button.click()
    assert states.state.headline() == "The disk is full."
