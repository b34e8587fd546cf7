"""A process that starts writers, to be killed: `python -m tests.matrix.killed_writer`.

One line in, "KIND PATH SEED", forks one writer (no second of imports each). Lines out: "pid N",
"begun", "open", one line per acknowledged commit, "doing" before each risky moment, and "ended"
when the writer is gone.
"""

from __future__ import annotations

import ctypes
import os
import sys
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import alembic.command
import alembic.config

from app.domain.changes import Origin
from app.storage.retention import find_unused, purge, wipe_log
from app.storage.store import LocalStore
from app.storage.unit_of_work import LocalUnitOfWork
from tests.factories import NOON, a_patient, an_appointment
from tests.matrix.material import CONTEXT, open_store
from tests.matrix.purge_schedules import UNUSED_FOR

assert alembic.command
assert alembic.config
LONGEST = 100_000
"""Units of work a writer that nobody kills would do."""


def say(*words: object) -> None:
    """One line through the pipe at once: what is said has left the process."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def write_one(store: LocalStore, number: int, random: Random, *, lie: bool = False) -> None:
    """A patient with a visit and a noted read in one transaction; acknowledged after the commit."""
    with store.unit_of_work(CONTEXT) as uow:
        one = uow.add(a_patient(city="x" * random.randrange(200)))
        visit = uow.add(an_appointment(one, starts_at=NOON + timedelta(minutes=number)))
        uow.note("view", entity="patient", row_id=one.id, patient_id=one.id)
        if random.random() < 0.2:
            say("doing")
        if lie:
            say("ack", one.id, visit.id)
    if not lie:
        say("ack", one.id, visit.id)


def transactions(path: Path, random: Random, *, lie: bool = False) -> None:
    """Writes and nothing else."""
    store = open_store(path)
    say("open")
    for number in range(LONGEST):
        write_one(store, number, random, lie=lie)


def liar(path: Path, random: Random) -> None:
    """The control: says that a unit of work is saved before it is."""
    transactions(path, random, lie=True)


def checkpoints(path: Path, random: Random) -> None:
    """Writes with a checkpoint after every few."""
    store = open_store(path)
    say("open")
    for number in range(LONGEST):
        write_one(store, number, random)
        if number % 4 == 3:
            say("doing")
            store.database.writer.all(f"PRAGMA wal_checkpoint({random.choice(MODES)})")


def purging(path: Path, random: Random) -> None:
    """Puts unused chart detail away; the time stands beside the file. Half of them are to be
    killed while the rows go, half while the log is wiped."""
    now = datetime.fromisoformat(path.with_name("now").read_text())
    store = open_store(path)
    due = find_unused(store, now=now, unused_for=UNUSED_FOR)
    in_wipe = random.random() < 0.5
    if not in_wipe:
        say("doing")
    purge(store, CONTEXT, due, now=now, unused_for=UNUSED_FOR)
    if in_wipe:
        say("doing")
    wipe_log(store.database.writer)


def purging_in_parts(path: Path, random: Random) -> None:
    """The control: row after row goes in a transaction of its own, and the trail hears it last."""
    now = datetime.fromisoformat(path.with_name("now").read_text())
    store = open_store(path)
    due = find_unused(store, now=now, unused_for=UNUSED_FOR)
    real, unsaid = LocalUnitOfWork.note, list[tuple[Any, dict[str, Any]]]()

    def later(_uow: Any, action: Any, **how: Any) -> None:
        unsaid.append((action, how))

    LocalUnitOfWork.note = later  # type: ignore[method-assign]
    say("doing")
    for table, ids in due.items():
        for one in ids:
            purge(store, CONTEXT, {table: [one]}, now=now, unused_for=UNUSED_FOR)
    LocalUnitOfWork.note = real  # type: ignore[method-assign]
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
        for action, how in unsaid:
            uow.note(action, **how)


def logged(path: Path, random: Random) -> None:
    """Writes on a disk that keeps a log (disk_shim.c); the name of the folder says how."""
    _shim().disk_shim_log(str(path.parent.with_suffix(".log")).encode())
    store = open_store(path, synchronous="NORMAL" if "normal" in path.parent.name else "FULL")
    pages = random.choice((10, 50, 1000))
    store.database.writer.all(f"PRAGMA wal_autocheckpoint={pages}")
    for number in range(LOGGED):
        write_one(store, number, random)
    store.close()


def _shim() -> Any:
    return ctypes.CDLL(None)


LOGGED = 40
MODES = ("PASSIVE", "FULL", "RESTART", "TRUNCATE")


def migration(path: Path, random: Random) -> None:
    """Opens an older file, which brings it to the newest schema, then writes."""
    say("doing")
    transactions(path, random)


KINDS: dict[str, Callable[[Path, Random], None]] = {
    "transaction": transactions,
    "checkpoint": checkpoints,
    "migration": migration,
    "liar": liar,
    "logged": logged,
    "purge": purging,
    "purge-in-parts": purging_in_parts,
}


def main() -> None:
    """Serve one line after another until the input ends."""
    for line in sys.stdin:
        kind, path, seed = line.split()
        child = os.fork()
        if child == 0:
            say("begun")
            try:
                KINDS[kind](Path(path), Random(int(seed)))
            except BaseException:
                traceback.print_exc()
            os._exit(1)
        say("pid", child)
        os.waitpid(child, 0)
        say("ended")


if __name__ == "__main__":
    main()
