"""Journeys through the real window; test_desktop.py runs each in a process of its own.

A program has one Qt event loop in its life. Several one after the other in one process leave Qt
with events for loops that are gone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from app.bootstrap import desktop
from app.bootstrap.backing_up import make_backup
from app.bootstrap.home import Home, HomeLock
from app.bootstrap.restoring import Restorer, restore_backup
from app.settings import Settings
from app.ui.panels.audit.panel import AuditPanel
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.security.conftest import MemoryKeyStore
from tests.waiting import until

T = TypeVar("T")


@pytest.fixture(autouse=True)
def _windows_end_with_their_test(qapp: QApplication) -> Iterator[None]:
    """Delete the windows while the application lives; later the interpreter may crash on them."""
    yield
    for window in QApplication.topLevelWidgets():
        window.close()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def show(home: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Runs the window while `script` plays the person; it must end by itself."""
    monkeypatch.setattr(desktop, "make_application", lambda: qapp)

    def run(script: Callable[[], object], passphrase: str | None = None) -> None:
        real = desktop.WindowSession.run

        async def with_person(session: desktop.WindowSession, given: str | None = None) -> None:
            await asyncio.gather(real(session, given), script())

        monkeypatch.setattr(desktop.WindowSession, "run", with_person)
        quits = qapp.quitOnLastWindowClosed()
        qapp.setQuitOnLastWindowClosed(False)
        try:
            desktop.run_window(home, settings=Settings(), passphrase=passphrase)
        finally:
            qapp.setQuitOnLastWindowClosed(quits)

    return run


async def _window(name: str) -> Any:
    """The window of this name, once it is there."""

    def found() -> list[Any]:
        windows = QApplication.topLevelWidgets()
        return [one for one in windows if one.objectName() == name and one.isVisible()]

    return (await until(found))[0]


def test_the_right_passphrase_opens_the_main_window_and_closing_ends_it(
    show: Callable[..., None], home: Path
):
    async def person() -> None:
        unlock = await _window("unlock_window")
        field = unlock.findChild(QLineEdit, "passphrase")
        field.setText("not the right passphrase")
        unlock.findChild(QPushButton, "unlock_button").click()
        await until(unlock.error)
        field.setText(PASSPHRASE)
        unlock.findChild(QPushButton, "unlock_button").click()
        main = await _window("main_window")
        await asyncio.sleep(0.1)
        main.close()

    show(person)
    HomeLock(home).release()


def test_a_given_passphrase_skips_the_question(show: Callable[..., None]):
    async def person() -> None:
        (await _window("main_window")).close()

    show(person, passphrase=PASSPHRASE)


def test_closing_the_unlock_window_ends_the_program(show: Callable[..., None], home: Path):
    async def person() -> None:
        (await _window("unlock_window")).close()

    show(person)
    HomeLock(home).release()


@pytest.fixture
def first_run(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Path]:
    """Runs the program on a computer without a clinic; gives the folder it was to use."""
    monkeypatch.setattr(desktop, "make_application", lambda: qapp)
    real = desktop.WindowSession.run

    def run(script: Callable[[], Coroutine[Any, Any, None]], **options: Any) -> Path:
        async def with_person(session: desktop.WindowSession, given: str | None = None) -> None:
            await asyncio.gather(real(session, given), script())

        monkeypatch.setattr(desktop.WindowSession, "run", with_person)
        folder = tmp_path / "new"
        assert desktop.run_window(folder, settings=Settings(), **options) == 0
        return folder

    return run


def test_a_computer_without_a_clinic_shows_the_assistant_and_closing_it_leaves_nothing(
    first_run: Callable[..., Path],
):
    async def person() -> None:
        (await _window("first_run_window")).close()

    assert not first_run(person).exists()


def test_a_clinic_made_in_the_assistant_opens_in_the_main_window(first_run: Callable[..., Path]):
    titles: list[str] = []

    async def person() -> None:
        assistant = await _window("first_run_window")
        await until(assistant.clinic.zones.list.count)
        assistant.welcome.create_button.click()
        assistant.clinic.clinic_name.set_value("Nordlicht")
        assistant.clinic.display_name.set_value("Sara Weiß")
        assistant.clinic.username.set_value("sara")
        assistant.footer.next_button.click()
        for name in ("first_passphrase", "first_passphrase_again"):
            assistant.findChild(QLineEdit, name).setText(PASSPHRASE)
        assistant.footer.next_button.click()
        await until(lambda: assistant.page is assistant.pin)
        for name in ("first_pin", "first_pin_again"):
            assistant.findChild(QLineEdit, name).setText("735194")
        assistant.footer.next_button.click()
        await until(lambda: assistant.page is assistant.recovery)
        typed = assistant.findChild(QLineEdit, "recovery_typed")
        typed.setText(assistant.recovery.asked_group())
        assistant.footer.next_button.click()
        titles.extend(assistant.ready.titles())
        assistant.footer.next_button.click()
        main = await _window("main_window")
        await asyncio.sleep(0.1)
        main.close()

    folder = first_run(person, keystore=MemoryKeyStore())
    assert "A PIN: set on this computer" in titles
    assert Home(folder).read().clinic_name == "Nordlicht"
    HomeLock(folder).release()


def test_restored_desk_shows_in_its_audit_log_which_backup_it_came_from(
    first_run: Callable[..., Path], home: Path, tmp_path: Path
):
    """On a computer whose desk is gone: restored into the folder, unlocked, and looked at."""
    file, settings, said = tmp_path / "night.backup", Settings(), list[str]()
    make_backup(home, file, PASSPHRASE, settings=settings, kdf=CHEAP)
    restorer = Restorer(passphrase=PASSPHRASE)
    restore_backup(file, tmp_path / "new", restorer, settings=settings, kdf=CHEAP)

    async def person() -> None:
        main = await _window("main_window")
        main.open_panel("audit")
        panel = await until(lambda: main.findChild(AuditPanel))
        model = panel.model

        def restoring() -> list[str]:
            rows = range(model.rowCount())
            lines = [str(model.data(model.index(row, 0))) for row in rows]
            return [line for line in lines if "restored the backup of" in line]

        said.extend(await until(restoring))
        main.close()

    folder = first_run(person, passphrase=PASSPHRASE)
    assert said[0].endswith(" with a passphrase, from the file night.backup")
    HomeLock(folder).release()
