"""What was copied here does not stay on the clipboard; what others copied does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot
from shiboken6 import delete, isValid

from app.bootstrap.clipboard_watch import ClipboardWatch
from app.ui.first_run.clipboard import CLEARED_AFTER_MS, OUT_OF_HISTORY

pytestmark = pytest.mark.row("A3")
MODE = QClipboard.Mode.Clipboard


class Desk:
    """A window of the program, its field, and the clipboard behind both."""

    def __init__(self, qtbot: QtBot) -> None:
        self.clipboard = QGuiApplication.clipboard()
        self.clipboard.clear()
        self.field = QLineEdit("Okafor, Amara")
        with qtbot.waitActive(self.field):
            self.field.show()
            self.field.activateWindow()

    def copy(self) -> None:
        self.field.selectAll()
        self.field.copy()

    def copy_elsewhere(self, text: str) -> None:
        self.leave()
        self.clipboard.setText(text)

    def leave(self) -> None:
        """No window of the program has the keyboard any more."""
        if isValid(self.field):
            delete(self.field)
        assert QGuiApplication.focusWindow() is None


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    desk = Desk(qtbot)
    yield desk
    desk.leave()
    desk.clipboard.clear()


@pytest.fixture
def watch(qtbot: QtBot) -> Iterator[ClipboardWatch]:
    watch = ClipboardWatch()
    yield watch
    watch.deleteLater()


def test_a_lock_takes_back_what_was_copied_here_and_nothing_of_others(
    desk: Desk, watch: ClipboardWatch
):
    desk.copy()
    watch.forget()
    assert desk.clipboard.text() == ""
    desk.copy_elsewhere("a shopping list")
    watch.forget()
    assert desk.clipboard.text() == "a shopping list"


def test_a_copied_name_goes_when_its_time_is_up(desk: Desk, qtbot: QtBot):
    watch = ClipboardWatch(cleared_after_ms=50)
    desk.copy()
    assert desk.clipboard.text() == "Okafor, Amara"
    qtbot.waitUntil(lambda: desk.clipboard.text() == "")
    watch.deleteLater()


def test_it_stays_for_half_a_minute_and_every_copy_for_its_own(desk: Desk, watch: ClipboardWatch):
    assert not watch._ends[MODE].isActive()
    desk.copy()
    timer = watch._ends[MODE]
    assert (timer.isActive(), timer.isSingleShot()) == (True, True)
    assert timer.interval() == CLEARED_AFTER_MS == 30_000


def test_what_another_program_put_there_meanwhile_stays(desk: Desk, watch: ClipboardWatch):
    desk.copy()
    desk.copy_elsewhere("a shopping list")
    assert not watch._ends[MODE].isActive()
    watch._on_time_up(MODE)
    assert desk.clipboard.text() == "a shopping list"


def test_a_change_nobody_told_of_stays_too(desk: Desk, watch: ClipboardWatch):
    """The same moment, another text: only what is still there as it was copied is taken back."""
    desk.copy()
    desk.clipboard.blockSignals(True)
    desk.clipboard.setText("a shopping list")
    desk.clipboard.blockSignals(False)
    watch._on_time_up(MODE)
    assert desk.clipboard.text() == "a shopping list"


def test_programs_that_remember_copies_are_asked_to_leave_it_out(
    desk: Desk, watch: ClipboardWatch, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(watch, "_owns", lambda _mode: True)  # no such word in a test's clipboard
    desk.copy()
    said = desk.clipboard.mimeData()
    assert said.text() == "Okafor, Amara"
    assert {kind for kind in OUT_OF_HISTORY if said.hasFormat(kind)} == set(OUT_OF_HISTORY)
    rich = QMimeData()
    rich.setText("Okafor")
    rich.setHtml("<b>Okafor</b>")
    desk.clipboard.setMimeData(rich)
    said = desk.clipboard.mimeData()
    assert (said.text(), said.html()) == ("Okafor", "<b>Okafor</b>")
    assert all(said.hasFormat(kind) for kind in OUT_OF_HISTORY)
    assert watch._ours
