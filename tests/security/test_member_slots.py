"""People are added with nobody else's secret; nobody is left out by mistake."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.errors import InvalidValue, KeyAccessError, KeySlotsDamaged, WrongPassphrase
from app.domain.ids import UserId, new_id
from app.security import slot_file
from app.security.keyslots import open_slots
from app.security.member_slots import add_user, remaining
from app.security.rotation import begin_rotation, finish_rotation, pending_key
from app.security.slot_keys import OpenSlots
from tests.factories import USER_ID
from tests.security.conftest import CHEAP, PASSPHRASE, MemoryKeyStore

Create = Callable[..., OpenSlots]
pytestmark = pytest.mark.row("F3", "E9")
TOMS = "another person's long passphrase"
TOM = UserId(new_id())


@pytest.fixture(params=["keyring", "passphrase"])
def keyring(request: pytest.FixtureRequest) -> MemoryKeyStore | None:
    return MemoryKeyStore() if request.param == "keyring" else None


@pytest.fixture
def both(create: Create, slots_path: Path, keyring: MemoryKeyStore | None) -> OpenSlots:
    return add(slots_path, create(keyring), keyring)


def add(
    path: Path, found: OpenSlots, ring: MemoryKeyStore | None, *, uid: UserId = TOM,
    name: str = "tom", passphrase: str = TOMS,
) -> OpenSlots:  # fmt: skip
    return add_user(
        path, found, user_id=uid, username=name, passphrase=passphrase, keystore=ring, kdf=CHEAP
    )


def opened(path: Path, ring: MemoryKeyStore | None, user: str) -> OpenSlots:
    secret = {"sara": PASSPHRASE, "tom": TOMS}[user]
    return open_slots(path, passphrase=secret, username=user, keystore=ring)


def test_each_opens_the_same_keys_with_their_own_passphrase_only(
    both: OpenSlots, slots_path: Path, keyring: MemoryKeyStore | None
) -> None:
    assert opened(slots_path, keyring, "sara").keys == opened(slots_path, keyring, "tom").keys
    with pytest.raises(WrongPassphrase):
        open_slots(slots_path, passphrase=PASSPHRASE, username="tom", keystore=keyring)


@pytest.mark.parametrize(
    ("uid", "name", "passphrase", "why"),
    [
        (USER_ID, "eve", TOMS + "!", "username: has a slot at this desk already"),
        (new_id(), "SARA", TOMS + "!", "username: has a slot at this desk already"),
        (new_id(), "eve", "short", "passphrase: needs at least 15 characters"),
    ],
)
def test_second_slot_of_a_person_or_name_and_a_weak_passphrase_are_refused(
    both: OpenSlots, slots_path: Path, keyring: MemoryKeyStore | None,
    uid: UserId, name: str, passphrase: str, why: str,
) -> None:  # fmt: skip
    before = slots_path.read_bytes()
    with pytest.raises(InvalidValue) as refused:
        add(slots_path, both, keyring, uid=uid, name=name, passphrase=passphrase)
    assert str(refused.value) == why
    assert slots_path.read_bytes() == before


def test_last_person_stays(both: OpenSlots, slots_path: Path) -> None:
    content = slot_file.read(slots_path)
    assert len(remaining(content, {TOM})) == 1
    with pytest.raises(KeyAccessError):
        remaining(content, {TOM, USER_ID})


def test_file_under_rotation_opens_and_names_both_keys(
    both: OpenSlots, slots_path: Path, keyring: MemoryKeyStore | None
) -> None:
    begun = begin_rotation(slots_path, both, without={TOM}, keystore=keyring)
    found = opened(slots_path, keyring, "sara")
    assert found.keys == begun.keys
    assert found.keys.database_key == both.keys.database_key
    assert found.keys.clinic_key != both.keys.clinic_key
    pending = pending_key(slots_path, found)
    assert pending not in (None, both.keys.database_key)
    finish_rotation(slots_path, found, keystore=keyring)
    assert opened(slots_path, keyring, "sara").keys.database_key == pending
    with pytest.raises(KeyAccessError, match="no slot"):
        opened(slots_path, keyring, "tom")


def test_second_rotation_waits_for_the_first(
    both: OpenSlots, slots_path: Path, keyring: MemoryKeyStore | None
) -> None:
    begun = begin_rotation(slots_path, both, keystore=keyring)
    with pytest.raises(KeySlotsDamaged):
        begin_rotation(slots_path, begun, keystore=keyring)


def test_keys_of_before_a_rotation_change_nothing_any_more(
    both: OpenSlots, slots_path: Path, keyring: MemoryKeyStore | None
) -> None:
    """What a removed person may have kept in memory is not enough to write the file."""
    finish_rotation(
        slots_path, begin_rotation(slots_path, both, without={TOM}, keystore=keyring),
        keystore=keyring,
    )  # fmt: skip
    before = slots_path.read_bytes()
    with pytest.raises(KeySlotsDamaged):
        add(slots_path, both, keyring)
    assert slots_path.read_bytes() == before
