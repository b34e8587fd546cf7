"""The head of a backup: what it holds, proven by the clinic key, and its key wrapped twice.

A backup has a database key of its own. It is wrapped for the clinic (in the copy of the key slots
that travels along, so that a passphrase opens it) and sealed to the recovery code's public key.
Where a keyring guards the desk, a passphrase opens a backup only on that computer: the slots need
its device secret. The recovery code opens it anywhere.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from app.domain.errors import BackupRefused, KeyAccessError, KeySlotsDamaged, WrongPassphrase
from app.domain.ports import KeyStore
from app.security import sealing
from app.security.device_memory import DeviceMemory
from app.security.keyslots import slot_of
from app.security.passphrase import derive
from app.security.slot_changes import read_code
from app.security.slot_file import Identifier, Slot, SlotFile
from app.security.slot_keys import (
    bound,
    make_keys,
    open_slot,
    opened,
    private_key_of,
    signed,
    unwrap_database_key,
    wrap_database_key,
)

LARGEST_DATABASE = 1 << 40
_ALTERED = "it is damaged or was altered"
_OF_A_BACKUP = 0
"""The database key's generation in a backup: no live desk's file can be mistaken for it."""
Count = Annotated[int, Meta(ge=0)]


class Manifest(
    msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True, omit_defaults=True
):
    """What a backup holds. No patient data: counts, identifiers, and how to find the server.

    generation is the clinic key's; audit_* is the end of the audit trail; sha256 and size are of
    the encrypted database in the file; made_at is ISO 8601 with its offset. files_* is about the
    encrypted files behind it; a backup without files is spelled as before there were any.
    """

    format: Literal[1]
    backup_id: Identifier
    db_id: Identifier
    clinic_id: Identifier
    workstation_id: Identifier
    clinic_name: str
    zone: str
    server_url: str
    made_at: str
    generation: Annotated[int, Meta(ge=1)]
    schema: str
    rows: dict[str, Count]
    audit_seq: Count
    audit_mac: bytes
    audit_link: bytes
    size: Annotated[int, Meta(ge=512, le=LARGEST_DATABASE)]
    sha256: bytes
    files: Count = 0
    files_size: Annotated[int, Meta(ge=0, le=LARGEST_DATABASE)] = 0
    files_sha256: bytes = b""


class Header(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """The head of the file; mac is over everything else in it, under the clinic key."""

    manifest: Manifest
    key_slots: SlotFile
    for_recovery: bytes
    mac: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupKeys:
    """What opening a backup gives: whose slot opened it, the clinic's keys and the backup's."""

    user_id: str
    username: str
    clinic_key: bytes = field(repr=False)
    audit_key: bytes = field(repr=False)
    backup_key: bytes = field(repr=False)


def make_header(
    manifest: Manifest, slots: SlotFile, *, clinic_key: bytes, backup_key: bytes
) -> bytes:
    """The head of a backup as its file carries it. slots are the desk's own, PINs left out."""
    keys = make_keys(backup_key, clinic_key)
    kept = [one for one in slots.slots if one.kind != "pin" and one.is_enabled]
    copied = msgspec.structs.replace(
        slots,
        slots=kept,
        current=wrap_database_key(keys, slots.db_id, generation=_OF_A_BACKUP),
        pending=None,
    )
    recovery = next((one for one in kept if one.kind == "recovery"), None)
    header = Header(
        manifest=manifest,
        key_slots=signed(copied, clinic_key, None),
        for_recovery=_sealed(recovery, manifest, backup_key) if recovery else b"",
        mac=b"",
    )
    return _encode(msgspec.structs.replace(header, mac=_mac(header, clinic_key)))


def read_header(raw: bytes) -> Header:
    """The head as it was written; nothing in it is proven yet. Raises BackupRefused."""
    try:
        header = msgspec.json.decode(raw, type=Header)
    except (msgspec.DecodeError, UnicodeDecodeError):
        header = None
    # Only our own spelling counts: nothing may stand outside what the MAC covers.
    if header is None or _encode(header) != raw:
        raise BackupRefused(_ALTERED)
    return header


def open_with_passphrase(
    header: Header, passphrase: str, *, username: str | None, keystore: KeyStore | None
) -> BackupKeys:
    """The keys behind a user's passphrase of the day the backup was made.

    Raises WrongPassphrase, KeyAccessError on a computer that does not know the desk, BackupRefused.
    """
    content = header.key_slots
    secret = DeviceMemory(keystore, content.db_id).secret() if content.mode == "keyring" else None
    if content.mode == "keyring" and secret is None:
        raise KeyAccessError(
            "this computer's keyring does not know the desk of this backup: only the recovery "
            "code opens it here"
        )
    return _opened(header, slot_of(content, username), passphrase, device_secret=secret)


def open_with_code(header: Header, code: str, *, username: str | None) -> BackupKeys:
    """The keys behind the recovery code, on any computer, for a user (None: the sole one).

    Raises InvalidValue for a text that is no code, WrongPassphrase for another one, BackupRefused.
    """
    content, compact = header.key_slots, read_code(code)
    user = slot_of(content, username)
    slot = next((one for one in content.slots if one.kind == "recovery"), None)
    if slot is None:
        raise WrongPassphrase("this backup was made before there was a recovery code")
    keys = _opened(header, slot, compact, device_secret=None, user=user)
    private_key = private_key_of(content, slot, compact, device_secret=None)
    sealed_key = sealing.unseal(private_key, header.for_recovery, _bound_to(header.manifest))
    if sealed_key is None or not hmac.compare_digest(sealed_key, keys.backup_key):
        raise BackupRefused(_ALTERED)
    return keys


def open_with_clinic_key(header: Header, clinic_key: bytes) -> bytes:
    """The backup's own key, for the desk that has just made it. Raises BackupRefused."""
    _prove(header, clinic_key)
    content = header.key_slots
    try:
        return unwrap_database_key(content, content.current, clinic_key)
    except KeySlotsDamaged:
        raise BackupRefused(_ALTERED) from None


def _opened(
    header: Header,
    slot: Slot,
    secret: str,
    *,
    device_secret: bytes | None,
    user: Slot | None = None,
) -> BackupKeys:
    content = header.key_slots
    try:
        keys = open_slot(content, slot, secret, device_secret=device_secret)
    except KeySlotsDamaged:
        raise BackupRefused(_ALTERED) from None
    _prove(header, keys.clinic_key)
    whose = opened(content, user or slot, keys)
    return BackupKeys(
        user_id=whose.user_id,
        username=whose.username,
        clinic_key=keys.clinic_key,
        audit_key=keys.audit_key,
        backup_key=keys.database_key,
    )


def _prove(header: Header, clinic_key: bytes) -> None:
    manifest, content = header.manifest, header.key_slots
    is_of_one = (manifest.db_id, manifest.clinic_id) == (content.db_id, content.clinic_id)
    is_ours = hmac.compare_digest(header.mac, _mac(header, clinic_key))
    if not is_ours or not is_of_one or content.current.generation != _OF_A_BACKUP:
        raise BackupRefused(_ALTERED)


def _sealed(recovery: Slot, manifest: Manifest, backup_key: bytes) -> bytes:
    return sealing.seal(recovery.public_key, backup_key, _bound_to(manifest))


def _bound_to(manifest: Manifest) -> bytes:
    return bound("backup", manifest.backup_id, manifest.db_id)


def _mac(header: Header, clinic_key: bytes) -> bytes:
    proven = _encode(msgspec.structs.replace(header, mac=b""))
    return hmac.digest(derive(clinic_key, "backup manifest"), proven, "sha256")


def _encode(header: Header) -> bytes:
    return msgspec.json.encode(header)
