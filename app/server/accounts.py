"""Accounts: administrators give and reset them, everybody changes their own key."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.domain.ids import is_record_id
from app.domain.permissions import Permission, Scope, is_account_allowed
from app.domain.staff import LONGEST_USERNAME, Role, is_name
from app.domain.user_names import is_username
from app.protocol.messages import CredentialRequest
from app.security.password_hash import hash_password, verify_password
from app.security.server_tokens import Principal
from app.server.change_notice import notify
from app.server.names import refuse_look_alike
from app.server.presence import note_presence
from app.server.refusal import bad_request, conflict, forbidden, not_found
from app.server.sequence import lock_clinic
from app.server.sign_in import folded_name
from app.server.standing import (
    check_fresh,
    check_standing,
    denied,
    end_sessions_of,
    refuse_last_admin,
    revoke_device,
    revoke_user,
)
from app.server.tenancy import tenant_transaction
from app.server.trail import Deed, Note, write_notes
from app.server.trouble import whole

_SHORTEST_KEY, _LONGEST_KEY = 32, 500
_FIND = text(
    "SELECT username, role FROM credential WHERE tenant_id = CAST(:tenant AS uuid) "
    "AND user_id = CAST(:user AS uuid) FOR UPDATE"
)
_ADD = text(
    "INSERT INTO credential (tenant_id, username, user_id, password_hash, role, role_version, "
    "is_active) VALUES (CAST(:tenant AS uuid), :username, CAST(:user AS uuid), :hash, :role, 1, "
    "true)"
)
_RESET = text(
    "UPDATE credential SET username = :username, password_hash = :hash, role = :role, "
    "role_version = role_version + 1, is_active = true "
    "WHERE tenant_id = CAST(:tenant AS uuid) AND user_id = CAST(:user AS uuid)"
)
_KEPT = text(
    "SELECT password_hash FROM credential WHERE tenant_id = CAST(:tenant AS uuid) "
    "AND user_id = CAST(:user AS uuid)"
)
_NEW_KEY = text(
    "UPDATE credential SET password_hash = :hash "
    "WHERE tenant_id = CAST(:tenant AS uuid) AND user_id = CAST(:user AS uuid)"
)


@whole
async def set_credential(
    engine: AsyncEngine, who: Principal, user_id: str, request: CredentialRequest, *, now: datetime
) -> None:
    """Give a user a key at the server, for whoever shows their present one. Only an administrator
    gives or resets another's, with name and role. Raises Refusal (400, 403, 404, 409)."""
    _check(user_id, request)
    is_own = user_id == who.user_id
    may_set = _is_ones_own(who, request) if is_own else who.role == Role.ADMIN
    if not may_set:
        raise await denied(engine, who, entity="user", row_id=user_id, now=now)
    await _check_proof(engine, who, request.present_key, now=now)
    # No connection is held during the slow hash.
    kept = await asyncio.to_thread(hash_password, request.auth_key)
    try:
        async with tenant_transaction(engine, who.tenant_id) as connection:
            await lock_clinic(connection, who.tenant_id)
            await check_standing(connection, who)  # after the wait: they may be shut out since
            if is_own:
                await _change_own(connection, who, kept)
            else:
                await _set_for(connection, who, user_id, request, kept)
            await note_presence(connection, who.tenant_id, who.device_id, [user_id])
            note = Note(
                deed=Deed.CREDENTIAL_SET,
                actor_id=who.user_id,
                device_id=who.device_id,
                entity="user",
                row_id=user_id,
                code="own" if is_own else request.role,
            )
            await write_notes(connection, who.tenant_id, [note], now=now)
    except IntegrityError:
        raise conflict("username_taken") from None


@whole
async def revoke(
    engine: AsyncEngine, who: Principal, entity: str, row_id: str, *, now: datetime
) -> None:
    """Shut a user or a workstation out, as an administrator.

    Raises Refusal (403, 404, 409; for anybody and any workstation but one's own also sign_in_again
    where the passphrase was not shown lately).
    """
    needed = Permission.USER_MANAGE if entity == "user" else Permission.WORKSTATION_MANAGE
    if not is_account_allowed(who.role, needed, Scope.OTHER):
        raise await denied(engine, who, entity=entity, row_id=row_id, now=now)
    async with tenant_transaction(engine, who.tenant_id) as connection:
        await lock_clinic(connection, who.tenant_id)
        await check_standing(connection, who)  # after the wait: they may be shut out since
        if row_id != (who.user_id if entity == "user" else who.device_id):
            await check_fresh(connection, who, now=now)
        if not is_record_id(row_id):
            raise not_found()
        end = revoke_user if entity == "user" else revoke_device
        await end(connection, who.tenant_id, row_id, by=who, now=now)


async def _check_proof(
    engine: AsyncEngine, who: Principal, present_key: str, *, now: datetime
) -> None:
    """Raise Refusal (403) unless whoever asks shows their present key: a token that was copied must
    not become a key, and an administrator proves who they are once more."""
    wanted = {"tenant": who.tenant_id, "user": who.user_id}
    async with tenant_transaction(engine, who.tenant_id) as connection:
        await check_standing(connection, who)
        known = (await connection.execute(_KEPT, wanted)).scalar_one()
    if await asyncio.to_thread(verify_password, known, present_key):
        return
    note = Note(
        deed=Deed.DENY,
        actor_id=who.user_id,
        device_id=who.device_id,
        entity="user",
        code="key_not_proven",
    )
    async with tenant_transaction(engine, who.tenant_id) as connection:
        await write_notes(connection, who.tenant_id, [note], now=now)
    raise forbidden("key_not_proven")


async def _change_own(connection: AsyncConnection, who: Principal, kept: str) -> None:
    """A new key for oneself; one's other sessions end, this one goes on."""
    wanted = {"tenant": who.tenant_id, "user": who.user_id}
    await connection.execute(_NEW_KEY, {**wanted, "hash": kept})
    await end_sessions_of(connection, who.tenant_id, who.username, but=who.session_id)


async def _set_for(
    connection: AsyncConnection, who: Principal, user_id: str, request: CredentialRequest, kept: str
) -> None:
    wanted: dict[str, Any] = {"tenant": who.tenant_id, "user": user_id}
    known = (await connection.execute(_FIND, wanted)).one_or_none()
    role = request.role or (known.role if known else "")
    if role not in list(Role):
        raise bad_request("malformed", "a new user needs a role")
    given = {**wanted, "username": folded_name(request.username), "hash": kept, "role": role}
    if known is None or known.username != given["username"]:
        if not is_username(request.username):
            raise bad_request("malformed", "the name mixes alphabets")
        await refuse_look_alike(connection, who.tenant_id, request.username)
    if known is None:
        await connection.execute(_ADD, given)
        return
    if known.role == Role.ADMIN != role:
        await refuse_last_admin(connection, who.tenant_id, user_id)
    await end_sessions_of(connection, who.tenant_id, known.username)
    await connection.execute(_RESET, given)
    await notify(connection, who.tenant_id)


def _is_ones_own(who: Principal, request: CredentialRequest) -> bool:
    """Whether a request asks for a new key only, under one's name and role."""
    return folded_name(request.username) == who.username and request.role in ("", who.role)


def _check(user_id: str, request: CredentialRequest) -> None:
    if not is_record_id(user_id):
        raise not_found()
    is_sound = (
        is_name(request.username, longest=LONGEST_USERNAME)
        and request.role in ("", *Role)
        and _SHORTEST_KEY <= len(request.auth_key) <= _LONGEST_KEY
        and request.auth_key.isascii()
        and len(request.present_key) <= _LONGEST_KEY
    )
    if not is_sound:
        raise bad_request("malformed")
