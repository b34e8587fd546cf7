"""Keys of yesterday open today: what is derived, signed and stored never changes unnoticed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.domain.errors import KeyAccessError, KeySlotsDamaged
from app.security import slot_file
from app.security.audit_signer import HmacAuditSigner, OlderKey, keys_from_text, keys_to_text
from app.security.keyslots import open_pin, open_slots
from app.security.passphrase import KdfParameters, derive, derive_auth_key, stretch
from app.security.sealing import unwrap
from app.security.slot_keys import ClinicKeys, bound
from tests.security.conftest import CHEAP, PASSPHRASE, MemoryKeyStore

pytestmark = pytest.mark.row("F3")
OLDER = Path(__file__).with_name("older_slots.json")
"""A slot file, its computer's keyring and the keys in it, as an earlier version left them."""
PIN = "483915"


@pytest.fixture
def older(slots_path: Path, keystore: MemoryKeyStore) -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(OLDER.read_text("utf-8"))
    content = json.dumps(kept["file"], indent=1).encode() + b"\n"
    slots_path.write_bytes(content)
    keystore.secrets |= {name: bytes.fromhex(value) for name, value in kept["keyring"].items()}
    return kept


def shown(keys: ClinicKeys) -> list[str]:
    return [one.hex() for one in (keys.database_key, keys.clinic_key, keys.audit_key)]


def test_passphrase_opens_the_slots_of_an_earlier_version(
    older: dict[str, Any], slots_path: Path, keystore: MemoryKeyStore
) -> None:
    opened = open_slots(slots_path, passphrase=PASSPHRASE, keystore=keystore)
    assert shown(opened.keys) == older["keys"]
    assert (opened.username, opened.mode) == ("sara", "keyring")


def test_pin_opens_the_slots_of_an_earlier_version(
    older: dict[str, Any], slots_path: Path, keystore: MemoryKeyStore
) -> None:
    opened = open_pin(slots_path, pin=PIN, username="sara", keystore=keystore)
    assert shown(opened.keys) == older["keys"]


def test_slot_file_is_written_as_the_earlier_version_wrote_it(
    older: dict[str, Any], slots_path: Path
) -> None:
    assert slot_file.encode(slot_file.read(slots_path)) == slots_path.read_bytes()


def test_derivation_is_the_one_of_the_standard() -> None:
    okm = "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"  # RFC 5869, A.3
    assert derive(b"\x0b" * 22, "").hex() == okm


def test_stretching_gives_the_same_key_for_ever() -> None:
    known = "cae0f61f93d1d64e349e80e022954d2aaa12ec62789dc59d7ad46b6ad7c61905"
    assert stretch(PASSPHRASE, bytes(16), kdf=CHEAP).hex() == known


def test_server_is_shown_the_same_secret_for_ever() -> None:
    known = "f4a3b9b20163e191961489a6480a15ff68d0e9860ca2c60c1bba6b415fb471b6"
    assert derive_auth_key(PASSPHRASE, "c1", "Sara", kdf=CHEAP) == known


def test_memory_that_is_not_there_is_said_so() -> None:
    impossible = KdfParameters(memory_kib=1, passes=1, lanes=1)
    with pytest.raises(KeyAccessError, match=r"free memory to try this$"):
        stretch(PASSPHRASE, bytes(16), kdf=impossible)


def test_wrapped_key_is_bound_to_every_fact_in_order() -> None:
    assert bound("user", "u", "db", 3) == b"1|user|u|db|3"


@pytest.mark.parametrize("wrapped", [b"", b"short", bytes(12), bytes(60)])
def test_what_was_never_wrapped_opens_nothing(wrapped: bytes) -> None:
    assert unwrap(bytes(32), wrapped, b"facts") is None


def test_events_and_search_terms_are_signed_alike_for_ever() -> None:
    signer = HmacAuditSigner(bytes(32))
    mac = "d6b79ceb101a91a622011759da3a05a132db82e0545c5e22a0befb71c1530441"
    assert signer.mac(b"a", b"b").hex() == mac
    term = "29917efd7c9cd26ff0a9b089e2072dff9af3a92f596b17c86700fc6205114104"
    assert signer.term(" Ada  LOVE ") == term


def test_key_of_a_purpose_is_the_same_each_time_and_for_ever() -> None:
    signer, known = HmacAuditSigner(bytes(32)), HmacAuditSigner(bytes(32)).mac(b"row of ", b"room")
    assert [signer.key(b"row of ", b"room") for _ in range(2)] == [known, known]
    assert signer.key(b"row of ", b"user") != known != signer.key(b"row o", b"froom ")


def test_event_is_proven_by_the_key_of_its_time_and_no_other() -> None:
    old, new = HmacAuditSigner(b"o" * 32), HmacAuditSigner(b"n" * 32)
    signer = HmacAuditSigner(b"n" * 32, old.ended_at(5))
    by_old, by_new = old.mac(b"p", b"c"), new.mac(b"p", b"c")
    fits = [(seq, signer.fits(seq, b"p", b"c", by_old)) for seq in (4, 5, 6)]
    assert fits == [(4, True), (5, True), (6, False)]
    assert [signer.fits(seq, b"p", b"c", by_new) for seq in (5, 6)] == [False, True]
    assert not signer.fits(6, b"p", b"c", None)
    assert not signer.fits(6, b"p", b"c", by_new.hex())


def test_older_keys_are_sorted_and_leave_out_the_one_in_use() -> None:
    keys = [OlderKey(9, b"b" * 32), OlderKey(4, b"a" * 32), OlderKey(12, b"n" * 32)]
    signer = HmacAuditSigner(b"n" * 32, keys)
    assert [(one.last_seq, one.key[:1]) for one in signer.older] == [(4, b"a"), (9, b"b")]
    macs = [one.mac(b"", b"x") for one in signer.earlier()]
    assert macs == [HmacAuditSigner(key).mac(b"", b"x") for key in (b"b" * 32, b"a" * 32)]
    assert signer.ended_at(20) == (*signer.older, OlderKey(20, b"n" * 32))


def test_older_keys_come_back_as_they_were_written() -> None:
    keys = (OlderKey(4, b"a" * 32), OlderKey(9, b"b" * 32))
    assert keys_to_text(keys[:1]) == '[[4,"' + "61" * 32 + '"]]'
    assert keys_from_text(keys_to_text(keys)) == keys
    assert keys_from_text(None) == ()


@pytest.mark.parametrize(("memory", "lanes", "opens"), [(16, 2, True), (15, 2, False)])
def test_costs_that_argon2_cannot_pay_are_damage(
    older: dict[str, Any], slots_path: Path, memory: int, lanes: int, opens: bool
) -> None:
    older["file"]["slots"][0]["kdf"] |= {"memory_kib": memory, "lanes": lanes}
    slots_path.write_bytes(json.dumps(older["file"], indent=1).encode() + b"\n")
    if opens:
        assert slot_file.read(slots_path).slots[0].kdf.lanes == lanes
        return
    with pytest.raises(KeySlotsDamaged, match=r"the key slots are damaged$"):
        slot_file.read(slots_path)


@pytest.mark.parametrize("content", [None, b"", b" " * (slot_file.MAX_BYTES + 1)])
def test_file_that_is_not_there_or_far_too_large_is_missing(
    slots_path: Path, content: bytes | None
) -> None:
    if content is not None:
        slots_path.write_bytes(content)
    with pytest.raises(KeySlotsDamaged, match=r"cannot be read$"):
        slot_file.read(slots_path)


def test_salt_gives_another_key_of_the_same_length() -> None:
    assert derive(b"secret", "audit", salt=b"s") != derive(b"secret", "audit")
    assert len(derive(b"secret", "audit")) == 32
