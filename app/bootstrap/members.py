"""Who works at this desk: a person's record, their key slot, and their account at the server.

Nobody's secret but the new person's own is needed to add somebody, and only the administrator's to
let somebody go. Letting go makes new keys: what the person may have copied opens nothing here any
more. Other desks of the clinic do the same when the closed account reaches them.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from app.bootstrap.administering import require, require_admin
from app.bootstrap.facts import CREDENTIAL_FACT, SERVER_KEY_FACT
from app.bootstrap.home import Home
from app.bootstrap.session_holder import asked_in_person, is_own_session
from app.domain.audit import AuditAction
from app.domain.context import ExecutionContext
from app.domain.errors import ApiError, InvalidValue, RequestRefused
from app.domain.ids import UserId, new_id
from app.domain.permissions import Permission
from app.domain.staff import Role, User
from app.domain.user_names import WORDS, is_username, looks_like
from app.security.keyslots import read_users
from app.security.member_slots import add_user
from app.security.passphrase import KdfParameters, check_passphrase, derive_auth_key
from app.services.preferences import forget
from app.services.staff import users

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberState:
    """Somebody of the clinic, and how they can unlock this desk."""

    user_id: str
    username: str
    display_name: str
    role: str
    is_active: bool
    has_slot: bool
    has_pin: bool

    @property
    def way_in(self) -> str:
        """How they unlock this desk, for people."""
        if not self.is_active:
            return "account closed"
        if not self.has_slot:
            return "not at this desk"
        return "passphrase and PIN" if self.has_pin else "passphrase"


def members(desk: Desk) -> tuple[MemberState, ...]:
    """Everybody of the clinic as this desk knows them, by name. Raises PermissionDenied."""
    require(desk, desk.context, Permission.USER_VIEW)
    slots = {one.uid: one for one in read_users(Home(desk.home).key_slots)}
    with desk.store.reader() as reader:
        found = users(reader)
    return tuple(
        MemberState(
            user_id=user.id,
            username=user.username,
            display_name=user.display_name,
            role=user.role,
            is_active=user.is_active,
            has_slot=user.id in slots,
            has_pin=user.id in slots and slots[UserId(user.id)].has_pin,
        )
        for user in found
    )


def add_member(
    desk: Desk,
    *,
    username: str,
    role: str,
    passphrase: str,
    display_name: str = "",
    kdf: KdfParameters | None = None,
) -> User:
    """Let somebody work at this desk with a passphrase of their own. Takes a second or two.

    A name the clinic knows already gets a slot here and keeps its role; adding goes on where an
    interrupted one stopped. kdf is the cost of the slot in tests. Raises PermissionDenied,
    InvalidValue, KeySlotsDamaged.
    """
    context = require_admin(desk, Permission.USER_MANAGE)
    _check(desk, username, role=role, passphrase=passphrase)
    key = derive_auth_key(passphrase, context.clinic_id, username, kdf=desk.login_kdf)
    user = _find(desk, username) or _new_user(desk, username, display_name, role)
    if not user.is_active:
        raise InvalidValue("username", "belongs to an account that was closed: choose another")
    desk.worker.submit(lambda: _write_record(desk, context, user, key)).result()
    add_user(
        Home(desk.home).key_slots,
        desk.slots,
        user_id=UserId(user.id),
        username=user.username,
        passphrase=passphrase,
        keystore=desk.keystore,
        kdf=kdf,
    )
    return user


def remove_member(desk: Desk, *, username: str) -> Desk:
    """Close somebody's account and make new keys without them; the desk, open under those.

    Interrupted, the next opening goes on. Raises PermissionDenied; InvalidValue for an unknown
    name, oneself, and the last administrator.
    """
    context = require_admin(desk, Permission.USER_MANAGE)
    user = _find(desk, username)
    if user is None:
        raise InvalidValue("username", "is not known at this clinic")
    if user.id == context.user_id:
        raise InvalidValue("username", "is your own: ask another administrator")
    desk.worker.submit(lambda: _close_account(desk, context, user)).result()
    here = {one.uid for one in read_users(Home(desk.home).key_slots)}
    return desk.with_new_keys(without=here & {UserId(user.id)})


async def shut_out_at_server(desk: Desk, passphrase: str, *, username: str) -> bool:
    """End a closed account's sessions at the server now; unreachable, it hears at the next sync.

    The passphrase is shown to the server where it asks for it.
    """
    api, user = desk.api, await asyncio.to_thread(_find, desk, username)
    if api is None or user is None:
        return False
    with suppress(ApiError):
        await asked_in_person(desk, passphrase, partial(api.revoke_user, user_id=user.id))
        return True
    return False


async def post_due_credentials(desk: Desk) -> int:
    """Tell the server what new or changed users will show it; how many it took.

    What it refuses (only administrators may set another's) waits for another session, and so does
    everything where the desk's session is somebody else's. Raises ApiError where the server cannot
    be asked.
    """
    api = desk.api
    if api is None or not await asyncio.to_thread(is_own_session, desk):
        return 0
    taken = 0
    mine = await asyncio.to_thread(desk.fact, SERVER_KEY_FACT + desk.context.user_id)
    for user, key in await asyncio.to_thread(_due, desk):
        role = "" if user.id == desk.context.user_id else user.role
        try:
            await api.set_credential(
                user_id=user.id,
                username=user.username,
                auth_key=key,
                present_key=mine or "",
                role=role,
            )
        except RequestRefused:
            continue
        await asyncio.to_thread(_settle_credential, desk, user, key)
        mine = key if user.id == desk.context.user_id else mine
        taken += 1
    return taken


def _check(desk: Desk, username: str, *, role: str, passphrase: str) -> None:
    if not is_username(username):
        raise InvalidValue("username", WORDS)
    if role not in list(Role):
        raise InvalidValue("role", "is not one of " + ", ".join(Role))
    check_passphrase(passphrase, username=username, clinic_name=desk.clinic.name)
    known = read_users(Home(desk.home).key_slots)
    if any(one.username.casefold() == username.casefold() for one in known):
        raise InvalidValue("username", "has a slot at this desk already")
    if _find(desk, username) is None:
        _refuse_look_alike(desk, username)


def _refuse_look_alike(desk: Desk, username: str) -> None:
    """Nobody new is called what a colleague seems to be called."""
    with desk.store.reader() as reader:
        names = [one.username for one in users(reader)]
    names += [one.username for one in read_users(Home(desk.home).key_slots)]
    if any(looks_like(username, name) for name in names):
        raise InvalidValue("username", "looks like a colleague's: choose another")


def _find(desk: Desk, username: str) -> User | None:
    with desk.store.reader() as reader:
        known = users(reader)
    return next((one for one in known if one.username.casefold() == username.casefold()), None)


def _new_user(desk: Desk, username: str, display_name: str, role: str) -> User:
    now = desk.clock.now()
    return User(
        id=new_id(),
        created_at=now,
        updated_at=now,
        username=username,
        display_name=display_name or username,
        role=role,
    )


def _write_record(desk: Desk, context: ExecutionContext, user: User, key: str) -> None:
    """The record and what the server is to be told of it, in one transaction."""
    with desk.store.unit_of_work(context) as uow:
        is_new = uow.records(User).get(user.id) is None
        is_due = is_new or uow.meta.get(CREDENTIAL_FACT + user.id) is not None
        if is_new:
            uow.add(user)
        if is_due:  # else their account at the server stays as their other desks know it
            uow.meta.set(CREDENTIAL_FACT + user.id, key)
        uow.meta.set(SERVER_KEY_FACT + user.id, key)
        uow.note(AuditAction.USER_ADDED, entity="user", row_id=user.id)


def _close_account(desk: Desk, context: ExecutionContext, user: User) -> None:
    with desk.store.unit_of_work(context) as uow:
        admins = [one for one in users(uow) if one.is_active and one.role == Role.ADMIN]
        if [one.id for one in admins] == [user.id]:
            raise InvalidValue("username", "is the clinic's last administrator")
        stored = uow.records(User).get(user.id)
        if stored is not None and stored.is_active:
            uow.save(replace(stored, is_active=False))
        uow.meta.set(CREDENTIAL_FACT + user.id, None)
        uow.meta.set(SERVER_KEY_FACT + user.id, None)
        forget(uow, UserId(user.id))
        uow.note(AuditAction.USER_REMOVED, entity="user", row_id=user.id)


def _due(desk: Desk) -> list[tuple[User, str]]:
    with desk.store.reader() as reader:
        known = users(reader)
    keys = ((user, desk.fact(CREDENTIAL_FACT + user.id)) for user in known if user.is_active)
    return [(user, key) for user, key in keys if key is not None]


def _settle_credential(desk: Desk, user: User, key: str) -> None:
    desk.set_fact(SERVER_KEY_FACT + user.id, key)
    if desk.fact(CREDENTIAL_FACT + user.id) == key:  # else it changed while it was sent
        desk.set_fact(CREDENTIAL_FACT + user.id, None)
