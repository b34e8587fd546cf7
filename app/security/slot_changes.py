"""Changing who can open a slot file: another passphrase, a recovery code, the way back in.

Every change writes the whole file in one step, with the next generation; whoever is interrupted
finds the old file or the new one.
"""

from __future__ import annotations

import secrets
from pathlib import Path

import msgspec

from app.domain.errors import InvalidValue, KeySlotsDamaged, WrongPassphrase
from app.domain.ids import new_id
from app.domain.ports import KeyStore
from app.security import slot_file
from app.security.device_memory import DeviceMemory
from app.security.join_code import ALPHABET
from app.security.keyslots import open_slots, slot_of
from app.security.passphrase import KEYRING_KDF, PASSPHRASE_KDF, KdfParameters
from app.security.slot_file import Slot, SlotFile
from app.security.slot_keys import (
    ClinicKeys,
    Holder,
    OpenSlots,
    open_slot,
    opened,
    seal_fits,
)
from app.security.slot_writing import own_content, slot_for, with_slots, write_next

CODE_LENGTH = 26
"""Characters of a recovery code: 130 bits, so that the code needs no help from the computer."""
_GROUP = 5
_READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None})


def new_recovery_code(
    path: Path,
    *,
    passphrase: str,
    username: str | None = None,
    keystore: KeyStore | None = None,
    kdf: KdfParameters | None = None,
) -> str:
    """Make the recovery code anew; the one before it opens nothing any more.

    The code is shown once and kept nowhere. Raises what open_slots raises.
    """
    found = open_slots(path, passphrase=passphrase, username=username, keystore=keystore)
    content = own_content(path, found)
    code = _draw_code()
    slots = [slot for slot in content.slots if slot.kind != "recovery"]
    slots.append(_recovery_slot(content, found, code, kdf))
    write_next(path, with_slots(content, slots), found, keystore)
    return _in_groups(code)


def set_passphrase(
    path: Path, found: OpenSlots, *, new: str, keystore: KeyStore | None = None
) -> OpenSlots:
    """Give the slot that was just opened another passphrase. Raises KeySlotsDamaged."""
    content = own_content(path, found)
    changed = _with_passphrase(content, found, new, keystore)
    return write_next(path, with_slots(content, changed), found, keystore)


def recover(
    path: Path,
    *,
    code: str,
    new: str,
    username: str | None = None,
    keystore: KeyStore | None = None,
    kdf: KdfParameters | None = None,
) -> OpenSlots:
    """Give a user (None: the sole user) a new passphrase, with the recovery code for a key.

    A keyring that forgot this desk gets a new device secret; without any keyring (keystore None)
    the desk goes on in passphrase mode. Other users' passphrases, which were bound to the old
    secret, then need this too. kdf is the cost of a slot that changes its mode in tests.
    Raises InvalidValue for a text that is no code, WrongPassphrase for another code,
    KeySlotsDamaged.
    """
    content = slot_file.read(path)
    memory = DeviceMemory(keystore, content.db_id)
    memory.refuse_older(content, may_be_lost=True)
    device_secret = memory.secret()
    # With a keyring the MAC alone proves the file, once the code has opened it: its secret may be
    # lost, or new since a recovery that was interrupted.
    if content.mode == "passphrase" and not seal_fits(content, None):
        raise KeySlotsDamaged("the key slots are damaged")
    user = slot_of(content, username)
    found = opened(content, user, _open_with_code(content, read_code(code)))
    content = _without_dead_pins(content, user, device_secret)
    costs = None
    if content.mode == "keyring" and keystore is None:
        content = msgspec.structs.replace(content, mode="passphrase")
        costs = kdf or PASSPHRASE_KDF
    elif content.mode == "keyring" and device_secret is None:
        memory.new_secret()
        memory.keep_generation(content.generation)  # an opening refuses a file nobody remembers
    changed = _with_passphrase(content, found, new, keystore, costs)
    return write_next(path, with_slots(content, changed), found, keystore)


def read_code(text: str) -> str:
    """A recovery code as typed: any case, with or without hyphens. Raises InvalidValue."""
    compact = text.strip().upper().translate(_READ_AS)
    if len(compact) != CODE_LENGTH or not set(compact) <= set(ALPHABET):
        raise InvalidValue("code", f"is not {CODE_LENGTH} letters and digits")
    return compact


def opens_with_code(path: Path, code: str) -> bool:
    """Whether a recovery code is this desk's present one. Raises KeySlotsDamaged, InvalidValue."""
    try:
        _open_with_code(slot_file.read(path), read_code(code))
    except WrongPassphrase:
        return False
    return True


def recovery_slot_id(path: Path) -> str:
    """The identifier of the slot a code opens, another one for each code; "" where there is none.
    Raises KeySlotsDamaged."""
    found = (slot.uid for slot in slot_file.read(path).slots if slot.kind == "recovery")
    return next(found, "")


def _open_with_code(content: SlotFile, code: str) -> ClinicKeys:
    for slot in content.slots:
        if slot.kind == "recovery" and slot.is_enabled:
            return open_slot(content, slot, code, device_secret=None)
    raise WrongPassphrase("this desk has no recovery code")


def _without_dead_pins(content: SlotFile, user: Slot, device_secret: bytes | None) -> SlotFile:
    """A forgotten passphrase takes the user's PIN along, a lost device secret everybody's."""
    is_same_computer = device_secret is not None and seal_fits(content, device_secret)
    kept = [
        slot
        for slot in content.slots
        if slot.kind != "pin" or (is_same_computer and slot.uid != user.uid)
    ]
    return with_slots(content, kept)


def _recovery_slot(
    content: SlotFile, found: OpenSlots, code: str, kdf: KdfParameters | None
) -> Slot:
    holder = Holder(
        kind="recovery", uid=new_id(), username="", secret=code, costs=kdf or KEYRING_KDF
    )
    return slot_for(content, found, holder)


def _with_passphrase(
    content: SlotFile,
    found: OpenSlots,
    passphrase: str,
    keystore: KeyStore | None,
    costs: KdfParameters | None = None,
) -> list[Slot]:
    """The slots with one user's made anew, at the costs it had unless others are given."""
    mine = next(slot for slot in content.slots if (slot.kind, slot.uid) == ("user", found.user_id))
    holder = Holder(
        kind="user",
        uid=mine.uid,
        username=mine.username,
        secret=passphrase,
        costs=costs
        or KdfParameters(
            memory_kib=mine.kdf.memory_kib, passes=mine.kdf.passes, lanes=mine.kdf.lanes
        ),
        device_secret=DeviceMemory(keystore, content.db_id).secret_for(content),
    )
    fresh = slot_for(content, found, holder)
    return [fresh if slot is mine else slot for slot in content.slots]


def _draw_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def _in_groups(code: str) -> str:
    return "-".join(code[at : at + _GROUP] for at in range(0, CODE_LENGTH, _GROUP))
