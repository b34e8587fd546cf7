"""Windows of an open desk are kept out of pictures of the screen where the system can do that."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.bootstrap.capture_shield import CaptureShield, hider, shield
from app.settings import load_settings

pytestmark = pytest.mark.row("A3")


def shown(qtbot: QtBot, *, parent: QWidget | None = None) -> QWidget:
    window = QWidget(parent)
    if parent is not None:
        window.setWindowFlag(window.windowFlags().Window)
    else:
        qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return window


def test_every_window_that_comes_up_is_hidden_from_pictures(qtbot: QtBot):
    hidden: set[int] = set()
    first = shown(qtbot)
    guard = CaptureShield(hide=hidden.add)
    assert int(first.winId()) in hidden
    popup = QWidget(first)
    popup.setWindowFlags(popup.windowFlags().ToolTip)
    popup.show()  # never has the focus
    dialog = shown(qtbot, parent=first)
    up = {int(one.winId()) for one in (first, popup, dialog)}
    qtbot.waitUntil(lambda: up <= hidden)
    guard.deleteLater()


def test_a_window_nobody_sees_is_left_alone(qtbot: QtBot):
    hidden: list[int] = []
    away = shown(qtbot)
    away.hide()
    CaptureShield(away, hide=hidden.append)
    shown(qtbot)
    assert int(away.winId()) not in hidden


def test_windows_and_macos_have_a_way_and_linux_has_none():
    assert hider("win32") is not None
    assert hider("darwin") is not None
    assert hider("linux") is None


def test_a_setting_lets_pictures_show_the_windows(qapp: QApplication):
    kept = QWidget()
    assert shield(load_settings({}), kept) is not None
    assert shield(load_settings({"CLINIC_DESK_SCREEN_CAPTURE": "true"}), kept) is None
    kept.deleteLater()
