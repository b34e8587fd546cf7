"""Whether somebody may still come in: users, roles, workstations, sessions; and how that ends."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.domain.ids import is_record_id
from app.domain.staff import Role
from app.security.server_tokens import Principal
from app.server.change_notice import notify
from app.server.closing import close_record
from app.server.ledger import Entry
from app.server.refusal import Refusal, conflict, forbidden, not_found, unauthorized
from app.server.sequence import lock_clinic
from app.server.tenancy import tenant_transaction
from app.server.trail import Deed, Note, write_notes
from app.server.trouble import whole

_STANDING = text(
    "SELECT d.is_active AND c.is_active AS stands, "
    "c.role_version = :role_version AND c.username = :username AS is_same, "
    "EXISTS (SELECT 1 FROM refresh_token AS r WHERE r.tenant_id = d.tenant_id "
    "AND r.family = CAST(:session AS uuid) AND r.is_revoked) AS is_over "
    "FROM device AS d JOIN credential AS c ON c.tenant_id = d.tenant_id "
    "WHERE d.tenant_id = CAST(:tenant AS uuid) AND d.device_id = CAST(:device AS uuid) "
    "AND c.user_id = CAST(:user AS uuid)"
)
_FRESH = text(
    "SELECT 1 FROM refresh_token WHERE tenant_id = CAST(:tenant AS uuid) "
    "AND family = CAST(:family AS uuid) AND begun_at > :since LIMIT 1"
)
_END_FAMILY = text(
    "UPDATE refresh_token SET is_revoked = true "
    "WHERE tenant_id = CAST(:tenant AS uuid) AND family = CAST(:family AS uuid)"
)
_END_OF_USER = text(
    "UPDATE refresh_token SET is_revoked = true WHERE tenant_id = CAST(:tenant AS uuid) "
    "AND username = :username AND NOT is_revoked "
    "AND family IS DISTINCT FROM CAST(:kept AS uuid)"
)
_END_OF_DEVICE = text(
    "UPDATE refresh_token SET is_revoked = true WHERE tenant_id = CAST(:tenant AS uuid) "
    "AND device_id = CAST(:device AS uuid) AND NOT is_revoked"
)
_SET_ACCOUNT = text(
    "UPDATE credential SET role = coalesce(:role, role), is_active = :active, "
    "role_version = role_version + 1 WHERE tenant_id = CAST(:tenant AS uuid) "
    "AND user_id = CAST(:user AS uuid) "
    "AND (role <> coalesce(:role, role) OR is_active <> :active) RETURNING username"
)
_SET_DEVICE = text(
    "UPDATE device SET is_active = :active WHERE tenant_id = CAST(:tenant AS uuid) "
    "AND device_id = CAST(:device AS uuid) AND is_active <> :active"
)
_ACCOUNT = text(
    "SELECT role, is_active FROM credential WHERE tenant_id = CAST(:tenant AS uuid) "
    "AND user_id = CAST(:user AS uuid) FOR UPDATE"
)
_OTHER_ADMINS = text(
    "SELECT 1 FROM credential WHERE tenant_id = CAST(:tenant AS uuid) "
    "AND role = :admin AND is_active AND user_id <> CAST(:user AS uuid) LIMIT 1"
)
_HAS_DEVICE = text(
    "SELECT 1 FROM device WHERE tenant_id = CAST(:tenant AS uuid) "
    "AND device_id = CAST(:device AS uuid) FOR UPDATE"
)
FRESH_FOR = timedelta(hours=1)
_STANDING_FIELDS = frozenset({"role", "is_active"})


async def check_standing(connection: AsyncConnection, who: Principal) -> None:
    """Raise Refusal unless user, role, workstation and session are as when they signed in: 403 for
    who is shut out; 401 for who was given another role, name or key, and just signs in again."""
    wanted = {
        "tenant": who.tenant_id,
        "device": who.device_id,
        "user": who.user_id,
        "username": who.username,
        "role_version": who.role_version,
        "session": who.session_id,
    }
    found = (await connection.execute(_STANDING, wanted)).one_or_none()
    if found is None or not found.stands:
        raise forbidden("device_revoked")
    if found.is_over:
        raise unauthorized("session_over")
    if not found.is_same:
        raise unauthorized("account_changed")


async def check_fresh(connection: AsyncConnection, who: Principal, *, now: datetime) -> None:
    """Whether somebody showed their passphrase here within the hour: a session that only renews
    itself, or a token that was taken from it, may not do everything. Raises Refusal (409)."""
    wanted = {"tenant": who.tenant_id, "family": who.session_id, "since": now - FRESH_FOR}
    if (await connection.execute(_FRESH, wanted)).one_or_none() is None:
        raise conflict("sign_in_again")


async def end_family(connection: AsyncConnection, tenant_id: str, family: object) -> None:
    """End one session: none of its refresh tokens is good any more."""
    await connection.execute(_END_FAMILY, {"tenant": tenant_id, "family": str(family)})


async def end_sessions_of(
    connection: AsyncConnection, tenant_id: str, username: str, *, but: str | None = None
) -> None:
    """End a user's sessions everywhere, except one where it is named."""
    wanted = {"tenant": tenant_id, "username": username, "kept": but}
    await connection.execute(_END_OF_USER, wanted)


@whole
async def denied(
    engine: AsyncEngine, who: Principal, *, entity: str = "", row_id: str = "", now: datetime
) -> Refusal:
    """Note a request that a role does not allow; the refusal to raise. Raises Refusal (401, 403)
    where they may not come in at all."""
    async with tenant_transaction(engine, who.tenant_id) as connection:
        await check_standing(connection, who)
        note = Note(
            deed=Deed.DENY,
            actor_id=who.user_id,
            device_id=who.device_id,
            entity=entity,
            row_id=row_id if is_record_id(row_id) else None,
            code="request",
        )
        await write_notes(connection, who.tenant_id, [note], now=now)
    return forbidden("role_not_allowed")


async def refuse_last_admin(connection: AsyncConnection, tenant_id: str, user_id: str) -> None:
    """Raise Refusal (409) unless somebody else administers the clinic, under its lock."""
    wanted = {"tenant": tenant_id, "user": user_id, "admin": str(Role.ADMIN)}
    if (await connection.execute(_OTHER_ADMINS, wanted)).first() is None:
        raise conflict("last_admin")


async def revoke_user(
    connection: AsyncConnection,
    tenant_id: str,
    user_id: str,
    *,
    by: Principal | None,
    now: datetime,
) -> None:
    """Shut a user out at once, here and, by their closed record, at every desk.

    Raises Refusal (404, 409 for the clinic's last administrator).
    """
    wanted = {"tenant": tenant_id, "user": user_id}
    await lock_clinic(connection, tenant_id)
    account = (await connection.execute(_ACCOUNT, wanted)).one_or_none()
    if account is None:
        raise not_found()
    if by is not None and account.role == Role.ADMIN and account.is_active:
        await refuse_last_admin(connection, tenant_id, user_id)
    await _set_account(connection, tenant_id, user_id, role=None, is_active=False)
    key = ("user", user_id)
    await close_record(connection, tenant_id, key, by=by.user_id if by else None, now=now)
    await _tell(connection, tenant_id, by, "user", user_id, now=now)


async def revoke_device(
    connection: AsyncConnection,
    tenant_id: str,
    device_id: str,
    *,
    by: Principal | None,
    now: datetime,
) -> None:
    """Shut a workstation out at once and close its record. Raises Refusal (404)."""
    wanted = {"tenant": tenant_id, "device": device_id}
    await lock_clinic(connection, tenant_id)
    if (await connection.execute(_HAS_DEVICE, wanted)).first() is None:
        raise not_found()
    await _set_device(connection, tenant_id, device_id, is_active=False)
    key = ("workstation", device_id)
    await close_record(connection, tenant_id, key, by=by.user_id if by else None, now=now)
    await _tell(connection, tenant_id, by, "workstation", device_id, now=now)


async def follow_records(
    connection: AsyncConnection, tenant_id: str, entries: Iterable[Entry], *, now: datetime
) -> None:
    """Let accounts and workstations follow what administrators' operations made of their records.

    Who may change role and standing was decided before (authority.py); nobody changes their own.
    """
    for entry in entries:
        row, operation = entry.row, entry.operation
        if row.entity not in ("user", "workstation") or operation is None:
            continue
        is_about_standing = not row.changed or not _STANDING_FIELDS.isdisjoint(row.changed)
        if not is_about_standing or row.id == operation.actor_id:
            continue
        body: dict[str, Any] = row.body or {}
        is_active = bool(body.get("is_active", False))
        if row.entity == "user":
            has_changed = await _set_account(
                connection, tenant_id, row.id, role=body.get("role"), is_active=is_active
            )
        else:
            has_changed = await _set_device(connection, tenant_id, row.id, is_active=is_active)
        if has_changed:
            note = Note(
                deed=Deed.ALLOW_AGAIN if is_active else Deed.REVOKE,
                actor_id=operation.actor_id,
                entity=row.entity,
                row_id=row.id,
                code="role" if is_active and "role" in row.changed else "record",
            )
            await write_notes(connection, tenant_id, [note], now=now)


async def _set_account(
    connection: AsyncConnection, tenant_id: str, user_id: str, *, role: Any, is_active: bool
) -> bool:
    wanted = {"tenant": tenant_id, "user": user_id, "role": role, "active": is_active}
    username = (await connection.execute(_SET_ACCOUNT, wanted)).scalar_one_or_none()
    if username is None:
        return False
    await end_sessions_of(connection, tenant_id, username)
    return True


async def _set_device(
    connection: AsyncConnection, tenant_id: str, device_id: str, *, is_active: bool
) -> bool:
    wanted = {"tenant": tenant_id, "device": device_id, "active": is_active}
    has_changed = (await connection.execute(_SET_DEVICE, wanted)).rowcount > 0
    if has_changed and not is_active:
        await connection.execute(_END_OF_DEVICE, {"tenant": tenant_id, "device": device_id})
    return has_changed


async def _tell(
    connection: AsyncConnection,
    tenant_id: str,
    by: Principal | None,
    entity: str,
    row_id: str,
    *,
    now: datetime,
) -> None:
    note = Note(
        deed=Deed.REVOKE,
        actor_id=by.user_id if by else None,
        device_id=by.device_id if by else None,
        entity=entity,
        row_id=row_id,
        code="request" if by else "operator",
    )
    await write_notes(connection, tenant_id, [note], now=now)
    await notify(connection, tenant_id)  # open sockets look again at once
