"""What file and keyring hold of failed attempts, item by item, and what a full disk does."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.errors import (
    DiskTrouble,
    KeyringUnavailable,
    PinDisabled,
    StorageError,
    StorageFull,
    TooManyAttempts,
)
from app.domain.ids import new_id
from app.security import attempts
from app.security.attempts import Attempts, attempts_at
from app.security.slot_file import SlotKind
from app.security.slot_keys import OpenSlots
from tests.factories import NOON, USER_ID
from tests.security.conftest import MemoryKeyStore
from tests.security.test_attempts import TestClock

Create = Callable[..., OpenSlots]
pytestmark = pytest.mark.row("F3")
TOM = new_id()
AT = NOON.timestamp()


@dataclass
class Front:
    """A memory with both of its places, and its clock."""

    path: Path
    keystore: MemoryKeyStore
    clock: TestClock

    @property
    def memory(self) -> Attempts:
        return Attempts(self.path, "db", self.keystore, self.clock)

    @property
    def file(self) -> Path:
        return self.path.with_name("keyslots.json.attempts")

    @property
    def filed(self) -> dict[str, list[float]]:
        found: dict[str, list[float]] = json.loads(self.file.read_text())
        return found

    def ringed(self, uid: str = USER_ID) -> list[float]:
        found: list[float] = json.loads(self.keystore.secrets[f"db:pin-attempts:{uid}"])
        return found

    def fail(self, kind: str, times: int, uid: str = USER_ID) -> None:
        for _ in range(times):
            self.clock.wait(31)
            self.memory.begin(kind, uid)  # type: ignore[arg-type]


@pytest.fixture
def front(slots_path: Path, keystore: MemoryKeyStore) -> Front:
    front = Front(slots_path, keystore, TestClock())
    front.memory.clear("pin", USER_ID)
    return front


def test_attempts_are_kept_by_way_in_with_both_clocks(front: Front) -> None:
    assert front.filed == {f"pin:{USER_ID}": [0, 0.0, 0.0, 0]}
    front.memory.begin("pin", USER_ID)
    front.clock.wait(1)
    front.memory.begin("user", USER_ID)
    assert front.ringed() == [1, AT, 100.0, 0]
    assert front.filed == {
        f"pin:{USER_ID}": [1, AT, 100.0, 0],
        f"user:{USER_ID}": [1, AT + 1, 101.0, 0],
    }
    front.memory.clear("user", USER_ID)
    front.memory.clear("pin", USER_ID)
    assert front.filed == {f"pin:{USER_ID}": [0, 0.0, 0.0, 0]}
    front.memory.forget("pin", USER_ID)
    assert not front.file.exists()
    assert not front.keystore.secrets
    front.memory.forget("pin", USER_ID)  # nothing is left to forget


def test_one_persons_attempts_are_not_anothers(front: Front) -> None:
    front.memory.clear("pin", TOM)
    front.fail("pin", 2)
    front.fail("user", 1, TOM)
    assert front.memory.state("pin", USER_ID).failures == 2
    assert front.memory.state("pin", TOM).failures == 0
    assert front.memory.state("user", TOM).failures == 1
    assert front.memory.state("user", USER_ID).failures == 0


@pytest.mark.parametrize(
    ("kind", "failures", "wait_s", "is_disabled"),
    [
        ("pin", 0, 0.0, False), ("pin", 3, 1.0, False), ("pin", 9, 30.0, False),
        ("pin", 10, 30.0, True), ("user", 10, 30.0, False),
    ],
)  # fmt: skip
def test_state_says_how_often_how_long_and_whether_at_all(
    front: Front, kind: str, failures: int, wait_s: float, is_disabled: bool
) -> None:
    front.fail(kind, failures)
    state = front.memory.state(kind, USER_ID)  # type: ignore[arg-type]
    assert (state.failures, state.wait_s, state.is_disabled) == (failures, wait_s, is_disabled)


def test_pin_that_nobody_remembers_counts_as_failed_to_the_end(front: Front) -> None:
    state = front.memory.state("pin", TOM)
    assert (state.failures, state.wait_s, state.is_disabled) == (10, 0.0, True)
    with pytest.raises(PinDisabled):
        front.memory.begin("pin", TOM)


@pytest.mark.parametrize("lost", ["file", "keyring"])
def test_one_memory_stands_in_for_the_other(front: Front, lost: str) -> None:
    front.fail("pin", 4)
    if lost == "file":
        front.file.unlink()
    else:
        front.keystore.secrets.clear()
    assert front.memory.state("pin", USER_ID).failures == 4


def test_clock_is_followed_only_where_both_went_back(front: Front) -> None:
    front.fail("pin", 5)
    kept = front.ringed()
    for back_wall, back_up in ((True, False), (False, True), (True, True)):
        wall, up_s = front.clock.wall, front.clock.up_s
        if back_wall:
            front.clock.wall -= timedelta(days=1)
        front.clock.up_s -= 90 if back_up else 0
        with pytest.raises(TooManyAttempts):
            front.memory.begin("pin", USER_ID)
        now = [5, front.clock.wall.timestamp(), front.clock.up_s, 0]
        assert front.ringed() == (now if back_wall and back_up else kept)
        front.clock.wall, front.clock.up_s = wall, up_s


def test_pin_is_counted_with_a_keyring_only(front: Front) -> None:
    alone = Attempts(front.path, "db", None, front.clock)
    assert alone.state("pin", USER_ID).failures == 0
    with pytest.raises(KeyringUnavailable, match=r"^a PIN needs the keyring$"):
        alone.begin("pin", USER_ID)
    alone.begin("user", USER_ID)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (errno.ENOSPC, StorageFull), (errno.EDQUOT, StorageFull), (errno.EIO, DiskTrouble),
        (None, DiskTrouble),
    ],
)  # fmt: skip
@pytest.mark.parametrize("at", ["write", "lock"])
def test_disk_that_does_not_count_says_what_is_wrong_with_it(
    front: Front, monkeypatch: pytest.MonkeyPatch, code: int | None, expected: type, at: str
) -> None:
    def refuse(*_: object, **__: object) -> int:
        raise OSError(code, os.strerror(code)) if code else OSError("no number")

    with monkeypatch.context() as patched:
        if at == "lock":
            patched.setattr(attempts, "alone", refuse)
        else:
            patched.setattr(attempts.slot_file, "write_durably", refuse)
        with pytest.raises(StorageError) as refused:
            front.memory.begin("pin", USER_ID)
        front.memory.begin("user", USER_ID)  # a passphrase is strong alone
    assert type(refused.value) is expected
    assert refused.value.__context__ is None
    assert front.ringed()[0] == (at == "write")  # without a lock nothing is begun


def test_failure_waits_for_the_disk_and_a_success_does_not(
    front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[bool] = []
    monkeypatch.setattr(
        attempts.slot_file, "write_durably", lambda *_, is_flushed: flushed.append(is_flushed)
    )
    front.memory.begin("pin", USER_ID)
    front.memory.clear("pin", USER_ID)
    assert flushed == [True, False]


def test_memory_of_a_slot_file_goes_by_its_database(
    create: Create, slots_path: Path, keystore: MemoryKeyStore
) -> None:
    made = create(keystore)
    attempts_at(slots_path, keystore).clear("pin", USER_ID)
    assert f"{made.db_id}:pin-attempts:{USER_ID}" in keystore.secrets
    before = json.loads(keystore.secrets[f"{made.db_id}:pin-attempts:{USER_ID}"])
    attempts_at(slots_path, keystore).begin("pin", USER_ID)  # by the computer's own clocks
    after = json.loads(keystore.secrets[f"{made.db_id}:pin-attempts:{USER_ID}"])
    assert (before[0], after[0]) == (0, 1)
    assert after[1] > 1e9
    assert 0 < after[2] < after[1]


def test_what_was_told_is_counted_still_and_stands_in_both_memories(front: Front) -> None:
    front.fail("pin", 2)
    front.memory.tell("pin", USER_ID, 2)
    assert front.memory.untold("pin", USER_ID) == 0
    front.fail("pin", 1)
    assert (front.memory.untold("pin", USER_ID), front.ringed()[0]) == (1, 3)
    told = front.file.read_bytes()
    front.memory.tell("pin", USER_ID, 1)
    front.file.write_bytes(told)  # an old copy is put back: it was told less often
    assert front.memory.untold("pin", USER_ID) == 1
    front.memory.clear("pin", USER_ID)
    assert front.memory.untold("pin", USER_ID) == 0


@pytest.mark.parametrize("kind", ["user", "pin"])
def test_what_is_forgiven_untold_is_told_once_and_delays_nobody(
    front: Front, kind: SlotKind
) -> None:
    front.fail(kind, 2)
    for _ in range(2):  # and who opens it again before it could be told
        before = front.memory.begin(kind, USER_ID)
        assert front.memory.forgive(kind, USER_ID, before=before) == 2
        state = front.memory.state(kind, USER_ID)
        assert (state.failures, state.wait_s, state.is_disabled) == (0, 0.0, False)
        assert front.memory.untold(kind, USER_ID) == 2
    front.fail(kind, 1)
    assert front.memory.untold(kind, USER_ID) == 3
    front.memory.tell(kind, USER_ID, 3)
    assert front.memory.untold(kind, USER_ID) == 0
    assert front.memory.state(kind, USER_ID).failures == 1


@pytest.mark.parametrize("kind", ["user", "pin"])
def test_what_another_process_counts_meanwhile_is_told_later(front: Front, kind: SlotKind) -> None:
    front.fail(kind, 2)
    count = front.memory.untold(kind, USER_ID)
    front.fail(kind, 1)  # between the count that is written down and the word that it is
    front.memory.tell(kind, USER_ID, count)
    assert front.memory.untold(kind, USER_ID) == 1
    front.clock.wait(31)
    before = front.memory.begin(kind, USER_ID)
    front.fail(kind, 1)  # while the right one is being tried
    assert front.memory.forgive(kind, USER_ID, before=before) == 2
    assert front.memory.untold(kind, USER_ID) == 2
    front.memory.tell(kind, USER_ID, 1)
    assert front.memory.untold(kind, USER_ID) == 1
