"""New keys for a desk: the same data, the same proven trail, and nobody in who was let go."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace

import pytest

from app.bootstrap import rotating
from app.bootstrap.facts import AUDIT_KEYS_FACT
from app.bootstrap.headless import Desk, create_home, open_desk
from app.bootstrap.home import Home
from app.domain.changes import Origin
from app.domain.errors import (
    AccountClosed,
    DatabaseDamaged,
    KeyAccessError,
    KeyringUnavailable,
    KeySlotsDamaged,
    StorageFull,
    WrongPassphrase,
)
from app.domain.ids import UserId, new_id
from app.domain.staff import Role, User
from app.security import pin_slots, slot_file
from app.security.audit_signer import HmacAuditSigner, OlderKey, keys_to_text
from app.security.keyslots import open_slots, read_users
from app.security.member_slots import add_user
from app.security.slot_changes import new_recovery_code, recover
from app.services import preferences
from app.storage import audit, rekeying
from app.storage.database import Database
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.factories import a_patient, a_room, a_user
from tests.security.conftest import MemoryKeyStore

pytestmark = pytest.mark.row("F3")
TOMS = "another person's long passphrase"
TOM = UserId(new_id())


@pytest.fixture
def keyring() -> MemoryKeyStore:
    return MemoryKeyStore()


@pytest.fixture
def folder(tmp_path: Path, keyring: MemoryKeyStore) -> Path:
    """A desk of two people with one patient."""
    made = tmp_path / "desk"
    create_home(made, "Nordlicht", "sara", PASSPHRASE, kdf=CHEAP, keystore=keyring)
    desk = opened(made, keyring, acting=Role.ADMIN)
    with desk.store.unit_of_work(desk.context) as uow:
        uow.add(a_user(id=TOM, username="tom"))
    add_user(
        Home(made).key_slots,
        desk.slots,
        user_id=TOM,
        username="tom",
        passphrase=TOMS,
        keystore=keyring,
        kdf=CHEAP,
    )
    desk.close()
    desk = opened(made, keyring)
    with desk.store.unit_of_work(desk.context) as uow:
        uow.add(a_patient())
    desk.close()
    return made


def opened(
    folder: Path, keyring: MemoryKeyStore, *, user: str = "sara", acting: str | None = None
) -> Desk:
    secret = {"sara": PASSPHRASE, "tom": TOMS}[user]
    return open_desk(folder, secret, user=user, kdf=CHEAP, keystore=keyring, acting=acting)


@pytest.fixture
def desk(folder: Path, keyring: MemoryKeyStore) -> Iterator[Desk]:
    desk = opened(folder, keyring, acting=Role.ADMIN)
    yield desk
    desk.close()


def patients(desk: Desk) -> int:
    return desk.store.statistics().rows["patient"]


def close_account(desk: Desk, user_id: UserId) -> None:
    somebody_else = replace(desk.context, role=Role.ADMIN, user_id=UserId(new_id()))
    with desk.store.unit_of_work(somebody_else) as uow:
        user = uow.records(User).get(user_id)
        assert user is not None
        uow.save(replace(user, is_active=False))


def leftovers(folder: Path) -> list[str]:
    expected = {"clinic.db", "clinic.db-wal", "clinic.db-shm", "desk.json", "keyslots.json"}
    return sorted({entry.name for entry in folder.iterdir()} - expected)


def test_rotation_does_not_begin_where_the_disk_has_no_room_for_it(
    desk: Desk, folder: Path, keyring: MemoryKeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Begun, it would keep the desk shut until somebody made room."""
    before = (folder / "keyslots.json").read_bytes()
    little = SimpleNamespace(free=rotating.ROOM * Home(folder).database.stat().st_size - 1)
    monkeypatch.setattr(rotating.shutil, "disk_usage", lambda _folder: little)
    with pytest.raises(StorageFull):
        desk.with_new_keys()
    assert (folder / "keyslots.json").read_bytes() == before
    again = opened(folder, keyring, acting=Role.ADMIN)
    assert (patients(again), again.keys) == (1, desk.keys)
    little.free *= 1000
    after = again.with_new_keys()
    assert (patients(after), after.keys == desk.keys) == (1, False)
    after.close()


def test_everything_is_there_under_new_keys(desk: Desk, folder: Path) -> None:
    before = desk.keys
    after = desk.with_new_keys()
    assert patients(after) == 1
    assert after.keys.database_key != before.database_key
    assert after.keys.clinic_key != before.clinic_key
    after.store.database.check_integrity()
    after.close()
    assert not rekeying.opens_with(folder / "clinic.db", before.database_key)
    assert leftovers(folder) == []


def test_everybody_who_stays_opens_the_new_keys_with_the_old_secret(
    desk: Desk, folder: Path, keyring: MemoryKeyStore
) -> None:
    path = Home(folder).key_slots
    code = new_recovery_code(
        path, passphrase=PASSPHRASE, username="sara", keystore=keyring, kdf=CHEAP
    )
    after = desk.with_new_keys()
    keys = after.keys
    after.close()
    assert open_slots(path, passphrase=TOMS, username="tom", keystore=keyring).keys == keys
    found = recover(path, code=code, new="x1 " + TOMS, username="tom", keystore=keyring)
    assert found.keys == keys


def test_rows_of_before_and_after_are_proven_through_several_rotations(
    desk: Desk, folder: Path, keyring: MemoryKeyStore
) -> None:
    for _ in range(3):
        desk = desk.with_new_keys()
        assert desk.store.verify_audit() is None
    assert len(desk.store.signer.older) == 3  # type: ignore[attr-defined]
    actions = desk.store.database.writer.all("SELECT action FROM audit")
    assert [one for (one,) in actions].count("keys_rotated") == 3
    desk.close()


def test_row_falsified_under_an_older_key_is_found(desk: Desk) -> None:
    """The old audit key, which a removed user may have, signs nothing new."""
    old = desk.store.signer
    desk = desk.with_new_keys()
    writer = desk.store.database.writer
    writer.run("DROP TRIGGER IF EXISTS audit_no_update")
    for (name,) in writer.all("SELECT name FROM sqlite_schema WHERE type = 'trigger'"):
        if "audit" in name:
            writer.run(f'DROP TRIGGER "{name}"')
    row = writer.all("SELECT * FROM audit ORDER BY seq DESC LIMIT 1")[0]
    names = [one[1] for one in writer.all("PRAGMA table_info(audit)")]
    values = dict(zip(names, row, strict=True))
    text = audit.canonical([values[name] for name in audit.EVENT_COLUMNS])
    forged = old.mac(values["prev"], text)
    writer.run("UPDATE audit SET mac = ? WHERE seq = ?", (forged, values["seq"]))
    assert desk.store.verify_audit() == values["seq"]
    desk.close()


def test_record_put_back_to_an_older_state_is_not_taken_over(
    desk: Desk, folder: Path, keyring: MemoryKeyStore
) -> None:
    """Under new keys the state of the records is counted anew: what does not fit stays visible."""
    with desk.store.unit_of_work(desk.context) as uow:
        uow.add(a_room(name="Exam 1"))
    for statement in (
        "UPDATE write_gate SET is_open = 1",
        "UPDATE room SET name = 'Exam 9'",
        "UPDATE write_gate SET is_open = 0",
    ):
        desk.store.database.writer.run(statement)
    desk = desk.with_new_keys(without={TOM})  # which no misfit may hinder
    actions = [one for (one,) in desk.store.database.writer.all("SELECT action FROM audit")]
    assert actions[-2:] == ["records_unfit", "keys_rotated"]
    assert desk.trail.is_broken
    desk.close()
    with pytest.raises(KeyAccessError, match="no slot"):
        opened(folder, keyring, user="tom")
    again = opened(folder, keyring)
    assert (again.store.verify_rows(), again.trail.is_broken) == (False, True)
    assert again.store.verify_audit() is None
    again.trail.accept(again.note)
    again.close()
    again = opened(folder, keyring)
    assert (again.store.verify_rows(), again.trail.is_broken) == (True, False)
    again.close()


def test_removed_user_opens_nothing_with_any_old_copy(
    desk: Desk, folder: Path, keyring: MemoryKeyStore
) -> None:
    older = Home(folder).key_slots.read_bytes()
    desk.with_new_keys(without={TOM}).close()
    with pytest.raises(KeyAccessError, match="no slot"):
        opened(folder, keyring, user="tom")
    assert [user.username for user in read_users(Home(folder).key_slots)] == ["sara"]
    Home(folder).key_slots.write_bytes(older)
    with pytest.raises(KeySlotsDamaged):
        opened(folder, keyring, user="tom")


def test_nobody_is_removed_who_would_be_the_last(desk: Desk, folder: Path) -> None:
    before = Home(folder).key_slots.read_bytes()
    with pytest.raises(KeyAccessError, match="nobody"):
        desk.with_new_keys(without={TOM, desk.context.user_id})
    assert Home(folder).key_slots.read_bytes() == before


def test_account_closed_elsewhere_loses_its_slot_when_somebody_else_opens(
    desk: Desk, folder: Path, keyring: MemoryKeyStore
) -> None:
    before = desk.keys
    close_account(desk, TOM)
    desk.close()
    again = opened(folder, keyring)
    assert again.keys.clinic_key != before.clinic_key
    assert patients(again) == 1
    again.close()
    assert [user.username for user in read_users(Home(folder).key_slots)] == ["sara"]


@pytest.mark.parametrize("user", ["sara", "tom"])
def test_account_closed_elsewhere_leaves_no_choices_behind(
    desk: Desk, folder: Path, keyring: MemoryKeyStore, user: str
) -> None:
    context = replace(desk.context, user_id=TOM)
    begin = desk.store.unit_of_work
    chosen = {"steps_done": [{"kind": "visit moved"}]}
    desk.worker.submit(lambda: preferences.keep(begin, context, changes=chosen)).result()
    close_account(desk, TOM)
    desk.close()
    with suppress(AccountClosed):
        opened(folder, keyring, user=user).close()
    again = opened(folder, keyring)
    assert again.fact(f"preferences:{TOM}") is None
    again.close()


def test_closed_account_is_shut_out_by_its_own_attempt(
    desk: Desk, folder: Path, keyring: MemoryKeyStore
) -> None:
    close_account(desk, TOM)
    desk.close()
    with pytest.raises(AccountClosed):
        opened(folder, keyring, user="tom")
    assert [user.username for user in read_users(Home(folder).key_slots)] == ["sara"]
    opened(folder, keyring).close()


def test_deleted_account_is_shut_out_like_a_closed_one(
    desk: Desk, folder: Path, keyring: MemoryKeyStore
) -> None:
    with desk.store.unit_of_work(desk.context, origin=Origin.REMOTE) as uow:
        uow.delete(User, TOM)
    desk.close()
    with pytest.raises(AccountClosed):
        opened(folder, keyring, user="tom")


def test_last_account_is_shut_out_but_its_slot_stays(desk: Desk, folder: Path) -> None:
    """Without any slot not even the recovery code could bring the data back."""
    desk = desk.with_new_keys(without={TOM})
    close_account(desk, desk.context.user_id)
    keyring = desk.keystore
    desk.close()
    assert isinstance(keyring, MemoryKeyStore)
    with pytest.raises(AccountClosed):
        opened(folder, keyring)
    assert len(read_users(Home(folder).key_slots)) == 1


def test_full_disk_shuts_the_closed_account_out_and_nobody_else(
    desk: Desk, folder: Path, keyring: MemoryKeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    close_account(desk, TOM)
    desk.close()
    with monkeypatch.context() as small:
        small.setattr(rotating.shutil, "disk_usage", lambda path: SimpleNamespace(free=1000))
        opened(folder, keyring).close()
        with pytest.raises(AccountClosed):
            opened(folder, keyring, user="tom")
    assert len(read_users(Home(folder).key_slots)) == 2
    opened(folder, keyring).close()
    assert len(read_users(Home(folder).key_slots)) == 1


class Killed(BaseException):
    """Stands for kill -9: nothing that follows it is run."""


STEPS = [
    (rotating, "begin_rotation"),
    (rotating, "finish_rotation"),
    (rekeying, "copy_whole"),
    (rekeying, "rekey"),
    (rekeying, "check"),
    (rekeying, "remove"),
]


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("step", STEPS, ids=lambda step: step[1])
def test_rotation_interrupted_at_any_step_is_finished_or_never_was(
    desk: Desk,
    folder: Path,
    keyring: MemoryKeyStore,
    step: tuple[object, str],
    moment: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    module, name = step
    real = getattr(module, name)

    def killed(*arguments: object, **options: object) -> object:
        if moment == "after":
            real(*arguments, **options)
        raise Killed

    monkeypatch.setattr(module, name, killed)
    with pytest.raises(Killed):
        desk.with_new_keys(without={TOM})
    monkeypatch.undo()
    again = opened(folder, keyring)
    assert patients(again) == 1
    assert again.store.verify_audit() is None
    assert not again.trail.is_broken
    again.store.database.check_integrity()
    again.close()
    assert slot_file.read(Home(folder).key_slots).pending is None
    assert leftovers(folder) == []


def test_database_ruined_by_the_rekeying_comes_back_from_its_copy(
    desk: Desk, folder: Path, keyring: MemoryKeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ruin(path: Path, old: bytes, new: bytes) -> None:
        path.write_bytes(b"\xff" * 40_000)
        raise Killed

    monkeypatch.setattr(rekeying, "rekey", ruin)
    with pytest.raises(Killed):
        desk.with_new_keys()
    monkeypatch.undo()
    again = opened(folder, keyring)
    assert patients(again) == 1
    assert not again.trail.is_broken
    again.close()


def test_ruined_database_without_a_copy_is_damage_and_never_a_new_one(
    desk: Desk, folder: Path, keyring: MemoryKeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ruin(path: Path, old: bytes, new: bytes) -> None:
        path.write_bytes(b"\xff" * 40_000)
        Home(folder).before_rotation.unlink()
        raise Killed

    monkeypatch.setattr(rekeying, "rekey", ruin)
    with pytest.raises(Killed):
        desk.with_new_keys()
    monkeypatch.undo()
    with pytest.raises(DatabaseDamaged):
        opened(folder, keyring)
    assert (folder / "clinic.db").read_bytes() == b"\xff" * 40_000


def test_copy_and_database_are_never_in_clear_text(desk: Desk, folder: Path) -> None:
    place = Home(folder)
    rekeying.copy_whole(place.database, desk.keys.database_key, place.before_rotation)
    assert not place.before_rotation.read_bytes().startswith(b"SQLite")
    assert b"Okafor" not in place.before_rotation.read_bytes()
    assert rekeying.is_sound(place.before_rotation, desk.keys.database_key)
    Database(place.before_rotation, desk.keys.database_key, expect_initialised=True).close()


def test_keyring_that_fails_after_the_file_is_written_undoes_nothing(
    desk: Desk, folder: Path, keyring: MemoryKeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = keyring.set

    def refuse(key: str, value: bytes) -> None:
        if key.endswith(":generation"):
            raise KeyringUnavailable
        real(key, value)

    pin_slots.set_pin(Home(folder).key_slots, desk.slots, pin="483915", keystore=keyring, kdf=CHEAP)
    desk.close()
    monkeypatch.setattr(keyring, "set", refuse)
    by_pin = open_desk(folder, user="sara", pin="483915", kdf=CHEAP, keystore=keyring)
    by_pin = by_pin.with_new_keys()
    by_pin.close()
    with pytest.raises(WrongPassphrase):
        open_desk(folder, user="sara", pin="904627", kdf=CHEAP, keystore=keyring)
    monkeypatch.undo()
    opened(folder, keyring).close()
    known = next(value for key, value in keyring.secrets.items() if key.endswith(":generation"))
    assert int(known) == slot_file.read(Home(folder).key_slots).generation


def test_context_keeps_its_role_over_a_rotation(desk: Desk) -> None:
    context = desk.context
    after = desk.with_new_keys()
    assert (after.context.role, after.context.user_id) == (context.role, context.user_id)
    after.close()


def test_older_keys_somebody_else_wrote_sign_nothing(
    desk: Desk, folder: Path, keyring: MemoryKeyStore
) -> None:
    """Whoever holds the database key alone could name a key of their own as an older one."""
    desk = desk.with_new_keys()
    assert not desk.trail.is_broken
    theirs = HmacAuditSigner(b"theirs")
    writer = desk.store.database.writer
    for (name,) in writer.all("SELECT name FROM sqlite_schema WHERE type = 'trigger'"):
        if "audit" in name:
            writer.run(f'DROP TRIGGER "{name}"')
    head = audit.Head(0, audit.GENESIS, audit.GENESIS)
    columns = ", ".join(audit.EVENT_COLUMNS)
    for row in writer.all(f"SELECT {columns} FROM audit ORDER BY seq"):
        text = audit.canonical(row)
        mac, link = theirs.mac(head.mac, text), sha256(head.link + text).digest()
        writer.run(
            "UPDATE audit SET prev = ?, mac = ?, link = ?, prev_link = ? WHERE seq = ?",
            (head.mac, mac, link, head.link, row[0]),
        )
        head = audit.Head(row[0], mac, link)
    keys = keys_to_text([OlderKey(10**9, b"theirs")])
    writer.run("UPDATE sync_meta SET v = ? WHERE k = ?", (keys, AUDIT_KEYS_FACT))
    desk.close()
    keyring.secrets = {k: v for k, v in keyring.secrets.items() if "anchor" not in k}
    again = opened(folder, keyring)
    assert again.store.verify_audit() == 1
    assert again.trail.is_broken
    again.close()
