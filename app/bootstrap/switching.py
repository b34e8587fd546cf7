"""Proving who stands at an open desk: another user, or the same one in a stronger role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.bootstrap.acting import acting_as
from app.bootstrap.home import Home
from app.domain.audit import AuditAction
from app.domain.context import ExecutionContext
from app.domain.errors import (
    AccountClosed,
    KeySlotsDamaged,
    PinDisabled,
    TooManyAttempts,
    WrongPassphrase,
)
from app.domain.ids import UserId, new_id
from app.domain.staff import User
from app.security.keyslots import open_pin, open_slots, read_users
from app.security.slot_keys import OpenSlots

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk


def prove(
    desk: Desk,
    *,
    username: str,
    pin: str | None = None,
    passphrase: str = "",
    acting: str | None = None,
) -> ExecutionContext:
    """The context in which this person goes on at the open desk, once the secret is right.

    Takes a third of a second: call it off the UI thread. The desk itself is not changed; a failure
    is audited. acting is the role to work in (None: the everyday one). Raises WrongPassphrase,
    TooManyAttempts, PinDisabled, AccountClosed, KeyAccessError, KeySlotsDamaged, PermissionDenied
    for a role that is not theirs.
    """
    try:
        found = _opened(desk, username, pin=pin, passphrase=passphrase)
    except (WrongPassphrase, TooManyAttempts, PinDisabled):
        _note_failure(desk, username)
        raise
    context = ExecutionContext(
        clinic_id=desk.context.clinic_id,
        user_id=found.user_id,
        role=desk.context.role,
        workstation_id=desk.context.workstation_id,
        session_id=new_id(),
    )
    with desk.store.reader() as reader:
        user = reader.records(User).get(found.user_id, include_deleted=True)
    if user is not None and (user.deleted_at is not None or not user.is_active):
        raise AccountClosed
    return desk.worker.submit(lambda: acting_as(desk.store, context, acting)).result()


def _opened(desk: Desk, username: str, *, pin: str | None, passphrase: str) -> OpenSlots:
    path, keystore = Home(desk.home).key_slots, desk.keystore
    if pin is not None:
        found = open_pin(path, pin=pin, username=username, keystore=keystore)
    else:
        found = open_slots(path, passphrase=passphrase, username=username, keystore=keystore)
    if found.keys != desk.keys:
        raise KeySlotsDamaged("the key slots belong to another desk")
    return found


def _note_failure(desk: Desk, username: str) -> None:
    """Whose way in was tried; by whom, nobody knows."""
    path = Home(desk.home).key_slots
    names = {user.username.casefold(): user.uid for user in read_users(path)}
    uid: UserId | None = names.get(username.casefold())

    def write() -> None:
        with desk.store.unit_of_work(desk.context) as uow:
            uow.note(AuditAction.SIGN_IN_FAILED, entity="user", row_id=uid)

    if not desk.trail.is_broken:
        desk.worker.submit(write).result()
