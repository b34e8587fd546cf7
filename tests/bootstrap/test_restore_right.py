"""Who may restore is asked of the clinic's desk on this computer, and never of the backup."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap.backing_up import back_up
from app.bootstrap.headless import Desk, open_desk
from app.bootstrap.leasing import CONTACT_FACT, Ended, LeaseGuard
from app.bootstrap.own_keys import change_own_passphrase
from app.bootstrap.recovering import make_recovery_code
from app.bootstrap.restoring import Restorer, restore_backup
from app.domain.changes import Origin
from app.domain.errors import (
    AccountClosed,
    ClinicError,
    ConfigurationError,
    PermissionDenied,
    StorageBusy,
    WrongPassphrase,
)
from app.settings import Settings
from tests.bootstrap.conftest import CHEAP, PASSPHRASE

Opened = Callable[..., Desk]
TODAYS, NEW = "quiet harbour lantern 9", "a quite different passphrase"
pytestmark = pytest.mark.row("B7")


@pytest.fixture
def taken(opened: Opened, tmp_path: Path) -> Path:
    """A backup of the days when its user was administrator."""
    desk = opened()
    made = back_up(desk, tmp_path / "a.backup")
    desk.close()
    return made.path


def changed(opened: Opened, **fields: Any) -> None:
    """What became of the user since."""
    desk = opened()
    with desk.store.unit_of_work(desk.context, origin=Origin.REMOTE) as uow:
        uow.save(replace(desk.user, **fields))
    desk.close()


def restored(file: Path, to: Path, *, desk: Path | None, **said: Any) -> bool:
    """Whether there is a desk from the backup; nothing may be left of one that was refused."""
    restorer = Restorer(**{"passphrase": PASSPHRASE, "desk": desk, **said})
    try:
        restore_backup(file, to, restorer, settings=Settings(), kdf=CHEAP)
    except ClinicError:
        assert not to.exists()
        raise
    return (to / "desk.json").exists()


def test_administrator_of_today_restores(taken: Path, home: Path, tmp_path: Path) -> None:
    assert restored(taken, tmp_path / "new", desk=home)


def test_administrator_of_then_only_restores_nothing(
    taken: Path, home: Path, tmp_path: Path, opened: Opened
) -> None:
    """The backup still calls them one, and opens with their passphrase of those days."""
    changed(opened, role="front_desk")
    with pytest.raises(PermissionDenied):
        restored(taken, tmp_path / "new", desk=home)
    denied = opened().store.database.writer.all("SELECT action FROM audit ORDER BY seq DESC")
    assert ("deny",) in denied


def test_who_was_no_administrator_then_is_refused_and_the_present_desk_remembers(
    home: Path, tmp_path: Path, opened: Opened
) -> None:
    """An administrator of today, with a backup of the days when they were none."""
    changed(opened, role="front_desk")
    desk = opened()
    made = back_up(desk, tmp_path / "b.backup")
    desk.close()
    changed(opened, role="admin")
    before = denials(opened)
    with pytest.raises(PermissionDenied):
        restore_backup(
            made.path,
            tmp_path / "new",
            Restorer(passphrase=PASSPHRASE, desk=home),
            settings=Settings(),
            kdf=CHEAP,
        )
    assert list((tmp_path / "new").iterdir()) == []
    assert denials(opened) == before + 1


def denials(opened: Opened) -> int:
    """How many refusals the trail of the present desk holds."""
    desk = opened()
    (count,) = desk.store.database.writer.one("SELECT count(*) FROM audit WHERE action = 'deny'")
    desk.close()
    return count


def test_control_on_a_computer_without_a_desk_the_secret_is_the_right(
    taken: Path, tmp_path: Path, opened: Opened
) -> None:
    changed(opened, role="front_desk")
    assert restored(taken, tmp_path / "new", desk=tmp_path / "nowhere")
    assert restored(taken, tmp_path / "newer", desk=None)


def test_account_that_was_closed_restores_nothing(
    taken: Path, home: Path, tmp_path: Path, opened: Opened
) -> None:
    changed(opened, is_active=False)
    with pytest.raises(AccountClosed):
        restored(taken, tmp_path / "new", desk=home)


def test_passphrase_of_then_is_not_enough_where_there_is_another_today(
    taken: Path, home: Path, tmp_path: Path, opened: Opened
) -> None:
    desk = opened()
    change_own_passphrase(desk, old=PASSPHRASE, new=TODAYS)
    desk.close()
    with pytest.raises(WrongPassphrase, match="--desk-passphrase-stdin"):
        restored(taken, tmp_path / "new", desk=home)
    assert restored(taken, tmp_path / "new", desk=home, desk_passphrase=TODAYS)


def test_present_recovery_code_is_the_clinics_word_and_an_older_one_is_not(
    home: Path, tmp_path: Path, opened: Opened
) -> None:
    code = make_recovery_code(home, PASSPHRASE, settings=Settings(), kdf=CHEAP)
    desk = opened()
    file = back_up(desk, tmp_path / "a.backup").path
    desk.close()
    with_code = {"desk": home, "passphrase": NEW, "code": code}
    assert restored(file, tmp_path / "new", **with_code)
    make_recovery_code(home, PASSPHRASE, settings=Settings(), kdf=CHEAP)
    with pytest.raises(ConfigurationError, match="an administrator of today"):
        restored(file, tmp_path / "newer", **with_code)
    assert restored(file, tmp_path / "newer", **with_code, desk_passphrase=PASSPHRASE)


def test_damaged_desk_cannot_say_and_takes_the_code_only(
    home: Path, tmp_path: Path, opened: Opened
) -> None:
    code = make_recovery_code(home, PASSPHRASE, settings=Settings(), kdf=CHEAP)
    desk = opened()
    file = back_up(desk, tmp_path / "a.backup").path
    desk.close()
    (home / "clinic.db").write_bytes(b"\xff" * 40_000)
    with pytest.raises(ConfigurationError, match="recovery-code"):
        restored(file, tmp_path / "new", desk=home)
    assert restored(file, tmp_path / "new", desk=home, passphrase=NEW, code=code)


def test_desk_that_is_open_is_not_passed_over(
    taken: Path, home: Path, tmp_path: Path, opened: Opened
) -> None:
    opened()
    with pytest.raises(StorageBusy):
        restored(taken, tmp_path / "new", desk=home)


def test_folder_that_was_named_has_to_be_a_desk_of_the_clinic(taken: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no desk of the backup's clinic"):
        restored(taken, tmp_path / "new", desk=tmp_path / "nowhere", is_desk_named=True)


def test_restored_desk_of_a_server_waits_for_the_servers_word(
    home: Path, tmp_path: Path, opened: Opened
) -> None:
    """Whatever the backup says of its user: its lease and its tokens are not brought back."""
    desk = opened()
    desk.set_fact("server_url", "https://clinic.example")
    desk.set_fact(CONTACT_FACT, datetime.now(UTC).isoformat())
    file = back_up(desk, tmp_path / "a.backup").path
    desk.close()
    assert restored(file, tmp_path / "new", desk=None)
    again = open_desk(tmp_path / "new", PASSPHRASE, kdf=CHEAP)
    try:
        assert LeaseGuard(again).check().ended is Ended.REVOKED
    finally:
        again.close()
