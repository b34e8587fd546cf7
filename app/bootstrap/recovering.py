"""The way back into a desk whose passphrase is forgotten: its recovery code."""

from __future__ import annotations

from pathlib import Path

from app.bootstrap.desk import keystore_of, open_desk
from app.bootstrap.home import Home, HomeLock
from app.domain.audit import AuditAction
from app.domain.ports import KeyStore
from app.security.passphrase import KdfParameters, check_passphrase
from app.security.slot_changes import new_recovery_code, recover
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

    Raises what open_desk raises. kdf is the cost of the code's slot in tests.
    """
    desk = open_desk(home, passphrase, user=user, settings=settings, keystore=keystore)
    try:
        desk.note(AuditAction.RECOVERY_CODE_MADE)  # first: a code that is made is certainly shown
        return new_recovery_code(
            Home(home).key_slots,
            passphrase=passphrase,
            username=user,
            keystore=desk.keystore,
            kdf=kdf,
        )
    finally:
        desk.close()


def recover_desk(
    home: Path,
    code: str,
    passphrase: str,
    *,
    user: str | None = None,
    settings: Settings,
    keystore: KeyStore | None = None,
) -> None:
    """Give a desk's user (None: the sole user) a new passphrase.

    Whoever holds the code may also go on from an audit trail that does not fit its end, as after a
    lost keyring; both are audited.
    Raises InvalidValue for a weak passphrase or a text that is no code, WrongPassphrase for
    another desk's code, KeySlotsDamaged, and what open_desk raises.
    """
    place = Home(home)
    check_passphrase(passphrase, username=user or "", clinic_name=place.read().clinic_name)
    lock = HomeLock(home)
    try:
        ring = keystore or keystore_of(place)
        recover(place.key_slots, code=code, new=passphrase, username=user, keystore=ring)
    except BaseException:
        lock.release()
        raise
    # The lock is handed on: nobody comes in between the new passphrase and its audit event.
    desk = open_desk(home, passphrase, user=user, settings=settings, keystore=keystore, lock=lock)
    try:
        if desk.trail.is_broken:
            desk.trail.accept(desk.note)
        desk.note(AuditAction.RECOVERED)
    finally:
        desk.close()
