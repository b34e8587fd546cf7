"""Writing a changed slot file: read again, proven ours, one generation on, in one step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import msgspec

from app.domain.errors import KeySlotsDamaged
from app.domain.ports import KeyStore
from app.security import slot_file
from app.security.device_memory import DeviceMemory
from app.security.slot_file import Slot, SlotFile
from app.security.slot_keys import Holder, OpenSlots, is_signed_with, new_slot, signed


def own_content(path: Path, found: OpenSlots) -> SlotFile:
    """The file as it lies there, if whoever wrote it held our clinic key.

    Without this proof a key pair slipped into the file would be given the clinic key. Raises
    KeySlotsDamaged.
    """
    content = slot_file.read(path)
    if content.db_id != found.db_id or not is_signed_with(content, found.keys.clinic_key):
        raise KeySlotsDamaged("the key slots were altered since they were opened")
    return content


def with_slots(content: SlotFile, slots: Sequence[Slot]) -> SlotFile:
    """The file with other slots."""
    return msgspec.structs.replace(content, slots=list(slots))


def write_next(
    path: Path, content: SlotFile, found: OpenSlots, keystore: KeyStore | None
) -> OpenSlots:
    """Write the file's next generation, signed with found's clinic key.

    From the moment the file is written the change holds, whatever the keyring does then.
    """
    memory = DeviceMemory(keystore, content.db_id)
    device_secret = memory.secret_for(content)
    following = msgspec.structs.replace(content, generation=content.generation + 1)
    final = signed(following, found.keys.clinic_key, device_secret)
    slot_file.write(path, final)
    memory.catch_up(final.generation)
    return replace(found, generation=final.generation)


def slot_for(content: SlotFile, found: OpenSlots, holder: Holder) -> Slot:
    """A slot for the file's next generation."""
    return new_slot(
        holder,
        found.keys.clinic_key,
        db_id=content.db_id,
        generation=content.generation + 1,
        clinic_key_generation=content.clinic_key_generation,
    )
