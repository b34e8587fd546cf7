"""A desk from a backup: same rows and trail, keys of its own, and nothing half-made."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.bootstrap import restoring
from app.bootstrap.backing_up import back_up
from app.bootstrap.headless import Desk, create_home, open_desk
from app.bootstrap.members import add_member
from app.bootstrap.recovering import make_recovery_code, recover_desk
from app.bootstrap.restoring import Restored, Restorer, restore_backup
from app.bootstrap.rotating import rotate_home
from app.domain.audit_trail import AuditQuestion
from app.domain.backup_origin import OpenedWith, origin_in
from app.domain.changes import Origin
from app.domain.errors import (
    BackupRefused,
    ConfigurationError,
    InvalidValue,
    KeyAccessError,
    OpenFailed,
    PermissionDenied,
    WrongPassphrase,
)
from app.domain.staff import Role
from app.security import slot_file
from app.security.audit_anchor import AnchorSlot
from app.services.audit_trail import AuditEntry, entries
from app.settings import Settings
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.factories import a_patient
from tests.security.conftest import MemoryKeyStore

Opened = Callable[..., Desk]
THEIRS = "quiet harbour lantern 9"
NEW = "a quite different passphrase"
pytestmark = pytest.mark.row("E10", "F3")


@pytest.fixture
def taken(opened: Opened, tmp_path: Path) -> Path:
    """A backup of a desk with a patient and unsent operations; the desk is closed."""
    desk = opened()

    def work() -> None:
        with desk.store.unit_of_work(desk.context) as uow:
            uow.add(a_patient(family_name="Okafor"))
        with desk.store.unit_of_work(desk.context, origin=Origin.REMOTE) as uow:
            uow.meta.set("refresh_token", "old")
            uow.meta.set("device_token", "kept")

    desk.worker.submit(work).result()
    made = back_up(desk, tmp_path / "a.backup")
    desk.close()
    return made.path


def _restore(file: Path, home: Path, passphrase: str = PASSPHRASE, **options: Any) -> Restored:
    code, name = options.pop("code", ""), options.pop("user", None)
    restorer = Restorer(passphrase=passphrase, code=code, username=name)
    return restore_backup(file, home, restorer, settings=Settings(), kdf=CHEAP, **options)


def _rows(desk: Desk, sql: str) -> list[Any]:
    with desk.store.database.reading() as session:
        return session.all(sql)


def test_restored_desk_has_every_row_and_goes_on(taken: Path, home: Path, tmp_path: Path):
    before = open_desk(home, PASSPHRASE, kdf=CHEAP)
    patients = _rows(before, "SELECT * FROM patient")
    outbox = _rows(before, "SELECT op_id, state, 1 FROM outbox")
    workstation = before.context.workstation_id
    before.close()
    restored = _restore(taken, tmp_path / "new")
    desk = open_desk(tmp_path / "new", PASSPHRASE, kdf=CHEAP)
    try:
        assert _rows(desk, "SELECT * FROM patient") == patients
        queue = _rows(desk, "SELECT op_id, state, attempts FROM outbox")
        assert queue == outbox, "each may have been sent from the old place"
        assert desk.context.workstation_id == workstation
        trail = _rows(desk, "SELECT action, result_count, seq FROM audit ORDER BY seq")
        at = restored.manifest.audit_seq
        assert trail[at] == ("restored", at, at + 1)
        assert desk.store.verify_audit() is None
        assert desk.fact("refresh_token") is None
        assert desk.fact("device_token") == "kept"
    finally:
        desk.close()


def restoring_of(folder: Path, passphrase: str, keystore: MemoryKeyStore | None) -> AuditEntry:
    """What the trail of a restored desk says of its restoring; the trail holds, chain and all."""
    desk = open_desk(folder, passphrase, kdf=CHEAP, keystore=keystore, acting=Role.ADMIN)
    try:
        assert desk.store.verify_audit() is None
        assert not desk.trail.is_broken
        with desk.store.reader() as reader:
            question = AuditQuestion(actions=("restored",))
            (found,) = entries(reader, desk.context, question=question)
        return found
    finally:
        desk.close()


def test_trail_says_which_backup_it_was_and_that_a_passphrase_opened_it(
    taken: Path, home: Path, tmp_path: Path
):
    restored = _restore(taken, tmp_path / "new")
    line = restoring_of(tmp_path / "new", PASSPHRASE, None).line
    origin = origin_in(line.fields)
    assert origin is not None
    assert (origin.file, origin.opened_with) == ("a.backup", OpenedWith.PASSPHRASE)
    made = datetime.fromisoformat(restored.manifest.made_at)
    assert origin.made_at == made
    assert origin.made_at.utcoffset() == made.astimezone(ZoneInfo("America/New_York")).utcoffset()
    assert (line.seq, line.result_count) == (restored.manifest.audit_seq + 1, line.seq - 1)
    old = open_desk(home, PASSPHRASE, kdf=CHEAP)
    made_here = _rows(old, "SELECT hex(row_id) FROM audit WHERE action = 'backup_made'")
    old.close()
    assert [one.lower() for (one,) in made_here] == [line.row_id]


def test_name_of_a_file_that_is_no_text_is_told_as_far_as_it_is(taken: Path, tmp_path: Path):
    odd = taken.rename(tmp_path / os.fsdecode(b"caf\xe9\nx.backup"))
    _restore(odd, tmp_path / "new")
    origin = origin_in(restoring_of(tmp_path / "new", PASSPHRASE, None).line.fields)
    assert origin is not None
    assert origin.file == "caf��x.backup"


def test_restored_desk_shares_no_secret_with_the_old_one(taken: Path, home: Path, tmp_path: Path):
    _restore(taken, tmp_path / "new")
    old, new = (slot_file.read(one / "keyslots.json") for one in (home, tmp_path / "new"))
    assert old.db_id != new.db_id
    assert old.current.check != new.current.check
    shutil.copy(home / "clinic.db", tmp_path / "new" / "clinic.db")
    with pytest.raises(OpenFailed):
        open_desk(tmp_path / "new", PASSPHRASE, kdf=CHEAP)


def test_the_new_recovery_code_is_the_one_that_counts(taken: Path, tmp_path: Path):
    restored = _restore(taken, tmp_path / "new")
    recover_desk(tmp_path / "new", restored.recovery_code, NEW, settings=Settings())
    open_desk(tmp_path / "new", NEW, kdf=CHEAP).close()


def test_wrong_passphrase_makes_no_folder(taken: Path, tmp_path: Path):
    with pytest.raises(WrongPassphrase):
        _restore(taken, tmp_path / "new", NEW)
    assert not (tmp_path / "new").exists()


def test_restoring_never_overwrites(taken: Path, home: Path):
    before = (home / "clinic.db").read_bytes()
    with pytest.raises(ConfigurationError):
        _restore(taken, home)
    assert (home / "clinic.db").read_bytes() == before


def test_something_else_is_no_backup(home: Path, tmp_path: Path):
    for name in ("clinic.db", "keyslots.json"):
        with pytest.raises(BackupRefused):
            _restore(home / name, tmp_path / "new")
    (tmp_path / "empty").touch()
    with pytest.raises(BackupRefused):
        _restore(tmp_path / "empty", tmp_path / "new")


def test_failure_on_the_way_leaves_no_desk(
    taken: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def full(*arguments: object, **options: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(restoring, "copy_database", full)
    with pytest.raises(OSError, match="space"):
        _restore(taken, tmp_path / "new")
    assert list((tmp_path / "new").iterdir()) == []
    monkeypatch.undo()
    _restore(taken, tmp_path / "new")
    open_desk(tmp_path / "new", PASSPHRASE, kdf=CHEAP).close()


def test_passphrase_of_somebody_else_than_an_administrator_restores_nothing(
    taken: Path, home: Path, tmp_path: Path, opened: Opened
):
    desk = opened()
    with desk.store.unit_of_work(desk.context, origin=Origin.REMOTE) as uow:
        uow.save(replace(desk.user, role="front_desk"))
    made = back_up(desk, tmp_path / "b.backup")
    with pytest.raises(PermissionDenied):
        _restore(made.path, tmp_path / "new")
    assert list((tmp_path / "new").iterdir()) == []


def test_records_that_do_not_fit_their_trail_are_not_backed_up(opened: Opened, tmp_path: Path):
    desk = opened()
    desk.worker.submit(lambda: _put_an_old_row_back(desk)).result()
    with pytest.raises(BackupRefused, match="audit trail left them"):
        back_up(desk, tmp_path / "b.backup")
    assert not (tmp_path / "b.backup").exists()


def _put_an_old_row_back(desk: Desk) -> None:
    session = desk.store.database.writer
    session.run("UPDATE write_gate SET is_open = 1")
    session.run("UPDATE user SET display_name = 'An older name'")
    session.run("UPDATE write_gate SET is_open = 0")


class TestWithAKeyring:
    """A desk that its keyring guards."""

    @pytest.fixture
    def keystore(self) -> MemoryKeyStore:
        return MemoryKeyStore()

    @pytest.fixture
    def code(self, keystore: MemoryKeyStore, tmp_path: Path) -> str:
        home = tmp_path / "guarded"
        create_home(home, "Nordlicht", "sara", PASSPHRASE, kdf=CHEAP, keystore=keystore)
        return make_recovery_code(
            home, PASSPHRASE, settings=Settings(), keystore=keystore, kdf=CHEAP
        )

    @pytest.fixture
    def file(self, code: str, keystore: MemoryKeyStore, tmp_path: Path) -> Path:
        desk = open_desk(tmp_path / "guarded", PASSPHRASE, kdf=CHEAP, keystore=keystore)
        try:
            return back_up(desk, tmp_path / "a.backup").path
        finally:
            desk.close()

    def test_same_computer_restores_with_the_passphrase_beside_the_old_desk(
        self, file: Path, keystore: MemoryKeyStore, tmp_path: Path
    ):
        _restore(file, tmp_path / "new", keystore=keystore)
        for folder in ("new", "guarded"):
            desk = open_desk(tmp_path / folder, PASSPHRASE, kdf=CHEAP, keystore=keystore)
            assert not desk.trail.is_broken
            desk.close()

    def test_anchor_of_the_new_place_starts_at_the_restored_event(
        self, file: Path, keystore: MemoryKeyStore, tmp_path: Path
    ):
        _restore(file, tmp_path / "new", keystore=keystore)
        desk = open_desk(tmp_path / "new", PASSPHRASE, kdf=CHEAP, keystore=keystore)
        head = desk.store.audit_head
        desk.close()
        kept = AnchorSlot(keystore, slot_file.read(tmp_path / "new" / "keyslots.json").db_id).get()
        assert kept is not None
        assert (kept.seq, kept.mac) == (head.seq, head.mac)

    def test_desk_with_rotated_keys_restores_with_its_whole_trail(
        self, code: str, keystore: MemoryKeyStore, tmp_path: Path
    ):
        home = tmp_path / "guarded"
        rotate_home(home, PASSPHRASE, settings=Settings(), keystore=keystore)
        desk = open_desk(home, PASSPHRASE, kdf=CHEAP, keystore=keystore)
        made = back_up(desk, tmp_path / "a.backup")
        desk.close()
        assert made.manifest.generation == 2
        other = MemoryKeyStore()
        _restore(made.path, tmp_path / "new", NEW, code=code, keystore=other)
        desk = open_desk(tmp_path / "new", NEW, kdf=CHEAP, keystore=other)
        assert desk.store.verify_audit() is None
        desk.close()

    def test_new_computer_needs_the_recovery_code(self, file: Path, tmp_path: Path):
        with pytest.raises(KeyAccessError, match="recovery code"):
            _restore(file, tmp_path / "new", keystore=MemoryKeyStore())

    def test_new_computer_restores_with_the_recovery_code(
        self, file: Path, code: str, tmp_path: Path
    ):
        other = MemoryKeyStore()
        restored = _restore(file, tmp_path / "new", NEW, code=code.lower(), keystore=other)
        desk = open_desk(tmp_path / "new", NEW, kdf=CHEAP, keystore=other)
        assert (restored.username, desk.mode) == ("sara", "keyring")
        desk.close()
        origin = origin_in(restoring_of(tmp_path / "new", NEW, other).line.fields)
        assert origin is not None
        assert origin.opened_with == OpenedWith.RECOVERY_CODE

    def test_code_with_a_user_who_is_no_administrator_names_who_is_one(
        self, code: str, keystore: MemoryKeyStore, tmp_path: Path
    ):
        desk = open_desk(tmp_path / "guarded", PASSPHRASE, kdf=CHEAP, keystore=keystore)
        add_member(desk, username="bea", role="front_desk", passphrase=THEIRS, kdf=CHEAP)
        file = back_up(desk, tmp_path / "b.backup").path
        desk.close()
        other = MemoryKeyStore()
        with pytest.raises(ConfigurationError, match="name sara"):
            _restore(file, tmp_path / "new", NEW, code=code, user="bea", keystore=other)
        assert list((tmp_path / "new").iterdir()) == []
        _restore(file, tmp_path / "new", NEW, code=code, user="sara", keystore=other)

    def test_failure_on_the_way_leaves_nothing_in_the_keyring(
        self, file: Path, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        def full(*arguments: object, **options: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(restoring, "copy_database", full)
        other = MemoryKeyStore()
        with pytest.raises(OSError, match="space"):
            _restore(file, tmp_path / "new", NEW, code=code, keystore=other)
        assert other.secrets == {}

    def test_wrong_code_and_weak_passphrase_restore_nothing(
        self, file: Path, code: str, tmp_path: Path
    ):
        with pytest.raises(WrongPassphrase):
            _restore(file, tmp_path / "new", NEW, code="0" * 26)
        with pytest.raises(InvalidValue):
            _restore(file, tmp_path / "new", "short", code=code)
        with pytest.raises(KeyAccessError):
            _restore(file, tmp_path / "new", NEW, code=code, user="nobody")
        assert not (tmp_path / "new").exists()
