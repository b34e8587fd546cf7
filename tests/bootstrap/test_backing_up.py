"""Backups of a desk: whole, proven, its own file only, and one a day."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.bootstrap import backing_up
from app.bootstrap.backing_up import back_up, last_backup, make_backup
from app.bootstrap.backup_schedule import BackupSchedule
from app.bootstrap.erasing import erase_home
from app.bootstrap.headless import Desk
from app.domain.changes import Origin
from app.domain.errors import BackupRefused, ConfigurationError, PermissionDenied
from app.domain.staff import User
from app.security import slot_file
from app.security.backup_key import read_header
from app.settings import Settings
from app.storage import backup
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.factories import a_patient

Opened = Callable[..., Desk]
pytestmark = pytest.mark.row("E10", "F3")


def _actions(desk: Desk) -> list[str]:
    with desk.store.database.reading() as session:
        return [row[0] for row in session.all("SELECT action FROM audit ORDER BY seq")]


def _left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_backup_is_one_file_of_its_owner_and_audited(opened: Opened, tmp_path: Path):
    desk = opened()
    made = back_up(desk, tmp_path / "a.backup")
    assert made.path.stat().st_mode & 0o777 == 0o600
    assert _left(tmp_path) == ["a.backup", "desk"]
    assert _actions(desk)[-1] == "backup_made"
    assert made.manifest.audit_seq == desk.store.audit_head.seq - 1
    assert last_backup(desk) is not None


def test_what_waits_is_joined_to_nothing_once_a_copy_has_it(opened: Opened, tmp_path: Path):
    desk = opened()
    _add_patient(desk)
    back_up(desk, tmp_path / "a.backup")
    _add_patient(desk)
    with desk.store.reader() as reader:
        assert [one.attempts for one in reader.pending()][-2:] == [1, 0]


def test_people_may_write_while_a_backup_is_made(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    desk = opened()
    real = backing_up.copy_database

    def busy(*arguments: Any, **options: Any) -> None:
        _add_patient(desk)
        real(*arguments, **options)

    monkeypatch.setattr(backing_up, "copy_database", busy)
    assert back_up(desk, tmp_path / "a.backup").manifest.rows["patient"] == 0
    with desk.store.reader() as reader:
        assert len(reader.search_patients("Okafor")) == 1


def _add_patient(desk: Desk) -> None:
    def work() -> None:
        with desk.store.unit_of_work(desk.context) as uow:
            uow.add(a_patient(family_name="Okafor", given_names="Amara"))

    desk.worker.submit(work).result()


def test_backup_never_overwrites(opened: Opened, tmp_path: Path):
    (tmp_path / "a.backup").write_bytes(b"precious")
    with pytest.raises(ConfigurationError):
        back_up(opened(), tmp_path / "a.backup")
    assert (tmp_path / "a.backup").read_bytes() == b"precious"


def test_file_that_came_meanwhile_is_not_overwritten(tmp_path: Path):
    (tmp_path / "finished").write_bytes(b"new")
    (tmp_path / "a.backup").write_bytes(b"precious")
    with pytest.raises(ConfigurationError):
        backup.publish(tmp_path / "finished", tmp_path / "a.backup")
    assert (tmp_path / "a.backup").read_bytes() == b"precious"


def test_backup_that_does_not_verify_leaves_no_file(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    real = backing_up.pack

    def damaging(target: Path, header: bytes, database: Path) -> None:
        real(target, header, database)
        content = bytearray(target.read_bytes())
        content[-5000] ^= 1
        target.write_bytes(content)

    monkeypatch.setattr(backing_up, "pack", damaging)
    desk = opened()
    with pytest.raises(BackupRefused):
        back_up(desk, tmp_path / "a.backup")
    assert _left(tmp_path) == ["desk"]
    assert "backup_made" not in _actions(desk)


def test_trail_that_is_not_whole_gives_no_backup(opened: Opened, tmp_path: Path):
    desk = opened()
    desk.store.database.writer.run("DROP TRIGGER append_only_audit_update")
    desk.store.database.writer.run("UPDATE audit SET action = 'view' WHERE seq = 1")
    with pytest.raises(BackupRefused):
        back_up(desk, tmp_path / "a.backup")
    assert _left(tmp_path) == ["desk"]


def test_disk_that_fills_up_leaves_no_file(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def full(*arguments: object, **options: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backing_up, "pack", full)
    with pytest.raises(OSError, match="space"):
        back_up(opened(), tmp_path / "a.backup")
    assert _left(tmp_path) == ["desk"]


def test_only_administrators_take_a_backup_by_command(home: Path, opened: Opened, tmp_path: Path):
    desk = opened()
    _make_front_desk(desk)
    desk.close()
    with pytest.raises(PermissionDenied):
        make_backup(home, tmp_path / "a.backup", PASSPHRASE, settings=Settings(), kdf=CHEAP)
    assert _actions(opened())[-1] == "deny"
    assert _left(tmp_path) == ["desk"]


def _make_front_desk(desk: Desk) -> None:
    def work() -> None:
        with desk.store.unit_of_work(desk.context, origin=Origin.REMOTE) as uow:
            uow.meta.set("probe", "1")
        session = desk.store.database.writer
        session.run("UPDATE write_gate SET is_open = 1")
        session.run("UPDATE user SET role = 'front_desk'")
        session.run("UPDATE write_gate SET is_open = 0")
        desk.store.forget()

    desk.worker.submit(work).result()
    with desk.store.reader() as reader:
        user = reader.records(User).get(desk.context.user_id)
    assert user is not None
    assert user.role == "front_desk"


def test_sweeping_follows_no_link(opened: Opened, tmp_path: Path):
    (tmp_path / "theirs").mkdir()
    (tmp_path / f"{backing_up.SCRATCH}x").symlink_to(tmp_path / "theirs")
    back_up(opened(), tmp_path / "a.backup")
    assert _left(tmp_path / "theirs") == []


def _raising(error: Exception) -> Callable[..., None]:
    def fail(*arguments: object, **options: object) -> None:
        raise error

    return fail


def test_what_a_killed_backup_left_is_swept_up(opened: Opened, tmp_path: Path):
    (tmp_path / f"{backing_up.SCRATCH}killed").mkdir()
    (tmp_path / f"{backing_up.SCRATCH}killed" / "copy").write_bytes(b"half")
    back_up(opened(), tmp_path / "a.backup")
    assert _left(tmp_path) == ["a.backup", "desk"]


async def test_erasing_a_desk_takes_the_backups_in_its_folder(opened: Opened, home: Path):
    desk = opened()
    schedule = BackupSchedule(desk)
    schedule.look()
    assert len(_left(home / "backups")) == 1
    desk.close()
    await erase_home(home, PASSPHRASE, is_forced=True, settings=Settings(), kdf=CHEAP)
    assert _left(home) == []


def test_pins_do_not_travel(opened: Opened, tmp_path: Path):
    desk = opened()
    path = desk.home / "keyslots.json"
    content = slot_file.read(path)
    pin = msgspec.structs.replace(content.slots[0], kind="pin")
    slots = msgspec.structs.replace(content, slots=[*content.slots, pin])
    slot_file.write(path, slots)
    made = back_up(desk, tmp_path / "a.backup")
    header = read_header(backup.read_packed(made.path).header)
    assert [slot.kind for slot in header.key_slots.slots] == ["user"]
