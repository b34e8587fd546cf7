"""Join codes made: by whom, for whom, and as long as their maker may still make them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.inviting import may_invite
from app.domain.staff import Role
from app.domain.user_names import is_username
from app.protocol.codec import instant_to_wire
from app.protocol.messages import InviteReply, InviteRequest
from app.security.join_code import ALPHABET, LOOKUP_LENGTH
from app.security.server_tokens import Principal
from app.server.names import refuse_look_alike
from app.server.refusal import Refusal, bad_request, unauthorized
from app.server.sign_in import LONGEST_NAME, SignInDesk
from app.server.standing import check_fresh, check_standing, denied
from app.server.tenancy import tenant_transaction
from app.server.trail import Deed, Note, write_notes
from app.server.trouble import whole

CODE_LIFETIME = timedelta(hours=24)
MOST_OPEN_CODES = 50
"""Codes of one clinic that wait to be used; more are a mistake or a misuse."""
_LOOKUP = re.compile(f"[{ALPHABET}]{{{LOOKUP_LENGTH}}}")
_PROOF_HASH = re.compile("[0-9a-f]{64}")
_LONGEST_KEY = 1000

_ADD = text(
    "INSERT INTO join_code (lookup, proof_hash, tenant_id, clinic_name, username, display_name, "
    "role, sealed_clinic_key, expires_at, made_by, made_at_device) VALUES (:lookup, :proof_hash, "
    "CAST(:tenant AS uuid), :clinic_name, :username, :display_name, :role, :sealed_clinic_key, "
    ":expires_at, CAST(:made_by AS uuid), CAST(:made_at AS uuid))"
)
# Locked: two codes made at once are counted one after the other.
_TENANT_NAME = text("SELECT name FROM tenant WHERE id = CAST(:tenant AS uuid) FOR UPDATE")
_OPEN_CODES = text(
    "SELECT count(*) FROM join_code WHERE tenant_id = CAST(:tenant AS uuid) "
    "AND used_at IS NULL AND expires_at > :now"
)
# Shared locks: whoever shuts the maker out waits until the code is used, or comes before it.
_MAKER = text(
    "SELECT c.role FROM credential AS c JOIN device AS d ON d.tenant_id = c.tenant_id "
    "WHERE c.tenant_id = CAST(:tenant AS uuid) AND c.user_id = CAST(:user AS uuid) "
    "AND d.device_id = CAST(:device AS uuid) AND c.is_active AND d.is_active FOR SHARE"
)


async def deposit_code(
    connection: AsyncConnection,
    request: InviteRequest,
    *,
    tenant_id: str | None,
    clinic_name: str,
    now: datetime,
    by: Principal | None = None,
) -> InviteReply:
    """Keep a code for a clinic (None: one that starts a clinic, made by the operator). Good for a
    day."""
    expires_at = now + CODE_LIFETIME
    await connection.execute(
        _ADD,
        {
            "lookup": request.lookup,
            "proof_hash": request.proof_hash,
            "tenant": tenant_id,
            "clinic_name": clinic_name,
            "username": request.username.strip(),
            "display_name": request.display_name.strip() or request.username.strip(),
            "role": request.role,
            "sealed_clinic_key": request.sealed_clinic_key,
            "expires_at": expires_at,
            "made_by": by.user_id if by else None,
            "made_at": by.device_id if by else None,
        },
    )
    return InviteReply(expires_at=instant_to_wire(expires_at))


async def invite(
    desk: SignInDesk, who: Principal, request: InviteRequest, *, now: datetime
) -> InviteReply:
    """Keep a code made by a desk of the clinic, as an administrator.

    Raises Refusal (400, 403; 409, also sign_in_again where the passphrase was not shown lately).
    """
    _check_invitation(request)
    if not may_invite(who.role):
        raise await denied(desk.engine, who, entity="user", now=now)
    try:
        return await _deposit_for(desk, who, request, now)
    except IntegrityError:
        raise Refusal(HTTPStatus.CONFLICT, "code_exists") from None


async def check_maker(connection: AsyncConnection, code: Any) -> None:
    """Raise Refusal (401) for a clinic's unused code whose maker, or the desk it was made at, was
    shut out since, or whose maker could not make it any more: who has to go leaves no way in."""
    if code.tenant_id is None or code.used_at is not None:
        return
    wanted = {"tenant": code.tenant_id, "user": code.made_by, "device": code.made_at_device}
    maker = (await connection.execute(_MAKER, wanted)).one_or_none()
    if maker is None or not may_invite(maker.role):
        raise unauthorized("bad_code")


@whole
async def _deposit_for(
    desk: SignInDesk, who: Principal, request: InviteRequest, now: datetime
) -> InviteReply:
    async with tenant_transaction(desk.engine, who.tenant_id) as connection:
        await check_standing(connection, who)
        await check_fresh(connection, who, now=now)
        name = (await connection.execute(_TENANT_NAME, {"tenant": who.tenant_id})).scalar_one()
        counted = {"tenant": who.tenant_id, "now": now}
        if (await connection.execute(_OPEN_CODES, counted)).scalar_one() >= MOST_OPEN_CODES:
            raise Refusal(HTTPStatus.CONFLICT, "too_many_open_codes")
        await refuse_look_alike(connection, who.tenant_id, request.username)
        note = Note(
            deed=Deed.INVITE, actor_id=who.user_id, device_id=who.device_id, code=request.role
        )
        await write_notes(connection, who.tenant_id, [note], now=now)
        return await deposit_code(
            connection, request, tenant_id=who.tenant_id, clinic_name=name, now=now, by=who
        )


def _check_invitation(request: InviteRequest) -> None:
    is_sound = (
        _LOOKUP.fullmatch(request.lookup)
        and _PROOF_HASH.fullmatch(request.proof_hash)
        and request.role in list(Role)
        and is_username(request.username)
        and len(request.display_name) <= LONGEST_NAME
        and len(request.sealed_clinic_key) <= _LONGEST_KEY
    )
    if not is_sound:
        raise bad_request("malformed")
