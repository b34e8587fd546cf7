"""Proving who stands at an open desk: another user, or the same one in a stronger role."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from app.bootstrap.acting import acting_as
from app.bootstrap.home import Home
from app.bootstrap.noting import Failures, failures_before
from app.domain.audit import AuditAction
from app.domain.changes import Origin
from app.domain.context import ExecutionContext
from app.domain.errors import (
    AccountClosed,
    ClinicError,
    KeySlotsDamaged,
    PinDisabled,
    TooManyAttempts,
    WrongPassphrase,
)
from app.domain.ids import UserId, new_id
from app.domain.staff import User
from app.security.attempts import attempts_at
from app.security.keyslots import open_pin, open_slots, read_users
from app.security.slot_file import SlotKind
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
    found = opened_at(desk, username, pin=pin, passphrase=passphrase)
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


def opened_at(
    desk: Desk, username: str, *, pin: str | None = None, passphrase: str = ""
) -> OpenSlots:
    """Somebody's keys at an open desk. A failure is audited, as are those before a success which
    nobody was told of, and are forgotten after that. Raises what prove raises of secrets and
    slots."""
    path, ring = Home(desk.home).key_slots, desk.keystore
    try:
        if pin is not None:
            found = open_pin(path, pin=pin, username=username, keystore=ring)
        else:
            found = open_slots(path, passphrase=passphrase, username=username, keystore=ring)
    except (WrongPassphrase, TooManyAttempts, PinDisabled) as error:
        names = {user.username.casefold(): user.uid for user in read_users(path)}
        uid = names.get(username.casefold())
        if uid is not None and isinstance(error, WrongPassphrase):
            _note_guess(desk, uid, "user" if pin is None else "pin")
        else:
            _note(desk, uid)
        raise
    failures = failures_before(path, found, ring)
    if failures is not None:
        _note(desk, found.user_id, failures.count)
        failures.forget()
    if found.keys != desk.keys:
        raise KeySlotsDamaged("the key slots belong to another desk")
    return found


def note_untold(desk: Desk, uid: UserId) -> None:
    """Tell the audit trail of somebody's failures before they are forgotten without a success.

    Raises StorageError, KeyringUnavailable.
    """
    path, ring = Home(desk.home).key_slots, desk.keystore
    memory = attempts_at(path, ring)
    counts: dict[SlotKind, int] = {kind: memory.untold(kind, uid) for kind in ("user", "pin")}
    failures = Failures(uid, counts, path, ring)
    if failures.count:
        _note(desk, uid, failures.count)
        failures.forget()


def _note_guess(desk: Desk, uid: UserId, kind: SlotKind) -> None:
    """Tell of a guess that failed just now, with those before it that nobody was told of."""
    untold, memory = 1, None
    with suppress(ClinicError):  # what cannot be read now is told later
        memory = attempts_at(Home(desk.home).key_slots, desk.keystore)
        untold = memory.untold(kind, uid)
    _note(desk, uid, untold if untold > 1 else None)
    if memory is not None:
        with suppress(ClinicError):  # told twice then, and not too seldom
            memory.tell(kind, uid, untold)


def _note(desk: Desk, uid: UserId | None, count: int | None = None) -> None:
    """Whose way in was tried, and how often; by whom, nobody knows."""

    def write() -> None:
        # REMOTE: whoever makes the desk one for reading only gains no untold guesses.
        with desk.store.unit_of_work(desk.context, origin=Origin.REMOTE) as uow:
            uow.note(AuditAction.SIGN_IN_FAILED, entity="user", row_id=uid, result_count=count)

    desk.worker.submit(write).result()
