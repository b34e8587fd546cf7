"""What is proven of the day when it is over: a changed trail is found, a backup brings it back."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
from pathlib import Path
from typing import Any

from app.bootstrap.headless import open_desk
from app.security.keyslots import open_slots
from tests.bootstrap.conftest import CHEAP
from tests.flows.day.clinic import Day, passphrase
from tests.flows.day.parts import SetClock
from tests.flows.day.seat import ROOT, Seat
from tests.matrix.backup_material import Rows, differing, rows_of
from tests.matrix.material import raw_connection
from tests.waiting import soon


async def copied(day: Day, seat: Seat) -> Seat:
    """A desk made of another's files, which does not run."""
    other = Seat(f"{seat.name}-copy", day.folder, seat.now)
    shutil.copytree(seat.home, other.home)
    shutil.copy(seat.keyring, other.keyring)
    return other


def _raw(seat: Seat) -> Any:
    """A desk's database, by somebody with the key."""
    slots = seat.home / "keyslots.json"
    secret = passphrase("olga")
    opened = open_slots(slots, passphrase=secret, username="olga", keystore=seat.keystore)
    return raw_connection(seat.home / "clinic.db", opened.keys.database_key)


def queued(seat: Seat, entity: str) -> int:
    """How many operations on records of a type a desk that runs ever queued."""
    raw = _raw(seat)
    (number,) = raw.execute("SELECT count(*) FROM outbox WHERE entity = ?", (entity,)).fetchone()
    raw.close()
    return int(number)


def drafted(seat: Seat) -> int:
    """How many messages a desk that runs ever drafted for somebody to send."""
    return len(_asked(seat, "entity = 'message' AND json_extract(\"full\", '$.drafted_by') > ''"))


def unsent(seat: Seat) -> list[tuple[str, str]]:
    """The operations that wait at a desk that runs, and what each is on; the oldest first."""
    return _asked(seat, "state NOT IN ('acked', 'discarded')")


def _asked(seat: Seat, which: str) -> list[tuple[str, str]]:
    raw = _raw(seat)
    found = raw.execute(f"SELECT op_id, entity FROM outbox WHERE {which} ORDER BY op_id").fetchall()
    raw.close()
    return [(str(op_id), str(entity)) for op_id, entity in found]


def alter_an_event(seat: Seat) -> int:
    """Somebody with the key changes one event of the trail; its number."""
    raw = _raw(seat)
    raw.execute("DROP TRIGGER append_only_audit_update")
    (number,) = raw.execute("SELECT max(seq) / 2 FROM audit").fetchone()
    raw.execute("UPDATE audit SET action = 'view' WHERE seq = ?", (number,))
    raw.close()
    return int(number)


async def backed_up_and_restored(day: Day, seat: Seat) -> None:
    """The desk in one encrypted file, and out of it in an empty folder: the same, row by row."""
    before = _held(seat, seat.home)
    file, new = day.folder / "evening.backup", day.folder / "restored"
    secret = passphrase("olga")
    made = json.loads(
        await command(seat, "backup", *_at(seat.home), "--out", str(file), "--json", secret=secret)
    )
    assert b"Thompson" not in file.read_bytes()
    told = await command(seat, "restore", str(file), *_at(new), secret=secret)
    assert "Restored as it was at" in told
    known = len(before["audit"])
    assert made["audit_seq"] >= known  # and what the command itself left in the trail
    wrong = differing(before, _held(seat, new), audit_seq=known)
    assert not wrong, wrong


def _held(seat: Seat, home: Path) -> Rows:
    keys = {"keystore": seat.keystore, "clock": SetClock(seat.now), "kdf": CHEAP}
    desk = open_desk(home, passphrase("olga"), user="olga", **keys)
    try:
        assert desk.store.verify_audit() is None
        return rows_of(desk)
    finally:
        desk.close()


def _at(home: Path) -> tuple[str, ...]:
    return ("--home", str(home), "--user", "olga", "--passphrase-stdin")


async def command(seat: Seat, *arguments: str, secret: str) -> str:
    """Run `clinic-desk` at a workstation, with its keyring; what it says."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.flows.day.command_process"),
        *(str(seat.keyring), seat.now.isoformat(), *arguments),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, wrong = await soon(process.communicate(f"{secret}\n".encode()))
    assert process.returncode == 0, wrong.decode()
    return said.decode()
