"""The unlock window: at once on screen, wrong passphrases said plainly."""

from __future__ import annotations

import subprocess
import sys

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

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
    assert asked.args == ["correct horse"]
    assert not field.isEnabled()


def test_a_wrong_passphrase_can_be_typed_again(qtbot: QtBot) -> None:
    window = UnlockWindow("Nordlicht Clinic")
    qtbot.addWidget(window)
    window.show_error("That passphrase does not open this clinic.")
    assert window.error() == "That passphrase does not open this clinic."
    assert window.findChild(QLineEdit, "passphrase").isEnabled()


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
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.strip() == "[]", done.stderr[-400:]
