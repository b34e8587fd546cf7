"""What everybody changes alone: one's own PIN and one's own passphrase.

Each change is in the audit trail before it is made: one that cannot be audited does not happen.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.bootstrap.administering import require, require_admin
from app.bootstrap.facts import CREDENTIAL_FACT
from app.bootstrap.home import Home
from app.bootstrap.resetting import GIVEN_FACT
from app.bootstrap.switching import note_untold, opened_at
from app.domain.audit import AuditAction
from app.domain.context import ExecutionContext
from app.domain.errors import InvalidValue, KeyAccessError
from app.domain.ids import RecordId
from app.domain.permissions import Permission, Scope
from app.security import pin_slots
from app.security.keyring_store import KeyMode
from app.security.keyslots import read_users
from app.security.passphrase import KdfParameters, check_passphrase, derive_auth_key
from app.security.pin_policy import check_pin
from app.security.slot_changes import set_passphrase
from app.security.slot_keys import OpenSlots

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk


def change_pin(
    desk: Desk,
    pin: str,
    *,
    context: ExecutionContext | None = None,
    kdf: KdfParameters | None = None,
) -> None:
    """Set one's own PIN. Raises InvalidValue, KeyAccessError.

    context is of whoever took the desk over (None: who unlocked it); kdf is the cost of the slot
    in tests.
    """
    check_pin(pin)
    who = _allowed(desk, context)
    path, found = Home(desk.home).key_slots, _slots_of(desk, who)
    if desk.slots.mode != KeyMode.KEYRING:
        raise KeyAccessError("a PIN needs a keyring, and this desk was made without one")
    note_untold(desk, who.user_id)
    _note(desk, AuditAction.PIN_CHANGED, who.user_id, who)
    pin_slots.set_pin(path, found, pin=pin, keystore=desk.keystore, kdf=kdf)


def remove_pin(desk: Desk, *, context: ExecutionContext | None = None) -> None:
    """Take one's own PIN away. Raises KeyAccessError where there is none."""
    who = _allowed(desk, context)
    path, found = Home(desk.home).key_slots, _slots_of(desk, who)
    if not any(one.uid == who.user_id and one.has_pin for one in read_users(path)):
        raise KeyAccessError("you have no PIN on this workstation")
    note_untold(desk, who.user_id)
    _note(desk, AuditAction.PIN_REMOVED, who.user_id, who)
    pin_slots.remove_pin(path, found, keystore=desk.keystore)


def enable_pin(desk: Desk, *, username: str) -> None:
    """Let somebody's PIN be tried again after too many failures. For administrators.

    Raises PermissionDenied, InvalidValue, KeyAccessError where they have none.
    """
    context = require_admin(desk, Permission.PIN_CHANGE)
    known = {one.username.casefold(): one.uid for one in read_users(Home(desk.home).key_slots)}
    uid = known.get(username.casefold())
    if uid is None:
        raise InvalidValue("username", "has no slot at this desk")
    note_untold(desk, uid)
    _note(desk, AuditAction.PIN_CHANGED, uid, context)
    pin_slots.enable_pin(Home(desk.home).key_slots, uid=uid, keystore=desk.keystore)


def change_own_passphrase(
    desk: Desk, *, old: str, new: str, context: ExecutionContext | None = None
) -> None:
    """Another passphrase for oneself; the server is told when it is reached.

    Raises WrongPassphrase, TooManyAttempts, InvalidValue for a weak one.
    """
    who = context or desk.context
    username = _slots_of(desk, who).username
    check_passphrase(new, username=username, clinic_name=desk.clinic.name)
    if old == new:
        raise InvalidValue("passphrase", "is the one before: choose another")
    key = derive_auth_key(new, who.clinic_id, username, kdf=desk.login_kdf)
    path, ring = Home(desk.home).key_slots, desk.keystore
    found = opened_at(desk, username, passphrase=old)
    _note(desk, AuditAction.PASSPHRASE_CHANGED, who.user_id, who)
    set_passphrase(path, found, new=new, keystore=ring)
    desk.set_fact(GIVEN_FACT + who.user_id, None)
    if desk.server_url:
        desk.set_fact(CREDENTIAL_FACT + who.user_id, key)


def _allowed(desk: Desk, context: ExecutionContext | None) -> ExecutionContext:
    return require(desk, context or desk.context, Permission.PIN_CHANGE, Scope.OWN)


def _slots_of(desk: Desk, who: ExecutionContext) -> OpenSlots:
    """The desk's keys, in the name of whoever works at it now."""
    users = {one.uid: one.username for one in read_users(Home(desk.home).key_slots)}
    if who.user_id not in users:
        raise KeyAccessError("this user has no slot on this workstation")
    return replace(desk.slots, user_id=who.user_id, username=users[who.user_id])


def _note(desk: Desk, action: AuditAction, uid: RecordId, context: ExecutionContext) -> None:
    def write() -> None:
        with desk.store.unit_of_work(context) as uow:
            uow.note(action, entity="user", row_id=uid)

    desk.worker.submit(write).result()
