"""The shape of the slot file: what it is called and what it holds; nothing else gets in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from app.domain.errors import KeySlotsDamaged
from app.security import slot_file
from app.security.slot_file import DatabaseKey, Kdf, Slot, SlotFile
from app.security.slot_keys import OpenSlots

Create = Callable[..., OpenSlots]
pytestmark = pytest.mark.row("F3")
SALT = bytes(16)


@pytest.fixture
def content(create: Create, slots_path: Path) -> SlotFile:
    create()
    return slot_file.read(slots_path)


def test_file_is_called_as_it_always_was_and_has_at_most_a_mebibyte() -> None:
    assert (slot_file.FILE_NAME, slot_file.MAX_BYTES) == ("keyslots.json", 2**20)


def test_largest_file_is_read_and_the_next_is_not(slots_path: Path) -> None:
    slots_path.write_bytes(b" " * slot_file.MAX_BYTES)
    with pytest.raises(KeySlotsDamaged) as damaged:
        slot_file.read(slots_path)
    slots_path.write_bytes(b" " * (slot_file.MAX_BYTES + 1))
    with pytest.raises(KeySlotsDamaged) as missing:
        slot_file.read(slots_path)
    assert (str(damaged.value), str(missing.value)) == (
        "the key slots are damaged", "the key slots are missing or cannot be read",
    )  # fmt: skip


def parts(content: SlotFile) -> dict[type[msgspec.Struct], msgspec.Struct]:
    slot = content.slots[0]
    return {SlotFile: content, Slot: slot, Kdf: slot.kdf, DatabaseKey: content.current}


@pytest.mark.parametrize("shape", [SlotFile, Slot, Kdf, DatabaseKey])
def test_no_part_takes_a_field_nobody_knows_or_changes_in_memory(
    content: SlotFile, shape: type[msgspec.Struct]
) -> None:
    part = parts(content)[shape]
    raw = msgspec.json.encode(part)
    assert msgspec.json.decode(raw, type=shape) == part
    with pytest.raises(msgspec.ValidationError, match="unknown field"):
        msgspec.json.decode(raw[:-1] + b',"more":1}', type=shape)
    with pytest.raises(AttributeError):
        setattr(part, part.__struct_fields__[0], None)


@pytest.mark.parametrize("kind", ["user", "pin", "recovery"])
def test_slot_is_a_users_a_pins_or_the_recovery_codes(content: SlotFile, kind: str) -> None:
    raw = msgspec.json.encode(content.slots[0])
    found = msgspec.json.decode(raw.replace(b'"user"', f'"{kind}"'.encode()), type=Slot)
    assert found.kind == kind


@pytest.mark.parametrize("uid", ["0" * 31, "0" * 33, "0" * 31 + "g", "A" * 32])
def test_identifier_has_thirty_two_small_hexadecimal_digits(content: SlotFile, uid: str) -> None:
    slot = content.slots[0]
    raw = msgspec.json.encode(slot).replace(slot.uid.encode(), uid.encode())
    with pytest.raises(msgspec.ValidationError, match="regex"):
        msgspec.json.decode(raw, type=Slot)


def test_memory_is_enough_for_every_lane() -> None:
    kdf = Kdf(name="argon2id", memory_kib=16, passes=1, lanes=2, salt=SALT)
    assert kdf.lanes == 2
    with pytest.raises(ValueError, match=r"^too little memory for so many lanes$"):
        Kdf(name="argon2id", memory_kib=15, passes=1, lanes=2, salt=SALT)
