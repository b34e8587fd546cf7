"""What is proven of the day when it is over: a changed trail is found, a backup brings it back."""

from __future__ import annotations

import shutil

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


def alter_an_event(seat: Seat) -> int:
    """Somebody with the key changes one event of the trail; its number."""
    slots = seat.home / "keyslots.json"
    secret = passphrase("olga")
    opened = open_slots(slots, passphrase=secret, username="olga", keystore=seat.keystore)
    raw = raw_connection(seat.home / "clinic.db", opened.keys.database_key)
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
