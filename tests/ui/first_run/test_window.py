"""The assistant is driven by keys alone, says where one is, and holds on to no secret."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QListWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.ui.first_run.answers import Guard, Protection, Unfinished
from app.ui.first_run.clipboard import copy_secret
from app.ui.first_run.recovery_sheet import RecoverySheet
from app.ui.first_run.window import FirstRunWindow

CODE = "S5Z2W-ECQQM-5KQE0-Y8GR2-MM5NG-M"
SHEET = RecoverySheet(
    clinic_name="Nordlicht <& Söhne>",
    workstation_name="Front desk",
    username="sara",
    made_at=datetime(2026, 11, 21, tzinfo=UTC),
    code=CODE,
)
KEYRING = Protection(Guard.KEYRING, "keyring.backends.SecretService.Keyring")


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> FirstRunWindow:
    made = FirstRunWindow(str(tmp_path / "clinic"), workstation_name="front-desk")
    qtbot.addWidget(made)
    made.show_zones(["America/New_York", "Europe/Berlin"], "Europe/Berlin")
    made.show_protection(KEYRING)
    made.show()
    made.activateWindow()
    return made


def press(qtbot: QtBot, window: QWidget, key: Qt.Key) -> None:
    qtbot.keyClick(window.focusWidget() or window, key)


def keys(qtbot: QtBot, window: QWidget, text: str) -> None:
    focused = window.focusWidget()
    assert isinstance(focused, QLineEdit), focused
    qtbot.keyClicks(focused, text)


def test_a_clinic_is_asked_for_with_the_keyboard_alone(window: FirstRunWindow, qtbot: QtBot):
    press(qtbot, window, Qt.Key.Key_Return)
    keys(qtbot, window, "Nordlicht")
    for _ in range(2):
        press(qtbot, window, Qt.Key.Key_Tab)
    keys(qtbot, window, "Sara")
    press(qtbot, window, Qt.Key.Key_Return)
    for _ in range(2):
        keys(qtbot, window, "correct horse battery staple")
        press(qtbot, window, Qt.Key.Key_Tab)
    asked: list[object] = []
    window.create_requested.connect(asked.append)
    window.passphrase.again.control.setFocus()
    press(qtbot, window, Qt.Key.Key_Return)
    (answers,) = asked
    assert (answers.clinic_name, answers.username) == ("Nordlicht", "sara")  # type: ignore[attr-defined]
    assert "correct horse" not in repr(answers)


def test_joining_is_reached_with_the_keyboard(window: FirstRunWindow, qtbot: QtBot):
    press(qtbot, window, Qt.Key.Key_Tab)
    press(qtbot, window, Qt.Key.Key_Return)
    assert window.page is window.join
    assert window.focusWidget() is window.join.address.control


def test_escape_goes_back_page_by_page_and_then_closes(window: FirstRunWindow, qtbot: QtBot):
    window.welcome.create_button.click()
    press(qtbot, window, Qt.Key.Key_Escape)
    assert window.page is window.welcome
    with qtbot.waitSignal(window.closed):
        press(qtbot, window, Qt.Key.Key_Escape)


def test_escape_while_something_is_done_asks_to_cancel_it(window: FirstRunWindow, qtbot: QtBot):
    window.set_busy("Working…", can_cancel=True)
    with qtbot.waitSignal(window.cancel_requested):
        qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.isVisible()


def test_a_second_enter_asks_for_nothing_while_something_is_done(
    window: FirstRunWindow, qtbot: QtBot
):
    window.home_made(has_keyring=True, has_recovery=True)
    window.set_busy("Working…")
    with qtbot.assertNotEmitted(window.pin_requested):
        qtbot.keyClick(window, Qt.Key.Key_Return)


def test_what_went_wrong_is_told_to_screen_readers_and_goes_with_the_next_step(
    window: FirstRunWindow,
):
    window.welcome.join_button.click()
    window.fail("The server does not answer.")
    notice = window.findChild(QWidget, "first_trouble")
    assert notice.accessibleName() == "The server does not answer."
    window.set_busy("Asking…")
    assert window.trouble() == ""


def shown_page(window: FirstRunWindow, name: str) -> None:
    """Turn to a page as the work behind would."""
    window.recovery.show_code(SHEET)
    window.show_ready(has_pin=True, can_have_pin=True)
    window._show(next(page for page in window._pages if page.objectName() == name))
    QApplication.processEvents()


PAGES = (
    "welcome_page",
    "clinic_page",
    "join_page",
    "passphrase_page",
    "pin_page",
    "recovery_page",
    "ready_page",
)


@pytest.mark.parametrize("name", PAGES)
def test_everything_that_can_be_used_has_a_name(window: FirstRunWindow, name: str):
    shown_page(window, name)
    controls = [
        one
        for kind in (QAbstractButton, QLineEdit, QListWidget)
        for one in window.page.findChildren(kind)
        if one.isVisible()
    ]
    unnamed = [
        one.objectName() or type(one).__name__
        for one in controls
        if not (one.accessibleName() or getattr(one, "text", str)()) or not one.objectName()
    ]
    # Qt's own clear button inside a search line is named by Qt.
    assert [one for one in unnamed if one not in ("QLineEditIconButton", "QToolButton")] == []


@pytest.mark.parametrize("name", PAGES)
def test_tab_visits_the_page_from_top_to_bottom(window: FirstRunWindow, name: str):
    shown_page(window, name)
    order: list[QWidget] = []
    first = window.page.first or window.footer.next_button
    first.setFocus()
    here = window.focusWidget()
    while here is not None and here not in order and len(order) < 30:
        order.append(here)
        window.focusNextChild()
        here = window.focusWidget()
    inside = [one for one in order if window.page.isAncestorOf(one)]
    places = [(one.mapTo(window, one.rect().center())) for one in inside]
    rows = [(place.y() // 24, place.x()) for place in places]
    assert rows == sorted(rows), [one.objectName() for one in inside]
    assert window.footer.next_button in order or name == "welcome_page"


@pytest.mark.parametrize("name", PAGES)
def test_no_text_is_cut(window: FirstRunWindow, name: str):
    window.show_protection(Protection(Guard.CLEAR_TEXT, "keyrings.alt.file.PlaintextKeyring"))
    shown_page(window, name)
    for size in ((760, 520), (960, 600), (1440, 900)):
        window.resize(*size)
        QApplication.processEvents()
        shown = [one for one in window.findChildren(QLabel) if one.isVisible() and one.text()]
        assert [one.text() for one in shown if is_cut(one)] == [], size
        body = window.page.scroll_area
        assert body.widget().width() <= body.viewport().width(), size


def is_cut(label: QLabel) -> bool:
    """Whether a label is smaller than its text."""
    if label.wordWrap():
        return label.heightForWidth(label.width()) > label.height()
    return label.sizeHint().width() > label.width()


def test_the_code_is_gone_from_every_widget_once_it_was_kept(window: FirstRunWindow, qtbot: QtBot):
    window.show_recovery(SHEET)
    control = window.recovery.typed.control
    assert isinstance(control, QLineEdit)
    control.setText("nonsense")
    window.footer.next_button.click()
    assert window.page is window.recovery
    assert window.recovery.typed.error()
    control.setText(window.recovery.asked_group().casefold())
    window.footer.next_button.click()
    assert window.page is window.ready
    QApplication.sendPostedEvents(None, 52)
    texts = [one.text() for kind in (QLabel, QLineEdit) for one in window.findChildren(kind)]
    assert [text for text in texts if text in CODE.split("-")] == []


def test_a_group_of_full_length_is_asked_for(window: FirstRunWindow):
    for _ in range(40):
        window.recovery.show_code(SHEET)
        assert len(window.recovery.asked_group()) == 5


def test_a_screen_reader_spells_the_code(window: FirstRunWindow):
    window.show_recovery(SHEET)
    group = window.findChild(QLabel, "recovery_group_2")
    assert group.accessibleName() == "Group 2: E C Q Q M"


def test_the_sheet_is_saved_as_a_pdf_only_its_owner_can_read(
    window: FirstRunWindow, tmp_path: Path
):
    window.show_recovery(SHEET)
    window.recovery.save(tmp_path / "code.pdf")
    assert window.recovery.said().startswith("Saved.")
    assert (tmp_path / "code.pdf").read_bytes().startswith(b"%PDF-")
    assert (tmp_path / "code.pdf").stat().st_mode & 0o077 == 0
    plain = SHEET.document().toPlainText()
    assert all(group in plain for group in CODE.split("-"))
    assert "Nordlicht <& Söhne>" in plain
    assert "audit trail" not in plain, "no key, no words about one"
    assert SHEET.document().pageCount() == 1


def test_the_audit_key_can_be_copied_from_the_sheet():
    key = "0123456789abcdef" * 4
    plain = replace(SHEET, audit_key=key).document().toPlainText()
    assert key in plain.replace(" ", "")


def test_a_place_where_nothing_can_be_saved_is_said(window: FirstRunWindow, tmp_path: Path):
    window.show_recovery(SHEET)
    window.recovery.save(tmp_path / "missing" / "code.pdf")
    assert window.recovery.said().startswith("It could not be saved there.")
    assert list(tmp_path.iterdir()) == []


def test_a_computer_without_a_printer_says_so(
    window: FirstRunWindow, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("app.ui.first_run.recovery_page.QPrinterInfo.availablePrinterNames", list)
    window.show_recovery(SHEET)
    window.recovery.print_button.click()
    assert "no printer" in window.recovery.said()


def test_a_copied_code_is_cleared_after_a_while(qtbot: QtBot):
    clipboard = QGuiApplication.clipboard()
    copy_secret(CODE, cleared_after_ms=30)
    assert clipboard.text() == CODE
    qtbot.waitUntil(lambda: clipboard.text() == "")


def test_what_somebody_copied_meanwhile_is_left_alone(qtbot: QtBot):
    copy_secret(CODE, cleared_after_ms=30)
    QGuiApplication.clipboard().setText("a shopping list")
    qtbot.wait(80)
    assert QGuiApplication.clipboard().text() == "a shopping list"


def test_an_interrupted_join_cannot_be_left_for_a_new_clinic(window: FirstRunWindow):
    window.show_unfinished(Unfinished("Nordlicht", "eva"))
    assert window.page is window.join
    assert not window.footer.back_button.isVisible()
    window.show_unfinished(None)
    assert window.page is window.welcome
    window.welcome.join_button.click()
    assert window.join.username.value() == ""
