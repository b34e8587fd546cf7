"""A user's PIN: setting it, taking it away, bringing it back after too many failures."""

from __future__ import annotations

from pathlib import Path

from app.domain.errors import KeyAccessError
from app.domain.ports import KeyStore
from app.security import slot_file
from app.security.attempts import attempts_at
from app.security.device_memory import DeviceMemory
from app.security.keyslots import pin_slot_of
from app.security.passphrase import KEYRING_KDF, KdfParameters
from app.security.pin_policy import check_pin
from app.security.slot_keys import Holder, OpenSlots
from app.security.slot_writing import own_content, slot_for, with_slots, write_next


def set_pin(
    path: Path,
    found: OpenSlots,
    *,
    pin: str,
    keystore: KeyStore | None,
    kdf: KdfParameters | None = None,
) -> OpenSlots:
    """Give the user whose slot was opened a PIN for this computer, or another one.

    Raises InvalidValue for a weak PIN, KeyAccessError in passphrase mode, KeySlotsDamaged,
    KeyringUnavailable.
    """
    check_pin(pin)
    content = own_content(path, found)
    if content.mode != "keyring" or keystore is None:
        raise KeyAccessError("a PIN needs a keyring, and this desk was made without one")
    holder = Holder(
        kind="pin",
        uid=found.user_id,
        username=found.username,
        secret=pin,
        costs=kdf or KEYRING_KDF,
        device_secret=DeviceMemory(keystore, content.db_id).secret_for(content),
    )
    others = [one for one in content.slots if (one.kind, one.uid) != ("pin", found.user_id)]
    fresh = slot_for(content, found, holder)
    # A PIN nobody remembers attempts of opens nothing: the memory comes first.
    attempts_at(path, keystore).clear("pin", found.user_id)
    return write_next(path, with_slots(content, [*others, fresh]), found, keystore)


def remove_pin(
    path: Path, found: OpenSlots, *, keystore: KeyStore | None, uid: str = ""
) -> OpenSlots:
    """Take away a user's PIN (default: of the user whose slot was opened)."""
    content = own_content(path, found)
    whose = uid or found.user_id
    kept = [one for one in content.slots if (one.kind, one.uid) != ("pin", whose)]
    if len(kept) == len(content.slots):
        return found
    changed = write_next(path, with_slots(content, kept), found, keystore)
    attempts_at(path, keystore).forget("pin", whose)
    return changed


def enable_pin(path: Path, *, uid: str, keystore: KeyStore | None) -> None:
    """Let a PIN that failed too often be tried again. For administrators.

    Raises KeyAccessError where the user has none.
    """
    if pin_slot_of(slot_file.read(path), uid) is None:
        raise KeyAccessError("this user has no PIN on this workstation")
    attempts_at(path, keystore).clear("pin", uid)
