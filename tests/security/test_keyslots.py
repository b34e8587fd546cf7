"""The passphrase opens the keys; anything else is refused by name, never by a new database."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.errors import (
    KeyAccessError,
    KeyringUnavailable,
    KeySlotsDamaged,
    WrongPassphrase,
)
from app.security import slot_file
from app.security.keyslots import open_slots, read_mode
from app.security.passphrase import KEYRING_KDF, PASSPHRASE_KDF
from app.security.slot_keys import OpenSlots
from tests.security.conftest import PASSPHRASE, MemoryKeyStore

Create = Callable[..., OpenSlots]
pytestmark = pytest.mark.row("F3")


def test_the_right_passphrase_gives_the_keys_that_were_made(create: Create, slots_path: Path):
    made = create()
    assert open_slots(slots_path, passphrase=PASSPHRASE).keys == made.keys


def test_the_same_keys_open_with_keyring_and_passphrase_together(
    create: Create, slots_path: Path, keystore: MemoryKeyStore
):
    made = create(keystore)
    opened = open_slots(slots_path, passphrase=PASSPHRASE, username="SARA", keystore=keystore)
    assert (opened.keys, opened.mode) == (made.keys, "keyring")


def test_the_passphrase_may_be_typed_in_another_unicode_form(create: Create, slots_path: Path):
    create()
    fullwidth = PASSPHRASE.replace("c", "\uff43", 1)
    assert open_slots(slots_path, passphrase=fullwidth).username == "sara"


def test_a_wrong_passphrase_is_called_that(create: Create, slots_path: Path):
    create()
    with pytest.raises(WrongPassphrase):
        open_slots(slots_path, passphrase=PASSPHRASE + "r")


def test_a_stolen_file_does_not_open_without_the_keyring(
    create: Create, slots_path: Path, keystore: MemoryKeyStore
):
    create(keystore)
    with pytest.raises(KeyringUnavailable):
        open_slots(slots_path, passphrase=PASSPHRASE, keystore=MemoryKeyStore())


def test_another_computers_device_secret_is_refused(
    create: Create, slots_path: Path, keystore: MemoryKeyStore
):
    made = create(keystore)
    keystore.secrets[f"{made.db_id}:device-secret"] = os.urandom(32)
    with pytest.raises(KeySlotsDamaged):
        open_slots(slots_path, passphrase=PASSPHRASE, keystore=keystore)


def test_an_older_copy_of_the_file_is_refused(
    create: Create, slots_path: Path, keystore: MemoryKeyStore
):
    made = create(keystore)
    keystore.secrets[f"{made.db_id}:generation"] = b"2"
    with pytest.raises(KeySlotsDamaged):
        open_slots(slots_path, passphrase=PASSPHRASE, keystore=keystore)


def test_a_keyring_that_lost_the_generation_does_not_switch_the_rollback_check_off(
    create: Create, slots_path: Path, keystore: MemoryKeyStore
):
    made = create(keystore)
    keystore.delete(f"{made.db_id}:generation")
    with pytest.raises(KeySlotsDamaged):
        open_slots(slots_path, passphrase=PASSPHRASE, keystore=keystore)


def test_every_altered_byte_is_refused(create: Create, slots_path: Path):
    create()
    raw = slots_path.read_bytes()
    for position in range(len(raw)):
        slots_path.write_bytes(
            raw[:position] + bytes([raw[position] ^ (1 << position % 7)]) + raw[position + 1 :]
        )
        with pytest.raises(KeySlotsDamaged):
            open_slots(slots_path, passphrase=PASSPHRASE)


@pytest.mark.parametrize("length", [0, 1, 200, -1])
def test_a_truncated_file_is_refused(create: Create, slots_path: Path, length: int):
    create()
    slots_path.write_bytes(slots_path.read_bytes()[:length])
    with pytest.raises(KeySlotsDamaged):
        open_slots(slots_path, passphrase=PASSPHRASE)


def test_a_missing_file_is_damage_not_a_new_start(slots_path: Path):
    with pytest.raises(KeySlotsDamaged):
        open_slots(slots_path, passphrase=PASSPHRASE)
    assert not slots_path.exists()


def _resealed(path: Path, change: Callable[[dict[str, object]], None]) -> None:
    """Alter the file as somebody who knows the format and recomputes the keyless seal."""
    import hmac
    from base64 import b64encode

    from app.security.passphrase import derive

    content = json.loads(path.read_bytes())
    change(content)
    path.write_bytes(json.dumps(content, indent=1).encode() + b"\n")
    parsed = slot_file.read(path)
    seal = hmac.digest(derive(bytes(32), "key slots seal"), parsed.signed_part(), "sha256")
    content["seal"] = b64encode(seal).decode()
    path.write_bytes(json.dumps(content, indent=1).encode() + b"\n")


def _swap_uid(content: dict[str, object]) -> None:
    content["slots"][0]["uid"] = "0a" * 16


def _swap_db_id(content: dict[str, object]) -> None:
    content["db_id"] = "0b" * 16


def _swap_salt(content: dict[str, object]) -> None:
    content["slots"][0]["kdf"]["salt"] = "AAAAAAAAAAAAAAAAAAAAAA=="


def _swap_clinic(content: dict[str, object]) -> None:
    content["clinic_id"] = "0c" * 16


def _raise_generation(content: dict[str, object]) -> None:
    content["generation"] = 9


def _raise_key_generation(content: dict[str, object]) -> None:
    content["current"]["generation"] = 2


def _add_slot(content: dict[str, object]) -> None:
    content["slots"].append({**content["slots"][0], "username": "mallory"})


@pytest.mark.parametrize(
    "change",
    [
        _swap_uid,
        _swap_db_id,
        _swap_salt,
        _swap_clinic,
        _raise_generation,
        _raise_key_generation,
        _add_slot,
    ],
)
def test_a_forged_file_with_a_matching_seal_is_refused(
    create: Create, slots_path: Path, change: Callable[[dict[str, object]], None]
):
    create()
    _resealed(slots_path, change)
    with pytest.raises((KeySlotsDamaged, WrongPassphrase)):
        open_slots(slots_path, passphrase=PASSPHRASE, username="sara")


def test_resealing_alone_changes_nothing(create: Create, slots_path: Path):
    create()
    before = slots_path.read_bytes()
    _resealed(slots_path, lambda content: None)
    assert slots_path.read_bytes() == before
    assert open_slots(slots_path, passphrase=PASSPHRASE).username == "sara"


def test_mac_that_leaves_the_seal_out_is_refused(create: Create, slots_path: Path):
    import hmac
    from base64 import b64encode

    from app.security.passphrase import derive

    made = create()
    content = json.loads(slots_path.read_bytes())
    signed = slot_file.read(slots_path).signed_part()
    without = hmac.digest(derive(made.keys.clinic_key, "key slots"), signed, "sha256")
    content["mac"] = b64encode(without).decode()
    slots_path.write_bytes(json.dumps(content, indent=1).encode() + b"\n")
    with pytest.raises(KeySlotsDamaged):
        open_slots(slots_path, passphrase=PASSPHRASE)


def test_slots_of_another_home_are_refused_in_keyring_mode(
    create: Create, slots_path: Path, tmp_path: Path
):
    ours, theirs = MemoryKeyStore(), MemoryKeyStore()
    create(ours)
    create(theirs, tmp_path / "other.json")
    (tmp_path / "other.json").replace(slots_path)
    with pytest.raises(KeyringUnavailable):
        open_slots(slots_path, passphrase=PASSPHRASE, keystore=ours)


def test_existing_slots_are_never_overwritten(create: Create, slots_path: Path):
    made = create()
    with pytest.raises(KeySlotsDamaged):
        create()
    assert open_slots(slots_path, passphrase=PASSPHRASE).keys == made.keys


def test_an_unknown_user_is_told_so(create: Create, slots_path: Path):
    create()
    with pytest.raises(KeyAccessError, match="no slot"):
        open_slots(slots_path, passphrase=PASSPHRASE, username="nobody")


def test_the_file_is_for_its_owner_only_and_holds_no_key(create: Create, slots_path: Path):
    from base64 import b64encode

    keys = create().keys
    text = slots_path.read_text()
    secrets = (keys.database_key, keys.clinic_key, keys.audit_key)
    assert not any(b64encode(key).decode() in text or key.hex() in text for key in secrets)
    assert stat.S_IMODE(slots_path.stat().st_mode) == 0o600


def test_keys_do_not_show_in_a_repr(create: Create):
    opened = create()
    assert opened.keys.database_key.hex()[:8] not in repr(opened)
    assert repr(opened.keys) == "ClinicKeys()"


def test_a_failed_write_leaves_the_old_file(
    create: Create, slots_path: Path, monkeypatch: pytest.MonkeyPatch
):
    create()
    before = slots_path.read_bytes()

    def full(descriptor: int) -> None:
        raise OSError(28, "disk full")

    monkeypatch.setattr("app.durable.os.fsync", full)
    with pytest.raises(OSError, match="disk full"):
        slot_file.write_durably(slots_path, b"new")
    assert slots_path.read_bytes() == before
    assert [entry.name for entry in slots_path.parent.iterdir()] == ["keyslots.json"]


def test_the_mode_is_readable_before_unlocking(
    create: Create, slots_path: Path, keystore: MemoryKeyStore
):
    create(keystore)
    assert read_mode(slots_path) == "keyring"


def test_a_passphrase_that_stands_alone_costs_more(monkeypatch: pytest.MonkeyPatch):
    assert (PASSPHRASE_KDF.memory_kib, PASSPHRASE_KDF.passes, PASSPHRASE_KDF.lanes) == (
        256 * 1024,
        3,
        4,
    )
    assert (KEYRING_KDF.memory_kib, KEYRING_KDF.passes, KEYRING_KDF.lanes) == (64 * 1024, 3, 1)
