"""A desk with several people, PINs and a planted day, and somebody who works its window."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Callable, Coroutine, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from app.bootstrap import desktop, shift, workplace
from app.bootstrap.headless import create_home, open_desk
from app.bootstrap.home import Home
from app.bootstrap.members import add_member
from app.bootstrap.shift import Shift
from app.demo.keys import MemoryKeyStore
from app.domain.changes import Origin
from app.domain.declare import Record
from app.security.keyslots import open_slots
from app.security.passphrase import KdfParameters
from app.security.pin_slots import set_pin
from app.settings import Settings
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.factories import ZONE, a_patient, a_practitioner, an_allergy, an_appointment, as_rows
from tests.waiting import PATIENCE_S, until

PINS = {"sara": "735194", "kim": "408617"}
KIM_PASSPHRASE = "kim has a passphrase of her own"
PEOPLE = 12


def marker() -> str:
    """What is in every planted name; put together here, so that no constant holds it."""
    return "".join(reversed("yxqztiu"))


def make_desk(
    home: Path, *, kdf: KdfParameters = CHEAP, pin_kdf: Mapping[str, KdfParameters] | None = None
) -> MemoryKeyStore:
    """A clinic in keyring mode: sara (administrator) and kim with PINs, mateo without one."""
    keystore = MemoryKeyStore()
    create_home(home, "Nordlicht", "sara", PASSPHRASE, kdf=kdf, zone=ZONE, keystore=keystore)
    desk = open_desk(home, PASSPHRASE, kdf=CHEAP, keystore=keystore)
    try:
        add_member(desk, username="kim", role="front_desk", passphrase=KIM_PASSPHRASE, kdf=kdf)
        add_member(
            desk, username="mateo", role="billing", passphrase="mateo has quite another", kdf=kdf
        )
        _plant(desk)
    finally:
        desk.close()
    slots = Home(home).key_slots
    for name, passphrase in (("sara", PASSPHRASE), ("kim", KIM_PASSPHRASE)):
        found = open_slots(slots, passphrase=passphrase, username=name, keystore=keystore)
        cost = (pin_kdf or {}).get(name, kdf)
        set_pin(slots, found, pin=PINS[name], keystore=keystore, kdf=cost)
    return keystore


def _plant(desk: Any) -> None:
    doctor = a_practitioner()
    records: list[Record] = [doctor]
    noon = datetime.now(ZoneInfo(ZONE)).replace(hour=10, minute=0, second=0, microsecond=0)
    for number in range(PEOPLE):
        patient = a_patient(
            family_name=f"{marker()}{number:02d}",
            given_names=f"Given{marker()}",
            email=f"{marker()}{number}@example.org",
        )
        at = (noon + timedelta(minutes=30 * number)).astimezone(UTC)
        records += [patient, an_allergy(patient, text=f"Allergy {marker()}")]
        records.append(an_appointment(patient, starts_at=at, practitioner_id=doctor.id))
    rows = as_rows(records)

    def write() -> None:
        with desk.store.unit_of_work(desk.context, origin=Origin.REMOTE) as uow:
            uow.apply_rows(rows)

    desk.worker.submit(write).result()


LIMITS_S = (
    (workplace, "SAVING_PATIENCE_S"),
    (workplace, "_DRAFT_PATIENCE_S"),
    (shift, "_CLOSING_PATIENCE_S"),
)
"""After so long the window ends without what it waits for: no busy computer makes it do so."""


class Person:
    """Works the window: finds widgets, types, waits."""

    def __init__(self) -> None:
        self.session: desktop.WindowSession | None = None

    @property
    def shift(self) -> Shift:
        """The shift that runs."""
        assert self.session is not None
        assert self.session.shift is not None
        return self.session.shift

    async def until(self, question: Callable[[], Any], *, what: str = "") -> Any:
        """Wait until something holds."""
        return await until(question, what=what)

    async def window(self, name: str) -> Any:
        """The window of this name, once it is on screen."""

        def found() -> Any:
            windows = QApplication.topLevelWidgets()
            return next((w for w in windows if w.objectName() == name and w.isVisible()), None)

        return await self.until(found, what=name)

    async def unlock(self, secret: str, *, user: str = "", window: str = "lock_screen") -> None:
        """Type who it is and the secret, and press Enter."""
        screen = await self.window(window)
        await self.until(lambda: screen.card.username, what="the names")
        if user:
            names = [one.username for one in screen.card._users]
            screen.card.list.setCurrentRow(names.index(user))
        field = screen.findChild(QLineEdit, "passphrase")
        field.setText(secret)
        QTest.keyClick(field, Qt.Key.Key_Return)

    async def main(self) -> Any:
        """The main window, with the first reading of its panel done."""
        window = await self.window("main_window")
        await window.tasks.settled()
        return window


def run_journey(
    home: Path,
    keystore: MemoryKeyStore | None,
    script: Callable[[Person], Coroutine[Any, Any, None]],
    monkeypatch: pytest.MonkeyPatch,
    qapp: QApplication,
    *,
    settings: Settings | None = None,
    begin_anew: Callable[[str], object] | None = None,
) -> int:
    """Run the program's window with somebody at it, sara signed in; it must end by itself."""
    person = Person()
    real = desktop.WindowSession.run

    async def signed_in() -> None:
        await person.unlock(PASSPHRASE, user="sara", window="unlock_window")
        try:
            await script(person)
        except BaseException:
            traceback.print_exc()  # should the program not end after it, this is what is seen
            raise

    async def with_person(session: desktop.WindowSession, given: str | None = None) -> Any:
        person.session = session
        ending, _ = await asyncio.gather(real(session, given), signed_in())
        return ending

    for module, name in LIMITS_S:
        monkeypatch.setattr(module, name, PATIENCE_S)
    monkeypatch.setattr(desktop, "make_application", lambda: qapp)
    monkeypatch.setattr(desktop.WindowSession, "run", with_person)
    qapp.setQuitOnLastWindowClosed(False)
    return desktop.run_window(
        home,
        settings=settings or Settings(),
        keystore=keystore,
        begin_anew=begin_anew,
    )
