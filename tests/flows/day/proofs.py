"""What is proven of the day when it is over: a changed trail is found, a backup brings it back."""

from __future__ import annotations

import shutil
from typing import Any

from app.bootstrap.backing_up import back_up
from app.bootstrap.headless import open_desk
from app.bootstrap.restoring import Restorer, restore_backup
from app.security.keyslots import open_slots
from app.settings import Settings
from tests.bootstrap.conftest import CHEAP
from tests.flows.day.clinic import Day, passphrase
from tests.flows.day.parts import SetClock
from tests.flows.day.seat import Seat
from tests.matrix.backup_material import is_same, rows_of
from tests.matrix.material import raw_connection


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


def alter_an_event(seat: Seat) -> int:
    """Somebody with the key changes one event of the trail; its number."""
    raw = _raw(seat)
    raw.execute("DROP TRIGGER append_only_audit_update")
    (number,) = raw.execute("SELECT max(seq) / 2 FROM audit").fetchone()
    raw.execute("UPDATE audit SET action = 'view' WHERE seq = ?", (number,))
    raw.close()
    return int(number)


def backed_up_and_restored(day: Day, seat: Seat) -> None:
    """The desk in one encrypted file, and out of it in an empty folder: the same, row by row."""
    keys = {"keystore": seat.keystore, "clock": SetClock(seat.now), "kdf": CHEAP}
    desk = open_desk(seat.home, passphrase("olga"), user="olga", **keys)
    try:
        before = rows_of(desk)
        made = back_up(desk, day.folder / "evening.backup")
    finally:
        desk.close()
    assert b"Thompson" not in made.path.read_bytes()
    new = day.folder / "restored"
    who = Restorer(passphrase=passphrase("olga"), username="olga")
    restore_backup(made.path, new, who, settings=Settings(), **keys)
    desk = open_desk(new, passphrase("olga"), user="olga", **keys)
    try:
        assert desk.store.verify_audit() is None
        assert is_same(before, rows_of(desk), audit_seq=made.manifest.audit_seq)
    finally:
        desk.close()
