"""A clinic is made in the window: whole, as typed, and guarded as the person was told."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import keyring
import pytest

from app.bootstrap import first_home
from app.bootstrap.desk import open_desk
from app.bootstrap.exporting import public_hex
from app.bootstrap.first_home import FirstHome
from app.bootstrap.home import Home, HomeLock
from app.bootstrap.recovering import recover_desk
from app.domain.audit import AuditAction
from app.domain.errors import StorageFull
from app.domain.query import Query
from app.domain.staff import Workstation
from app.security.keyslots import read_users
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.memory_keyring import MemoryKeyring
from tests.ui.conftest import a_while, until
from tests.ui.first_run.conftest import SETTINGS, MemoryKeyStore, Sits

pytestmark = pytest.mark.row("B5", "B7")
PIN = "735194"


async def test_a_clinic_is_made_as_typed(sits: Sits, folder: Path, keystore: MemoryKeyStore):
    person = await sits(keystore=keystore)
    await person.ready_to_type()
    person.window.clinic.zones.choose("Europe/Berlin")
    await person.create()
    await person.comes("pin_page")
    person.go_on()
    result = await person.finish()
    assert (result.username, result.passphrase) == ("sara", PASSPHRASE)
    assert PASSPHRASE not in repr(result)
    desk = open_desk(folder, result.passphrase, kdf=CHEAP, keystore=keystore)
    try:
        assert (desk.clinic.name, desk.clinic.zone) == ("Nordlicht", "Europe/Berlin")
        assert (desk.user.username, desk.user.display_name) == ("sara", "Sara Weiß")
        with desk.store.reader() as reader:
            (workstation,) = reader.records(Workstation).find(Query(Workstation)).rows
        assert workstation.name == "Front desk"
    finally:
        desk.close()


async def test_the_pin_that_was_typed_opens_the_desk(
    sits: Sits, folder: Path, keystore: MemoryKeyStore
):
    person = await sits(keystore=keystore)
    await person.create()
    await person.comes("pin_page")
    person.type("first_pin", PIN)
    person.type("first_pin_again", PIN)
    person.go_on()
    await person.comes("recovery_page")
    assert "A PIN: set on this computer" in person.window.ready.titles()
    await person.finish()
    open_desk(folder, pin=PIN, user="sara", keystore=keystore).close()


async def test_a_pin_may_be_left_out(sits: Sits, folder: Path, keystore: MemoryKeyStore):
    person = await sits(keystore=keystore)
    await person.create()
    await person.comes("pin_page")
    person.go_on()
    await person.comes("recovery_page")
    assert [user.has_pin for user in read_users(Home(folder).key_slots)] == [False]


async def test_the_code_on_screen_is_the_way_back_in(
    sits: Sits, folder: Path, keystore: MemoryKeyStore
):
    person = await sits(keystore=keystore)
    await person.create()
    await person.comes("pin_page")
    person.go_on()
    await person.comes("recovery_page")
    code = person.window.recovery.code()
    sheet = person.window.recovery.sheet
    assert sheet is not None
    await person.finish()
    desk = open_desk(folder, PASSPHRASE, keystore=keystore)
    try:
        assert sheet.audit_key == public_hex(desk), "the sheet proves this desk's exports"
    finally:
        desk.close()
    assert person.window.recovery.code() == "", "the code is shown once"
    new = "another passphrase entirely"
    recover_desk(folder, code, new, settings=SETTINGS, keystore=keystore)
    open_desk(folder, new, keystore=keystore).close()


async def test_without_a_keyring_the_clinic_is_made_with_a_passphrase_alone_and_that_is_audited(
    sits: Sits, folder: Path
):
    keyring.set_keyring(keyring.backends.fail.Keyring())  # type: ignore[attr-defined]
    person = await sits()
    await person.ready_to_type()
    said = person.window.passphrase.protection_words()
    assert said.startswith("No trusted keyring on this computer: passphrase mode")
    assert "a PIN is not possible" in said
    await person.create()
    await person.finish()
    assert "A PIN: not possible here" in person.window.ready.titles()
    assert Home(folder).read().mode == "passphrase"
    assert "reduced_protection" in actions(folder)


async def test_a_keyring_that_works_is_named_and_used(sits: Sits, folder: Path):
    keyring.set_keyring(secret_service())
    person = await sits()
    await person.ready_to_type()
    assert "Secret Service (GNOME Keyring)" in person.window.passphrase.protection_words()
    await person.create()
    await person.comes("pin_page")
    assert Home(folder).read().mode == "keyring"


async def test_the_keyring_is_looked_at_again_when_it_was_unlocked(
    sits: Sits, monkeypatch: pytest.MonkeyPatch
):
    keyring.set_keyring(secret_service())
    with monkeypatch.context() as locked:
        locked.setattr(MemoryKeyring, "get_password", lambda *_: None)
        person = await sits()
        await person.ready_to_type()
        assert "may be locked" in person.window.passphrase.protection_words()
    person.click("create_clinic_button")
    person.fill_clinic()
    person.go_on()
    person.click("look_again_button")
    await until(lambda: "Protected by" in person.window.passphrase.protection_words())


async def test_a_keyring_that_thinks_for_long_holds_nothing_up(
    sits: Sits, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    may_answer, real = threading.Event(), MemoryKeyring.set_password

    def slowly(ring: MemoryKeyring, *given: str) -> None:
        assert may_answer.wait(10)
        real(ring, *given)

    monkeypatch.setattr(MemoryKeyring, "set_password", slowly)
    keyring.set_keyring(secret_service())  # a keyring binds its methods when it is made
    person = await sits()
    await until(person.window.clinic.zones.list.count)
    person.click("create_clinic_button")
    person.fill_clinic()
    person.go_on()
    assert person.page() == "passphrase_page"
    assert person.window.passphrase.protection_words().startswith("Looking at")
    may_answer.set()
    await until(lambda: "Protected by" in person.window.passphrase.protection_words())


async def test_two_clicks_make_one_clinic(sits: Sits, folder: Path, keystore: MemoryKeyStore):
    person = await sits(keystore=keystore)
    made: list[object] = []
    person.window.create_requested.connect(made.append)
    await person.create()
    assert person.window.is_busy
    person.window.passphrase.submitted.emit()
    await person.comes("pin_page")
    assert len(made) == 1


async def test_cancelling_while_the_keys_are_made_leaves_no_file_and_no_secret(
    sits: Sits, folder: Path, keystore: MemoryKeyStore, held: Held
):
    person = await sits(keystore=keystore)
    await person.create()
    await until(held.reached.is_set)
    person.click("first_cancel")
    held.go()
    await person.is_idle()
    assert person.window.trouble() == "Stopped. Nothing was made on this computer."
    assert files(folder) is None
    assert keystore.secrets == {}
    person.fill_passphrase()
    person.go_on()
    await person.comes("pin_page")


async def test_closing_while_the_keys_are_made_leaves_nothing(
    sits: Sits, folder: Path, keystore: MemoryKeyStore, held: Held
):
    person = await sits(keystore=keystore)
    await person.create()
    await until(held.reached.is_set)
    person.window.close()
    assert person.window.isVisible(), "it waits for what is under way"
    held.go()
    assert await person.ends() is None
    assert files(folder) is None
    assert keystore.secrets == {}


async def test_the_window_lives_while_the_keys_are_made(
    sits: Sits, keystore: MemoryKeyStore, held: Held
):
    person = await sits(keystore=keystore)
    await person.create()
    await until(held.reached.is_set)
    assert person.window.is_busy
    await a_while(0.05)
    assert not person.window.footer.next_button.isEnabled()
    held.go()
    await person.comes("pin_page")


async def test_a_disk_that_is_full_is_said_and_leaves_nothing(
    sits: Sits, folder: Path, keystore: MemoryKeyStore, monkeypatch: pytest.MonkeyPatch
):
    def full(*_: object, **__: object) -> None:
        raise StorageFull

    monkeypatch.setattr("app.bootstrap.founding.open_store", full)
    person = await sits(keystore=keystore)
    await person.create()
    await person.is_idle()
    assert person.window.trouble().startswith("The disk is full; nothing was made.")
    assert not Home(folder).exists
    assert files(folder) == []


async def test_a_folder_in_use_by_another_program_is_said(
    sits: Sits, folder: Path, keystore: MemoryKeyStore
):
    Home(folder).make_folder()
    person = await sits(keystore=keystore)
    with HomeLock(folder):
        await person.create()
        await person.is_idle()
    assert "Another program" in person.window.trouble()


async def test_data_without_its_desk_file_is_not_made_anew(sits: Sits, folder: Path):
    Home(folder).make_folder()
    Home(folder).database.write_bytes(b"somebody's clinic")
    person = await sits()
    assert "desk.json is missing" in person.window.welcome.stop_words()
    assert not person.window.welcome.create_button.isVisible()
    person.go_on()
    assert await person.ends() is None
    assert files(folder) == ["clinic.db"]


async def test_a_code_that_cannot_be_made_is_said_and_the_clinic_stays(
    sits: Sits, folder: Path, keystore: MemoryKeyStore, monkeypatch: pytest.MonkeyPatch
):
    def full(*_: object, **__: object) -> tuple[str, str]:
        raise StorageFull

    monkeypatch.setattr(FirstHome, "make_code", full)
    person = await sits(keystore=keystore)
    await person.create()
    await person.comes("pin_page")
    person.go_on()
    await person.comes("ready_page")
    assert "clinic-desk recovery-code" in person.window.trouble()
    person.go_on()
    assert (await person.ends()).username == "sara"


@pytest.mark.parametrize("page", ["pin_page", "recovery_page"])
async def test_leaving_without_the_code_warns_first_and_leaves_a_whole_clinic(
    page: str, sits: Sits, folder: Path, keystore: MemoryKeyStore
):
    person = await sits(keystore=keystore)
    await person.create()
    await person.comes("pin_page")
    if page == "recovery_page":
        person.go_on()
        await person.comes(page)
    person.window.close()
    asked = person.question()
    assert asked is not None
    asked.reject()
    assert person.window.isVisible()
    person.window.close()
    asked = person.question()
    assert asked is not None
    asked.accept()
    assert await person.ends() is None
    open_desk(folder, PASSPHRASE, keystore=keystore).close()


class Held:
    """The making of keys, stopped until the test lets it go on."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self._may_go = threading.Event()

    def wait(self) -> None:
        self.reached.set()
        assert self._may_go.wait(10)

    def go(self) -> None:
        self._may_go.set()


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Held:
    """Holds the making of a home on its thread, before anything is written."""
    made, real = Held(), first_home.create_home

    def slowly(*given: Any, **named: Any) -> None:
        made.wait()
        real(*given, **named)

    monkeypatch.setattr(first_home, "create_home", slowly)
    return made


def secret_service() -> MemoryKeyring:
    """A keyring in memory under a name that is trusted."""
    kind = type("Keyring", (MemoryKeyring,), {"__module__": "keyring.backends.SecretService"})
    return kind()


def files(folder: Path) -> list[str] | None:
    """What a folder holds; None where it is not there."""
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else None


def actions(folder: Path) -> list[str]:
    """Every word in a desk's audit trail."""
    desk = open_desk(folder, PASSPHRASE)
    try:
        rows = desk.store.database.writer.all("SELECT action FROM audit ORDER BY seq")
        return [row[0] for row in rows]
    finally:
        desk.close()


@pytest.mark.row("F2")
async def test_the_recovery_sheet_leaves_only_after_the_trail_says_so(
    sits: Sits, folder: Path, tmp_path: Path, keystore: MemoryKeyStore
):
    person = await sits(keystore=keystore)
    await person.create()
    await person.comes("pin_page")
    person.go_on()
    await person.comes("recovery_page")
    page, target, printed = person.window.recovery, tmp_path / "code.pdf", []
    with HomeLock(folder):  # nobody can write into the trail
        page._on_file_chosen(str(target))
        page.handing_out.emit(AuditAction.PRINT, lambda: printed.append("sheet"))
        await until(lambda: "Another program is using this folder" in page.said())
        await a_while(0.1)
    assert (target.exists(), printed) == (False, [])
    page._on_file_chosen(str(target))
    await until(target.exists)
    page.handing_out.emit(AuditAction.PRINT, lambda: printed.append("sheet"))
    await until(lambda: printed)
    await person.finish()
    desk = open_desk(folder, PASSPHRASE, kdf=CHEAP, keystore=keystore)
    try:
        with desk.store.database.reading() as session:
            said = session.all("SELECT action FROM audit WHERE entity = 'recovery_sheet'")
    finally:
        desk.close()
    assert said == [("export",), ("print",)]
