"""Key slots cheap enough to open hundreds of times, and a keyring kept in memory."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.ports import KeyStore
from app.security.keyslots import NewSlotFile, create_slots
from app.security.passphrase import KdfParameters
from app.security.slot_keys import OpenSlots
from tests.factories import CLINIC_ID, USER_ID

CHEAP = KdfParameters(memory_kib=8, passes=1, lanes=1)
PASSPHRASE = "correct horse battery staple"


class MemoryKeyStore:
    """A key store that keeps what it is given."""

    def __init__(self) -> None:
        self.secrets: dict[str, bytes] = {}

    @property
    def name(self) -> str:
        return "memory"

    def get(self, key: str) -> bytes | None:
        return self.secrets.get(key)

    def set(self, key: str, value: bytes) -> None:
        self.secrets[key] = value

    def delete(self, key: str) -> None:
        self.secrets.pop(key, None)


@pytest.fixture
def keystore() -> MemoryKeyStore:
    return MemoryKeyStore()


@pytest.fixture
def slots_path(tmp_path: Path) -> Path:
    return tmp_path / "keyslots.json"


@pytest.fixture
def create(slots_path: Path) -> Callable[..., OpenSlots]:
    def make(keystore: KeyStore | None = None, path: Path | None = None) -> OpenSlots:
        owner = NewSlotFile(clinic_id=CLINIC_ID, user_id=USER_ID, username="sara")
        return create_slots(
            path or slots_path, owner, passphrase=PASSPHRASE, keystore=keystore, kdf=CHEAP
        )

    return make
