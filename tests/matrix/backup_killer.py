"""Kills backups and restores in the middle, again and again, and looks at what is left.

Run as `python -m tests.matrix.backup_killer FOLDER backup|restore FIRST END`: for each seed victims
until one was killed at its work, and one JSON line a victim.
FOLDER holds the closed desk `desk` and, for restores, its backup `a.backup`. Each victim is a fork
of this process, so that a kill costs no start of Python.
"""

from __future__ import annotations

import gc
import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import keyring

from app.bootstrap.backing_up import SCRATCH, make_backup
from app.bootstrap.headless import open_desk
from app.bootstrap.home import Home
from app.domain.errors import ClinicError
from app.settings import Settings
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.matrix.backup_material import restore
from tests.memory_keyring import MemoryKeyring

TRIES = 20
"""Victims of one seed before it is given up."""
LONGER, SHORTER = 1.05, 0.85
"""So that about one kill in four comes too late, and the last moments are hit, too."""


def backing_up(folder: Path) -> None:
    """What the victim of a backup does."""
    out = folder / "killed.backup"
    make_backup(folder / "desk", out, PASSPHRASE, settings=Settings(), kdf=CHEAP)


def restoring(folder: Path) -> None:
    """What the victim of a restore does."""
    restore(folder / "a.backup", folder / "killed")


def kill(work: Callable[[Path], None], folder: Path, after_s: float) -> bool:
    """Fork a victim and kill it; whether it was still at work."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work(folder)
            code = 0
        finally:
            os._exit(code)
    time.sleep(after_s)
    os.kill(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def backup_left(folder: Path) -> str:
    """nothing, or whole: a file with a backup's name restores. Anything else is half."""
    out = folder / "killed.backup"
    if not out.exists():
        return "nothing"
    try:
        restore(out, folder / "try")
        open_desk(folder / "try", PASSPHRASE, kdf=CHEAP).close()
    except ClinicError:
        return "half"
    clear(folder / "try")
    out.unlink()
    return "whole"


def restore_left(folder: Path) -> str:
    """nothing that opens, or a whole desk; either way the same command then works."""
    home = folder / "killed"
    found = "whole" if Home(home).exists else "nothing"
    try:
        if found == "nothing":
            restoring(folder)
        desk = open_desk(home, PASSPHRASE, kdf=CHEAP)
        desk.store.database.check_integrity()
        is_whole = desk.store.verify_audit() is None and desk.fact("db_id") is not None
        desk.close()
    except ClinicError:
        return "half"
    clear(home)
    return found if is_whole else "half"


def clear(folder: Path) -> None:
    """Remove a folder and all in it."""
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    folder.rmdir()


def main(folder: Path, kind: str, first: int, end: int) -> None:
    """Time one undisturbed run, then kill at random moments of it.

    The first victims find caches that were cold, and how busy the computer is changes: a kill that
    comes too late makes the span that the next ones are drawn from a little shorter.
    """
    keyring.set_keyring(MemoryKeyring())
    work, look = (backing_up, backup_left) if kind == "backup" else (restoring, restore_left)
    began = time.monotonic()
    work(folder)
    longest = time.monotonic() - began
    look(folder)
    gc.freeze()
    for seed in range(first, end):
        for attempt in range(TRIES):
            moment = random.Random(f"{seed}:{attempt}").uniform(0, longest)
            was_at_work = kill(work, folder, moment)
            longest *= LONGER if was_at_work else SHORTER
            scratch = any(folder.glob(f"{SCRATCH}*")) or any(folder.glob("killed/.restoring-*"))
            line = {"seed": seed, "killed": was_at_work, "scratch": scratch, "left": look(folder)}
            print(json.dumps(line), flush=True)
            if was_at_work:
                break


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
