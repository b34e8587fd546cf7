"""Another passphrase, a recovery code, the way back in; interrupted, the old file still opens."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.errors import InvalidValue, KeySlotsDamaged, WrongPassphrase
from app.security import slot_changes
from app.security.keyslots import open_slots
from app.security.slot_keys import OpenSlots
from tests.security.conftest import CHEAP, PASSPHRASE, MemoryKeyStore

Create = Callable[..., OpenSlots]
NEW = "a quite different passphrase"
pytestmark = pytest.mark.row("F3")


@pytest.fixture(params=["keyring", "passphrase"])
def keyring(request: pytest.FixtureRequest) -> MemoryKeyStore | None:
    return MemoryKeyStore() if request.param == "keyring" else None


def code_of(path: Path, keyring: MemoryKeyStore | None, passphrase: str = PASSPHRASE) -> str:
    return slot_changes.new_recovery_code(path, passphrase=passphrase, keystore=keyring, kdf=CHEAP)


def test_new_passphrase_opens_the_same_keys_and_the_old_one_nothing(
    create: Create, slots_path: Path, keyring: MemoryKeyStore | None
) -> None:
    made = create(keyring)
    slot_changes.change_passphrase(slots_path, old=PASSPHRASE, new=NEW, keystore=keyring)
    assert open_slots(slots_path, passphrase=NEW, keystore=keyring).keys == made.keys
    with pytest.raises(WrongPassphrase):
        open_slots(slots_path, passphrase=PASSPHRASE, keystore=keyring)


def test_passphrase_is_not_changed_by_whoever_does_not_know_it(
    create: Create, slots_path: Path
) -> None:
    create()
    before = slots_path.read_bytes()
    with pytest.raises(WrongPassphrase):
        slot_changes.change_passphrase(slots_path, old=NEW, new=NEW)
    assert slots_path.read_bytes() == before


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
    assert not slot_changes.has_recovery_code(slots_path)
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
    slot_changes.change_passphrase(slots_path, old=PASSPHRASE, new=NEW, keystore=keystore)
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
        slot_changes.change_passphrase(slots_path, old=PASSPHRASE, new=NEW, keystore=keyring)
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
