"""The way back into a desk whose passphrase is forgotten: its recovery code."""

from __future__ import annotations

import os
from pathlib import Path

from app.bootstrap.administering import require_admin
from app.bootstrap.admission import open_for_work
from app.bootstrap.desk import Desk, keystore_of, open_desk
from app.bootstrap.home import Home, HomeLock
from app.domain.audit import AuditAction
from app.domain.context import ExecutionContext
from app.domain.errors import KeyringUnavailable, WrongPassphrase, WrongRecoveryCode
from app.domain.ids import new_id
from app.domain.permissions import Permission
from app.domain.ports import KeyStore
from app.security.keyslots import read_users
from app.security.passphrase import KdfParameters, check_passphrase
from app.security.slot_changes import new_recovery_code, recover, recovery_slot_id
from app.settings import Settings


def make_recovery_code(
    home: Path,
    passphrase: str,
    *,
    user: str | None = None,
    settings: Settings,
    keystore: KeyStore | None = None,
    kdf: KdfParameters | None = None,
) -> str:
    """A fresh recovery code for a desk, to be printed once; the one before it ends.

    Raises PermissionDenied and what open_for_work raises. kdf is the cost of the slot in tests.
    """
    desk = open_for_work(home, passphrase, user=user, settings=settings, keystore=keystore)
    try:
        return recovery_code_of(desk, passphrase, user=user, kdf=kdf)
    finally:
        desk.close()


def recovery_code_id(home: Path) -> str:
    """Which recovery code opens a desk, without saying anything of it; "" for none."""
    path = Home(home).key_slots
    return recovery_slot_id(path) if path.exists() else ""


def recovery_code_of(
    desk: Desk, passphrase: str, *, user: str | None = None, kdf: KdfParameters | None = None
) -> str:
    """The same for a desk that is open. For administrators: the code opens everybody's slot here.

    Whoever is alone at a desk may, too: there is nobody else whose slot it could open.
    """
    path = Home(desk.home).key_slots
    is_alone = [one.uid for one in read_users(path)] == [desk.slots.user_id]
    context = desk.context if is_alone else require_admin(desk, Permission.KEY_ROTATE)
    _note_code(desk, context)  # first: a code that is made is certainly shown
    return new_recovery_code(
        path,
        passphrase=passphrase,
        username=user,
        keystore=desk.keystore,
        kdf=kdf,
    )


def _note_code(desk: Desk, context: ExecutionContext) -> None:
    def write() -> None:
        with desk.store.unit_of_work(context) as uow:
            uow.note(AuditAction.RECOVERY_CODE_MADE)

    desk.worker.submit(write).result()


def recover_desk(
    home: Path,
    code: str,
    passphrase: str,
    *,
    user: str | None = None,
    settings: Settings,
    keystore: KeyStore | None = None,
    kdf: KdfParameters | None = None,
) -> str:
    """Give a desk's user (None: the sole user) a new passphrase; how the desk is guarded now.

    Where the keyring does not work any more the desk goes on in passphrase mode, never in clear
    text. Whoever holds the code may also go on from an audit trail that does not fit its end, as
    after a lost keyring; both are audited. kdf is the cost of the user's slot in tests.
    Raises InvalidValue for a weak passphrase or a text that is no code, WrongRecoveryCode for
    another desk's code, KeySlotsDamaged, and what open_desk raises.
    """
    place = Home(home)
    check_passphrase(passphrase, username=user or "", clinic_name=place.read().clinic_name)
    lock = HomeLock(home)
    try:
        ring = _working(place, keystore)
        recover(place.key_slots, code=code, new=passphrase, username=user, keystore=ring, kdf=kdf)
    except WrongPassphrase:
        lock.release()
        raise WrongRecoveryCode from None
    except BaseException:
        lock.release()
        raise
    # The lock is handed on: nobody comes in between the new passphrase and its audit event.
    desk = open_desk(home, passphrase, user=user, settings=settings, keystore=ring, lock=lock)
    try:
        if desk.trail.is_broken:
            desk.trail.accept(desk.note)
        desk.note(AuditAction.RECOVERED)
        return desk.mode
    finally:
        desk.close()


def _working(place: Home, keystore: KeyStore | None) -> KeyStore | None:
    """The keyring, if it keeps what it is given; a locked or broken one is no place for a key."""
    name, value = f"probe:{new_id()}", os.urandom(32)
    try:
        ring = keystore or keystore_of(place)
        if ring is None:
            return None
        ring.set(name, value)
        is_kept = ring.get(name) == value
        ring.delete(name)
    except KeyringUnavailable:
        return None
    return ring if is_kept else None
