"""A colleague's forgotten passphrase: an administrator gives them another one at this desk.

It takes no more than an administrator has anyway, the clinic's key; that it was done is in the
audit trail before it happens, and whoever it is for is told at every unlock until they choose
their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.bootstrap.administering import require, require_admin
from app.bootstrap.facts import CREDENTIAL_FACT
from app.bootstrap.home import Home
from app.bootstrap.switching import note_untold
from app.domain.audit import AuditAction
from app.domain.context import ExecutionContext
from app.domain.errors import InvalidValue
from app.domain.ids import UserId
from app.domain.permissions import Permission
from app.domain.staff import User
from app.security.keyslots import read_users
from app.security.member_slots import reset_user
from app.security.passphrase import KdfParameters, check_passphrase, derive_auth_key
from app.services.staff import users

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk

GIVEN_FACT = "passphrase_given:"
"""Fact that a user's passphrase came from somebody else and is to be changed."""


def reset_passphrase(
    desk: Desk,
    *,
    username: str,
    new: str,
    context: ExecutionContext | None = None,
    kdf: KdfParameters | None = None,
) -> None:
    """Give somebody another passphrase at this desk; their PIN goes, the server is told next.

    context is of an administrator who acts as one (None: whoever unlocked the desk, as
    administrator). kdf is the cost of the slot in tests. Raises PermissionDenied, InvalidValue for
    an unknown name, oneself, a closed account or a weak passphrase, and KeySlotsDamaged.
    """
    who = _administrator(desk, context)
    user = _somebody_else(desk, username, who)
    check_passphrase(new, username=user.username, clinic_name=desk.clinic.name)
    key = derive_auth_key(new, who.clinic_id, user.username, kdf=desk.login_kdf)
    note_untold(desk, UserId(user.id))
    desk.worker.submit(lambda: _note(desk, who, user, key)).result()
    reset_user(
        Home(desk.home).key_slots,
        desk.slots,
        user_id=UserId(user.id),
        passphrase=new,
        keystore=desk.keystore,
        kdf=kdf,
    )


def colleagues(desk: Desk) -> tuple[str, ...]:
    """The sign-in names of everybody else who has a slot at this desk."""
    slots = read_users(Home(desk.home).key_slots)
    return tuple(one.username for one in slots if one.uid != desk.context.user_id)


def is_given(desk: Desk) -> bool:
    """Whether the passphrase of whoever works at the desk came from somebody else."""
    return desk.fact(GIVEN_FACT + desk.context.user_id) is not None


def _administrator(desk: Desk, context: ExecutionContext | None) -> ExecutionContext:
    if context is None:
        return require_admin(desk, Permission.USER_MANAGE)
    return require(desk, context, Permission.USER_MANAGE)


def _somebody_else(desk: Desk, username: str, who: ExecutionContext) -> User:
    with desk.store.reader() as reader:
        known = users(reader)
    wanted = username.casefold()
    user = next((one for one in known if one.username.casefold() == wanted), None)
    if user is None:
        raise InvalidValue("username", "is not known at this clinic")
    if user.id == who.user_id:
        raise InvalidValue("username", "is your own: change your passphrase yourself")
    if not user.is_active:
        raise InvalidValue("username", "belongs to an account that was closed")
    if all(one.uid != user.id for one in read_users(Home(desk.home).key_slots)):
        raise InvalidValue("username", "has no slot at this desk: add them")
    return user


def _note(desk: Desk, who: ExecutionContext, user: User, key: str) -> None:
    """Audited, to be told to the server and to be changed, before the slot is another one."""
    with desk.store.unit_of_work(who) as uow:
        uow.note(AuditAction.PASSPHRASE_CHANGED, entity="user", row_id=user.id)
        uow.meta.set(GIVEN_FACT + user.id, "1")
        if desk.server_url:
            uow.meta.set(CREDENTIAL_FACT + user.id, key)
