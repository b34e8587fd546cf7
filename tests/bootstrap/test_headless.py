"""A home is made once, opens with its passphrase only, and is held by one process at a time."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from app.bootstrap.headless import Desk, create_home, open_desk
from app.bootstrap.home import Home, HomeLock
from app.domain.errors import (
    ConfigurationError,
    DatabaseDamaged,
    InvalidValue,
    KeyringUnavailable,
    KeySlotsDamaged,
    StorageBusy,
    StorageError,
    WrongPassphrase,
)
from app.domain.staff import Clinic, User, Workstation
from app.services import patients
from app.settings import Settings
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.security.conftest import MemoryKeyStore

Open = Callable[..., Desk]


def _names(folder: Path) -> set[str]:
    return {entry.name for entry in folder.iterdir()}


def test_a_new_desk_knows_its_clinic_user_and_workstation(opened: Open):
    desk = opened()
    with desk.store.reader() as reader:
        assert reader.records(Workstation).get(desk.context.workstation_id) is not None
        assert reader.records(Clinic).get(desk.context.clinic_id) == desk.clinic
        assert reader.records(User).get(desk.context.user_id) == desk.user
    assert (desk.clinic.name, desk.user.username) == ("Nordlicht", "sara")


def test_what_was_written_is_there_after_closing_and_opening(opened: Open):
    desk = opened()
    made = desk.worker.submit(
        lambda: patients.register(
            desk.store.unit_of_work, desk.context, changes={"family_name": "Okafor"}
        )
    ).result()
    desk.close()
    with opened().store.reader() as reader:
        assert reader.search_patients("okaf") == (made.id,)


@pytest.mark.row("F2")
def test_closing_leaves_only_the_three_files(home: Path, opened: Open):
    opened().close()
    assert _names(home) == {"clinic.db", "keyslots.json", "desk.json"}


def test_closing_twice_is_harmless(opened: Open):
    desk = opened()
    desk.close()
    desk.close()


def test_a_closed_desk_writes_nothing(opened: Open):
    desk = opened()
    desk.close()
    with pytest.raises(StorageError):
        desk.set_fact("colour", "green")


@pytest.mark.row("F3")
def test_a_wrong_passphrase_leaves_the_desk_as_it_was(home: Path, opened: Open):
    before = (home / "clinic.db").read_bytes()
    with pytest.raises(WrongPassphrase):
        open_desk(home, "something else entirely")
    assert (home / "clinic.db").read_bytes() == before
    assert opened().clinic.name == "Nordlicht"


@pytest.mark.row("F3")
def test_keyring_mode_needs_the_same_keyring(tmp_path: Path):
    ours = MemoryKeyStore()
    create_home(tmp_path / "k", "Nordlicht", "sara", PASSPHRASE, kdf=CHEAP, keystore=ours)
    with pytest.raises(KeyringUnavailable):
        open_desk(tmp_path / "k", PASSPHRASE)
    with pytest.raises(KeyringUnavailable):
        open_desk(tmp_path / "k", PASSPHRASE, keystore=MemoryKeyStore())
    desk = open_desk(tmp_path / "k", PASSPHRASE, keystore=ours)
    assert desk.mode == "keyring"
    desk.close()


def test_a_home_is_never_made_over_another(home: Path, opened: Open):
    with pytest.raises(ConfigurationError):
        create_home(home, "Other", "tom", PASSPHRASE, kdf=CHEAP)
    assert opened().clinic.name == "Nordlicht"


@pytest.mark.parametrize(
    ("clinic", "user", "passphrase", "zone"),
    [
        ("Nordlicht", "sara", "short", "UTC"),
        ("", "sara", PASSPHRASE, "UTC"),
        ("Nordlicht", "a\nb", PASSPHRASE, "UTC"),
        ("Nordlicht", "sara", PASSPHRASE, "Mars/Olympus"),
    ],
)
def test_a_refused_home_leaves_nothing_behind(
    tmp_path: Path, clinic: str, user: str, passphrase: str, zone: str
):
    with pytest.raises((InvalidValue, ConfigurationError)):
        create_home(tmp_path / "new", clinic, user, passphrase, zone=zone, kdf=CHEAP)
    assert not (tmp_path / "new").exists()


def test_a_home_that_fails_on_the_way_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def fail(*arguments: object) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr(Home, "write", fail)
    with pytest.raises(OSError, match="full"):
        create_home(tmp_path / "new", "Nordlicht", "sara", PASSPHRASE, kdf=CHEAP)
    assert _names(tmp_path / "new") == set()


def test_a_folder_without_a_desk_is_told_so(tmp_path: Path):
    with pytest.raises(ConfigurationError, match="no desk"):
        open_desk(tmp_path, PASSPHRASE)


def test_a_second_opening_is_refused_until_the_first_ends(home: Path, opened: Open):
    desk = opened()
    with pytest.raises(StorageBusy, match="open"):
        opened()
    desk.close()
    opened()


def test_a_failed_opening_lets_go_of_the_folder(home: Path):
    with pytest.raises(WrongPassphrase):
        open_desk(home, "something else entirely")
    HomeLock(home).release()


@pytest.mark.row("F2")
@pytest.mark.parametrize("content", [None, b"", b"SQLite format 3\x00" + bytes(4096)])
def test_a_lost_or_strange_database_is_never_replaced_by_a_new_one(
    home: Path, opened: Open, content: bytes | None
):
    (home / "clinic.db").unlink()
    if content is not None:
        (home / "clinic.db").write_bytes(content)
    with pytest.raises(DatabaseDamaged):
        opened()
    left = (home / "clinic.db").read_bytes() if (home / "clinic.db").exists() else None
    assert left == content


@pytest.mark.row("F2")
def test_another_desks_database_is_refused(home: Path, opened: Open, tmp_path: Path):
    create_home(tmp_path / "other", "Other", "tom", PASSPHRASE, kdf=CHEAP)
    (tmp_path / "other" / "clinic.db").replace(home / "clinic.db")
    with pytest.raises(StorageError):
        opened()


@pytest.mark.row("F3")
def test_another_desks_key_slots_are_refused(home: Path, opened: Open, tmp_path: Path):
    create_home(tmp_path / "other", "Other", "sara", PASSPHRASE, kdf=CHEAP)
    (tmp_path / "other" / "keyslots.json").replace(home / "keyslots.json")
    with pytest.raises(KeySlotsDamaged):
        opened()


def test_a_damaged_desk_file_is_told_so(home: Path, opened: Open):
    content = json.loads((home / "desk.json").read_bytes())
    (home / "desk.json").write_text(json.dumps({**content, "surprise": 1}))
    with pytest.raises(ConfigurationError, match="damaged"):
        opened()


def test_the_servers_address_comes_from_the_encrypted_database_alone(home: Path, opened: Open):
    content = json.loads((home / "desk.json").read_bytes())
    (home / "desk.json").write_text(json.dumps({**content, "server_url": "https://evil.example"}))
    assert opened().server_url == ""


def test_the_folder_is_for_its_owner_only(home: Path):
    assert {entry.stat().st_mode & 0o077 for entry in [home, *home.iterdir()]} == {0}


def test_facts_are_kept_in_the_database(opened: Open):
    desk = opened()
    desk.set_fact("colour", "green")
    desk.close()
    assert opened().fact("colour") == "green"


@pytest.mark.row("F3")
def test_without_a_keyring_the_refresh_token_is_kept_encrypted(home: Path, opened: Open):
    from datetime import UTC, datetime

    from app.domain.remote_ports import Tokens

    desk = opened()
    token = "canary-refresh-token-4711"
    desk.tokens.store(
        Tokens(access="a", refresh=token, access_expires_at=datetime(2030, 1, 1, tzinfo=UTC))
    )
    desk.close()
    assert not any(token.encode() in entry.read_bytes() for entry in home.iterdir())
    kept = opened().tokens.load()
    assert kept is not None
    assert kept.refresh == token


def test_a_desk_without_a_server_has_nothing_to_synchronise(opened: Open):
    with pytest.raises(ConfigurationError, match="server"):
        opened().make_runner()


@pytest.mark.row("B8")
def test_the_page_cache_setting_reaches_the_database(opened: Open):
    desk = opened(settings=Settings(db_page_cache_kib=2345))
    assert desk.store.database.writer.one("PRAGMA cache_size") == (-2345,)


def test_no_thread_is_left_behind(opened: Open):
    import threading

    before = {thread.ident for thread in threading.enumerate()}
    desk = opened()
    desk.fact("x")
    desk.close()
    assert {thread.ident for thread in threading.enumerate()} <= before


def test_no_file_is_left_open(home: Path, opened: Open):
    opened().close()
    if not Path("/proc/self/fd").is_dir():
        pytest.skip("needs /proc")
    assert not [target for target in _open_files() if target.is_relative_to(home)]


def _open_files() -> list[Path]:
    found: list[Path] = []
    for descriptor in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            found.append(descriptor.readlink())
    return found
