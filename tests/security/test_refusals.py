"""What is refused says so, and refuses for that reason only."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.errors import InvalidValue, KeyAccessError, WrongPassphrase
from app.domain.file_errors import FileDamaged
from app.domain.ids import UserId, new_id
from app.security.blob_cipher import HEADER_BYTES, FileCipher
from app.security.keyslots import open_slots
from app.security.member_slots import add_user, reset_user
from app.security.password_hash import hash_password, verify_password
from app.security.pin_policy import check_pin
from app.security.pin_slots import enable_pin
from app.security.slot_keys import OpenSlots
from tests.factories import USER_ID
from tests.security.conftest import CHEAP, PASSPHRASE, MemoryKeyStore

Create = Callable[..., OpenSlots]
pytestmark = pytest.mark.row("F3")
TOM = UserId(new_id())
TOMS, NEW = "another person's long passphrase", "a third and different passphrase"


@pytest.mark.parametrize(
    ("pin", "reason"),
    [
        ("48391a", "has digits only"),
        ("48391\u0665", "has digits only"),
        ("48391", "has 6 to 12 digits"),
        ("4839150264719", "has 6 to 12 digits"),
        ("111111", "is too easy to guess"),
    ],
)
def test_refused_pin_is_told_why(pin: str, reason: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        check_pin(pin)
    assert str(caught.value) == str(InvalidValue("pin", reason))


@pytest.mark.parametrize("pin", ["483915", "483915026471"])
def test_pin_of_the_shortest_and_the_longest_is_taken(pin: str) -> None:
    check_pin(pin)


@pytest.mark.parametrize("change", ["short", "long", "another beginning"])
def test_file_with_another_head_does_not_open(change: str) -> None:
    cipher, key = FileCipher(b"clinic"), bytes(32)
    head = cipher.seal(key, b"x")[:HEADER_BYTES]
    cipher.opening(key, head)
    wrong = {"short": head[:-1], "long": head + b"x", "another beginning": b"?" + head[1:]}
    with pytest.raises(FileDamaged):
        cipher.opening(key, wrong[change])


def test_servers_hash_opens_for_its_key_only() -> None:
    kept = hash_password("a" * 64)
    assert verify_password(kept, "a" * 64) is True
    assert verify_password(kept, "b" * 64) is False
    assert verify_password(None, "nobody has this key") is False
    assert verify_password("no hash", "a" * 64) is False
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_person_without_a_pin_has_none_to_enable(
    create: Create, slots_path: Path, keystore: MemoryKeyStore
) -> None:
    create(keystore)
    with pytest.raises(KeyAccessError, match=r"^this user has no PIN on this workstation$"):
        enable_pin(slots_path, uid=USER_ID, keystore=keystore)


@pytest.mark.parametrize("has_keyring", [True, False])
def test_passphrase_made_anew_ends_the_one_before(
    create: Create, slots_path: Path, has_keyring: bool
) -> None:
    ring = MemoryKeyStore() if has_keyring else None
    with_tom = add_user(
        slots_path, create(ring), user_id=TOM, username="tom", passphrase=TOMS, keystore=ring,
        kdf=CHEAP,
    )  # fmt: skip
    for _ in range(3):
        with pytest.raises(WrongPassphrase):
            open_slots(slots_path, passphrase="wrong " * 4, username="tom", keystore=ring)
    done = reset_user(slots_path, with_tom, user_id=TOM, passphrase=NEW, keystore=ring, kdf=CHEAP)
    assert (done.user_id, done.generation) == (with_tom.user_id, with_tom.generation + 1)
    found = open_slots(slots_path, passphrase=NEW, username="tom", keystore=ring)
    assert found.keys == with_tom.keys
    with pytest.raises(WrongPassphrase):
        open_slots(slots_path, passphrase=TOMS, username="tom", keystore=ring)
    open_slots(slots_path, passphrase=PASSPHRASE, username="sara", keystore=ring)


def test_passphrase_of_nobody_or_a_weak_one_is_not_made(
    create: Create, slots_path: Path, keystore: MemoryKeyStore
) -> None:
    found = create(keystore)
    with pytest.raises(InvalidValue, match=r"^username: has no slot at this desk: add them$"):
        reset_user(slots_path, found, user_id=TOM, passphrase=NEW, keystore=keystore, kdf=CHEAP)
    with pytest.raises(InvalidValue, match="passphrase"):
        reset_user(
            slots_path, found, user_id=USER_ID, passphrase="short", keystore=keystore, kdf=CHEAP
        )
