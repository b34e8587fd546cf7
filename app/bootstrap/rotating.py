"""New keys for a desk, surviving a kill at any point: one file says at all times what to do next.

1. The audit key of now is kept in the database, for the rows it signed.
2. The whole database is copied, encrypted, beside itself.
3. Everything is closed; the slot file names both database keys, sealed to everybody who stays.
4. The database moves to the new key and is checked; the slot file forgets the old one.

Where the disk has no room for step 4, it waits: the desk opens with the old database key, and the
next opening tries again. Whoever is removed loses their slot in step 3. The keys are this desk's:
other desks of the clinic go on with theirs, and remove the same person when the closed account
reaches them.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from app.bootstrap.administering import require_admin
from app.bootstrap.facts import AUDIT_KEYS_FACT, older_keys, set_meta_fact
from app.bootstrap.home import Home
from app.bootstrap.proving import find_misfits, note_unfit, was_found
from app.domain.changes import Origin
from app.domain.errors import (
    AccountClosed,
    DatabaseDamaged,
    KeyAccessError,
    StorageError,
    StorageFull,
)
from app.domain.ids import RecordId, UserId
from app.domain.permissions import Permission
from app.domain.ports import KeyStore
from app.domain.staff import User
from app.security import slot_file
from app.security.audit_signer import HmacAuditSigner, keys_from_text, keys_to_text
from app.security.keyslots import read_users
from app.security.member_slots import remaining
from app.security.rotation import begin_rotation, finish_rotation, pending_key
from app.security.slot_keys import OpenSlots
from app.services.preferences import forget
from app.settings import Settings

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk

_log = logging.getLogger(__name__)
ROOM = 3
"""How often the database must fit on the disk once more: its copy, its log, and some air."""
WAITS = (
    "The disk does not take the whole database once more, encrypted anew: until there is room, it "
    "stays under the key before. Work goes on, nothing is lost; each opening tries again."
)


def rotate_home(
    home: Path,
    passphrase: str,
    *,
    user: str | None = None,
    settings: Settings,
    keystore: KeyStore | None = None,
) -> bool:
    """Give a desk new keys, once a year or when somebody may have copied the old ones.

    Says whether the database has moved to them: False where that waits for room on the disk.
    For administrators. Raises PermissionDenied and what open_for_work raises.
    """
    from app.bootstrap.admission import open_for_work

    desk = open_for_work(home, passphrase, user=user, settings=settings, keystore=keystore)
    try:
        require_admin(desk, Permission.KEY_ROTATE)
        desk = desk.with_new_keys()
        return not is_waiting(Home(home))
    finally:
        desk.close()


def is_waiting(place: Home) -> bool:
    """Whether a rotation has begun and the database still waits for room to move to its key."""
    return slot_file.read(place.key_slots).pending is not None


def begin_on(desk: Desk, *, without: Collection[str] = ()) -> OpenSlots:
    """Steps 1 to 3: the desk is closed, its folder still locked, its slot file names both keys.

    Raises KeyAccessError where nobody would be left, StorageError; up to step 3 the desk stays
    open and nothing has changed.
    """
    place = Home(desk.home)
    remaining(slot_file.read(place.key_slots), without)
    if is_waiting(place) or not _has_room(place):
        raise StorageFull
    _prepare(desk)
    desk.hand_over()
    _empty_log(place, desk.keys.database_key)
    return begin_rotation(place.key_slots, desk.slots, without=without, keystore=desk.keystore)


def settle(place: Home, slots: OpenSlots, *, keystore: KeyStore | None) -> tuple[OpenSlots, bool]:
    """Step 4, or nothing where no rotation is under way; says whether one is finished now. The
    folder is locked and nothing has the database open.

    A disk that does not take the whole database once more puts it off: the slots then hold the old
    database key. Raises DatabaseDamaged where neither key opens a whole database.
    """
    from app.storage import rekeying

    new = pending_key(place.key_slots, slots)
    if new is None:
        rekeying.remove(place.before_rotation)
        return slots, False
    old = slots.keys.database_key
    try:
        _move(place, old, new)
    except DatabaseDamaged:
        raise
    except StorageError as trouble:
        _put_off(place, old, trouble)
        _prove_anew(place, old, slots.keys.audit_key)
        return slots, False
    rekeying.drop_copy(place.before_rotation)  # first, for its room: the database is whole
    _prove_anew(place, new, slots.keys.audit_key)
    return finish_rotation(place.key_slots, slots, keystore=keystore), True


def drop_inactive(desk: Desk) -> Desk:
    """The desk, without slots of people whose account was closed at another desk.

    Raises AccountClosed where the one who opened it is among them.
    """
    gone = _gone(desk)
    if not gone:
        return desk
    own = desk.context.user_id in gone
    try:
        _forget_choices(desk, gone)
        if _may_go(desk, gone):
            desk = desk.with_new_keys(without=gone)
    finally:
        if own:
            desk.close()
    if own:
        raise AccountClosed
    return desk


def _forget_choices(desk: Desk, gone: Collection[str]) -> None:
    """What people who left chose at this desk goes with them; a full disk tries again next time."""

    def write() -> None:
        with desk.store.unit_of_work(desk.context, origin=Origin.REMOTE) as uow:
            for uid in gone:
                forget(uow, UserId(RecordId(uid)))

    try:
        desk.worker.submit(write).result()
    except StorageError as trouble:
        _log.warning("choices of closed accounts stay for now: %s", trouble.code)


def _may_go(desk: Desk, gone: Collection[str]) -> bool:
    """Whether somebody stays and the disk lets a rotation begin; else it waits for another day."""
    place = Home(desk.home)
    if is_waiting(place) or not _has_room(place):
        _log.warning("the disk has no room to rotate the keys: closed accounts keep their slots")
        return False
    with suppress(KeyAccessError):
        remaining(slot_file.read(place.key_slots), gone)
        return True
    _log.warning("nobody else can open this desk: the slots stay as they are")
    return False


def _has_room(place: Home) -> bool:
    """Whether the disk lets a database move to another key, with a copy beside it."""
    return shutil.disk_usage(place.folder).free >= ROOM * place.database.stat().st_size


def _gone(desk: Desk) -> frozenset[str]:
    with desk.store.reader() as reader:
        users = reader.records(User)
        found = {
            one.uid: users.get(one.uid, include_deleted=True)
            for one in read_users(Home(desk.home).key_slots)
        }
    return frozenset(
        uid
        for uid, user in found.items()
        if user is not None and (user.deleted_at is not None or not user.is_active)
    )


def _prepare(desk: Desk) -> None:
    """Steps 1 and 2, on the writer thread: nothing is written between them.

    Under a new key everything is counted anew: it is compared a last time. What does not fit goes
    into the trail and stays there; it keeps nobody's slot alive.
    """
    if not was_found(desk) and (found := find_misfits(desk)):
        note_unfit(desk, *found)
    desk.worker.submit(lambda: _keep_audit_key(desk)).result()
    desk.worker.submit(lambda: _copy(desk)).result()


def _keep_audit_key(desk: Desk) -> None:
    signer = HmacAuditSigner(desk.keys.audit_key, older_keys(desk.store))
    kept = signer.ended_at(desk.store.audit_head.seq)
    set_meta_fact(desk.store, desk.context, AUDIT_KEYS_FACT, keys_to_text(kept))


def _copy(desk: Desk) -> None:
    from app.storage.rekeying import copy_whole

    place = Home(desk.home)
    copy_whole(place.database, desk.keys.database_key, place.before_rotation)


def _prove_anew(place: Home, key: bytes, audit_key: bytes) -> None:
    """Count the desk's own parts under the new audit key, while the slot file still says that a
    rotation is under way: an opening accepts no count under an older key."""
    from app.storage.database import Database
    from app.storage.desk_proof import take_over
    from app.storage.meta import MetaTable

    database = Database(place.database, key, expect_initialised=True)
    try:
        session = database.writer
        older = keys_from_text(MetaTable(session).get(AUDIT_KEYS_FACT))
        session.run("BEGIN IMMEDIATE")
        take_over(session, HmacAuditSigner(audit_key, older))
        session.run("COMMIT")
    finally:
        database.close()


def _move(place: Home, old: bytes, new: bytes) -> None:
    from app.storage import rekeying

    path, copy = place.database, place.before_rotation
    try:
        if rekeying.opens_with(path, new):
            rekeying.check(path, new)
            return
        if rekeying.opens_with(path, old):
            _copy_again(place, old)
            rekeying.rekey(path, old, new)
            return
    except DatabaseDamaged:
        _log.warning("the database did not survive its rekeying; its copy takes its place")
    # Nobody has written since the copy was made: the file says that the rotation is not finished.
    if not rekeying.is_sound(copy, old):
        raise DatabaseDamaged(["neither the old nor the new key opens the database"])
    rekeying.put_back(copy, path)
    _copy_again(place, old)
    rekeying.rekey(path, old, new)


def _empty_log(place: Home, key: bytes) -> None:
    """From here on the file alone is the whole database: a copy may take its place at any time."""
    from app.storage import rekeying

    rekeying.empty_log(place.database, key)


def _copy_again(place: Home, old: bytes) -> None:
    """The copy, where an earlier try was put off and deleted it. Raises StorageFull."""
    from app.storage import rekeying

    if place.before_rotation.exists():
        return
    if not _has_room(place):
        raise StorageFull
    _empty_log(place, old)
    rekeying.copy_whole(place.database, old, place.before_rotation)


def _put_off(place: Home, old: bytes, trouble: StorageError) -> None:
    """Leave the database whole under the old key, and no copy: work goes on, which it would not
    hold. Raises the trouble where the old key opens no whole database."""
    from app.storage import rekeying

    path, copy = place.database, place.before_rotation
    if copy.exists():
        if not rekeying.is_sound(path, old):
            if not rekeying.is_sound(copy, old):
                raise trouble
            rekeying.put_back(copy, path)
        rekeying.drop_copy(copy)
    elif not rekeying.opens_with(path, old):
        raise trouble
    _log.warning("%s (%s)", WAITS, trouble.code)
