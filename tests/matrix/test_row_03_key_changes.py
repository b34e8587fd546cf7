"""Row 3: killed while it changes its keys, a desk always opens, with exactly one generation."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from app.bootstrap.desk import open_desk
from app.bootstrap.founding import create_home
from app.bootstrap.home import Home
from app.domain.errors import ClinicError, WrongPassphrase
from app.security import slot_file
from app.security.attempts import attempts_at
from app.security.keyslots import open_pin, open_slots
from app.security.slot_keys import OpenSlots
from app.storage import rekeying
from tests.factories import a_patient
from tests.matrix.frame import Extent
from tests.matrix.killed_keys import NEW, PINS, ring_of
from tests.security.conftest import CHEAP, PASSPHRASE

pytestmark = [pytest.mark.row("F3"), pytest.mark.skipif(os.name != "posix", reason="forks, kills")]
CI, SOAK = 20, 500
LONGEST_US = {"rotation": 260_000, "pin": 40_000, "slots": 40_000}
EXPECTED_FILES = {"clinic.db", "clinic.db-wal", "clinic.db-shm", "desk.json", "keyslots.json"}


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with one patient and a PIN, to copy."""
    home = tmp_path_factory.mktemp("pattern") / "desk"
    create_home(home, "Nordlicht", "sara", PASSPHRASE, kdf=CHEAP, keystore=ring_of(home))
    desk = open_desk(home, PASSPHRASE, kdf=CHEAP, keystore=ring_of(home))
    with desk.store.unit_of_work(desk.context) as uow:
        uow.add(a_patient())
    desk.close()
    return home


@pytest.fixture(scope="module")
def killer() -> Iterator[Callable[[str, Path, int], int]]:
    """kill("rotation", home, microseconds): how many changes were finished before the kill."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.matrix.killed_keys"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"

    def kill(kind: str, home: Path, delay_us: int) -> int:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{kind} {home} {delay_us}\n")
        process.stdin.flush()
        return int(process.stdout.readline())

    yield kill
    process.stdin.close()
    process.wait(20)
    process.stdout.close()


def copy_of(pattern: Path, folder: Path) -> Path:
    home = folder / "desk"
    shutil.copytree(pattern, home)
    shutil.copy(ring_of(pattern).path, ring_of(home).path)
    return home


def opening(home: Path, opener: Callable[..., OpenSlots], **secret: str) -> OpenSlots | None:
    """The slots, or None for a wrong secret; nothing else may happen."""
    path, ring = Home(home).key_slots, ring_of(home)
    path.with_name(path.name + ".attempts").unlink(missing_ok=True)
    uid = slot_file.read(path).slots[0].uid
    attempts_at(path, ring).clear("pin", uid)
    try:
        return opener(path, **secret, username="sara", keystore=ring)
    except WrongPassphrase:
        return None


def where(home: Path, finished: int) -> str:
    """Where the kill landed, for the row's line."""
    content = slot_file.read(Home(home).key_slots)
    if content.pending is not None:
        return "between"
    return "during" if finished == 0 else "after"


def check(home: Path) -> None:
    """The desk opens with exactly one passphrase and one generation of keys, whole and proven."""
    ring = ring_of(home)
    ways = [opening(home, open_slots, passphrase=one) for one in (PASSPHRASE, NEW)]
    assert sum(found is not None for found in ways) == 1
    before = next(found for found in ways if found is not None).keys
    phrase = PASSPHRASE if ways[0] is not None else NEW
    desk = open_desk(home, phrase, user="sara", kdf=CHEAP, keystore=ring)
    try:
        assert desk.store.statistics().rows["patient"] == 1
        assert not desk.trail.is_broken
        assert desk.store.verify_audit() is None
        desk.store.database.check_integrity()
        keys = desk.keys
    finally:
        desk.close()
    content = slot_file.read(Home(home).key_slots)
    assert content.pending is None
    assert {slot.kind for slot in content.slots} <= {"user", "pin"}
    keyed = [rekeying.opens_with(Home(home).database, key) for key in
             {before.database_key, keys.database_key}]  # fmt: skip
    assert keyed.count(True) == 1
    assert {entry.name for entry in home.iterdir()} - EXPECTED_FILES <= {"keyslots.json.attempts"}
    pins = [opening(home, open_pin, pin=pin) is not None for pin in PINS] if len(
        content.slots) > 1 else [True]  # fmt: skip
    assert sum(pins) == 1


@pytest.mark.parametrize("kind", LONGEST_US)
def test_killed_desk_opens_with_exactly_one_generation(
    kind: str,
    pattern: Path,
    killer: Callable[[str, Path, int], int],
    share: Extent,
    report: Callable[..., None],
    tmp_path: Path,
) -> None:
    landed: Counter[str] = Counter()
    kills = 0
    for seed in share.seeds(ci=CI, soak=SOAK):
        folder = tmp_path / str(seed)
        folder.mkdir()
        home = copy_of(pattern, folder)
        finished = killer(kind, home, Random(seed).randrange(LONGEST_US[kind]))
        assert finished >= 0, "it ended before it was killed"
        landed[where(home, finished)] += 1
        check(home)
        kills += 1
        shutil.rmtree(folder)
    report(3, kind=kind, kills=kills, **landed, lost=0)
    assert landed["during"] + landed["between"] > 0


def test_rotation_of_one_phase_is_found(
    pattern: Path, tmp_path: Path, report: Callable[..., None]
) -> None:
    """The control: rekeyed before the slot file names the new key, a killed desk does not open."""
    home = copy_of(pattern, tmp_path)
    found = open_slots(Home(home).key_slots, passphrase=PASSPHRASE, keystore=ring_of(home))
    rekeying.rekey(Home(home).database, found.keys.database_key, b"n" * 32)
    with pytest.raises(ClinicError):
        check(home)
    report(3, seed="none", control="one phase", kills=1, lost=1)


def test_untouched_desk_passes(pattern: Path, tmp_path: Path) -> None:
    check(copy_of(pattern, tmp_path))
