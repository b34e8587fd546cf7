"""The lock screen and the screen of a desk that was shut: words, keys, and no way past."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QListWidget, QWidget
from pytestqt.qtbot import QtBot

from app.ui.lock_screen import LockScreen, ShutScreen
from app.ui.sign_in_card import SignInAttempt, SignInUser

USERS = [SignInUser("sara", True), SignInUser("kim", True), SignInUser("mateo", False)]


def test_whoever_locked_is_marked_and_the_cursor_stands_in_the_field(qtbot: QtBot) -> None:
    screen = LockScreen("Nordlicht", USERS, chosen="kim")
    qtbot.addWidget(screen)
    with qtbot.waitExposed(screen):
        screen.show()
    qtbot.waitUntil(lambda: screen.findChild(QLineEdit, "passphrase").hasFocus())
    field = screen.findChild(QLineEdit, "passphrase")
    with qtbot.waitSignal(screen.unlock_requested) as asked:
        qtbot.keyClicks(field, "730512")
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert asked.args == [SignInAttempt("kim", "730512", is_pin=True)]


def test_escape_opens_nothing(qtbot: QtBot) -> None:
    screen = LockScreen("Nordlicht", USERS)
    qtbot.addWidget(screen)
    screen.show()
    with (
        qtbot.assertNotEmitted(screen.unlock_requested),
        qtbot.assertNotEmitted(screen.quit_requested),
    ):
        qtbot.keyClick(screen, Qt.Key.Key_Escape)
    assert screen.isVisible()


def test_closing_the_lock_screen_ends_the_program(qtbot: QtBot) -> None:
    screen = LockScreen("Nordlicht", USERS)
    qtbot.addWidget(screen)
    screen.show()
    with qtbot.waitSignal(screen.quit_requested):
        screen.close()


def test_a_shut_desk_offers_to_connect_and_says_why_that_failed(qtbot: QtBot) -> None:
    screen = ShutScreen("Nordlicht", "Shut", "Since Friday.", can_connect=True)
    qtbot.addWidget(screen)
    screen.show()
    with qtbot.waitSignal(screen.connect_requested):
        qtbot.keyClick(screen.connect_button, Qt.Key.Key_Return)
    assert not screen.connect_button.isEnabled()
    screen.show_error("The server cannot be reached.")
    assert screen.connect_button.isEnabled()
    assert screen.notice.text() == "The server cannot be reached."


@pytest.mark.parametrize("size", [(960, 600), (1440, 900)])
def test_no_control_is_cut_and_each_has_a_name(qtbot: QtBot, size: tuple[int, int]) -> None:
    many = [SignInUser(f"person number {number}", True) for number in range(9)]
    screen = LockScreen("Nordlicht", many, network="Sync is paused while locked.")
    qtbot.addWidget(screen)
    screen.resize(*size)
    screen.show()
    screen.show_error("This PIN failed too often. Sign in with your passphrase, then use it again.")
    qtbot.wait(20)
    controls: list[QWidget] = [
        *screen.findChildren(QAbstractButton),
        *screen.findChildren(QLineEdit),
        *screen.findChildren(QListWidget),
    ]
    shown = [one for one in controls if one.isVisible() and not one.objectName().startswith("qt_")]
    assert len(shown) == 4
    for one in shown:
        assert one.accessibleName(), one.objectName()
    for one in (*shown, *(text for text in screen.findChildren(QLabel) if text.isVisible())):
        corner = one.mapTo(screen, one.rect().bottomRight())
        assert screen.rect().contains(corner), one.objectName()
