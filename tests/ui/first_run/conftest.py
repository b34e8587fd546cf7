"""The assistant with a person at it: real homes on disk, cheap keys, the real window offscreen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPushButton

from app.bootstrap.first_run import FirstRunResult, run_first_run
from app.settings import Settings
from app.ui.first_run.window import FirstRunWindow
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.security.conftest import MemoryKeyStore
from tests.ui.conftest import until

__all__ = ["MemoryKeyStore"]
SETTINGS = Settings()


class Person:
    """Somebody in front of the assistant."""

    def __init__(self, window: FirstRunWindow, run: asyncio.Task[FirstRunResult | None]) -> None:
        self.window = window
        self.run = run

    def type(self, name: str, text: str) -> None:
        """Type into a field, as by hand: the field hears of it."""
        field = self.window.findChild(QLineEdit, name)
        assert field is not None, name
        field.setText(text)
        field.textEdited.emit(text)

    def click(self, name: str) -> None:
        button = self.window.findChild(QPushButton, name)
        assert button is not None, name
        assert button.isVisible(), name
        assert button.isEnabled(), name
        button.click()

    def go_on(self) -> None:
        self.click("first_next")

    def page(self) -> str:
        return self.window.page.objectName()

    async def comes(self, page: str) -> None:
        """Wait for a page; what went wrong instead is part of the failure."""

        def is_there() -> bool:
            return self.page() == page and not self.window.is_busy

        await until(is_there, what=f"{page}, but {self.page()}: {self.window.trouble()}")

    async def is_idle(self) -> None:
        await until(lambda: not self.window.is_busy)

    def fill_clinic(self, **changes: str) -> None:
        """The first page of a new clinic, answered."""
        answers = {
            "first_clinic_name": "Nordlicht",
            "first_workstation": "Front desk",
            "first_display_name": "Sara Weiß",
            "first_username": "sara",
        }
        for name, text in (answers | changes).items():
            self.type(name, text)

    def fill_passphrase(self, passphrase: str = PASSPHRASE, again: str | None = None) -> None:
        self.type("first_passphrase", passphrase)
        self.type("first_passphrase_again", passphrase if again is None else again)

    async def ready_to_type(self) -> None:
        """The assistant has looked at zones and keyring."""
        await until(self.window.clinic.zones.list.count)
        await until(lambda: "Looking" not in self.window.passphrase.protection_words())

    async def create(self, **changes: str) -> None:
        """Up to the wish to create the clinic."""
        await self.ready_to_type()
        self.click("create_clinic_button")
        self.fill_clinic(**changes)
        self.go_on()
        self.fill_passphrase()
        self.go_on()

    async def ask_to_join(self, url: str, code: str, username: str) -> None:
        """Up to the wish to join."""
        await self.ready_to_type()
        if self.page() == "welcome_page":
            self.click("join_clinic_button")
        self.type("join_address", url)
        self.type("join_code", code)
        if self.window.join.username.control.isEnabled():
            self.type("join_username", username)
        self.go_on()
        assert self.page() == "passphrase_page", self.window.join.code.error()
        self.fill_passphrase()
        self.go_on()

    async def finish(self) -> FirstRunResult:
        """From the recovery code to the end."""
        await self.comes("recovery_page")
        self.type("recovery_typed", self.window.recovery.asked_group())
        self.go_on()
        self.go_on()
        return await self.ends()

    async def ends(self) -> Any:
        """What the run came to."""
        await until(self.run.done)
        return await self.run

    def question(self) -> QDialog | None:
        """The question on screen."""
        asked = self.window.findChildren(QDialog, "first_run_question")
        return next((one for one in asked if one.isVisible()), None)


Sits = Callable[..., Awaitable[Person]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the clinic is to be; not there yet."""
    return tmp_path / "desk"


@pytest.fixture
def keystore() -> MemoryKeyStore:
    return MemoryKeyStore()


@pytest.fixture
async def sits(folder: Path, qapp: QApplication) -> AsyncIterator[Sits]:
    """Puts a person in front of the assistant; whatever is open at the end is closed."""
    people: list[Person] = []

    async def sit(**options: Any) -> Person:
        terms = {"settings": SETTINGS, "kdf": CHEAP} | options
        before = set(QApplication.topLevelWidgets())
        run = asyncio.create_task(run_first_run(folder, **terms))
        await asyncio.sleep(0)
        (window,) = (
            one
            for one in set(QApplication.topLevelWidgets()) - before
            if isinstance(one, FirstRunWindow)
        )
        people.append(Person(window, run))
        return people[-1]

    yield sit
    for person in people:
        if not person.run.done():
            person.window.let_close()
        result = await person.ends()
        if result is not None:
            result.close()
