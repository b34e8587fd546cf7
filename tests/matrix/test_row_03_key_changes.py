"""Row 3: killed while it changes its keys, a desk always opens, with exactly one generation."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from app.bootstrap.desk import open_desk
from app.bootstrap.erasing import erase_home
from app.bootstrap.founding import create_home
from app.bootstrap.home import Home
from app.bootstrap.members import add_member, members
from app.bootstrap.own_keys import change_pin
from app.bootstrap.recovering import recovery_code_of
from app.domain.errors import (
    ClinicError,
    KeyAccessError,
    KeyringUnavailable,
    PinDisabled,
    WrongPassphrase,
)
from app.domain.staff import Role
from app.security import slot_file
from app.security.attempts import attempts_at
from app.security.keyslots import open_pin, open_slots
from app.security.pin_policy import DISABLED_AFTER
from app.security.pin_slots import remove_pin
from app.security.slot_changes import recover
from app.security.slot_file import SlotFile
from app.security.slot_keys import OpenSlots
from app.security.slot_writing import own_content, with_slots, write_next
from app.settings import load_settings
from app.storage import rekeying
from tests.factories import a_patient
from tests.matrix.frame import Extent
from tests.matrix.killed_keys import GIVEN_UP_S, NEW, PINS, TOMS, code_of, ring_of
from tests.security.conftest import CHEAP, PASSPHRASE
from tests.security.test_attempts import TestClock as HandClock

pytestmark = [pytest.mark.row("F3"), pytest.mark.skipif(os.name != "posix", reason="forks, kills")]
CI, SOAK = 20, 500
TRIES = 21
"""Kills of one seed before it is given up; odd, so that the seeds in turn strike early and late."""
LONGEST_US = {
    "rotation": 260_000,
    "rotation-waits": 420_000,
    "pin": 40_000,
    "slots": 40_000,
    "user-add": 60_000,
    "user-remove": 320_000,
    "recovery-code": 40_000,
    "recover": 30_000,
    "erase": 90_000,
}
EXPECTED_FILES = {
    *("clinic.db", "clinic.db-wal", "clinic.db-shm", "desk.json", "keyslots.json"),
    "keyslots.json.attempts",
}


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with one patient, a colleague, a PIN and a recovery code, to copy."""
    home = tmp_path_factory.mktemp("pattern") / "desk"
    create_home(home, "Nordlicht", "sara", PASSPHRASE, kdf=CHEAP, keystore=ring_of(home))
    desk = open_desk(home, PASSPHRASE, kdf=CHEAP, keystore=ring_of(home), acting=Role.ADMIN)
    with desk.store.unit_of_work(replace(desk.context, role=Role.FRONT_DESK)) as uow:
        uow.add(a_patient())
    code_of(home).write_text(recovery_code_of(desk, PASSPHRASE, kdf=CHEAP))
    add_member(desk, username="tom", role="billing", passphrase=TOMS, kdf=CHEAP)
    change_pin(desk, PINS[0], kdf=CHEAP)
    desk.close()
    return home


@pytest.fixture(scope="module")
def killer() -> Iterator[Callable[..., int]]:
    """kill("rotation", home, microseconds): how many changes were finished before the kill.

    An upgrade is killed so long after its step-th statement, or exactly before it.
    """
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

    def kill(kind: str, home: Path, delay_us: int, step: int = 0) -> int:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{kind} {home} {delay_us} {step}\n")
        process.stdin.flush()
        return int(process.stdout.readline())

    yield kill
    process.stdin.close()
    process.wait(GIVEN_UP_S)
    process.stdout.close()


def copy_of(pattern: Path, folder: Path) -> Path:
    home = folder / "desk"
    shutil.copytree(pattern, home)
    for beside in (lambda one: ring_of(one).path, code_of):
        shutil.copy(beside(pattern), beside(home))
    return home


def opening(
    home: Path, opener: Callable[..., OpenSlots], *, username: str = "sara", **secret: str
) -> OpenSlots | None:
    """The slots, or None for a wrong secret; nothing else may happen, as a PIN that is disabled or
    a counter that is lost."""
    try:
        return opener(Home(home).key_slots, **secret, username=username, keystore=ring_of(home))
    except WrongPassphrase:
        return None


def where(home: Path, finished: int) -> str:
    """Where the kill landed, for the row's line."""
    if not Home(home).key_slots.exists():
        return "between"
    content = slot_file.read(Home(home).key_slots)
    if content.pending is not None or Home(home).is_marked_unfinished:
        return "between"
    return "during" if finished == 0 else "after"


def check(home: Path, kind: str) -> None:
    """The desk opens with exactly one passphrase and one generation of keys, whole and proven."""
    ring = ring_of(home)
    _check_pin(home, kind)  # first: a passphrase lets a PIN be tried again
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
        closed = {one.username for one in members(desk) if not one.is_active}
    finally:
        desk.close()
    content = slot_file.read(Home(home).key_slots)
    assert content.pending is None
    keyed = [rekeying.opens_with(Home(home).database, key) for key in
             {before.database_key, keys.database_key}]  # fmt: skip
    assert keyed.count(True) == 1
    assert {entry.name for entry in home.iterdir()} <= EXPECTED_FILES
    kinds = Counter(slot.kind for slot in content.slots)
    assert kinds["recovery"] == 1
    _check_ways_in(home, content, kind, closed)


def _check_pin(home: Path, kind: str) -> None:
    """Exactly one PIN opens, at once. Whoever comes back with the code has forgotten theirs."""
    has_pin = any(slot.kind == "pin" for slot in slot_file.read(Home(home).key_slots).slots)
    if kind != "recover" or has_pin:
        assert sum(opening(home, open_pin, pin=pin) is not None for pin in PINS) == 1


def _check_ways_in(home: Path, content: SlotFile, kind: str, closed: set[str]) -> None:
    """Everybody who stays gets in with their own secret, and nobody who was let go."""
    names = {slot.username for slot in content.slots if slot.kind == "user"}
    assert names >= {"sara", "tom"}
    assert not names & closed
    for name in names - {"sara"}:
        assert opening(home, open_slots, username=name, passphrase=TOMS) is not None
    if kind != "recovery-code":  # whose last code may have been shown to nobody
        code = code_of(home).read_text()
        path, ring = Home(home).key_slots, ring_of(home)
        assert recover(path, code=code, new=NEW, username="sara", keystore=ring)


def check_erased(home: Path) -> str:
    """The desk is as it was, or erasing goes on without any passphrase and ends."""
    ring = ring_of(home)
    if Home(home).key_slots.exists():
        found = None
        with suppress(KeyringUnavailable):
            found = opening(home, open_slots, passphrase=PASSPHRASE)
        if found is not None:
            check(home, "erase")
            return "whole"
    if Home(home).exists or Home(home).is_marked_unfinished:
        asyncio.run(
            erase_home(
                home, "no passphrase opens it", user="sara", settings=load_settings({}),
                keystore=ring, kdf=CHEAP,
            )
        )  # fmt: skip
    assert list(home.iterdir()) == []
    assert [name for name in json.loads(ring.path.read_text()) if "secret" in name] == []
    return "gone"


def _delay_us(kind: str, seed: int) -> int:
    """Half of the kills fall into the first moments, where a fast computer has its first change."""
    anywhere = Random(seed).randrange(LONGEST_US[kind])
    return anywhere if seed % 2 else anywhere // 20


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
    kills = opened = 0
    for delay_us in _delays(kind, share, landed):
        folder = tmp_path / str(kills)
        folder.mkdir()
        home = copy_of(pattern, folder)
        finished = killer(kind, home, delay_us)
        assert finished >= 0, "it ended before it was killed"
        landed[where(home, finished)] += 1
        landed["at_work"] += _is_at_work(kind, finished)
        kills += 1
        if kind == "erase":
            landed[check_erased(home)] += 1
        else:
            check(home, kind)
        opened += 1
        shutil.rmtree(folder)
    report(3, kind=kind, runs=kills, **landed, lost=kills - opened)
    _check_spread(kind, kills, landed)


def _is_at_work(kind: str, finished: int) -> bool:
    """Whether a kill met a desk that was changing something. All but erasing is done again and
    again, so that "after" one change is in the middle of the next."""
    return kind != "erase" or finished == 0


def _delays(kind: str, share: Extent, landed: Counter[str]) -> Iterator[int]:
    """For each seed kills until one met the desk at work, then more until all places are met."""
    done: list[int] = []
    shorter = 1.0
    for seed in share.seeds(ci=CI, soak=SOAK):
        wanted = landed["at_work"] + 1
        for attempt in range(TRIES):
            done.append(int(_delay_us(kind, seed * TRIES + attempt) * shorter))
            yield done[-1]
            if landed["at_work"] == wanted:
                shorter = min(1.0, shorter * 1.05)
                break
            shorter *= 0.85
        assert landed["at_work"] == wanted, f"{TRIES} kills of seed {seed} came after the work"
    for delay_us in _later(done):
        if _is_spread(kind, len(done), landed):
            return
        yield delay_us


def _later(delays: list[int]) -> list[int]:
    """On a busy computer everything comes later: kills that go on until they reach it."""
    return [delay * times for times in (1, 2, 4, 8, 16, 32) for delay in delays]


def _is_spread(kind: str, kills: int, landed: Counter[str]) -> bool:
    try:
        _check_spread(kind, kills, landed)
    except AssertionError:
        return False
    return True


def _check_spread(kind: str, kills: int, landed: Counter[str]) -> None:
    """The kills reach what they are about; a handful says nothing of that."""
    if kills < CI:
        return
    if kind == "erase":  # it happens once: where in it a kill lands depends on the computer's load
        assert kills < 5 * CI or (landed["whole"] and landed["gone"])
    elif kind in ("rotation", "rotation-waits", "user-remove"):
        assert landed["between"], "no kill between the two phases"
    else:
        assert landed["during"] + landed["between"]


def test_rotation_of_one_phase_is_found(
    pattern: Path, tmp_path: Path, report: Callable[..., None]
) -> None:
    """The control: rekeyed before the slot file names the new key, a killed desk does not open."""
    home = copy_of(pattern, tmp_path)
    found = open_slots(
        Home(home).key_slots, passphrase=PASSPHRASE, username="sara", keystore=ring_of(home)
    )
    rekeying.rekey(Home(home).database, found.keys.database_key, b"n" * 32)
    with pytest.raises(ClinicError):
        check(home, "rotation")
    report(3, seed="none", control="one phase", kills=1, lost=1)


def test_untouched_desk_passes(pattern: Path, tmp_path: Path) -> None:
    check(copy_of(pattern, tmp_path), "rotation")


@pytest.mark.parametrize("loss", ["PIN slot", "PIN disabled", "counter", "colleague", "code"])
def test_what_a_kill_could_take_is_missed(pattern: Path, tmp_path: Path, loss: str) -> None:
    """The control: each thing that a bad change would lose is noticed by the check."""
    home = copy_of(pattern, tmp_path)
    path, ring = Home(home).key_slots, ring_of(home)
    found = open_slots(path, passphrase=PASSPHRASE, username="sara", keystore=ring)
    memory = attempts_at(path, ring)
    if loss == "PIN slot":
        remove_pin(path, found, keystore=ring)
    elif loss == "counter":
        memory.forget("pin", found.user_id)
    elif loss == "PIN disabled":
        clock = HandClock()
        for _ in range(DISABLED_AFTER):
            clock.wait(31)
            attempts_at(path, ring, clock).begin("pin", found.user_id)
    else:
        kind, name = ("user", "tom") if loss == "colleague" else ("recovery", "")
        content = own_content(path, found)
        kept = [one for one in content.slots if (one.kind, one.username) != (kind, name)]
        write_next(path, with_slots(content, kept), found, ring)
    with pytest.raises((AssertionError, PinDisabled, KeyAccessError)):
        check(home, "rotation")
