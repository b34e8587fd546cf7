"""Who opens what, in whose name, at which cost; and what the keyring remembers of an opening."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from app.domain.errors import KeyAccessError, KeySlotsDamaged, UserNotNamed
from app.domain.ids import UserId, new_id
from app.security import keyslots, member_slots, pin_slots, slot_file
from app.security.attempts import attempts_at
from app.security.keyslots import (
    NewSlotFile,
    create_slots,
    open_pin,
    open_slots,
    pin_slot_of,
    read_users,
    slot_of,
)
from app.security.member_slots import add_user, remaining, reset_user
from app.security.passphrase import KdfParameters
from app.security.pin_slots import remove_pin, set_pin
from app.security.rotation import begin_rotation, finish_rotation, pending_key
from app.security.slot_keys import OpenSlots
from app.security.slot_writing import own_content, with_slots, write_next
from tests.factories import CLINIC_ID, USER_ID
from tests.security.conftest import CHEAP, PASSPHRASE, MemoryKeyStore

Create = Callable[..., OpenSlots]
pytestmark = pytest.mark.row("F3")
TOM = UserId(new_id())
TOMS = "another person's long passphrase"
PIN = "483915"
OWNER = NewSlotFile(clinic_id=CLINIC_ID, user_id=USER_ID, username="sara")
LIGHT = KdfParameters(memory_kib=16, passes=1, lanes=1)
HEAVY = KdfParameters(memory_kib=16, passes=2, lanes=1)


@pytest.fixture
def costs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both costs stand for the real ones: with a keyring, and without."""
    for module in (keyslots, member_slots):
        monkeypatch.setattr(module, "KEYRING_KDF", LIGHT)
        monkeypatch.setattr(module, "PASSPHRASE_KDF", HEAVY)
    monkeypatch.setattr(pin_slots, "KEYRING_KDF", LIGHT)


def with_tom(path: Path, found: OpenSlots, ring: MemoryKeyStore | None) -> OpenSlots:
    return add_user(
        path, found, user_id=TOM, username="tom", passphrase=TOMS, keystore=ring, kdf=CHEAP
    )


def passes(path: Path) -> list[int]:
    return [one.kdf.passes for one in slot_file.read(path).slots]


@pytest.mark.parametrize("has_keyring", [True, False])
@pytest.mark.usefixtures("costs")
def test_slot_costs_more_where_the_passphrase_stands_alone(
    slots_path: Path, keystore: MemoryKeyStore, has_keyring: bool
) -> None:
    ring = keystore if has_keyring else None
    found = create_slots(slots_path, OWNER, passphrase=PASSPHRASE, keystore=ring)
    assert found.mode == ("keyring" if has_keyring else "passphrase")
    add_user(slots_path, found, user_id=TOM, username="tom", passphrase=TOMS, keystore=ring)
    expected = LIGHT.passes if has_keyring else HEAVY.passes
    assert passes(slots_path) == [expected] * 2
    reset_user(slots_path, found, user_id=TOM, passphrase=PASSPHRASE, keystore=ring)
    assert passes(slots_path) == [expected] * 2
    if has_keyring:
        set_pin(slots_path, found, pin=PIN, keystore=ring)
        assert passes(slots_path) == [expected] * 3
    cheap = {"keystore": ring, "kdf": CHEAP}
    reset_user(slots_path, found, user_id=TOM, passphrase=TOMS, **cheap)  # type: ignore[arg-type]
    assert slot_file.read(slots_path).slots[-1].kdf.memory_kib == CHEAP.memory_kib


def test_desk_that_joins_has_the_clinics_own_key(slots_path: Path) -> None:
    key = b"k" * 32
    owner = NewSlotFile(clinic_id=CLINIC_ID, user_id=USER_ID, username="sara", clinic_key=key)
    found = create_slots(slots_path, owner, passphrase=PASSPHRASE, kdf=CHEAP)
    assert found.keys.clinic_key == key
    assert found.keys.database_key != key
    with pytest.raises(KeySlotsDamaged, match=r"^key slots exist already$"):
        create_slots(slots_path, owner, passphrase=PASSPHRASE, kdf=CHEAP)


def test_several_users_are_told_to_name_one(create: Create, slots_path: Path) -> None:
    with_tom(slots_path, create(), None)
    with pytest.raises(UserNotNamed) as refused:
        open_slots(slots_path, passphrase=PASSPHRASE)
    assert str(refused.value) == "2 users have a slot here: name one with --user"
    with pytest.raises(KeyAccessError, match=r"^this user has no slot on this workstation$"):
        open_slots(slots_path, passphrase=PASSPHRASE, username="eve")
    assert open_slots(slots_path, passphrase=TOMS, username="TOM").user_id == TOM


def test_slot_that_is_switched_off_is_nobodys(create: Create, slots_path: Path) -> None:
    with_tom(slots_path, create(), None)
    content = slot_file.read(slots_path)
    sara, tom = content.slots
    content = with_slots(content, [sara, msgspec.structs.replace(tom, is_enabled=False)])
    assert slot_of(content, None) == sara
    with pytest.raises(KeyAccessError, match="no slot"):
        slot_of(content, "tom")
    pins = [msgspec.structs.replace(one, kind="pin") for one in content.slots]
    content = with_slots(content, [*content.slots, *pins])
    assert pin_slot_of(content, sara.uid) == pins[0]
    assert pin_slot_of(content, tom.uid) is None
    assert pin_slot_of(content, "0" * 32) is None


def test_users_are_listed_without_code_and_pin(
    create: Create, slots_path: Path, keystore: MemoryKeyStore
) -> None:
    found = with_tom(slots_path, create(keystore), keystore)
    set_pin(slots_path, found, pin=PIN, keystore=keystore, kdf=CHEAP)
    shown = [(one.uid, one.username, one.has_pin) for one in read_users(slots_path)]
    assert shown == [(USER_ID, "sara", True), (TOM, "tom", False)]


def test_file_of_another_computer_says_so(
    create: Create, slots_path: Path, keystore: MemoryKeyStore
) -> None:
    made = create(keystore)
    keystore.secrets[f"{made.db_id}:device-secret"] = b"x" * 32
    with pytest.raises(
        KeySlotsDamaged, match=r"^the key slots are damaged or belong to another computer$"
    ):
        open_slots(slots_path, passphrase=PASSPHRASE, keystore=keystore)


def test_opening_brings_the_keyring_up_to_date(
    create: Create, slots_path: Path, keystore: MemoryKeyStore
) -> None:
    made = create(keystore)
    item = f"{made.db_id}:generation"
    assert keystore.secrets[item] == b"1"
    with_tom(slots_path, made, keystore)
    assert keystore.secrets[item] == b"2"
    keystore.secrets[item] = b"1"
    open_slots(slots_path, passphrase=PASSPHRASE, username="sara", keystore=keystore)
    assert keystore.secrets[item] == b"2"


def test_right_secret_for_a_damaged_file_is_no_failure(create: Create, slots_path: Path) -> None:
    create()
    content = slot_file.read(slots_path)
    slot_file.write(slots_path, msgspec.structs.replace(content, mac=bytes(32)))
    for _ in range(5):
        with pytest.raises(KeySlotsDamaged, match=r"^the key slots were altered$"):
            open_slots(slots_path, passphrase=PASSPHRASE)
    assert attempts_at(slots_path, None).state("user", USER_ID).failures == 0


def test_pin_slot_in_a_file_without_a_keyring_opens_nothing(
    create: Create, slots_path: Path, keystore: MemoryKeyStore
) -> None:
    found = create()
    content = slot_file.read(slots_path)
    pin = msgspec.structs.replace(content.slots[0], kind="pin")
    write_next(slots_path, with_slots(content, [*content.slots, pin]), found, None)
    for ring in (None, keystore):
        with pytest.raises(KeyAccessError, match=r"^this user has no PIN on this workstation$"):
            open_pin(slots_path, pin=PIN, keystore=ring)


@pytest.mark.parametrize("reset", [True, False])
def test_new_passphrase_from_an_administrator_takes_the_pin_along(
    create: Create, slots_path: Path, keystore: MemoryKeyStore, reset: bool
) -> None:
    boss = with_tom(slots_path, create(keystore), keystore)
    theirs = open_slots(slots_path, passphrase=TOMS, username="tom", keystore=keystore)
    set_pin(slots_path, theirs, pin=PIN, keystore=keystore, kdf=CHEAP)
    item = f"{boss.db_id}:pin-attempts:{TOM}"
    assert item in keystore.secrets
    if reset:
        reset_user(
            slots_path, boss, user_id=TOM, passphrase=PASSPHRASE, keystore=keystore, kdf=CHEAP
        )
    else:
        remove_pin(slots_path, boss, keystore=keystore, uid=TOM)
    assert item not in keystore.secrets
    assert [one.kind for one in slot_file.read(slots_path).slots] == ["user", "user"]


def test_pin_that_is_not_there_is_taken_away_without_a_write(
    create: Create, slots_path: Path, keystore: MemoryKeyStore
) -> None:
    found = create(keystore)
    before = slots_path.read_bytes()
    assert remove_pin(slots_path, found, keystore=keystore) is found
    assert slots_path.read_bytes() == before
    changed = set_pin(slots_path, found, pin=PIN, keystore=keystore, kdf=CHEAP)
    assert (found.generation, changed.generation) == (1, 2)
    assert remove_pin(slots_path, changed, keystore=keystore).generation == 3


@pytest.mark.parametrize(("was_made_with", "is_there"), [(0, 0), (0, 1), (1, 0)])
def test_pin_needs_a_keyring_that_the_desk_was_made_with(
    create: Create, slots_path: Path, keystore: MemoryKeyStore, was_made_with: int, is_there: int
) -> None:
    rings = (None, keystore)
    found = create(rings[was_made_with])
    with pytest.raises(KeyAccessError) as refused:
        set_pin(slots_path, found, pin=PIN, keystore=rings[is_there])
    assert str(refused.value) == "a PIN needs a keyring, and this desk was made without one"


def test_refusals_of_a_change_say_why(create: Create, slots_path: Path) -> None:
    found = create()
    content = slot_file.read(slots_path)
    with pytest.raises(KeyAccessError) as nobody:
        remaining(content, {USER_ID})
    assert str(nobody.value) == "nobody would be left who can open this desk"
    write_next(slots_path, content, found, None)
    slot_file.write(slots_path, msgspec.structs.replace(content, db_id=new_id()))
    with pytest.raises(KeySlotsDamaged) as altered:
        own_content(slots_path, found)
    assert str(altered.value) == "the key slots were altered since they were opened"


def test_recovery_code_stays_when_people_go(create: Create, slots_path: Path) -> None:
    found = with_tom(slots_path, create(), None)
    content = slot_file.read(slots_path)
    code = msgspec.structs.replace(content.slots[0], kind="recovery", uid=TOM)
    content = with_slots(content, [*content.slots, code])
    assert [one.kind for one in remaining(content, {TOM})] == ["user", "recovery"]
    assert found.generation == 2


def test_rotation_names_both_keys_one_generation_apart(create: Create, slots_path: Path) -> None:
    made = create()
    begun = begin_rotation(slots_path, made, keystore=None)
    content = slot_file.read(slots_path)
    assert content.pending is not None
    assert (content.current.generation, content.pending.generation) == (1, 2)
    assert (content.clinic_key_generation, content.generation, begun.generation) == (2, 2, 2)
    with pytest.raises(KeySlotsDamaged, match=r"^a rotation of the keys is not finished yet$"):
        begin_rotation(slots_path, begun, keystore=None)
    key = pending_key(slots_path, begun)
    done = finish_rotation(slots_path, begun, keystore=None)
    assert done.keys.database_key == key
    assert (len(done.keys.database_key), len(done.keys.clinic_key)) == (32, 32)
    assert pending_key(slots_path, done) is None
    before = slots_path.read_bytes()
    assert finish_rotation(slots_path, done, keystore=None) is done
    assert slots_path.read_bytes() == before
    assert slot_file.read(slots_path).current == content.pending
    again = begin_rotation(slots_path, done, keystore=None)
    assert slot_file.read(slots_path).clinic_key_generation == 3
    assert again.keys.database_key == key
