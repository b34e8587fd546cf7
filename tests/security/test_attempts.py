"""Failures are remembered outside the database, and nothing takes them back but a success."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from app.domain.errors import (
    KeyAccessError,
    KeyringUnavailable,
    PinDisabled,
    StorageFull,
    TooManyAttempts,
    WrongPassphrase,
)
from app.security import attempts, keyslots, slot_file
from app.security.keyslots import open_pin, open_slots
from app.security.pin_slots import enable_pin, remove_pin, set_pin
from app.security.slot_keys import OpenSlots
from tests.factories import NOON, USER_ID
from tests.security.conftest import CHEAP, PASSPHRASE, MemoryKeyStore
from tests.waiting import PATIENCE_S

Create = Callable[..., OpenSlots]
pytestmark = pytest.mark.row("F3")
PIN, WRONG = "483915", "904627"


@dataclass
class TestClock:
    """A clock that goes when it is told to."""

    __test__ = False
    wall: datetime = NOON
    up_s: float = 100.0

    def now(self) -> datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.up_s

    def wait(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)
        self.up_s += seconds


@dataclass
class Front:
    """The lock of a desk: a PIN slot, its keyring and a clock."""

    path: Path
    keystore: MemoryKeyStore
    clock: TestClock

    def try_pin(self, pin: str) -> OpenSlots:
        return open_pin(self.path, pin=pin, keystore=self.keystore, clock=self.clock)

    def fail(self, times: int) -> None:
        for _ in range(times):
            self.clock.wait(31)
            with pytest.raises(WrongPassphrase):
                self.try_pin(WRONG)

    @property
    def file(self) -> Path:
        return self.path.with_name(self.path.name + attempts.SUFFIX)

    @property
    def item(self) -> str:
        return next(name for name in self.keystore.secrets if "pin-attempts" in name)


@pytest.fixture
def front(create: Create, slots_path: Path, keystore: MemoryKeyStore) -> Front:
    found = create(keystore)
    set_pin(slots_path, found, pin=PIN, keystore=keystore, kdf=CHEAP)
    return Front(slots_path, keystore, TestClock())


def test_fourth_attempt_waits_a_second_and_the_sixth_thirty(front: Front) -> None:
    front.fail(3)
    with pytest.raises(TooManyAttempts) as short:
        front.try_pin(PIN)
    front.fail(2)
    with pytest.raises(TooManyAttempts) as long:
        front.try_pin(PIN)
    assert (short.value.wait_s, long.value.wait_s) == (1.0, 30.0)
    front.clock.wait(30)
    assert front.try_pin(PIN).user_id == USER_ID


def test_refused_attempt_is_not_counted(front: Front) -> None:
    front.fail(5)
    for _ in range(20):
        with pytest.raises(TooManyAttempts):
            front.try_pin(PIN)
    front.clock.wait(30)
    front.try_pin(PIN)


def test_ten_failures_disable_the_pin_even_the_right_one(front: Front) -> None:
    front.fail(10)
    front.clock.wait(1e6)
    with pytest.raises(PinDisabled):
        front.try_pin(PIN)


def test_success_starts_the_count_anew(front: Front) -> None:
    for _ in range(3):
        front.fail(4)
        front.clock.wait(1)
        front.try_pin(PIN)


def test_passphrase_brings_a_disabled_pin_back(front: Front) -> None:
    front.fail(10)
    open_slots(front.path, passphrase=PASSPHRASE, keystore=front.keystore)
    front.try_pin(PIN)


def test_administrator_brings_a_disabled_pin_back(front: Front) -> None:
    front.fail(10)
    enable_pin(front.path, uid=USER_ID, keystore=front.keystore)
    front.try_pin(PIN)


def test_deleting_the_file_takes_no_failure_back(front: Front) -> None:
    front.fail(10)
    front.file.unlink()
    with pytest.raises(PinDisabled):
        front.try_pin(PIN)


def test_older_file_takes_no_failure_back(front: Front) -> None:
    front.fail(1)
    older = front.file.read_bytes()
    front.fail(9)
    front.file.write_bytes(older)
    with pytest.raises(PinDisabled):
        front.try_pin(PIN)


def test_deleting_or_resetting_the_keyring_item_takes_no_failure_back(front: Front) -> None:
    fresh = front.keystore.secrets[front.item]
    front.fail(10)
    front.keystore.secrets[front.item] = fresh
    with pytest.raises(PinDisabled):
        front.try_pin(PIN)
    front.keystore.delete(front.item)
    with pytest.raises(PinDisabled):
        front.try_pin(PIN)


@pytest.mark.parametrize("rubbish", [b"", b"{", b"\xff\xfe", b'{"pin": 3}', b"[]"])
def test_pin_nobody_remembers_anything_of_is_disabled(front: Front, rubbish: bytes) -> None:
    front.keystore.secrets[front.item] = rubbish
    front.file.write_bytes(rubbish)
    with pytest.raises(PinDisabled):
        front.try_pin(PIN)


def test_clock_set_back_shortens_nothing_and_lasts_no_longer(front: Front) -> None:
    front.fail(5)
    front.clock.wall -= timedelta(days=400)
    with pytest.raises(TooManyAttempts) as refused:
        front.try_pin(PIN)
    assert refused.value.wait_s == 30.0
    front.clock.wait(30)
    front.try_pin(PIN)


def test_clock_set_back_over_a_restart_delays_once(front: Front) -> None:
    front.fail(5)
    front.clock.wall -= timedelta(days=400)
    front.clock.up_s = 1.0
    with pytest.raises(TooManyAttempts):
        front.try_pin(PIN)
    front.clock.wait(30)
    front.try_pin(PIN)


def test_attempt_that_was_killed_in_the_key_derivation_counts(
    front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(keyslots, "open_slot", killed)
    for _ in range(10):
        front.clock.wait(31)
        with pytest.raises(KeyboardInterrupt):
            front.try_pin(PIN)
    monkeypatch.undo()
    with pytest.raises(PinDisabled):
        front.try_pin(PIN)


@pytest.mark.parametrize("way", ["keyring", "disk"])
def test_what_cannot_be_counted_is_not_tried(
    front: Front, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise KeyringUnavailable if way == "keyring" else OSError(28, os.strerror(28))

    if way == "keyring":
        monkeypatch.setattr(MemoryKeyStore, "set", refuse)
    else:
        monkeypatch.setattr(attempts.slot_file, "write_durably", refuse)
    monkeypatch.setattr(keyslots, "open_slot", lambda *_, **__: pytest.fail("it was tried"))
    with pytest.raises((KeyringUnavailable, StorageFull)):
        front.try_pin(PIN)


class SlowRing(MemoryKeyStore):
    """A keyring that takes its time to keep something: who read before it reads the old count."""

    def set(self, key: str, value: bytes) -> None:
        time.sleep(0.03)
        super().set(key, value)


def at_once(*attempts_of: Callable[[], None]) -> list[BaseException]:
    """Begin all of them at the same moment; what they raised."""
    refused: list[BaseException] = []
    together = threading.Barrier(len(attempts_of))

    def run(begin: Callable[[], None]) -> None:
        together.wait(PATIENCE_S)
        try:
            begin()
        except KeyAccessError as error:
            refused.append(error)

    threads = [threading.Thread(target=run, args=(begin,)) for begin in attempts_of]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return refused


def test_attempts_at_the_same_moment_are_all_counted(front: Front) -> None:
    ring = SlowRing()
    ring.secrets = front.keystore.secrets
    memory = attempts.attempts_at(front.path, ring, front.clock)
    refused = at_once(*[lambda: memory.begin("pin", USER_ID)] * 12)
    assert len(refused) == 9  # three are free, the next waits a second
    assert memory.state("pin", USER_ID).failures == 3


def test_slot_file_that_is_replaced_meanwhile_parts_no_counters(front: Front) -> None:
    """Every change of a slot replaces the file; nobody counts beside others for that."""
    inside, go_on = threading.Event(), threading.Event()

    class Waiting(MemoryKeyStore):
        def set(self, key: str, value: bytes) -> None:
            inside.set()
            assert go_on.wait(PATIENCE_S)
            super().set(key, value)

    first, second = Waiting(), MemoryKeyStore()
    first.secrets = second.secrets = front.keystore.secrets
    one = threading.Thread(
        target=attempts.attempts_at(front.path, first, front.clock).begin, args=("pin", USER_ID)
    )
    one.start()
    assert inside.wait(PATIENCE_S)
    slot_file.write(front.path, slot_file.read(front.path))
    memory = attempts.attempts_at(front.path, second, front.clock)
    other = threading.Thread(target=memory.begin, args=("pin", USER_ID))
    other.start()
    other.join(0.3)
    was_waiting = other.is_alive()
    go_on.set()
    one.join(PATIENCE_S)
    other.join(PATIENCE_S)
    assert was_waiting
    assert memory.state("pin", USER_ID).failures == 2


COUNTING = f"""
import sys, time
from pathlib import Path
from app.domain.errors import TooManyAttempts
from app.security import attempts, pin_policy, slot_file
pin_policy.FIRST_DELAY_S = 3600.0  # however slowly they come, the fourth comes too early
path, folder, number = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
real = slot_file.write_durably
slot_file.write_durably = lambda *a, **k: (time.sleep(0.05), real(*a, **k))
memory = attempts.attempts_at(path, None)
(folder / number).touch()
end = time.monotonic() + {PATIENCE_S}
while len(list(folder.iterdir())) < int(sys.argv[4]) and time.monotonic() < end:
    time.sleep(0.001)
try:
    memory.begin("user", sys.argv[5])
except TooManyAttempts:
    sys.exit(9)
"""


def test_attempts_of_several_processes_are_all_counted(create: Create, slots_path: Path) -> None:
    create()
    folder = slots_path.parent / "ready"
    folder.mkdir()
    count = 6
    started = [
        subprocess.Popen(
            [sys.executable, "-c", COUNTING, slots_path, folder, str(number), str(count), USER_ID]
        )
        for number in range(count)
    ]
    codes = sorted(one.wait(PATIENCE_S) for one in started)
    assert codes == [0, 0, 0, 9, 9, 9]
    assert attempts.attempts_at(slots_path, None).state("user", USER_ID).failures == 3


def test_windows_takes_turns_by_its_own_locks(
    front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the part of msvcrt that is used, over the locks of this system."""
    import fcntl

    def locking(descriptor: int, mode: int, length: int) -> None:
        assert (mode, length) == (2, 1)
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    monkeypatch.setitem(sys.modules, "msvcrt", SimpleNamespace(locking=locking, LK_NBLCK=2))
    monkeypatch.setitem(sys.modules, "fcntl", None)
    ring = SlowRing()
    ring.secrets = front.keystore.secrets
    memory = attempts.attempts_at(front.path, ring, front.clock)
    assert len(at_once(*[lambda: memory.begin("pin", USER_ID)] * 6)) == 3
    assert memory.state("pin", USER_ID).failures == 3


def test_pin_is_not_tried_where_no_lock_can_be_made(
    front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(28, os.strerror(28))

    memory = attempts.attempts_at(front.path, front.keystore, front.clock)
    monkeypatch.setattr("app.security.file_lock.os.open", full)
    with pytest.raises(StorageFull):
        memory.begin("pin", USER_ID)
    memory.begin("user", USER_ID)  # a full disk keeps no passphrase out
    memory.forget("pin", USER_ID)  # and no desk from being erased


def test_passphrases_are_delayed_but_never_disabled(create: Create, slots_path: Path) -> None:
    create()
    clock = TestClock()
    for _ in range(12):
        clock.wait(31)
        with pytest.raises(WrongPassphrase):
            open_slots(slots_path, passphrase="wrong" + PASSPHRASE, clock=clock)
    with pytest.raises(TooManyAttempts):
        open_slots(slots_path, passphrase=PASSPHRASE, clock=clock)
    clock.wait(30)
    found = open_slots(slots_path, passphrase=PASSPHRASE, clock=clock)
    assert found.failed_before == {"user": 12}
    memory = attempts.attempts_at(slots_path, None, clock)
    assert memory.state("user", USER_ID) == attempts.AttemptState(0, 0.0, is_disabled=False)
    memory.tell("user", USER_ID, 12)
    assert list(slots_path.parent.iterdir()) == [slots_path]


def test_full_disk_keeps_no_passphrase_out(
    create: Create, slots_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    create()

    def full(*_: object, **__: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(attempts.slot_file, "write_durably", full)
    open_slots(slots_path, passphrase=PASSPHRASE)


def test_removed_pin_leaves_no_trace(front: Front) -> None:
    found = open_slots(front.path, passphrase=PASSPHRASE, keystore=front.keystore)
    remove_pin(front.path, found, keystore=front.keystore)
    assert not front.file.exists()
    assert not [name for name in front.keystore.secrets if "attempts" in name]
    with pytest.raises(KeyAccessError, match="no PIN"):
        front.try_pin(PIN)


def test_killed_process_has_used_its_attempt(create: Create, slots_path: Path) -> None:
    create()
    program = (
        "import os, sys; from pathlib import Path; from app.security import keyslots;"
        "keyslots.open_slot = lambda *a, **k: os.kill(os.getpid(), 9);"
        "keyslots.open_slots(Path(sys.argv[1]), passphrase='x' * 20)"
    )
    done = subprocess.run([sys.executable, "-c", program, str(slots_path)], check=False)
    assert done.returncode == -9
    assert attempts.attempts_at(slots_path, None).state("user", USER_ID).failures == 1
