"""Who has a slot at this desk: adding people without knowing anybody else's secret."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from app.domain.errors import InvalidValue, KeyAccessError
from app.domain.ids import UserId
from app.domain.ports import KeyStore
from app.security.device_memory import DeviceMemory
from app.security.passphrase import (
    KEYRING_KDF,
    PASSPHRASE_KDF,
    KdfParameters,
    check_passphrase,
)
from app.security.slot_file import Slot, SlotFile
from app.security.slot_keys import Holder, OpenSlots
from app.security.slot_writing import own_content, slot_for, with_slots, write_next


def add_user(
    path: Path,
    found: OpenSlots,
    *,
    user_id: UserId,
    username: str,
    passphrase: str,
    keystore: KeyStore | None,
    kdf: KdfParameters | None = None,
) -> OpenSlots:
    """Give one more person a passphrase slot at this desk.

    Raises InvalidValue for a weak passphrase or a name or person that has a slot already, and
    KeySlotsDamaged.
    """
    check_passphrase(passphrase, username=username)
    content = own_content(path, found)
    users = [slot for slot in content.slots if slot.kind == "user"]
    if any(one.uid == user_id or _same(one.username, username) for one in users):
        raise InvalidValue("username", "has a slot at this desk already")
    holder = Holder(
        kind="user",
        uid=user_id,
        username=username,
        secret=passphrase,
        costs=kdf or (KEYRING_KDF if content.mode == "keyring" else PASSPHRASE_KDF),
        device_secret=DeviceMemory(keystore, content.db_id).secret_for(content),
    )
    slots = [*content.slots, slot_for(content, found, holder)]
    return write_next(path, with_slots(content, slots), found, keystore)


def remaining(content: SlotFile, without: Collection[str]) -> list[Slot]:
    """The slots of everybody else. Raises KeyAccessError where nobody would be left."""
    kept = [slot for slot in content.slots if slot.kind == "recovery" or slot.uid not in without]
    if not any(slot.kind == "user" for slot in kept):
        raise KeyAccessError("nobody would be left who can open this desk")
    return kept


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
