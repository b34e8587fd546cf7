"""A process that starts desks which change their keys: `python -m tests.matrix.killed_keys`.

One line in, "KIND HOME DELAY_US", forks one desk (no second of imports each), which changes its
keys again and again; DELAY_US after it began it is killed with SIGKILL. One line out: how often it
had finished by then.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path

import alembic.command
import alembic.config

from app.bootstrap.desk import Desk, open_desk
from app.bootstrap.own_keys import change_own_passphrase, change_pin
from app.storage import rekeying
from tests.security.conftest import CHEAP, PASSPHRASE

assert alembic.command
assert alembic.config
assert rekeying
NEW = "a quite different passphrase"
PINS = ("483915", "904627")
MOST = 1000


class FileRing:
    """A keyring that several processes share: one file, replaced in one step."""

    name = "file"

    def __init__(self, path: Path) -> None:
        self.path = path

    def get(self, key: str) -> bytes | None:
        text = self._read().get(key)
        return None if text is None else b64decode(text)

    def set(self, key: str, value: bytes) -> None:
        self._write({**self._read(), key: b64encode(value).decode()})

    def delete(self, key: str) -> None:
        self._write({name: text for name, text in self._read().items() if name != key})

    def _read(self) -> dict[str, str]:
        return json.loads(self.path.read_bytes()) if self.path.exists() else {}

    def _write(self, content: dict[str, str]) -> None:
        new = self.path.with_suffix(".new")
        new.write_text(json.dumps(content))
        new.replace(self.path)


def rotate(desk: Desk, done: Callable[[], None]) -> None:
    """New keys, once more and once more."""
    for _ in range(MOST):
        desk = desk.with_new_keys()
        done()


def exchange_pin(desk: Desk, done: Callable[[], None]) -> None:
    """One PIN, then the other."""
    for number in range(MOST):
        change_pin(desk, PINS[number % 2], kdf=CHEAP)
        done()


def exchange_passphrase(desk: Desk, done: Callable[[], None]) -> None:
    """One passphrase, then the other: a write of the slot file and nothing else."""
    phrases = (PASSPHRASE, NEW)
    for number in range(MOST):
        change_own_passphrase(desk, old=phrases[number % 2], new=phrases[(number + 1) % 2])
        done()


KINDS = {"rotation": rotate, "pin": exchange_pin, "slots": exchange_passphrase}


def ring_of(home: Path) -> FileRing:
    """The keyring of a test's desk: beside its folder."""
    return FileRing(home.with_suffix(".ring"))


def _change(kind: str, home: Path, pipe: int) -> None:
    desk = open_desk(home, PASSPHRASE, kdf=CHEAP, keystore=ring_of(home))
    os.write(pipe, b"b")
    KINDS[kind](desk, lambda: os.write(pipe, b"d") and None)


def _run_and_kill(kind: str, home: Path, delay_s: float) -> int:
    """Fork, let it work, kill it; how many changes it had finished."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(read)
            _change(kind, home, write)
        finally:
            os._exit(1)  # nobody killed it: an error of the test's
    os.close(write)
    with os.fdopen(read, "rb", buffering=0) as pipe:
        began = pipe.read(1)
        time.sleep(delay_s)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        finished = len(pipe.readall())
    if began != b"b" or os.waitstatus_to_exitcode(status) != -signal.SIGKILL:
        return -1
    return finished


def main() -> None:
    """Answer until nobody asks any more."""
    print("ready", flush=True)
    for line in sys.stdin:
        kind, home, delay_us = line.split()
        print(_run_and_kill(kind, Path(home), int(delay_us) / 1e6), flush=True)


if __name__ == "__main__":
    main()
