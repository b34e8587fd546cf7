"""What everybody changes alone: one's own PIN and one's own passphrase."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.bootstrap.administering import require_admin
from app.bootstrap.facts import CREDENTIAL_FACT
from app.bootstrap.home import Home
from app.domain.audit import AuditAction
from app.domain.context import ExecutionContext
from app.domain.errors import InvalidValue, PermissionDenied
from app.domain.ids import RecordId
from app.domain.permissions import Permission, Scope, decide
from app.security import pin_slots
from app.security.keyslots import read_users
from app.security.passphrase import KdfParameters, check_passphrase, derive_auth_key
from app.security.pin_policy import check_pin
from app.security.slot_changes import change_passphrase

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk


def change_pin(desk: Desk, pin: str, *, kdf: KdfParameters | None = None) -> None:
    """Set the PIN of whoever unlocked the desk. Raises InvalidValue, KeyAccessError.

    kdf is the cost of the slot in tests.
    """
    check_pin(pin)
    _require_own(desk)
    path = Home(desk.home).key_slots
    desk.slots = pin_slots.set_pin(path, desk.slots, pin=pin, keystore=desk.keystore, kdf=kdf)
    _note(desk, AuditAction.PIN_CHANGED, desk.context.user_id)


def remove_pin(desk: Desk) -> None:
    """Take away the PIN of whoever unlocked the desk."""
    _require_own(desk)
    desk.slots = pin_slots.remove_pin(Home(desk.home).key_slots, desk.slots, keystore=desk.keystore)
    _note(desk, AuditAction.PIN_REMOVED, desk.context.user_id)


def enable_pin(desk: Desk, *, username: str) -> None:
    """Let somebody's PIN be tried again after too many failures. For administrators.

    Raises PermissionDenied, InvalidValue, KeyAccessError where they have none.
    """
    context = require_admin(desk, Permission.PIN_CHANGE)
    known = {one.username.casefold(): one.uid for one in read_users(Home(desk.home).key_slots)}
    uid = known.get(username.casefold())
    if uid is None:
        raise InvalidValue("username", "has no slot at this desk")
    _note(desk, AuditAction.PIN_CHANGED, uid, context)
    pin_slots.enable_pin(Home(desk.home).key_slots, uid=uid, keystore=desk.keystore)


def change_own_passphrase(desk: Desk, *, old: str, new: str) -> None:
    """Another passphrase for whoever unlocked the desk; the server is told when it is reached.

    Raises WrongPassphrase, TooManyAttempts, InvalidValue for a weak one.
    """
    username, clinic_id = desk.slots.username, desk.context.clinic_id
    check_passphrase(new, username=username, clinic_name=desk.clinic.name)
    if old == new:
        raise InvalidValue("passphrase", "is the one before: choose another")
    key = derive_auth_key(new, clinic_id, username, kdf=desk.login_kdf)
    desk.slots = change_passphrase(
        Home(desk.home).key_slots, old=old, new=new, username=username, keystore=desk.keystore
    )
    _note(desk, AuditAction.PASSPHRASE_CHANGED, desk.context.user_id)
    if desk.server_url:
        desk.set_fact(CREDENTIAL_FACT + desk.context.user_id, key)


def _require_own(desk: Desk) -> None:
    role = desk.context.role
    if not decide(role, Permission.PIN_CHANGE, Scope.OWN).is_allowed:
        raise PermissionDenied(Permission.PIN_CHANGE, role)


def _note(
    desk: Desk, action: AuditAction, uid: RecordId, context: ExecutionContext | None = None
) -> None:
    def write() -> None:
        with desk.store.unit_of_work(context or desk.context) as uow:
            uow.note(action, entity="user", row_id=uid)

    desk.worker.submit(write).result()
