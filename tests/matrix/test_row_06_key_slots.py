"""Row 6: a falsified slot file opens for nobody, a true one only with the right secret."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from app.domain.errors import ClinicError
from app.domain.ids import UserId, new_id
from app.security import slot_keys
from app.security.attempts import SUFFIX
from app.security.keyslots import NewSlotFile, create_slots, open_pin, open_slots
from app.security.member_slots import add_user
from app.security.pin_slots import set_pin
from app.security.slot_changes import new_recovery_code, recover
from app.security.slot_keys import OpenSlots
from tests.factories import CLINIC_ID, USER_ID
from tests.matrix.frame import Extent
from tests.matrix.slot_mutations import falsified, resealed
from tests.security.conftest import CHEAP, PASSPHRASE, MemoryKeyStore

pytestmark = pytest.mark.row("F3")
TOMS, PIN, NEW = "another person's long passphrase", "483915", "a quite different passphrase"
CI, SOAK = 500, 10_000


class Desk:
    """A slot file with two people, a PIN and a recovery code, and the keyring it belongs to."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "keyslots.json"
        self.ring = MemoryKeyStore()
        owner = NewSlotFile(clinic_id=CLINIC_ID, user_id=USER_ID, username="sara")
        found = create_slots(self.path, owner, passphrase=PASSPHRASE, keystore=self.ring, kdf=CHEAP)
        found = add_user(
            self.path, found, user_id=UserId(new_id()), username="tom", passphrase=TOMS,
            keystore=self.ring, kdf=CHEAP,
        )  # fmt: skip
        set_pin(self.path, found, pin=PIN, keystore=self.ring, kdf=CHEAP)
        self.older = self.path.read_bytes()
        self.code = new_recovery_code(
            self.path, passphrase=PASSPHRASE, username="sara", keystore=self.ring, kdf=CHEAP
        )
        self.raw = self.path.read_bytes()
        self.secrets = dict(self.ring.secrets)
        self.db_id = found.db_id
        self.tracebacks: list[Exception] = []

    @property
    def device_secret(self) -> bytes:
        return self.secrets[f"{self.db_id}:device-secret"]

    def put(self, raw: bytes) -> None:
        """Another file, with nothing remembered of earlier attempts."""
        self.path.write_bytes(raw)
        self.path.with_name(self.path.name + SUFFIX).unlink(missing_ok=True)
        self.ring.secrets = dict(self.secrets)

    def ways(self) -> Iterator[Callable[[], OpenSlots]]:
        ring, path = self.ring, self.path
        yield lambda: open_slots(path, passphrase=PASSPHRASE, username="sara", keystore=ring)
        yield lambda: open_slots(path, passphrase=TOMS, username="tom", keystore=ring)
        yield lambda: open_pin(path, pin=PIN, username="sara", keystore=ring)
        yield lambda: recover(path, code=self.code, new=NEW, username="sara", keystore=ring)

    def accepted(self, raw: bytes) -> int:
        """In how many of the four ways the right secrets open this file; what is no error of ours
        is kept in tracebacks."""
        count = 0
        for way in self.ways():
            self.put(raw)
            try:
                way()
            except ClinicError:
                continue
            except Exception as error:
                self.tracebacks.append(error)
                continue
            count += 1
        return count


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_no_falsified_file_is_accepted(
    desk: Desk, share: Extent, report: Callable[..., None]
) -> None:
    mutations = accepted = 0
    for seed in share.seeds(ci=CI, soak=SOAK):
        changed = falsified(desk.raw, Random(seed), desk.device_secret)
        if changed is None:
            continue
        mutations += 1
        accepted += desk.accepted(changed)
    report(6, mutations=mutations, accepted=accepted, tracebacks=len(desk.tracebacks))
    assert desk.tracebacks == []
    assert mutations > 0.9 * share(ci=CI, soak=SOAK) or share.seconds
    assert accepted == 0


def test_every_byte_that_is_changed_is_noticed(
    desk: Desk, share: Extent, report: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And before the slow derivation runs: a file that is not ours costs nothing and tells
    nothing. Only the second code, which the first does not cover, takes a secret to check."""
    accepted, tried = 0, 0
    stretched: list[int] = []
    real = slot_keys.stretch

    def counted(*given: Any, **options: Any) -> bytes:
        stretched.append(at)
        return real(*given, **options)

    monkeypatch.setattr(slot_keys, "stretch", counted)
    at = -1
    open_pin(desk.path, pin=PIN, username="sara", keystore=desk.ring)
    assert stretched == [-1]  # the control: a true file takes it once
    mac = range(desk.raw.index(b'"mac"'), len(desk.raw))
    places = range(0, len(desk.raw), 1 if share.is_soak else 3)
    for at in places:
        flipped = desk.raw[:at] + bytes([desk.raw[at] ^ (1 << at % 7)]) + desk.raw[at + 1 :]
        desk.put(flipped)
        tried += 1
        try:
            open_pin(desk.path, pin=PIN, username="sara", keystore=desk.ring)
        except ClinicError:
            continue
        accepted += 1
    derived = {one for one in stretched if one >= 0 and one not in mac}
    report(6, seed="none", flipped_bytes=tried, accepted=accepted, derived=len(derived))
    assert accepted == 0
    assert derived == set()


def test_true_file_opens_in_all_four_ways(desk: Desk) -> None:
    assert desk.accepted(desk.raw) == 4


@pytest.mark.parametrize("way", ["pin", "passphrase", "user", "device", "older", "other file"])
def test_true_file_opens_for_nothing_else(desk: Desk, way: str, tmp_path: Path) -> None:
    pin, passphrase, username = PIN, PASSPHRASE, "sara"
    if way == "pin":
        pin, passphrase = "904627", PASSPHRASE + "!"
    elif way == "passphrase":
        pin, passphrase = PASSPHRASE, PIN
    elif way == "user":
        username = "tom"
    elif way == "device":
        desk.ring.secrets[f"{desk.db_id}:device-secret"] = b"x" * 32
    elif way == "older":
        desk.path.write_bytes(desk.older)
    else:
        (tmp_path / "other").mkdir()
        shutil.copy(Desk(tmp_path / "other").path, desk.path)
    for open_it in (
        lambda: open_pin(desk.path, pin=pin, username=username, keystore=desk.ring),
        lambda: open_slots(desk.path, passphrase=passphrase, username=username, keystore=desk.ring),
    ):
        with pytest.raises(ClinicError):
            open_it()


def test_without_the_files_mac_an_insider_would_be_believed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, report: Callable[..., None]
) -> None:
    """The control: the count rises as soon as one of the checks is missing."""
    content = json.loads(desk.raw)
    content["slots"][1]["username"] = "mallory"
    forged = resealed(content, desk.device_secret)
    assert desk.accepted(forged) == 0
    monkeypatch.setattr(slot_keys, "is_signed_with", lambda content, clinic_key: True)
    accepted = desk.accepted(forged)
    report(6, seed="none", control="no file MAC", mutations=1, accepted=accepted)
    assert accepted > 0
