"""The way from a passphrase to the database key, through keyslots.json in the home directory.

A slot that does not open is WrongPassphrase; a file that was altered is KeySlotsDamaged; neither
ever leads to a new, empty database.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.domain.errors import KeyAccessError, KeySlotsDamaged, StorageError, UserNotNamed
from app.domain.ids import ClinicId, RecordId, UserId, new_id
from app.domain.ports import Clock, KeyStore
from app.security import slot_file
from app.security.attempts import Attempts
from app.security.device_memory import DeviceMemory
from app.security.passphrase import KEYRING_KDF, PASSPHRASE_KDF, KdfParameters
from app.security.slot_file import Slot, SlotFile, SlotKind
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
    path: Path,
    *,
    passphrase: str,
    username: str | None = None,
    keystore: KeyStore | None = None,
    clock: Clock | None = None,
) -> OpenSlots:
    """The keys behind a user's slot (None: the sole user's). Takes as long as the KDF takes.

    Opens the way for the user's PIN again where that had failed too often. Raises WrongPassphrase,
    TooManyAttempts, KeySlotsDamaged, KeyringUnavailable, or KeyAccessError where the user has no
    slot on this workstation.
    """
    desk = _Guarded.read(path, keystore, clock)
    slot = slot_of(desk.content, username)
    found = desk.open(slot, passphrase)
    if pin_slot_of(desk.content, slot.uid) is not None:
        with suppress(KeyAccessError, StorageError):  # the PIN stays disabled then, nothing more
            # Before they are forgiven, which may fail: whoever tells of these tells of all.
            found = _with_failures(found, "pin", desk.attempts.untold("pin", slot.uid))
            found = _with_failures(found, "pin", desk.attempts.forgive("pin", slot.uid))
    return found


def _with_failures(found: OpenSlots, kind: SlotKind, count: int) -> OpenSlots:
    if not count:
        return found
    return replace(found, failed_before={**found.failed_before, kind: count})


def open_pin(
    path: Path,
    *,
    pin: str,
    username: str | None = None,
    keystore: KeyStore | None = None,
    clock: Clock | None = None,
) -> OpenSlots:
    """The keys behind a user's PIN, on a computer whose keyring knows this desk.

    Raises what open_slots raises, and PinDisabled after ten failures in a row.
    """
    desk = _Guarded.read(path, keystore, clock)
    slot = pin_slot_of(desk.content, slot_of(desk.content, username).uid)
    if slot is None or desk.content.mode != "keyring":
        raise KeyAccessError("this user has no PIN on this workstation")
    return desk.open(slot, pin)


@dataclass(frozen=True, slots=True)
class SlotUser:
    """Somebody who can unlock this desk."""

    uid: UserId
    username: str
    has_pin: bool


def read_users(path: Path) -> tuple[SlotUser, ...]:
    """Who can unlock this desk, before anybody does. Raises KeySlotsDamaged."""
    content = slot_file.read(path)
    return tuple(
        SlotUser(
            UserId(RecordId(slot.uid)),
            slot.username,
            has_pin=pin_slot_of(content, slot.uid) is not None,
        )
        for slot in content.slots
        if slot.kind == "user"
    )


def read_mode(path: Path) -> str:
    """How a home is guarded: "keyring" or "passphrase". Raises KeySlotsDamaged."""
    return slot_file.read(path).mode


def slot_of(content: SlotFile, username: str | None) -> Slot:
    """A user's slot (None: the sole user's). Raises KeyAccessError."""
    users = [slot for slot in content.slots if slot.kind == "user" and slot.is_enabled]
    if username is not None:
        users = [slot for slot in users if slot.username.casefold() == username.casefold()]
        if not users:
            raise KeyAccessError("this user has no slot on this workstation")
    if len(users) != 1:
        raise UserNotNamed(f"{len(users)} users have a slot here: name one with --user")
    return users[0]


def pin_slot_of(content: SlotFile, uid: str) -> Slot | None:
    """A user's PIN slot."""
    mine = (
        one for one in content.slots if (one.kind, one.uid, one.is_enabled) == ("pin", uid, True)
    )
    return next(mine, None)


@dataclass(frozen=True, slots=True)
class _Guarded:
    """A slot file of this computer, with what the computer remembers of it."""

    content: SlotFile
    memory: DeviceMemory
    device_secret: bytes | None = field(repr=False)
    attempts: Attempts

    @classmethod
    def read(cls, path: Path, keystore: KeyStore | None, clock: Clock | None) -> _Guarded:
        """Read a file and refuse one of another computer or an older one, before any KDF."""
        content = slot_file.read(path)
        memory = DeviceMemory(keystore, content.db_id)
        device_secret = memory.secret_for(content)
        if not seal_fits(content, device_secret):
            raise KeySlotsDamaged("the key slots are damaged or belong to another computer")
        memory.refuse_older(content)
        ring = keystore if content.mode == "keyring" else None
        return cls(content, memory, device_secret, Attempts(path, content.db_id, ring, clock))

    def open(self, slot: Slot, secret: str) -> OpenSlots:
        """Count the attempt, then try it."""
        failed = self.attempts.begin(slot.kind, slot.uid)
        try:
            keys = open_slot(self.content, slot, secret, device_secret=self.device_secret)
        except KeySlotsDamaged:  # the secret was right, the file is not
            self.attempts.forgive(slot.kind, slot.uid, before=failed)
            raise
        failed = self.attempts.forgive(slot.kind, slot.uid, before=failed)
        if self.content.mode == "keyring":
            self.memory.catch_up(self.content.generation)
        return _with_failures(opened(self.content, slot, keys), slot.kind, failed)
