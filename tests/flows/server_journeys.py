"""Journeys of the window at a real server; test_window_at_a_server.py runs each in its process."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPushButton

from app.bootstrap.desk import Desk
from app.bootstrap.headless import invite, join_home, open_desk
from app.bootstrap.members import add_member, post_due_credentials, remove_member
from app.bootstrap.server import make_invitation
from app.demo.keys import MemoryKeyStore
from app.domain.permissions import Permission
from app.security.keyslots import open_slots
from app.security.pin_slots import set_pin
from app.server.standing import end_sessions_of
from app.server.tenancy import tenant_transaction
from app.services.staff import users
from app.sync.status import SyncState
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.bootstrap.lock_desk import Person, run_journey
from tests.bootstrap.lock_journeys import _windows_end_with_their_test
from tests.factories import a_patient
from tests.server_fixtures import Databases, RunningServer, databases, postgres
from tests.waiting import now_and_then, until

__all__ = ["_windows_end_with_their_test", "databases", "postgres"]
SHORT = timedelta(seconds=5)
TOMS, PIN = "another person's long passphrase", "735194"


@dataclass
class Clinic:
    """A clinic at a server with one desk, whose window is played."""

    server: RunningServer
    home: Path
    keystore: MemoryKeyStore

    def at_desk(self, work: Callable[[Desk], Any]) -> Any:
        """Do something at the desk while its window is closed, and send it."""
        return asyncio.run(self._at_desk(work))

    def forget_sessions(self, clinic_id: str) -> None:
        """Let the server end every session of sara's, as after a restored server."""

        async def forget() -> None:
            async with tenant_transaction(self.server.state.engine, clinic_id) as connection:
                await end_sessions_of(connection, clinic_id, "sara")

        self.server.on_its_loop(forget())

    async def _at_desk(self, work: Callable[[Desk], Any]) -> Any:
        desk = await asyncio.to_thread(self.open)
        try:
            done = await asyncio.to_thread(work, desk)
            await in_step(desk, lambda: desk.store.statistics().pending.waiting == 0)
            await post_due_credentials(desk)  # who was added here signs in at the server at once
            return done
        finally:
            await desk.aclose()

    def open(self) -> Desk:
        return open_desk(self.home, PASSPHRASE, user="sara", kdf=CHEAP, keystore=self.keystore)


async def in_step(desk: Desk, is_done: Callable[[], bool]) -> None:
    """Sync until something has come true."""
    runner = desk.make_runner()
    runner.start()
    try:
        await until(is_done)
    finally:
        await runner.stop()


@pytest.fixture
def lease() -> timedelta:
    """How long the server lets a desk work without it."""
    return timedelta(hours=72)


@pytest.fixture
def clinic(databases: Databases, lease: timedelta, tmp_path: Path) -> Iterator[Clinic]:
    keystore, home = MemoryKeyStore(), tmp_path / "desk"
    with RunningServer(databases, lease_lasts=lease) as server:

        async def join() -> None:
            code = await make_invitation(databases.app, "Nordlicht", username="sara")
            await join_home(
                home, server.url, code, "sara", PASSPHRASE, kdf=CHEAP, keystore=keystore
            )

        asyncio.run(join())
        yield Clinic(server, home, keystore)


@pytest.fixture
def play(clinic: Clinic, qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    def run(script: Callable[[Person], Any], **options: Any) -> int:
        return run_journey(clinic.home, clinic.keystore, script, monkeypatch, qapp, **options)

    return run


@pytest.mark.parametrize("lease", [SHORT])
def test_a_desk_whose_lease_is_over_connects_and_works_on(
    play: Callable[..., int], clinic: Clinic, lease: timedelta
):
    time.sleep(lease.total_seconds() + 1)
    shown: list[str] = []

    async def person(who: Person) -> None:
        screen = await who.window("shut_screen")
        assert not any(w.objectName() == "main_window" for w in QApplication.allWidgets())
        screen.connect_button.click()
        main = await who.main()
        shown.append(main.windowTitle())
        assert main.isVisible()
        assert not any(
            w.objectName() == "shut_screen" and w.isVisible() for w in QApplication.allWidgets()
        )
        main.close()

    assert play(person) == 0
    assert shown == ["Nordlicht – Clinic Desk"]


def test_a_closed_account_ends_its_window_within_seconds(
    play: Callable[..., int], clinic: Clinic, tmp_path: Path
):
    """Tom works at one desk while the administrator closes his account at another."""
    clinic.at_desk(
        lambda desk: add_member(desk, username="tom", role="front_desk", passphrase=TOMS, kdf=CHEAP)
    )
    other = tmp_path / "other"
    asyncio.run(join_another(clinic, other))
    causes: list[str] = []

    async def person(who: Person) -> None:
        main = await who.main()
        main.user_menu.lock_wished.emit()
        await who.unlock(TOMS, user="tom")
        main = await who.main()
        assert main.user.username == "tom"
        await close_account(other)

        ask = now_and_then(main.sync.sync_now)  # one in five seconds is heard

        def is_over() -> bool:
            if who.shift._place is None:
                return True
            ask()
            return False

        await who.until(is_over, what="the end of tom's window")

    assert play(person, begin_anew=causes.append) == 0
    assert causes == ["account_closed"]


def test_after_a_pin_the_server_is_shown_the_passphrase_from_the_list_of_what_waits(
    play: Callable[..., int], clinic: Clinic
):
    """The server forgot the session while the desk was locked; a PIN cannot renew it."""

    def give_pin(desk: Desk) -> None:
        found = open_slots(
            desk.home / "keyslots.json",
            passphrase=PASSPHRASE,
            username="sara",
            keystore=clinic.keystore,
        )
        set_pin(desk.home / "keyslots.json", found, pin=PIN, keystore=clinic.keystore, kdf=CHEAP)

    clinic.at_desk(give_pin)
    said: list[str] = []

    async def person(who: Person) -> None:
        main = await who.main()
        await who.until(lambda: state(main) is SyncState.SYNCED, what="in step")
        desk = who.shift._desk
        await asyncio.to_thread(clinic.forget_sessions, desk.context.clinic_id)
        main.user_menu.lock_wished.emit()
        await who.unlock(PIN)
        main = await who.main()
        await who.until(lambda: state(main) is SyncState.NEEDS_LOGIN, what="asked to sign in")
        await asyncio.to_thread(keep_somebody, who.shift._desk)
        main.top_bar.pill.click()
        centre = main.sync_centre
        await who.until(centre.state.sign_in.isVisible)
        await who.until(lambda: centre.waiting.model.rowCount() > 0, what="what waits")
        said.append(centre.waiting.model.index(0, 0).data())
        centre.state.sign_in.click()
        dialog = await who.until(lambda: main.findChild(QDialog, "server_dialog"))
        show(dialog, "certainly not this one")
        said.append(await who.until(dialog.proof.error))
        show(dialog, PASSPHRASE)
        await who.until(lambda: "Signed in" in main.toast.text())
        await who.until(lambda: state(main) is SyncState.SYNCED, what="in step again")
        assert main._data_sync.may(Permission.PATIENT_VIEW).is_allowed
        main.close()

    assert play(person) == 0
    assert said[0].startswith("Patient added")
    assert said[1] == "The server does not accept this passphrase."


def show(dialog: QDialog, passphrase: str) -> None:
    """Type what the server asks for, and press the button."""
    dialog.findChild(QLineEdit, "server_dialog_proof").setText(passphrase)
    dialog.findChild(QPushButton, "server_dialog_submit").click()


def keep_somebody(desk: Desk) -> None:
    """A change that waits to be sent."""

    def write() -> None:
        with desk.store.unit_of_work(desk.context) as uow:
            uow.add(a_patient())

    desk.worker.submit(write).result()


def state(main: Any) -> SyncState:
    return main._data_sync.sync_status.state


async def join_another(clinic: Clinic, home: Path) -> None:
    """A second desk of the clinic, which knows tom."""
    desk = await asyncio.to_thread(clinic.open)
    try:
        invitation = await invite(desk, username="sara")
    finally:
        await desk.aclose()
    await join_home(home, clinic.server.url, invitation.code, "sara", PASSPHRASE, kdf=CHEAP)


async def close_account(home: Path) -> None:
    """What the administrator does at the other desk."""

    def knows_tom(desk: Desk) -> bool:
        with desk.store.reader() as reader:
            return any(user.username == "tom" for user in users(reader))

    desk = await asyncio.to_thread(open_desk, home, PASSPHRASE, user="sara", kdf=CHEAP)
    await in_step(desk, lambda: knows_tom(desk))
    assert desk.api is not None
    await desk.api.aclose()
    desk = await asyncio.to_thread(lambda: remove_member(desk, username="tom"))
    try:
        await in_step(desk, lambda: desk.store.statistics().pending.waiting == 0)
    finally:
        await desk.aclose()
