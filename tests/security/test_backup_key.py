"""The head of a backup: opened by the right secret only, proven by the clinic key, never live."""

from __future__ import annotations

import hmac
import os
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from app.domain.errors import BackupRefused, KeyAccessError, KeySlotsDamaged, WrongPassphrase
from app.domain.ids import new_id
from app.security import sealing, slot_file
from app.security.backup_key import (
    Header,
    Manifest,
    make_header,
    open_with_clinic_key,
    open_with_code,
    open_with_passphrase,
    read_header,
)
from app.security.keyslots import open_slots
from app.security.passphrase import derive
from app.security.pin_slots import set_pin
from app.security.slot_changes import new_recovery_code, read_code
from app.security.slot_keys import OpenSlots, private_key_of, signed
from tests.security.conftest import CHEAP, PASSPHRASE, MemoryKeyStore

pytestmark = pytest.mark.row("E10", "F3")
BACKUP_KEY = os.urandom(32)
ALTERED = "it is damaged or was altered"


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


def proven(header: Header, key: bytes, **changes: object) -> Header:
    """The head with changes, signed as whoever holds the clinic key signs it."""
    plain = msgspec.structs.replace(header, mac=b"", **changes)
    text = msgspec.json.encode(plain)
    mac = hmac.digest(derive(key, "backup manifest"), text, "sha256")
    return msgspec.structs.replace(plain, mac=mac)


@pytest.mark.parametrize("beside", [(b" ", b""), (b"", b" "), (b"", b"\n")])
def test_head_has_one_spelling(raw: bytes, beside: tuple[bytes, bytes]) -> None:
    for other in (beside[0] + raw + beside[1], raw.replace(b'":', b'": ', 1), b"{", b"\xff"):
        with pytest.raises(BackupRefused) as refused:
            read_header(other)
        assert refused.value.reason == ALTERED


def test_heads_proof_covers_all_of_it_for_ever(raw: bytes, opened: OpenSlots) -> None:
    header = read_header(raw)
    assert proven(header, opened.keys.clinic_key) == header


def test_backup_holds_the_slots_that_open_it_and_nothing_of_a_live_desk(
    raw: bytes, opened: OpenSlots, slots_path: Path, keystore: MemoryKeyStore
) -> None:
    set_pin(slots_path, opened, pin="483915", keystore=keystore, kdf=CHEAP)
    content = slot_file.read(slots_path)
    gone = msgspec.structs.replace(content.slots[0], uid=new_id(), is_enabled=False)
    content = msgspec.structs.replace(
        content, slots=[*content.slots, gone], pending=content.current
    )
    manifest, key = read_header(raw).manifest, opened.keys.clinic_key
    kept = read_header(make_header(manifest, content, clinic_key=key, backup_key=BACKUP_KEY))
    assert [one.kind for one in kept.key_slots.slots] == ["user", "recovery"]
    assert (kept.key_slots.current.generation, kept.key_slots.pending) == (0, None)
    assert kept.manifest == manifest


def test_backup_without_files_says_nothing_of_files(raw: bytes) -> None:
    manifest = read_header(raw).manifest
    assert b"files" not in raw
    assert (manifest.files, manifest.files_size, manifest.files_sha256) == (0, 0, b"")


def test_database_in_a_backup_has_at_most_a_tebibyte(raw: bytes) -> None:
    most = raw.replace(b'"size":8192', b'"size":%d' % 2**40)
    assert read_header(most).manifest.size == 2**40
    for beyond in (b"%d" % (2**40 + 1), b"511"):
        with pytest.raises(BackupRefused) as refused:
            read_header(raw.replace(b'"size":8192', b'"size":' + beyond))
        assert refused.value.reason == ALTERED


@pytest.mark.parametrize(("count", "counts"), [(b"0", True), (b"-1", False), (b"1.5", False)])
def test_events_of_a_backup_are_counted_from_nought(raw: bytes, count: bytes, counts: bool) -> None:
    other = raw.replace(b'"audit_seq":7', b'"audit_seq":' + count)
    if counts:
        assert read_header(other).manifest.audit_seq == 0
        return
    with pytest.raises(BackupRefused):
        read_header(other)


@pytest.mark.parametrize("record", [Manifest, Header])
def test_head_is_fixed_and_named_field_by_field(raw: bytes, record: type[msgspec.Struct]) -> None:
    header = read_header(raw)
    one: msgspec.Struct = header.manifest if record is Manifest else header
    with pytest.raises(msgspec.ValidationError, match="unknown field"):
        msgspec.json.decode(msgspec.json.encode(one)[:-1] + b',"more":1}', type=record)
    with pytest.raises(AttributeError):
        setattr(one, one.__struct_fields__[0], None)
    with pytest.raises(TypeError, match="positional"):
        record(1)  # pyright: ignore[reportCallIssue]  (that is the point)


def test_computer_that_does_not_know_the_desk_is_told_what_opens_the_backup(raw: bytes) -> None:
    with pytest.raises(KeyAccessError) as refused:
        open_with_passphrase(read_header(raw), PASSPHRASE, username=None, keystore=MemoryKeyStore())
    assert str(refused.value) == (
        "this computer's keyring does not know the desk of this backup: only the recovery "
        "code opens it here"
    )


def test_backup_of_a_desk_without_a_keyring_opens_by_its_passphrase_anywhere(
    create: Callable[..., OpenSlots], raw: bytes, tmp_path: Path
) -> None:
    plain = create(None, tmp_path / "plain.json")
    content = slot_file.read(tmp_path / "plain.json")
    manifest = msgspec.structs.replace(read_header(raw).manifest, db_id=plain.db_id)
    key = plain.keys.clinic_key
    header = read_header(make_header(manifest, content, clinic_key=key, backup_key=BACKUP_KEY))
    assert header.for_recovery == b""
    for ring in (None, MemoryKeyStore()):
        found = open_with_passphrase(header, PASSPHRASE, username="sara", keystore=ring)
        assert (found.backup_key, found.username) == (BACKUP_KEY, "sara")
    with pytest.raises(WrongPassphrase, match=r"^this backup was made before there was a recovery"):
        open_with_code(header, "0" * 26, username=None)


def test_recovery_seal_is_bound_to_its_backup(raw: bytes, code: str) -> None:
    header = read_header(raw)
    content, manifest = header.key_slots, header.manifest
    slot = next(one for one in content.slots if one.kind == "recovery")
    private = private_key_of(content, slot, read_code(code), device_secret=None)
    facts = f"1|backup|{manifest.backup_id}|{manifest.db_id}".encode()
    assert sealing.unseal(private, header.for_recovery, facts) == BACKUP_KEY


@pytest.mark.parametrize("sealed", ["for another backup", "another key", "rubbish"])
def test_seal_that_is_not_this_backups_is_refused_although_proven(
    raw: bytes, opened: OpenSlots, slots_path: Path, code: str, sealed: str
) -> None:
    header, key, content = read_header(raw), opened.keys.clinic_key, slot_file.read(slots_path)
    manifest = header.manifest
    if sealed == "for another backup":
        manifest = msgspec.structs.replace(manifest, backup_id=new_id())
    other = os.urandom(32) if sealed == "another key" else BACKUP_KEY
    foreign = read_header(make_header(manifest, content, clinic_key=key, backup_key=other))
    taken = b"rubbish" if sealed == "rubbish" else foreign.for_recovery
    with pytest.raises(BackupRefused) as refused:
        open_with_code(proven(header, key, for_recovery=taken), code, username=None)
    assert refused.value.reason == ALTERED
    open_with_code(proven(header, key), code, username=None)


@pytest.mark.parametrize("change", ["clinic", "database", "live slots", "another database key"])
def test_proven_head_whose_parts_do_not_belong_together_is_refused(
    raw: bytes, opened: OpenSlots, slots_path: Path, keystore: MemoryKeyStore, change: str
) -> None:
    header, key = read_header(raw), opened.keys.clinic_key
    live = slot_file.read(slots_path).current
    wrong = msgspec.structs.replace(header.key_slots.current, wrapped=live.wrapped)
    changes: dict[str, dict[str, object]] = {
        "clinic": {"manifest": msgspec.structs.replace(header.manifest, clinic_id=new_id())},
        "database": {"manifest": msgspec.structs.replace(header.manifest, db_id=new_id())},
        "live slots": {"key_slots": slot_file.read(slots_path)},
        "another database key": {
            "key_slots": signed(msgspec.structs.replace(header.key_slots, current=wrong), key, None)
        },
    }
    altered = proven(header, key, **changes[change])
    with pytest.raises(BackupRefused) as refused:
        open_with_clinic_key(altered, key)
    assert refused.value.reason == ALTERED
    with pytest.raises(BackupRefused):
        open_with_passphrase(altered, PASSPHRASE, username=None, keystore=keystore)


def test_another_clinics_key_proves_nothing(raw: bytes) -> None:
    with pytest.raises(BackupRefused):
        open_with_clinic_key(read_header(raw), os.urandom(32))


def test_keys_of_a_backup_do_not_show_in_a_repr(raw: bytes, keystore: MemoryKeyStore) -> None:
    header = read_header(raw)
    keys = open_with_passphrase(header, PASSPHRASE, username=None, keystore=keystore)
    assert repr(keys) == f"BackupKeys(user_id={keys.user_id!r}, username='sara')"
