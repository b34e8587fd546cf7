"""A process that starts desks which change their keys: `python -m tests.matrix.killed_keys`.

One line in, "KIND HOME DELAY_US STEP", forks one desk (no second of imports each), which changes
its keys again and again; DELAY_US after it began it is killed with SIGKILL. One line out: how often
it had finished by then. For an upgrade the time counts from its STEP-th statement, where it waits
if DELAY_US is 0: no computer is too slow or too fast for that.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import select
import signal
import sys
import time
from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path

import alembic.command
import alembic.config
from sqlalchemy import Connection

from app.bootstrap.desk import Desk, open_desk
from app.bootstrap.erasing import erase_home
from app.bootstrap.home import Home
from app.bootstrap.members import add_member, remove_member
from app.bootstrap.own_keys import change_own_passphrase, change_pin
from app.bootstrap.recovering import recovery_code_of
from app.domain.errors import StorageFull
from app.domain.staff import Role
from app.schema.upgrade import upgrade_local
from app.security.slot_changes import recover
from app.settings import load_settings
from app.storage import rekeying, store
from tests.security.conftest import CHEAP, PASSPHRASE

assert alembic.command
assert alembic.config
assert rekeying
NEW, TOMS = "a quite different passphrase", "another person's long passphrase"
PINS = ("483915", "904627")
MOST = 1000
GIVEN_UP_S = 300.0
"""A desk that does not even begin is an error of the test's, and no run waits for ever."""
UPGRADES = ("upgrade", "upgrade-in-parts")
"""Changes of the schema that opening an older desk begins with; the second is the control."""


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


def rotate_without_room(desk: Desk, done: Callable[[], None]) -> None:
    """New keys on a disk that is full, work under the old database key, and room again."""
    home, ring, rekey = desk.home, desk.keystore, rekeying.rekey
    for _ in range(MOST):
        rekeying.rekey = _refuse
        desk = desk.with_new_keys()
        desk.note("view")
        desk.close()
        rekeying.rekey = rekey
        desk = open_desk(home, PASSPHRASE, user="sara", kdf=CHEAP, keystore=ring, acting=Role.ADMIN)
        done()


def _refuse(path: Path, old: bytes, new: bytes) -> None:
    raise StorageFull


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


def add_people(desk: Desk, done: Callable[[], None]) -> None:
    """One more person, and one more."""
    for number in range(MOST):
        add_member(desk, username=f"p{number}", role="billing", passphrase=TOMS, kdf=CHEAP)
        done()


def remove_people(desk: Desk, done: Callable[[], None]) -> None:
    """A person comes, and is let go with new keys for the others."""
    for number in range(MOST):
        name = f"p{number}"
        add_member(desk, username=name, role="billing", passphrase=TOMS, kdf=CHEAP)
        desk = remove_member(desk, username=name)
        done()


def renew_code(desk: Desk, done: Callable[[], None]) -> None:
    """A recovery code, and another; each is written down as it is shown."""
    for _ in range(MOST):
        code = recovery_code_of(desk, PASSPHRASE, user="sara", kdf=CHEAP)
        code_of(desk.home).write_text(code)
        done()


def recover_again(desk: Desk, done: Callable[[], None]) -> None:
    """The way back in with the code, again and again."""
    path, ring = Home(desk.home).key_slots, desk.keystore
    code = code_of(desk.home).read_text()
    for number in range(MOST):
        new = (NEW, PASSPHRASE)[number % 2]
        recover(path, code=code, new=new, username="sara", keystore=ring)
        done()


def erase(desk: Desk, done: Callable[[], None]) -> None:
    """The end of the desk. Once: the child then waits to be killed."""
    home, ring = desk.home, desk.keystore
    desk.close()
    asyncio.run(
        erase_home(
            home, PASSPHRASE, user="sara", is_forced=True, settings=load_settings({}),
            keystore=ring, kdf=CHEAP,
        )
    )  # fmt: skip
    done()
    time.sleep(600)


KINDS = {
    "rotation": rotate,
    "rotation-waits": rotate_without_room,
    "pin": exchange_pin,
    "slots": exchange_passphrase,
    "user-add": add_people,
    "user-remove": remove_people,
    "recovery-code": renew_code,
    "recover": recover_again,
    "erase": erase,
}


def code_of(home: Path) -> Path:
    """Where a test's desk has its recovery code written down: beside its folder."""
    return home.with_suffix(".code")


def ring_of(home: Path) -> FileRing:
    """The keyring of a test's desk: beside its folder."""
    return FileRing(home.with_suffix(".ring"))


def on_each_statement(connection: Connection, told: Callable[[], object]) -> None:
    """Call something before each statement on the connection of an upgrade, its COMMIT too."""
    raw = connection.connection.dbapi_connection
    raw.set_trace_callback(lambda _statement: told())


def _upgrade_until(
    step: int, connection: Connection, reached: Callable[[], None], *, is_whole: bool
) -> None:
    """The real upgrade, which tells when it is at its step-th statement, counted from 0."""
    left = itertools.count(step, -1)
    if not is_whole:  # from here on every statement stays by itself
        connection.exec_driver_sql("COMMIT")
    on_each_statement(connection, lambda: next(left) == 0 and reached())
    upgrade_local(connection)


def _change(kind: str, home: Path, pipe: int, *, step: int, waits: bool) -> None:
    def reached() -> None:
        os.write(pipe, b"b")
        if waits:
            time.sleep(600)

    if kind in UPGRADES:
        is_whole = kind == "upgrade"
        store.upgrade_local = lambda it: _upgrade_until(step, it, reached, is_whole=is_whole)
    desk = open_desk(
        home, PASSPHRASE, user="sara", kdf=CHEAP, keystore=ring_of(home), acting=Role.ADMIN
    )
    if kind in UPGRADES:
        desk.close()
        os.write(pipe, b"d")
        time.sleep(600)
        return
    os.write(pipe, b"b")
    KINDS[kind](desk, lambda: os.write(pipe, b"d") and None)


def _run_and_kill(kind: str, home: Path, delay_us: int, step: int) -> int:
    """Fork, let it work, kill it; how many changes it had finished."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(read)
            _change(kind, home, write, step=step, waits=delay_us == 0)
        finally:
            os._exit(1)  # nobody killed it: an error of the test's
    os.close(write)
    with os.fdopen(read, "rb", buffering=0) as pipe:
        is_there, _, _ = select.select([pipe], [], [], GIVEN_UP_S)
        told = (pipe.read(1) or b"") if is_there else b""
        time.sleep(delay_us / 1e6)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        told += pipe.readall()
    if not told or os.waitstatus_to_exitcode(status) != -signal.SIGKILL:
        return -1
    return told.count(b"d")


def main() -> None:
    """Answer until nobody asks any more."""
    print("ready", flush=True)
    for line in sys.stdin:
        kind, home, delay_us, step = line.split()
        print(_run_and_kill(kind, Path(home), int(delay_us), int(step)), flush=True)


if __name__ == "__main__":
    main()
