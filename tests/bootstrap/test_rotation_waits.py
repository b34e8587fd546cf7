"""New keys on a disk without room: the desk opens with the old database key, and moves later."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtWidgets import QApplication

from app.bootstrap import rotating
from app.bootstrap.desktop import make_data_sync
from app.bootstrap.headless import Desk
from app.bootstrap.home import Home
from app.bootstrap.rotating import is_waiting
from app.domain.errors import DiskTrouble, StorageFull
from app.domain.staff import Role
from app.storage import rekeying
from tests.bootstrap.test_rotating import (
    TOM,
    Killed,
    close_account,
    desk,
    folder,
    keyring,
    leftovers,
    opened,
    patients,
)
from tests.factories import a_patient
from tests.security.conftest import MemoryKeyStore
from tests.storage.small_disk import small_disk

__all__ = ["desk", "folder", "keyring"]
pytestmark = pytest.mark.row("F3")


def refuse(*_: object) -> None:
    raise StorageFull


def add_patient(at: Desk) -> None:
    with at.store.unit_of_work(replace(at.context, role=Role.FRONT_DESK)) as uow:
        uow.add(a_patient())


def whole(at: Desk, *, count: int) -> bool:
    """Whether everything is there and proven."""
    at.store.database.check_integrity()
    proven = at.store.verify_audit() is None and not at.trail.is_broken
    return proven and patients(at) == count


def waiting(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The desk after a rotation whose second half found no room."""
    with monkeypatch.context() as full:
        full.setattr(rekeying, "rekey", refuse)
        return desk.with_new_keys()


def test_desk_works_on_a_disk_that_filled_up_and_moves_when_there_is_room(
    folder: Path, keyring: MemoryKeyStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a real disk of its own, filled by somebody else in the middle of the rotation."""
    with small_disk(tmp_path / "disk", mib=24) as disk:
        home = disk.folder / "desk"
        shutil.copytree(folder, home)
        before = opened(home, keyring, acting=Role.ADMIN)
        real = rotating.begin_rotation

        def begin_and_fill(*arguments: object, **options: object) -> object:
            slots = real(*arguments, **options)  # type: ignore[arg-type]
            disk.fill(but_kib=160)
            return slots

        with monkeypatch.context() as filling:
            filling.setattr(rotating, "begin_rotation", begin_and_fill)
            desk = before.with_new_keys()
        assert is_waiting(Home(home))
        assert desk.keys.database_key == before.keys.database_key
        assert desk.keys.clinic_key != before.keys.clinic_key
        add_patient(desk)
        assert whole(desk, count=2)
        desk.close()
        disk.fill(but_kib=160)
        desk = opened(home, keyring)
        assert (is_waiting(Home(home)), whole(desk, count=2)) == (True, True)
        desk.close()
        disk.make_room()
        desk = opened(home, keyring)
        assert (is_waiting(Home(home)), whole(desk, count=2)) == (False, True)
        actions = [one for (one,) in desk.store.database.writer.all("SELECT action FROM audit")]
        desk.close()
        assert actions.count("keys_rotated") == 1
        assert not rekeying.opens_with(home / "clinic.db", before.keys.database_key)
        assert leftovers(home) == []


def test_killed_rekeying_that_filled_the_disk_to_the_last_byte_opens(
    folder: Path, keyring: MemoryKeyStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even a log's index fits: the copy takes the database's place and gives its room."""
    with small_disk(tmp_path / "disk", mib=24) as disk:
        home = disk.folder / "desk"
        shutil.copytree(folder, home)
        desk = opened(home, keyring, acting=Role.ADMIN)

        def kill(path: Path, *_: object) -> None:
            path.with_name(path.name + "-wal").write_bytes(b"\1" * 100_000)
            disk.fill()
            raise Killed

        with monkeypatch.context() as killing:
            killing.setattr(rekeying, "rekey", kill)
            with pytest.raises(Killed):
                desk.with_new_keys()
        desk = opened(home, keyring)
        assert (is_waiting(Home(home)), whole(desk, count=1)) == (True, True)
        desk.close()
        disk.make_room()
        opened(home, keyring).close()
        assert not is_waiting(Home(home))


def test_disk_in_trouble_of_another_kind_keeps_nobody_out_either(
    desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A quota says something else than a full disk."""

    def trouble(*_: object) -> None:
        raise DiskTrouble

    monkeypatch.setattr(rekeying, "rekey", trouble)
    after = desk.with_new_keys()
    assert (is_waiting(Home(folder)), whole(after, count=1)) == (True, True)
    after.close()


STEPS = [
    (rekeying, "is_sound", "after"),
    (rekeying, "drop_copy", "before"),
    (rekeying, "drop_copy", "after"),
    (rotating, "_prove_anew", "after"),
    (rotating, "finish_rotation", "after"),
]


@pytest.mark.parametrize("step", STEPS, ids=lambda step: f"{step[2]} {step[1]}")
def test_desk_killed_while_it_puts_off_or_catches_up_is_whole(
    desk: Desk,
    folder: Path,
    keyring: MemoryKeyStore,
    step: tuple[object, str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """First with the disk full, then with room again; what was written between stays."""
    module, name, moment = step
    real = getattr(module, name)

    def killed(*arguments: object, **options: object) -> object:
        if moment == "after":
            real(*arguments, **options)
        raise Killed

    count = 1
    with monkeypatch.context() as full:
        full.setattr(rekeying, "rekey", refuse)
        with monkeypatch.context() as killing, suppress(Killed):  # or no step of this half
            killing.setattr(module, name, killed)
            desk.with_new_keys().close()
        at = opened(folder, keyring)
        add_patient(at)
        count += 1
        assert whole(at, count=count)
        at.close()
    with monkeypatch.context() as killing, suppress(Killed):
        killing.setattr(module, name, killed)
        opened(folder, keyring).close()
    at = opened(folder, keyring)
    assert whole(at, count=count)
    at.close()
    assert not is_waiting(Home(folder))
    assert leftovers(folder) == []


def test_no_copy_outlives_the_opening_that_work_goes_on_in(
    desk: Desk, folder: Path, keyring: MemoryKeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An old copy put back over newer work would lose it; the next try makes one of its own."""
    desk = waiting(desk, monkeypatch)
    assert not Home(folder).before_rotation.exists()
    add_patient(desk)
    desk.close()

    def ruin(path: Path, old: bytes, new: bytes) -> None:
        path.write_bytes(b"\xff" * 40_000)
        raise Killed

    with monkeypatch.context() as ruining:
        ruining.setattr(rekeying, "rekey", ruin)
        with pytest.raises(Killed):
            opened(folder, keyring)
    desk = opened(folder, keyring)
    assert whole(desk, count=2)
    desk.close()


def test_who_has_to_go_keeps_a_desk_that_waits_open_for_the_others(
    desk: Desk,
    folder: Path,
    keyring: MemoryKeyStore,
    monkeypatch: pytest.MonkeyPatch,
    qapp: QApplication,
) -> None:
    """A further rotation waits for the first one; the window says so."""
    desk = waiting(desk, monkeypatch)
    data_sync = make_data_sync(desk, None)
    assert data_sync.has_keys_waiting
    data_sync.close()
    close_account(desk, TOM)
    before = (folder / "keyslots.json").read_bytes()
    with pytest.raises(StorageFull):
        desk.with_new_keys(without={TOM})
    assert (folder / "keyslots.json").read_bytes() == before
    with monkeypatch.context() as full:
        full.setattr(rotating.shutil, "disk_usage", lambda _folder: SimpleNamespace(free=1000))
        again = opened(folder, keyring)
        assert whole(again, count=1)
        again.close()
    again = opened(folder, keyring)
    again.close()
    assert not is_waiting(Home(folder))
    assert b'"tom"' not in (folder / "keyslots.json").read_bytes()
