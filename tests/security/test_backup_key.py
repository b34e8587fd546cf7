"""The head of a backup: opened by the right secret only, proven by the clinic key, never live."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest

from app.domain.errors import BackupRefused, KeySlotsDamaged, WrongPassphrase
from app.domain.ids import new_id
from app.security import slot_file
from app.security.backup_key import (
    Manifest,
    make_header,
    open_with_clinic_key,
    open_with_code,
    open_with_passphrase,
    read_header,
)
from app.security.keyslots import open_slots
from app.security.slot_changes import new_recovery_code
from app.security.slot_keys import OpenSlots
from tests.security.conftest import CHEAP, PASSPHRASE, MemoryKeyStore

pytestmark = pytest.mark.row("E10", "F3")
BACKUP_KEY = os.urandom(32)


@pytest.fixture
def code(create: object, slots_path: Path, keystore: MemoryKeyStore) -> str:
    create(keystore)  # type: ignore[operator]
    return new_recovery_code(slots_path, passphrase=PASSPHRASE, keystore=keystore, kdf=CHEAP)


@pytest.fixture
def opened(code: str, slots_path: Path, keystore: MemoryKeyStore) -> OpenSlots:
    return open_slots(slots_path, passphrase=PASSPHRASE, keystore=keystore)


@pytest.fixture
def raw(opened: OpenSlots, slots_path: Path) -> bytes:
    manifest = Manifest(
        format=1,
        backup_id=new_id(),
        db_id=opened.db_id,
        clinic_id=opened.clinic_id,
        workstation_id=new_id(),
        clinic_name="Nordlicht",
        zone="America/New_York",
        server_url="",
        made_at="2026-11-21T12:00:00+00:00",
        generation=1,
        schema="0001",
        rows={"patient": 3},
        audit_seq=7,
        audit_mac=bytes(32),
        audit_link=bytes(32),
        size=8192,
        sha256=bytes(32),
    )
    content = slot_file.read(slots_path)
    keys = opened.keys
    return make_header(manifest, content, clinic_key=keys.clinic_key, backup_key=BACKUP_KEY)


def test_passphrase_code_and_clinic_key_find_the_same_key(
    raw: bytes, opened: OpenSlots, code: str, keystore: MemoryKeyStore
):
    header = read_header(raw)
    by_passphrase = open_with_passphrase(header, PASSPHRASE, username=None, keystore=keystore)
    by_code = open_with_code(header, code, username="sara")
    assert by_passphrase.backup_key == by_code.backup_key == BACKUP_KEY
    assert open_with_clinic_key(header, opened.keys.clinic_key) == BACKUP_KEY
    assert by_code.user_id == opened.user_id
    assert BACKUP_KEY not in raw
    assert repr(by_code).count("b'") == 0


def test_another_computers_secret_or_a_wrong_passphrase_opens_nothing(
    raw: bytes, keystore: MemoryKeyStore
):
    header = read_header(raw)
    with pytest.raises(WrongPassphrase):
        open_with_passphrase(header, "something else entirely", username=None, keystore=keystore)
    other = MemoryKeyStore()
    other.secrets = dict.fromkeys(keystore.secrets, os.urandom(32))
    with pytest.raises(WrongPassphrase):
        open_with_passphrase(header, PASSPHRASE, username=None, keystore=other)


def test_no_byte_of_the_head_can_be_changed(
    raw: bytes, opened: OpenSlots, code: str, keystore: MemoryKeyStore
):
    """Every byte, once: refused before or by the proof, by the clinic's own key at the latest."""
    accepted = 0
    for at in range(len(raw)):
        altered = raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]
        try:
            open_with_clinic_key(read_header(altered), opened.keys.clinic_key)
            accepted += 1
        except BackupRefused:
            pass
    assert accepted == 0


def test_a_backups_slots_are_no_live_desks(raw: bytes, slots_path: Path, keystore: MemoryKeyStore):
    slot_file.write(slots_path, read_header(raw).key_slots)
    with pytest.raises(KeySlotsDamaged):
        open_slots(slots_path, passphrase=PASSPHRASE, keystore=keystore)


def test_a_seal_for_another_backup_is_refused(
    raw: bytes, opened: OpenSlots, slots_path: Path, code: str
):
    first = read_header(raw)
    manifest = msgspec.structs.replace(first.manifest, backup_id=new_id())
    content = slot_file.read(slots_path)
    key = opened.keys.clinic_key
    second = read_header(make_header(manifest, content, clinic_key=key, backup_key=os.urandom(32)))
    mixed = msgspec.structs.replace(second, for_recovery=first.for_recovery)
    with pytest.raises(BackupRefused):
        open_with_code(mixed, code, username=None)
