"""New keys for a desk, in two writes of the slot file with the database's rekey between them.

begin: a new clinic key sealed to everybody left, the present database key and the one to come.
finish: the one to come is the present one. Whoever is interrupted finds a file that names every
key the database can be under.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import msgspec

from app.domain.errors import KeySlotsDamaged
from app.domain.ports import KeyStore
from app.security.member_slots import remaining
from app.security.slot_keys import (
    OpenSlots,
    make_keys,
    resealed,
    unwrap_database_key,
    wrap_database_key,
)
from app.security.slot_writing import own_content, write_next


def begin_rotation(
    path: Path,
    found: OpenSlots,
    *,
    without: Collection[str] = (),
    keystore: KeyStore | None,
) -> OpenSlots:
    """Write the file of the new clinic key; the database is still under the old database key.

    without names users (identifiers) who get nothing any more. Returns the slots with the old
    database key. Raises KeySlotsDamaged, also where a rotation is under way.
    """
    content = own_content(path, found)
    if content.pending is not None:
        raise KeySlotsDamaged("a rotation of the keys is not finished yet")
    clinic_key, following = os.urandom(32), content.clinic_key_generation + 1
    old = make_keys(found.keys.database_key, clinic_key)
    new = make_keys(os.urandom(32), clinic_key)
    slots = [
        resealed(slot, clinic_key, db_id=content.db_id, clinic_key_generation=following)
        for slot in remaining(content, without)
    ]
    at = content.current.generation
    changed = msgspec.structs.replace(
        content,
        clinic_key_generation=following,
        slots=slots,
        current=wrap_database_key(old, content.db_id, generation=at),
        pending=wrap_database_key(new, content.db_id, generation=at + 1),
    )
    return write_next(path, changed, replace(found, keys=old), keystore)


def pending_key(path: Path, found: OpenSlots) -> bytes | None:
    """The database key a rotation is moving to; None where none is under way."""
    content = own_content(path, found)
    if content.pending is None:
        return None
    return unwrap_database_key(content, content.pending, found.keys.clinic_key)


def finish_rotation(path: Path, found: OpenSlots, *, keystore: KeyStore | None) -> OpenSlots:
    """Write the file that knows only the new database key."""
    content = own_content(path, found)
    if content.pending is None:
        return found
    key = unwrap_database_key(content, content.pending, found.keys.clinic_key)
    changed = msgspec.structs.replace(content, current=content.pending, pending=None)
    new = make_keys(key, found.keys.clinic_key)
    return write_next(path, changed, replace(found, keys=new), keystore)
