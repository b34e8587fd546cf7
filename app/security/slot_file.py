"""The shape of keyslots.json, version 1: what it holds, and reading and writing it safely.

Bytes are base64. Nothing in the file is secret without a passphrase and no patient data is in it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from app.domain.errors import KeySlotsDamaged
from app.domain.phi import quiet
from app.durable import write_durably

FILE_NAME = "keyslots.json"
VERSION = 1
MAX_BYTES = 1024 * 1024

SlotKind = Literal["user", "pin", "recovery"]
Identifier = Annotated[str, Meta(pattern="^[0-9a-f]{32}$")]


class Kdf(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """How a slot's passphrase is stretched: Argon2id with these costs and this salt."""

    name: Literal["argon2id"]
    memory_kib: Annotated[int, Meta(ge=8, le=1024 * 1024)]
    passes: Annotated[int, Meta(ge=1, le=10)]
    lanes: Annotated[int, Meta(ge=1, le=16)]
    salt: Annotated[bytes, Meta(min_length=16, max_length=16)]

    def __post_init__(self) -> None:
        """Argon2 needs 8 KiB a lane (RFC 9106, 3.1)."""
        if self.memory_kib < 8 * self.lanes:
            raise ValueError("too little memory for so many lanes")


@quiet
class Slot(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """One way in: a user's passphrase or PIN, or the recovery code.

    private_key is this slot's X25519 key under the passphrase; clinic_key is the clinic key sealed
    to public_key (HPKE, RFC 9180). generation is the file's when the slot was written.
    """

    kind: SlotKind
    uid: Identifier
    username: str
    generation: int
    is_enabled: bool
    kdf: Kdf
    public_key: bytes
    private_key: bytes
    clinic_key: bytes


class DatabaseKey(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The database key under the clinic key; check tells a wrong key from a damaged database."""

    generation: int
    wrapped: bytes
    check: bytes


class SlotFile(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """All of keyslots.json.

    generation counts the file's versions, clinic_key_generation the clinic key's. pending is the
    database key a rotation is moving to. seal is keyed by this computer's device secret (by
    nothing without a keyring) and is checked before the passphrase; mac is keyed by the clinic
    key, covers the seal too, and is checked after it.
    """

    version: Literal[1]
    mode: Literal["keyring", "passphrase"]
    clinic_id: Identifier
    db_id: Identifier
    generation: Annotated[int, Meta(ge=1)]
    clinic_key_generation: Annotated[int, Meta(ge=1)]
    slots: list[Slot]
    current: DatabaseKey
    pending: DatabaseKey | None
    seal: bytes
    mac: bytes

    def signed_part(self) -> bytes:
        """What the seal is computed over."""
        return encode(msgspec.structs.replace(self, seal=b"", mac=b""))


def encode(content: SlotFile) -> bytes:
    """The one byte form of a slot file."""
    return msgspec.json.format(msgspec.json.encode(content), indent=1) + b"\n"


def read(path: Path) -> SlotFile:
    """The slot file as it lies on disk. Raises KeySlotsDamaged for anything unusual."""
    try:
        raw = path.read_bytes() if path.stat().st_size <= MAX_BYTES else b""
    except OSError:
        raw = b""
    if not raw:
        raise KeySlotsDamaged("the key slots are missing or cannot be read")
    try:
        content = msgspec.json.decode(raw, type=SlotFile)
    except (msgspec.DecodeError, UnicodeDecodeError):
        content = None
    # Only our own spelling counts: nothing in the file may stand outside what is signed.
    if content is None or encode(content) != raw:
        raise KeySlotsDamaged("the key slots are damaged")
    return content


def write(path: Path, content: SlotFile) -> None:
    """Replace the slot file in one step that survives a power cut."""
    write_durably(path, encode(content))
