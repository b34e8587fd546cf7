"""Keys and clocks as the watch hears them, from real windows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.bootstrap.lock_watch import LockWatch, policy_of
from app.security.lock_state import Cause, Level, LockPolicy, Moment
from app.settings import Settings

CONTROL = Qt.KeyboardModifier.ControlModifier


class Clocks:
    """Two clocks that go together until the test sets one."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def look(self) -> Moment:
        return Moment(self.seconds, 1_000_000 + self.seconds)


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


@pytest.fixture
def watch(clocks: Clocks, qtbot: QtBot) -> Iterator[LockWatch]:
    made = LockWatch(LockPolicy(), look=clocks.look)
    made.start()
    yield made
    made.stop()
    made.deleteLater()


def _window(qtbot: QtBot, kind: type[QWidget] = QLineEdit) -> QWidget:
    window = kind()
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return window


def test_settings_are_minutes():
    policy = policy_of(Settings(lock_after_min=2.5, hard_lock_after_min=10))
    assert (policy.soft_after_s, policy.hard_after_s) == (150, 600)


def test_a_key_in_a_window_keeps_the_desk_open(watch: LockWatch, clocks: Clocks, qtbot: QtBot):
    window = _window(qtbot)
    clocks.seconds = 179
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_A)
    clocks.seconds = 181
    watch.tick()
    assert watch.state.level is Level.OPEN
    clocks.seconds = 179 + 180
    with qtbot.waitSignal(watch.locked):
        watch.tick()
    assert watch.state.cause is Cause.IDLE


def test_control_l_locks_from_a_modal_dialog(watch: LockWatch, qtbot: QtBot):
    behind = _window(qtbot)
    dialog = QDialog(behind)
    dialog.setModal(True)
    qtbot.addWidget(dialog)
    with qtbot.waitActive(dialog):
        dialog.open()
        dialog.activateWindow()
    with qtbot.waitSignal(watch.locked):
        QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_L, CONTROL)
    assert watch.state.cause is Cause.MANUAL
