"""Who has a slot at this desk: adding people without knowing anybody else's secret."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from app.domain.errors import InvalidValue, KeyAccessError
from app.domain.ids import UserId
from app.domain.ports import KeyStore
from app.security.attempts import attempts_at
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


def reset_user(
    path: Path,
    found: OpenSlots,
    *,
    user_id: UserId,
    passphrase: str,
    keystore: KeyStore | None,
    kdf: KdfParameters | None = None,
) -> OpenSlots:
    """Make somebody's slot anew with another passphrase, without the one before; their PIN goes.

    Raises InvalidValue for a weak passphrase or somebody without a slot, and KeySlotsDamaged.
    """
    content = own_content(path, found)
    theirs = next((s for s in content.slots if (s.kind, s.uid) == ("user", user_id)), None)
    if theirs is None:
        raise InvalidValue("username", "has no slot at this desk: add them")
    check_passphrase(passphrase, username=theirs.username)
    holder = Holder(
        kind="user",
        uid=user_id,
        username=theirs.username,
        secret=passphrase,
        costs=kdf or (KEYRING_KDF if content.mode == "keyring" else PASSPHRASE_KDF),
        device_secret=DeviceMemory(keystore, content.db_id).secret_for(content),
    )
    others = [one for one in content.slots if one.uid != user_id]
    slots = [*others, slot_for(content, found, holder)]
    attempts = attempts_at(path, keystore)
    changed = write_next(path, with_slots(content, slots), found, keystore)
    attempts.clear("user", user_id)  # who failed too often with the one before begins anew
    if keystore is not None:  # without a keyring there never was a PIN
        attempts.forget("pin", user_id)
    return changed


def remaining(content: SlotFile, without: Collection[str]) -> list[Slot]:
    """The slots of everybody else. Raises KeyAccessError where nobody would be left."""
    kept = [slot for slot in content.slots if slot.kind == "recovery" or slot.uid not in without]
    if not any(slot.kind == "user" for slot in kept):
        raise KeyAccessError("nobody would be left who can open this desk")
    return kept


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
