"""Another passphrase, a recovery code, the way back in; interrupted, the old file still opens."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from app.domain.errors import (
    InvalidValue,
    KeyringUnavailable,
    KeySlotsDamaged,
    WrongPassphrase,
)
from app.domain.ids import UserId, new_id
from app.domain.ports import KeyStore
from app.security import slot_changes, slot_file
from app.security.keyslots import open_slots, read_mode, read_users
from app.security.member_slots import add_user
from app.security.passphrase import KdfParameters
from app.security.pin_slots import set_pin
from app.security.slot_keys import OpenSlots
from app.security.slot_writing import with_slots, write_next
from tests.security.conftest import CHEAP, PASSPHRASE, MemoryKeyStore

Create = Callable[..., OpenSlots]
NEW = "a quite different passphrase"
DEARER = KdfParameters(memory_kib=16, passes=2, lanes=1)
pytestmark = pytest.mark.row("F3")


@pytest.fixture(params=["keyring", "passphrase"])
def keyring(request: pytest.FixtureRequest) -> MemoryKeyStore | None:
    return MemoryKeyStore() if request.param == "keyring" else None


def code_of(path: Path, keyring: MemoryKeyStore | None, passphrase: str = PASSPHRASE) -> str:
    return slot_changes.new_recovery_code(path, passphrase=passphrase, keystore=keyring, kdf=CHEAP)


def change_passphrase(
    path: Path, *, old: str, new: str, username: str | None = None, keystore: KeyStore | None = None
) -> None:
    """As somebody who knows the old one does at a desk."""
    found = open_slots(path, passphrase=old, username=username, keystore=keystore)
    slot_changes.set_passphrase(path, found, new=new, keystore=keystore)


def test_new_passphrase_opens_the_same_keys_and_the_old_one_nothing(
    create: Create, slots_path: Path, keyring: MemoryKeyStore | None
) -> None:
    made = create(keyring)
    change_passphrase(slots_path, old=PASSPHRASE, new=NEW, keystore=keyring)
    assert open_slots(slots_path, passphrase=NEW, keystore=keyring).keys == made.keys
    with pytest.raises(WrongPassphrase):
        open_slots(slots_path, passphrase=PASSPHRASE, keystore=keyring)


def test_recovery_code_gives_a_forgetful_user_a_new_passphrase(
    create: Create, slots_path: Path, keyring: MemoryKeyStore | None
) -> None:
    made = create(keyring)
    code = code_of(slots_path, keyring)
    found = slot_changes.recover(slots_path, code=code.lower(), new=NEW, keystore=keyring)
    assert found.keys == made.keys
    assert open_slots(slots_path, passphrase=NEW, keystore=keyring).keys == made.keys
    with pytest.raises(WrongPassphrase):
        open_slots(slots_path, passphrase=PASSPHRASE, keystore=keyring)


def test_recovery_code_opens_a_desk_whose_keyring_forgot_it(
    create: Create, slots_path: Path, keystore: MemoryKeyStore
) -> None:
    made = create(keystore)
    code = code_of(slots_path, keystore)
    keystore.secrets.clear()
    slot_changes.recover(slots_path, code=code, new=NEW, keystore=keystore)
    assert open_slots(slots_path, passphrase=NEW, keystore=keystore).keys == made.keys


def test_code_before_the_last_one_opens_nothing(create: Create, slots_path: Path) -> None:
    create()
    first, second = code_of(slots_path, None), code_of(slots_path, None)
    with pytest.raises(WrongPassphrase):
        slot_changes.recover(slots_path, code=first, new=NEW)
    slot_changes.recover(slots_path, code=second, new=NEW)


def test_desk_without_a_recovery_code_says_so(create: Create, slots_path: Path) -> None:
    create()
    assert slot_changes.recovery_slot_id(slots_path) == ""
    with pytest.raises(WrongPassphrase):
        slot_changes.recover(slots_path, code="A" * slot_changes.CODE_LENGTH, new=NEW)


@pytest.mark.parametrize("text", ["", "ABC", "A" * 25, "A" * 27, "U" * 26, "Ä" * 26])
def test_text_that_is_no_code_is_refused_before_anything_is_tried(
    create: Create, slots_path: Path, text: str
) -> None:
    create()
    with pytest.raises(InvalidValue):
        slot_changes.recover(slots_path, code=text, new=NEW)


def test_older_file_is_refused_for_the_recovery_code_too(
    create: Create, slots_path: Path, keystore: MemoryKeyStore
) -> None:
    create(keystore)
    code = code_of(slots_path, keystore)
    older = slots_path.read_bytes()
    change_passphrase(slots_path, old=PASSPHRASE, new=NEW, keystore=keystore)
    slots_path.write_bytes(older)
    with pytest.raises(KeySlotsDamaged):
        slot_changes.recover(slots_path, code=code, new=NEW, keystore=keystore)


def test_every_altered_byte_keeps_the_recovery_code_from_opening(
    create: Create, slots_path: Path
) -> None:
    create()
    code = code_of(slots_path, None)
    raw = slots_path.read_bytes()
    for position in range(0, len(raw), 7):
        flipped = bytes([raw[position] ^ (1 << position % 7)])
        slots_path.write_bytes(raw[:position] + flipped + raw[position + 1 :])
        with pytest.raises((KeySlotsDamaged, WrongPassphrase)):
            slot_changes.recover(slots_path, code=code, new=NEW)


def test_interrupted_change_leaves_the_old_passphrase_in_force(
    create: Create,
    slots_path: Path,
    keyring: MemoryKeyStore | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = create(keyring)

    def power_cut(descriptor: int) -> None:
        raise OSError(5, os.strerror(5))

    monkeypatch.setattr(os, "fsync", power_cut)
    with pytest.raises(OSError, match=os.strerror(5)):
        change_passphrase(slots_path, old=PASSPHRASE, new=NEW, keystore=keyring)
    monkeypatch.undo()
    assert open_slots(slots_path, passphrase=PASSPHRASE, keystore=keyring).keys == made.keys
    assert list(slots_path.parent.iterdir()) == [slots_path]


def test_recovery_interrupted_after_a_lost_keyring_is_simply_repeated(
    create: Create, slots_path: Path, keystore: MemoryKeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = create(keystore)
    code = code_of(slots_path, keystore)
    keystore.secrets.clear()

    def full(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(slot_changes.slot_file, "write", full)
    with pytest.raises(OSError, match=os.strerror(28)):
        slot_changes.recover(slots_path, code=code, new=NEW, keystore=keystore)
    monkeypatch.undo()
    slot_changes.recover(slots_path, code=code, new=NEW, keystore=keystore)
    assert open_slots(slots_path, passphrase=NEW, keystore=keystore).keys == made.keys


def slots(path: Path) -> list[slot_file.Slot]:
    return slot_file.read(path).slots


def test_code_is_read_out_in_groups_of_five_and_typed_as_it_was_heard(
    create: Create, slots_path: Path
) -> None:
    create()
    code = code_of(slots_path, None)
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{5}-){5}[0-9A-HJKMNP-TV-Z]", code)
    assert slot_changes.CODE_LENGTH == 26
    assert slot_changes.read_code(f" {code.lower()} ") == code.replace("-", "")
    assert slot_changes.read_code("iIlLoO-" + "z " * 20) == "111100" + "Z" * 20


def test_code_is_told_from_another_and_from_none(create: Create, slots_path: Path) -> None:
    create()
    assert slot_changes.opens_with_code(slots_path, "A" * 26) is False
    first, second = code_of(slots_path, None), code_of(slots_path, None)
    assert slot_changes.opens_with_code(slots_path, first) is False
    assert slot_changes.opens_with_code(slots_path, second) is True


@pytest.mark.parametrize("text", ["A" * 25, "A" * 27, "U" + "A" * 25])
def test_text_that_is_no_code_is_told_what_one_is(text: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        slot_changes.read_code(text)
    assert (refused.value.field, refused.value.reason) == ("code", "is not 26 letters and digits")


def test_each_code_has_a_slot_of_its_own_without_a_name(create: Create, slots_path: Path) -> None:
    create()
    assert slot_changes.recovery_slot_id(slots_path) == ""
    ids: list[str] = []
    for _ in range(2):
        code_of(slots_path, None)
        (slot,) = (one for one in slots(slots_path) if one.kind == "recovery")
        assert (slot.username, slot.kdf.memory_kib) == ("", CHEAP.memory_kib)
        ids.append(slot.uid)
        assert slot_changes.recovery_slot_id(slots_path) == slot.uid
    assert ids[0] != ids[1]


def test_code_costs_what_a_keyring_slot_costs_unless_told(
    create: Create, slots_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    create()
    monkeypatch.setattr(slot_changes, "KEYRING_KDF", DEARER)
    slot_changes.new_recovery_code(slots_path, passphrase=PASSPHRASE)
    assert [one.kdf.passes for one in slots(slots_path)] == [CHEAP.passes, DEARER.passes]


def test_slot_that_is_switched_off_is_no_recovery_code(create: Create, slots_path: Path) -> None:
    found = create()
    code = code_of(slots_path, None)
    content = slot_file.read(slots_path)
    user, recovery = content.slots
    off = [user, msgspec.structs.replace(recovery, is_enabled=False)]
    write_next(slots_path, with_slots(content, off), found, None)
    with pytest.raises(WrongPassphrase, match=r"^this desk has no recovery code$"):
        slot_changes.recover(slots_path, code=code, new=NEW)


def test_desk_that_lost_its_keyring_goes_on_with_a_dearer_passphrase(
    create: Create, slots_path: Path, keystore: MemoryKeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = create(keystore)
    code = code_of(slots_path, keystore)
    monkeypatch.setattr(slot_changes, "PASSPHRASE_KDF", DEARER)
    slot_changes.recover(slots_path, code=code, new=NEW, keystore=None)
    assert read_mode(slots_path) == "passphrase"
    assert slots(slots_path)[0].kdf.passes == DEARER.passes
    assert open_slots(slots_path, passphrase=NEW).keys == made.keys
    slot_changes.recover(slots_path, code=code, new=PASSPHRASE, keystore=None, kdf=CHEAP)
    assert slots(slots_path)[0].kdf.passes == DEARER.passes  # the mode is the same
    assert open_slots(slots_path, passphrase=PASSPHRASE).keys == made.keys


def test_cost_of_a_desk_that_lost_its_keyring_can_be_told(
    create: Create, slots_path: Path, keystore: MemoryKeyStore
) -> None:
    create(keystore)
    code = code_of(slots_path, keystore)
    slot_changes.recover(slots_path, code=code, new=NEW, keystore=None, kdf=DEARER)
    assert slots(slots_path)[0].kdf.passes == DEARER.passes


def test_passphrase_mode_stays_what_it_is_although_a_keyring_is_there(
    create: Create, slots_path: Path, keystore: MemoryKeyStore
) -> None:
    create()
    code = code_of(slots_path, None)
    slot_changes.recover(slots_path, code=code, new=NEW, keystore=keystore)
    assert read_mode(slots_path) == "passphrase"
    assert not [name for name in keystore.secrets if "secret" in name]


def test_keyring_that_still_knows_the_desk_keeps_its_secret(
    create: Create, slots_path: Path, keystore: MemoryKeyStore
) -> None:
    made = create(keystore)
    code = code_of(slots_path, keystore)
    secret = keystore.secrets[f"{made.db_id}:device-secret"]
    slot_changes.recover(slots_path, code=code, new=NEW, keystore=keystore)
    assert keystore.secrets[f"{made.db_id}:device-secret"] == secret


def test_file_that_somebody_wrote_over_is_no_way_in_for_the_code(
    create: Create, slots_path: Path
) -> None:
    create()
    code, content = code_of(slots_path, None), slot_file.read(slots_path)
    slot_file.write(slots_path, msgspec.structs.replace(content, seal=bytes(32)))
    with pytest.raises(KeySlotsDamaged, match=r"^the key slots are damaged$"):
        slot_changes.recover(slots_path, code=code, new=NEW)


@pytest.mark.parametrize("keyring", ["the same", "lost", "another"])
def test_recovery_takes_a_colleagues_pin_only_where_the_computer_is_another(
    create: Create, slots_path: Path, keystore: MemoryKeyStore, keyring: str
) -> None:
    found, tom, toms = create(keystore), UserId(new_id()), "another person's long passphrase"
    found = add_user(
        slots_path, found, user_id=tom, username="tom", passphrase=toms, keystore=keystore,
        kdf=CHEAP,
    )  # fmt: skip
    theirs = open_slots(slots_path, passphrase=toms, username="tom", keystore=keystore)
    for one, pin in ((found, "483915"), (theirs, "904627")):
        set_pin(slots_path, one, pin=pin, keystore=keystore, kdf=CHEAP)
    code = slot_changes.new_recovery_code(
        slots_path, passphrase=toms, username="tom", keystore=keystore, kdf=CHEAP
    )
    if keyring == "lost":
        keystore.secrets.clear()
    if keyring == "another":  # as a recovery leaves it that was interrupted
        keystore.secrets[f"{found.db_id}:device-secret"] = os.urandom(32)
    slot_changes.recover(slots_path, code=code, new=NEW, username="sara", keystore=keystore)
    has_pin = {one.username: one.has_pin for one in read_users(slots_path)}
    assert has_pin == {"sara": False, "tom": keyring == "the same"}


def test_other_peoples_slots_stay_as_they_are_and_where(create: Create, slots_path: Path) -> None:
    found, tom = create(), UserId(new_id())
    add_user(
        slots_path, found, user_id=tom, username="tom", passphrase=NEW, keystore=None, kdf=CHEAP
    )
    before = slots(slots_path)
    change_passphrase(slots_path, old=PASSPHRASE, new=NEW + "!", username="sara")
    sara, toms = slots(slots_path)
    assert toms == before[1]
    assert (sara.username, sara.uid, sara.generation) == ("sara", before[0].uid, 3)
    assert slot_file.read(slots_path).generation == 3


class ForgetfulRing(MemoryKeyStore):
    """A keyring that takes everything but one value."""

    refused = b""

    def set(self, key: str, value: bytes) -> None:
        if value == self.refused:
            raise KeyringUnavailable("locked")
        super().set(key, value)


def test_recovery_holds_although_the_keyring_fails_at_its_very_end(
    create: Create, slots_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    ring = ForgetfulRing()
    made = create(ring)
    code = code_of(slots_path, ring)
    ring.secrets.clear()
    ring.refused = b"3"
    slot_changes.recover(slots_path, code=code, new=NEW, keystore=ring)
    assert len(caplog.records) == 1
    assert open_slots(slots_path, passphrase=NEW, keystore=ring).keys == made.keys
