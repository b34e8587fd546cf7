"""Keys of a slot file in memory: how a slot opens, what wraps what, what signs the file.

passphrase, PIN or recovery code → key-encryption key → the slot's private key → the clinic key →
the database key and the audit key.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

from app.domain.errors import KeySlotsDamaged, WrongPassphrase
from app.domain.ids import ClinicId, RecordId, UserId
from app.security import sealing, slot_file
from app.security.passphrase import KdfParameters, derive, stretch
from app.security.slot_file import DatabaseKey, Kdf, Slot, SlotFile, SlotKind


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
    failed_before: Mapping[SlotKind, int] = field(default_factory=dict[SlotKind, int])
    """How often this user's ways in had failed untold: whoever opens tells, then says so to what
    remembers them (Attempts.tell)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Whose slot it is and what opens it. device_secret is None where the keyring has no part."""

    kind: SlotKind
    uid: str
    username: str
    secret: str = field(repr=False)
    costs: KdfParameters
    device_secret: bytes | None = field(default=None, repr=False)


def new_slot(
    holder: Holder, clinic_key: bytes, *, db_id: str, generation: int, clinic_key_generation: int
) -> Slot:
    """A slot with a fresh key pair, for the file's given generations."""
    salt = os.urandom(16)
    private_key, public_key = sealing.new_key_pair()
    kek = _slot_key(holder.kind, holder.secret, salt, holder.costs, holder.device_secret)
    belongs_to = bound(holder.kind, holder.uid, db_id, generation)
    return Slot(
        kind=holder.kind,
        uid=holder.uid,
        username=holder.username,
        generation=generation,
        is_enabled=True,
        kdf=Kdf(
            name="argon2id",
            memory_kib=holder.costs.memory_kib,
            passes=holder.costs.passes,
            lanes=holder.costs.lanes,
            salt=salt,
        ),
        public_key=public_key,
        private_key=sealing.wrap(kek, private_key, belongs_to),
        clinic_key=sealing.seal(
            public_key, clinic_key, bound("clinic", holder.uid, db_id, clinic_key_generation)
        ),
    )


def open_slot(
    content: SlotFile, slot: Slot, secret: str, *, device_secret: bytes | None
) -> ClinicKeys:
    """The keys behind a slot, after as long as the KDF takes.

    Raises WrongPassphrase or KeySlotsDamaged.
    """
    private_key = private_key_of(content, slot, secret, device_secret=device_secret)
    clinic_key = sealing.unseal(
        private_key,
        slot.clinic_key,
        bound("clinic", slot.uid, content.db_id, content.clinic_key_generation),
    )
    if clinic_key is None or not is_signed_with(content, clinic_key):
        raise KeySlotsDamaged("the key slots were altered")
    return make_keys(unwrap_database_key(content, content.current, clinic_key), clinic_key)


def private_key_of(
    content: SlotFile, slot: Slot, secret: str, *, device_secret: bytes | None
) -> bytes:
    """A slot's private key. Raises WrongPassphrase."""
    costs = KdfParameters(
        memory_kib=slot.kdf.memory_kib, passes=slot.kdf.passes, lanes=slot.kdf.lanes
    )
    kek = _slot_key(slot.kind, secret, slot.kdf.salt, costs, device_secret)
    private_key = sealing.unwrap(
        kek, slot.private_key, bound(slot.kind, slot.uid, content.db_id, slot.generation)
    )
    if private_key is None:
        raise WrongPassphrase("the passphrase does not open this slot")
    return private_key


def wrap_database_key(keys: ClinicKeys, db_id: str, *, generation: int) -> DatabaseKey:
    """The database key as the file keeps it."""
    return DatabaseKey(
        generation=generation,
        wrapped=sealing.wrap(
            _wrapping_key(keys.clinic_key), keys.database_key, bound("database", db_id, generation)
        ),
        check=_key_check(keys.database_key, db_id),
    )


def unwrap_database_key(content: SlotFile, kept: DatabaseKey, clinic_key: bytes) -> bytes:
    """The current or the pending database key of a file. Raises KeySlotsDamaged."""
    key = sealing.unwrap(
        _wrapping_key(clinic_key), kept.wrapped, bound("database", content.db_id, kept.generation)
    )
    if key is None or not hmac.compare_digest(kept.check, _key_check(key, content.db_id)):
        raise KeySlotsDamaged("the database key was altered")
    return key


def resealed(slot: Slot, clinic_key: bytes, *, db_id: str, clinic_key_generation: int) -> Slot:
    """A slot with another clinic key; its owner's secret is not needed."""
    facts = bound("clinic", slot.uid, db_id, clinic_key_generation)
    sealed = sealing.seal(slot.public_key, clinic_key, facts)
    return msgspec.structs.replace(slot, clinic_key=sealed)


def is_signed_with(content: SlotFile, clinic_key: bytes) -> bool:
    """Whether somebody who held this clinic key wrote the file as it is."""
    return hmac.compare_digest(content.mac, _mac(content, clinic_key))


def make_keys(database_key: bytes, clinic_key: bytes) -> ClinicKeys:
    """The keys of a home, with those derived from them."""
    return ClinicKeys(
        database_key=database_key, clinic_key=clinic_key, audit_key=derive(clinic_key, "audit")
    )


def opened(content: SlotFile, slot: Slot, keys: ClinicKeys) -> OpenSlots:
    """What the opener of a slot is given."""
    return OpenSlots(
        user_id=UserId(RecordId(slot.uid)),
        username=slot.username,
        clinic_id=ClinicId(RecordId(content.clinic_id)),
        db_id=content.db_id,
        mode=content.mode,
        generation=content.generation,
        keys=keys,
    )


def signed(content: SlotFile, clinic_key: bytes, device_secret: bytes | None) -> SlotFile:
    """The file with its seal and its MAC computed anew."""
    sealed = msgspec.structs.replace(content, seal=_seal(content, device_secret))
    return msgspec.structs.replace(sealed, mac=_mac(sealed, clinic_key))


def seal_fits(content: SlotFile, device_secret: bytes | None) -> bool:
    """Whether the file was last written on this computer and not altered since."""
    return hmac.compare_digest(content.seal, _seal(content, device_secret))


def bound(*facts: object) -> bytes:
    """What a wrapped key is bound to: v|kind|uid|db_id|generation."""
    return "|".join(map(str, (slot_file.VERSION, *facts))).encode()


def _slot_key(
    kind: str, secret: str, salt: bytes, costs: KdfParameters, device_secret: bytes | None
) -> bytes:
    return derive(
        stretch(secret, salt, kdf=costs), f"clinic-desk {kind} slot", salt=device_secret or b""
    )


def _wrapping_key(clinic_key: bytes) -> bytes:
    return derive(clinic_key, "database key")


def _key_check(database_key: bytes, db_id: str) -> bytes:
    return hmac.digest(derive(database_key, "key check"), db_id.encode(), "sha256")[:16]


def _mac(content: SlotFile, clinic_key: bytes) -> bytes:
    everything = slot_file.encode(msgspec.structs.replace(content, mac=b""))
    return hmac.digest(derive(clinic_key, "key slots, sealed"), everything, "sha256")


def _seal(content: SlotFile, device_secret: bytes | None) -> bytes:
    key = derive(device_secret or bytes(32), "key slots seal")
    return hmac.digest(key, content.signed_part(), "sha256")
