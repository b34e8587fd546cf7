"""The unlock window: at once on screen, wrong passphrases said plainly."""

from __future__ import annotations

import subprocess
import sys

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QListWidget, QPushButton
from pytestqt.qtbot import QtBot

from app.ui.sign_in_card import SignInAttempt, SignInUser
from app.ui.unlock_window import UnlockWindow

HEAVY = ("sqlalchemy", "httpx", "keyring", "sqlcipher3", "alembic", "phonenumbers", "litestar")


def test_enter_asks_to_unlock_with_what_was_typed(qtbot: QtBot) -> None:
    window = UnlockWindow("Nordlicht Clinic")
    qtbot.addWidget(window)
    window.show()
    field = window.findChild(QLineEdit, "passphrase")
    assert field.echoMode() is QLineEdit.EchoMode.Password
    qtbot.keyClicks(field, "correct horse")
    with qtbot.waitSignal(window.unlock_requested) as asked:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert asked.args == [SignInAttempt("", "correct horse", is_pin=False)]
    assert not field.isEnabled()
    assert field.text() == ""


def test_a_wrong_passphrase_can_be_typed_again(qtbot: QtBot) -> None:
    window = UnlockWindow("Nordlicht Clinic")
    qtbot.addWidget(window)
    window.show_error("That passphrase does not open this clinic.")
    assert window.error() == "That passphrase does not open this clinic."
    assert window.findChild(QLineEdit, "passphrase").isEnabled()


def test_of_several_people_one_is_chosen_by_arrows_while_typing(qtbot: QtBot) -> None:
    window = UnlockWindow("Nordlicht Clinic", [SignInUser("sara", True), SignInUser("kim", False)])
    qtbot.addWidget(window)
    window.show()
    field = window.findChild(QLineEdit, "passphrase")
    assert field.accessibleName() == "PIN or passphrase"
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert field.accessibleName() == "Passphrase"
    with qtbot.waitSignal(window.unlock_requested) as asked:
        qtbot.keyClicks(field, "730512")
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert asked.args == [SignInAttempt("kim", "730512", is_pin=False)]


def test_digits_are_the_pin_of_who_has_one_and_letters_their_passphrase(qtbot: QtBot) -> None:
    window = UnlockWindow("Nordlicht Clinic", [SignInUser("sara", True)])
    qtbot.addWidget(window)
    field = window.findChild(QLineEdit, "passphrase")
    for typed, is_pin in (("730512", True), ("1234567890123", False), ("correct horse", False)):
        with qtbot.waitSignal(window.unlock_requested) as asked:
            qtbot.keyClicks(field, typed)
            qtbot.keyClick(field, Qt.Key.Key_Return)
        assert asked.args == [SignInAttempt("sara", typed, is_pin=is_pin)]
        window.show_error("")


def test_what_is_typed_on_a_name_goes_into_the_field(qtbot: QtBot) -> None:
    window = UnlockWindow("Nordlicht Clinic", [SignInUser("sara", True), SignInUser("kim", True)])
    qtbot.addWidget(window)
    window.show()
    names = window.findChild(QListWidget, "sign_in_users")
    qtbot.keyClick(names, Qt.Key.Key_Down)
    qtbot.keyClicks(names, "7")
    assert window.findChild(QLineEdit, "passphrase").text() == "7"
    assert window.card.username == "kim"


def test_a_wait_is_counted_down_and_others_need_not_wait(qtbot: QtBot) -> None:
    window = UnlockWindow("Nordlicht Clinic", [SignInUser("sara", True), SignInUser("kim", True)])
    qtbot.addWidget(window)
    window.show()
    window.show_wait(1.2)
    field, button = (
        window.findChild(QLineEdit, "passphrase"),
        window.findChild(QPushButton, "unlock_button"),
    )
    assert window.error() == "Too many failures. Try again in 2 s."
    assert not button.isEnabled()
    with qtbot.assertNotEmitted(window.unlock_requested):
        qtbot.keyClicks(field, "730512")
        qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert button.isEnabled()
    assert window.error() == ""
    qtbot.keyClick(field, Qt.Key.Key_Up)
    assert not button.isEnabled()
    qtbot.waitUntil(button.isEnabled)
    assert window.error() == ""


def test_an_empty_passphrase_asks_nothing(qtbot: QtBot) -> None:
    window = UnlockWindow("Nordlicht Clinic")
    qtbot.addWidget(window)
    with qtbot.assertNotEmitted(window.unlock_requested):
        qtbot.keyClick(window.findChild(QLineEdit, "passphrase"), Qt.Key.Key_Return)


def test_no_screen_imports_the_database_the_network_or_the_keyring() -> None:
    code = (
        "import sys, importlib, pkgutil, app.ui\n"
        "for found in pkgutil.walk_packages(app.ui.__path__, 'app.ui.'):\n"
        "    importlib.import_module(found.name)\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=500, check=False
    )
    assert done.stdout.strip() == "[]", done.stderr[-400:]
