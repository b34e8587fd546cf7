"""The way from a passphrase to the database key, through keyslots.json in the home directory.

A slot that does not open is WrongPassphrase; a file that was altered is KeySlotsDamaged; neither
ever leads to a new, empty database.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from app.domain.errors import KeyAccessError, KeySlotsDamaged
from app.domain.ids import ClinicId, UserId, new_id
from app.domain.ports import KeyStore
from app.security import slot_file
from app.security.device_memory import DeviceMemory
from app.security.passphrase import KEYRING_KDF, PASSPHRASE_KDF, KdfParameters
from app.security.slot_file import Slot, SlotFile
from app.security.slot_keys import (
    Holder,
    OpenSlots,
    make_keys,
    new_slot,
    open_slot,
    opened,
    seal_fits,
    signed,
    wrap_database_key,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSlotFile:
    """Whom a new home belongs to. clinic_key is given when joining a clinic that has one."""

    clinic_id: ClinicId
    user_id: UserId
    username: str
    clinic_key: bytes | None = field(default=None, repr=False)


def create_slots(
    path: Path,
    owner: NewSlotFile,
    *,
    passphrase: str,
    keystore: KeyStore | None = None,
    kdf: KdfParameters | None = None,
) -> OpenSlots:
    """Write a new keyslots.json with one user slot; keyring mode where a keystore is given.

    Raises KeySlotsDamaged where one exists already: keys are never overwritten.
    """
    if path.exists():
        raise KeySlotsDamaged("key slots exist already")
    db_id = new_id()
    memory = DeviceMemory(keystore, db_id)
    device_secret = memory.new_secret()
    keys = make_keys(os.urandom(32), owner.clinic_key or os.urandom(32))
    holder = Holder(
        kind="user",
        uid=owner.user_id,
        username=owner.username,
        secret=passphrase,
        costs=kdf or (KEYRING_KDF if keystore else PASSPHRASE_KDF),
        device_secret=device_secret,
    )
    slot = new_slot(holder, keys.clinic_key, db_id=db_id, generation=1, clinic_key_generation=1)
    content = SlotFile(
        version=slot_file.VERSION,
        mode="keyring" if keystore else "passphrase",
        clinic_id=owner.clinic_id,
        db_id=db_id,
        generation=1,
        clinic_key_generation=1,
        slots=[slot],
        current=wrap_database_key(keys, db_id, generation=1),
        pending=None,
        seal=b"",
        mac=b"",
    )
    slot_file.write(path, signed(content, keys.clinic_key, device_secret))
    memory.keep_generation(1)
    return opened(content, slot, keys)


def open_slots(
    path: Path, *, passphrase: str, username: str | None = None, keystore: KeyStore | None = None
) -> OpenSlots:
    """The keys behind a user's slot (None: the sole user's). Takes as long as the KDF takes.

    Raises WrongPassphrase, KeySlotsDamaged, KeyringUnavailable, or KeyAccessError where the user
    has no slot on this workstation.
    """
    content = slot_file.read(path)
    memory = DeviceMemory(keystore, content.db_id)
    device_secret = memory.secret_for(content)
    if not seal_fits(content, device_secret):
        raise KeySlotsDamaged("the key slots are damaged or belong to another computer")
    memory.refuse_older(content)
    slot = slot_of(content, username)
    keys = open_slot(content, slot, passphrase, device_secret=device_secret)
    if content.mode == "keyring":
        memory.keep_generation(content.generation)
    return opened(content, slot, keys)


def read_mode(path: Path) -> str:
    """How a home is guarded: "keyring" or "passphrase". Raises KeySlotsDamaged."""
    return slot_file.read(path).mode


def usernames(path: Path) -> tuple[str, ...]:
    """Who has a slot on this workstation. Raises KeySlotsDamaged."""
    return tuple(slot.username for slot in slot_file.read(path).slots if slot.kind == "user")


def slot_of(content: SlotFile, username: str | None) -> Slot:
    """A user's slot (None: the sole user's). Raises KeyAccessError."""
    users = [slot for slot in content.slots if slot.kind == "user" and slot.is_enabled]
    if username is not None:
        users = [slot for slot in users if slot.username.casefold() == username.casefold()]
        if not users:
            raise KeyAccessError("this user has no slot on this workstation")
    if len(users) != 1:
        raise KeyAccessError(f"{len(users)} users have a slot here: name one with --user")
    return users[0]
