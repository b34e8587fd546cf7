"""The way from a passphrase to the database key, through keyslots.json in the home directory.

passphrase (+ the keyring's device secret) → the user's private key → the clinic key → the database
key and the audit key. A slot that does not open is WrongPassphrase; a file that was altered is
KeySlotsDamaged; neither ever leads to a new, empty database.
"""

from __future__ import annotations

import hmac
import os
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from app.domain.errors import (
    KeyAccessError,
    KeyringUnavailable,
    KeySlotsDamaged,
    WrongPassphrase,
)
from app.domain.ids import ClinicId, RecordId, UserId, new_id
from app.domain.ports import KeyStore
from app.security import sealing, slot_file
from app.security.passphrase import (
    KEYRING_KDF,
    PASSPHRASE_KDF,
    KdfParameters,
    derive,
    stretch,
)
from app.security.slot_file import DatabaseKey, Kdf, Slot, SlotFile


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicKeys:
    """The keys of an open home. Never printed, never written anywhere."""

    database_key: bytes = field(repr=False)
    clinic_key: bytes = field(repr=False)
    audit_key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSlots:
    """What opening a slot gives: whose slot it was, of which database, and the keys."""

    user_id: UserId
    username: str
    clinic_id: ClinicId
    db_id: str
    mode: str
    generation: int
    keys: ClinicKeys


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
    device_secret = _new_device_secret(keystore, db_id)
    keys = _keys(os.urandom(32), owner.clinic_key or os.urandom(32))
    costs = kdf or (KEYRING_KDF if keystore else PASSPHRASE_KDF)
    slot = _new_slot(
        owner, keys, db_id, passphrase=passphrase, costs=costs, device_secret=device_secret
    )
    content = SlotFile(
        version=slot_file.VERSION,
        mode="keyring" if keystore else "passphrase",
        clinic_id=owner.clinic_id,
        db_id=db_id,
        generation=1,
        clinic_key_generation=1,
        slots=[slot],
        current=DatabaseKey(
            generation=1,
            wrapped=sealing.wrap(
                _wrapping_key(keys.clinic_key), keys.database_key, _bound("database", db_id, 1)
            ),
            check=_key_check(keys.database_key, db_id),
        ),
        pending=None,
        seal=b"",
        mac=b"",
    )
    slot_file.write(path, _signed(content, keys.clinic_key, device_secret))
    _keep_generation(keystore, db_id, 1)
    return _opened(content, slot, keys)


def open_slots(
    path: Path, *, passphrase: str, username: str | None = None, keystore: KeyStore | None = None
) -> OpenSlots:
    """The keys behind a user's slot (None: the sole user's). Takes as long as the KDF takes.

    Raises WrongPassphrase, KeySlotsDamaged, KeyringUnavailable, or KeyAccessError where the user
    has no slot on this workstation.
    """
    content = slot_file.read(path)
    device_secret = _device_secret(content, keystore)
    if not hmac.compare_digest(content.seal, _seal(content, device_secret)):
        raise KeySlotsDamaged("the key slots are damaged or belong to another computer")
    _refuse_older_generation(content, keystore)
    slot = _slot_of(content, username)
    keys = _unlock(content, slot, passphrase, device_secret)
    if content.mode == "keyring":
        _keep_generation(keystore, content.db_id, content.generation)
    return _opened(content, slot, keys)


def read_mode(path: Path) -> str:
    """How a home is guarded: "keyring" or "passphrase". Raises KeySlotsDamaged."""
    return slot_file.read(path).mode


def usernames(path: Path) -> tuple[str, ...]:
    """Who has a slot on this workstation. Raises KeySlotsDamaged."""
    return tuple(slot.username for slot in slot_file.read(path).slots if slot.kind == "user")


def _unlock(
    content: SlotFile, slot: Slot, passphrase: str, device_secret: bytes | None
) -> ClinicKeys:
    costs = KdfParameters(
        memory_kib=slot.kdf.memory_kib, passes=slot.kdf.passes, lanes=slot.kdf.lanes
    )
    kek = _slot_key(passphrase, slot.kdf.salt, costs, device_secret)
    private_key = sealing.unwrap(
        kek, slot.private_key, _bound(slot.kind, slot.uid, content.db_id, slot.generation)
    )
    if private_key is None:
        raise WrongPassphrase("the passphrase does not open this slot")
    clinic_key = sealing.unseal(
        private_key,
        slot.clinic_key,
        _bound("clinic", slot.uid, content.db_id, content.clinic_key_generation),
    )
    if clinic_key is None or not hmac.compare_digest(content.mac, _mac(content, clinic_key)):
        raise KeySlotsDamaged("the key slots were altered")
    database_key = sealing.unwrap(
        _wrapping_key(clinic_key),
        content.current.wrapped,
        _bound("database", content.db_id, content.current.generation),
    )
    if database_key is None or not hmac.compare_digest(
        content.current.check, _key_check(database_key, content.db_id)
    ):
        raise KeySlotsDamaged("the database key was altered")
    return _keys(database_key, clinic_key)


def _new_slot(
    owner: NewSlotFile,
    keys: ClinicKeys,
    db_id: str,
    *,
    passphrase: str,
    costs: KdfParameters,
    device_secret: bytes | None,
) -> Slot:
    salt = os.urandom(16)
    private_key, public_key = sealing.new_key_pair()
    kek = _slot_key(passphrase, salt, costs, device_secret)
    return Slot(
        kind="user",
        uid=owner.user_id,
        username=owner.username,
        generation=1,
        is_enabled=True,
        kdf=Kdf(
            name="argon2id",
            memory_kib=costs.memory_kib,
            passes=costs.passes,
            lanes=costs.lanes,
            salt=salt,
        ),
        public_key=public_key,
        private_key=sealing.wrap(kek, private_key, _bound("user", owner.user_id, db_id, 1)),
        clinic_key=sealing.seal(
            public_key, keys.clinic_key, _bound("clinic", owner.user_id, db_id, 1)
        ),
    )


def _slot_of(content: SlotFile, username: str | None) -> Slot:
    users = [slot for slot in content.slots if slot.kind == "user" and slot.is_enabled]
    if username is not None:
        users = [slot for slot in users if slot.username.casefold() == username.casefold()]
        if not users:
            raise KeyAccessError("this user has no slot on this workstation")
    if len(users) != 1:
        raise KeyAccessError(f"{len(users)} users have a slot here: name one with --user")
    return users[0]


def _opened(content: SlotFile, slot: Slot, keys: ClinicKeys) -> OpenSlots:
    return OpenSlots(
        user_id=UserId(RecordId(slot.uid)),
        username=slot.username,
        clinic_id=ClinicId(RecordId(content.clinic_id)),
        db_id=content.db_id,
        mode=content.mode,
        generation=content.generation,
        keys=keys,
    )


def _keys(database_key: bytes, clinic_key: bytes) -> ClinicKeys:
    return ClinicKeys(
        database_key=database_key, clinic_key=clinic_key, audit_key=derive(clinic_key, "audit")
    )


def _bound(*facts: object) -> bytes:
    """What a wrapped key is bound to: v|kind|uid|db_id|generation."""
    return "|".join(map(str, (slot_file.VERSION, *facts))).encode()


def _slot_key(
    passphrase: str, salt: bytes, costs: KdfParameters, device_secret: bytes | None
) -> bytes:
    return derive(
        stretch(passphrase, salt, kdf=costs), "clinic-desk user slot", salt=device_secret or b""
    )


def _wrapping_key(clinic_key: bytes) -> bytes:
    return derive(clinic_key, "database key")


def _key_check(database_key: bytes, db_id: str) -> bytes:
    return hmac.digest(derive(database_key, "key check"), db_id.encode(), "sha256")[:16]


def _signed(content: SlotFile, clinic_key: bytes, device_secret: bytes | None) -> SlotFile:
    return msgspec.structs.replace(
        content, seal=_seal(content, device_secret), mac=_mac(content, clinic_key)
    )


def _mac(content: SlotFile, clinic_key: bytes) -> bytes:
    return hmac.digest(derive(clinic_key, "key slots"), content.signed_part(), "sha256")


def _seal(content: SlotFile, device_secret: bytes | None) -> bytes:
    key = derive(device_secret or bytes(32), "key slots seal")
    return hmac.digest(key, content.signed_part(), "sha256")


def _new_device_secret(keystore: KeyStore | None, db_id: str) -> bytes | None:
    if keystore is None:
        return None
    secret = os.urandom(32)
    keystore.set(f"{db_id}:device-secret", secret)
    return secret


def _device_secret(content: SlotFile, keystore: KeyStore | None) -> bytes | None:
    if content.mode == "passphrase":
        return None
    secret = keystore.get(f"{content.db_id}:device-secret") if keystore else None
    if secret is None:
        raise KeyringUnavailable("this computer's keyring does not hold the device secret")
    return secret


def _refuse_older_generation(content: SlotFile, keystore: KeyStore | None) -> None:
    if content.mode != "keyring" or keystore is None:
        return
    known = keystore.get(f"{content.db_id}:generation")
    if known is None or not known.isdigit() or int(known) > content.generation:
        raise KeySlotsDamaged("the key slots are older than this computer remembers")


def _keep_generation(keystore: KeyStore | None, db_id: str, generation: int) -> None:
    if keystore is None:
        return
    name, value = f"{db_id}:generation", str(generation).encode()
    if keystore.get(name) != value:
        keystore.set(name, value)
