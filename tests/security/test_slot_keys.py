"""What wraps what: each key under the one before it, and told apart when it does not fit."""

from __future__ import annotations

import hmac
import os
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from app.domain.errors import KeySlotsDamaged, WrongPassphrase
from app.security import keyslots, slot_file
from app.security.keyslots import NewSlotFile
from app.security.passphrase import derive, stretch
from app.security.sealing import unseal, unwrap
from app.security.slot_file import Slot, SlotFile
from app.security.slot_keys import (
    Holder,
    OpenSlots,
    is_signed_with,
    make_keys,
    open_slot,
    opened,
    private_key_of,
    resealed,
    seal_fits,
    signed,
    unwrap_database_key,
)
from tests.factories import CLINIC_ID, USER_ID
from tests.security.conftest import CHEAP, PASSPHRASE, MemoryKeyStore

Create = Callable[..., OpenSlots]
pytestmark = pytest.mark.row("F3")


@pytest.fixture
def found(create: Create) -> OpenSlots:
    return create()


@pytest.fixture
def content(found: OpenSlots, slots_path: Path) -> SlotFile:
    return slot_file.read(slots_path)


@pytest.fixture
def slot(content: SlotFile) -> Slot:
    return content.slots[0]


def test_passphrase_alone_opens_the_slot_of_a_desk_without_a_keyring(
    found: OpenSlots, content: SlotFile, slot: Slot
) -> None:
    key = derive(stretch(PASSPHRASE, slot.kdf.salt, kdf=CHEAP), "clinic-desk user slot")
    private = unwrap(key, slot.private_key, f"1|user|{USER_ID}|{found.db_id}|1".encode())
    assert private == private_key_of(content, slot, PASSPHRASE, device_secret=None)
    facts = f"1|clinic|{USER_ID}|{found.db_id}|1".encode()
    assert unseal(private, slot.clinic_key, facts) == found.keys.clinic_key


def test_database_key_lies_under_the_clinic_key(found: OpenSlots, content: SlotFile) -> None:
    keys, kept = found.keys, content.current
    wrapping = derive(keys.clinic_key, "database key")
    facts = f"1|database|{found.db_id}|1".encode()
    assert unwrap(wrapping, kept.wrapped, facts) == keys.database_key
    check = hmac.digest(derive(keys.database_key, "key check"), found.db_id.encode(), "sha256")
    assert kept.check == check[:16]
    assert keys == make_keys(keys.database_key, keys.clinic_key)
    assert keys.audit_key == derive(keys.clinic_key, "audit")


def test_file_is_signed_by_the_clinic_key_and_sealed_by_the_computer(
    found: OpenSlots, content: SlotFile
) -> None:
    key, plain = found.keys.clinic_key, msgspec.structs.replace(content, seal=b"", mac=b"")
    seal = hmac.digest(derive(bytes(32), "key slots seal"), slot_file.encode(plain), "sha256")
    sealed = slot_file.encode(msgspec.structs.replace(content, mac=b""))
    mac = hmac.digest(derive(key, "key slots, sealed"), sealed, "sha256")
    assert (content.seal, content.mac) == (seal, mac)
    assert signed(plain, key, None) == content
    assert is_signed_with(content, key) is seal_fits(content, None) is True
    assert is_signed_with(content, bytes(32)) is seal_fits(content, b"x" * 32) is False


def test_opener_is_told_whose_slot_it_was(found: OpenSlots, content: SlotFile, slot: Slot) -> None:
    assert opened(content, slot, found.keys) == found
    assert (found.user_id, found.username, found.clinic_id) == (USER_ID, "sara", CLINIC_ID)
    assert (found.mode, found.generation, found.db_id) == ("passphrase", 1, content.db_id)


def test_wrong_secret_and_altered_slots_are_told_apart(
    found: OpenSlots, content: SlotFile, slot: Slot
) -> None:
    def refusal(file: SlotFile, one: Slot, secret: str = PASSPHRASE) -> str:
        with pytest.raises((WrongPassphrase, KeySlotsDamaged)) as refused:
            open_slot(file, one, secret, device_secret=None)
        return f"{refused.type.__name__}: {refused.value}"

    wrong = "WrongPassphrase: the passphrase does not open this slot"
    altered = "KeySlotsDamaged: the key slots were altered"
    assert refusal(content, slot, PASSPHRASE + "!") == wrong
    with pytest.raises(WrongPassphrase):
        open_slot(content, slot, PASSPHRASE, device_secret=b"x" * 32)
    other = resealed(slot, os.urandom(32), db_id=found.db_id, clinic_key_generation=1)
    assert refusal(content, other) == altered
    assert refusal(content, msgspec.structs.replace(slot, clinic_key=b"rubbish")) == altered
    assert refusal(msgspec.structs.replace(content, generation=9), slot) == altered


def test_slot_given_another_clinic_key_opens_that_one(
    found: OpenSlots, content: SlotFile, slot: Slot
) -> None:
    key = os.urandom(32)
    changed = resealed(slot, key, db_id=found.db_id, clinic_key_generation=2)
    assert msgspec.structs.replace(changed, clinic_key=slot.clinic_key) == slot
    private = private_key_of(content, changed, PASSPHRASE, device_secret=None)
    assert (
        unseal(private, changed.clinic_key, f"1|clinic|{USER_ID}|{found.db_id}|2".encode()) == key
    )


@pytest.mark.parametrize("what", ["check", "wrapped", "clinic key"])
def test_database_key_that_does_not_fit_is_damage(
    found: OpenSlots, content: SlotFile, what: str
) -> None:
    kept, key = content.current, found.keys.clinic_key
    assert unwrap_database_key(content, kept, key) == found.keys.database_key
    if what == "clinic key":
        key = bytes(32)
    else:
        kept = msgspec.structs.replace(kept, **{what: bytes(len(getattr(kept, what)))})
    with pytest.raises(KeySlotsDamaged, match=r"^the database key was altered$"):
        unwrap_database_key(content, kept, key)


def test_keys_are_as_long_as_their_ciphers_ask(found: OpenSlots, slot: Slot) -> None:
    keys = found.keys
    lengths = [len(one) for one in (keys.database_key, keys.clinic_key, keys.audit_key)]
    assert lengths == [32, 32, 32]
    assert (len(slot.kdf.salt), slot.kdf.name, slot.is_enabled) == (16, "argon2id", True)


def test_devices_secret_does_not_show_in_a_repr(
    create: Create, slots_path: Path, keystore: MemoryKeyStore
) -> None:
    made = create(keystore)
    desk = keyslots._Guarded.read(slots_path, keystore, None)
    assert desk.device_secret == keystore.secrets[f"{made.db_id}:device-secret"]
    assert "device_secret" not in repr(desk)


def test_secrets_do_not_show_in_a_repr() -> None:
    secret = b"secret-key-bytes"
    shown = [
        make_keys(secret, secret),
        Holder(kind="user", uid="u", username="sara", secret="word", costs=CHEAP,
               device_secret=secret),
        NewSlotFile(clinic_id=CLINIC_ID, user_id=USER_ID, username="sara", clinic_key=secret),
    ]  # fmt: skip
    for one in shown:
        assert not {"word", "secret"} & set(repr(one).replace("'", " ").replace("=", " ").split())
        assert "secret-key" not in repr(one)
