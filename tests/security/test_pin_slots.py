"""A PIN opens the same keys as the passphrase, on this computer only."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.errors import (
    InvalidValue,
    KeyAccessError,
    KeyringUnavailable,
    KeySlotsDamaged,
    WrongPassphrase,
)
from app.security import slot_changes, slot_file
from app.security.keyslots import open_pin, open_slots, read_users
from app.security.pin_slots import set_pin
from app.security.slot_keys import OpenSlots
from tests.factories import USER_ID
from tests.security.conftest import CHEAP, PASSPHRASE, MemoryKeyStore

Create = Callable[..., OpenSlots]
pytestmark = pytest.mark.row("F3")
PIN, OTHER = "483915", "904627"
NEW = "a quite different passphrase"


@pytest.fixture
def with_pin(create: Create, slots_path: Path, keystore: MemoryKeyStore) -> OpenSlots:
    return set_pin(slots_path, create(keystore), pin=PIN, keystore=keystore, kdf=CHEAP)


def test_pin_and_passphrase_open_the_same_keys(
    with_pin: OpenSlots, slots_path: Path, keystore: MemoryKeyStore
) -> None:
    by_pin = open_pin(slots_path, pin=PIN, username="sara", keystore=keystore)
    by_passphrase = open_slots(slots_path, passphrase=PASSPHRASE, keystore=keystore)
    assert by_pin == by_passphrase == with_pin
    assert by_pin.keys == by_passphrase.keys


def test_wrong_pin_and_the_passphrase_in_its_place_open_nothing(
    with_pin: OpenSlots, slots_path: Path, keystore: MemoryKeyStore
) -> None:
    for typed in (OTHER, PASSPHRASE):
        with pytest.raises(WrongPassphrase):
            open_pin(slots_path, pin=typed, keystore=keystore)
    with pytest.raises(WrongPassphrase):
        open_slots(slots_path, passphrase=PIN, keystore=keystore)


def test_new_pin_ends_the_old_one(
    with_pin: OpenSlots, slots_path: Path, keystore: MemoryKeyStore
) -> None:
    set_pin(slots_path, with_pin, pin=OTHER, keystore=keystore, kdf=CHEAP)
    open_pin(slots_path, pin=OTHER, keystore=keystore)
    with pytest.raises(WrongPassphrase):
        open_pin(slots_path, pin=PIN, keystore=keystore)
    assert [slot.kind for slot in slot_file.read(slots_path).slots] == ["user", "pin"]


def test_desk_without_a_keyring_takes_no_pin(create: Create, slots_path: Path) -> None:
    with pytest.raises(KeyAccessError, match="keyring"):
        set_pin(slots_path, create(), pin=PIN, keystore=None)


def test_weak_pin_changes_nothing(
    create: Create, slots_path: Path, keystore: MemoryKeyStore
) -> None:
    found, before = create(keystore), slots_path.read_bytes()
    with pytest.raises(InvalidValue):
        set_pin(slots_path, found, pin="123456", keystore=keystore)
    assert slots_path.read_bytes() == before


def test_stolen_file_does_not_open_with_the_pin(
    with_pin: OpenSlots, slots_path: Path, keystore: MemoryKeyStore
) -> None:
    with pytest.raises(KeyringUnavailable):
        open_pin(slots_path, pin=PIN, keystore=MemoryKeyStore())
    other = MemoryKeyStore()
    other.secrets = {**keystore.secrets, f"{with_pin.db_id}:device-secret": b"x" * 32}
    with pytest.raises(KeySlotsDamaged):
        open_pin(slots_path, pin=PIN, keystore=other)


def test_users_are_listed_before_unlocking(
    with_pin: OpenSlots, slots_path: Path, keystore: MemoryKeyStore
) -> None:
    (user,) = read_users(slots_path)
    assert (user.uid, user.username, user.has_pin) == (USER_ID, "sara", True)


def test_new_passphrase_leaves_the_pin_alone(
    with_pin: OpenSlots, slots_path: Path, keystore: MemoryKeyStore
) -> None:
    found = open_slots(slots_path, passphrase=PASSPHRASE, keystore=keystore)
    slot_changes.set_passphrase(slots_path, found, new=NEW, keystore=keystore)
    open_pin(slots_path, pin=PIN, keystore=keystore)


@pytest.mark.parametrize("is_lost", [True, False])
def test_recovery_takes_the_pin_away(
    with_pin: OpenSlots, slots_path: Path, keystore: MemoryKeyStore, is_lost: bool
) -> None:
    code = slot_changes.new_recovery_code(
        slots_path, passphrase=PASSPHRASE, keystore=keystore, kdf=CHEAP
    )
    if is_lost:
        keystore.secrets.clear()
    slot_changes.recover(slots_path, code=code, new=NEW, keystore=keystore)
    assert not read_users(slots_path)[0].has_pin
    open_slots(slots_path, passphrase=NEW, keystore=keystore)


def test_key_pair_slipped_into_the_file_gets_no_clinic_key(
    with_pin: OpenSlots, slots_path: Path, keystore: MemoryKeyStore
) -> None:
    import msgspec

    from app.security.slot_keys import seal_fits, signed

    secret = keystore.secrets[f"{with_pin.db_id}:device-secret"]
    content = slot_file.read(slots_path)
    stranger = msgspec.structs.replace(content.slots[0], uid="0a" * 16, username="mallory")
    forged = msgspec.structs.replace(content, slots=[*content.slots, stranger])
    forged = msgspec.structs.replace(signed(forged, b"x" * 32, secret))
    slot_file.write(slots_path, forged)
    assert seal_fits(forged, secret)
    with pytest.raises(KeySlotsDamaged):
        set_pin(slots_path, with_pin, pin=OTHER, keystore=keystore, kdf=CHEAP)
