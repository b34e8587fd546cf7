"""Join codes at the server: offered once, used once, known only by a hash of their proof."""

from __future__ import annotations

import asyncio
import hmac
import re
import secrets
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.ids import is_record_id, new_id
from app.domain.staff import LONGEST_CLINIC_NAME, LONGEST_USERNAME, Role, is_name
from app.protocol.codec import instant_to_wire
from app.protocol.messages import (
    InviteReply,
    InviteRequest,
    JoinOffer,
    JoinReply,
    JoinRequest,
    JoinStart,
)
from app.security.join_code import ALPHABET, LOOKUP_LENGTH, hash_proof
from app.security.password_hash import hash_password, verify_password
from app.security.server_tokens import Principal
from app.server.refusal import Refusal, bad_request, forbidden, unauthorized
from app.server.sign_in import LONGEST_NAME, SignInDesk, folded_name, hashed
from app.server.standing import check_standing, denied
from app.server.tenancy import tenant_transaction
from app.server.trail import Deed, Note, write_notes

CODE_LIFETIME = timedelta(hours=24)
MOST_FAILURES = 10
MOST_OPEN_CODES = 50
"""Codes of one clinic that wait to be used; more are a mistake or a misuse."""
_LOOKUP = re.compile(f"[{ALPHABET}]{{{LOOKUP_LENGTH}}}")
_PROOF_HASH = re.compile("[0-9a-f]{64}")
_LONGEST_KEY = 1000

_ADD = text(
    "INSERT INTO join_code (lookup, proof_hash, tenant_id, clinic_name, username, display_name, "
    "role, sealed_clinic_key, expires_at) VALUES (:lookup, :proof_hash, CAST(:tenant AS uuid), "
    ":clinic_name, :username, :display_name, :role, :sealed_clinic_key, :expires_at)"
)
_FIND = text("SELECT * FROM join_code WHERE lookup = :lookup FOR UPDATE")
_FAIL = text("UPDATE join_code SET failures = failures + 1 WHERE lookup = :lookup")
_USE = text(
    "UPDATE join_code SET used_at = coalesce(used_at, :at), used_by = CAST(:device AS uuid), "
    "sealed_clinic_key = '' WHERE lookup = :lookup"
)
_ADD_TENANT = text(
    "INSERT INTO tenant (id, name, created_at) VALUES (CAST(:tenant AS uuid), :name, :at)"
)
_ADD_SEQ = text(
    "INSERT INTO tenant_seq (tenant_id, seq, epoch, link) "
    "VALUES (CAST(:tenant AS uuid), 0, CAST(:epoch AS uuid), '')"
)
# Locked: two codes made at once are counted one after the other.
_TENANT_NAME = text("SELECT name FROM tenant WHERE id = CAST(:tenant AS uuid) FOR UPDATE")
_OPEN_CODES = text(
    "SELECT count(*) FROM join_code WHERE tenant_id = CAST(:tenant AS uuid) "
    "AND used_at IS NULL AND expires_at > :now"
)
_HAS_RECORD = text(
    'SELECT 1 FROM "user" WHERE tenant_id = CAST(:tenant AS uuid) AND id = CAST(:user AS uuid)'
)
_CREDENTIAL = text(
    "SELECT user_id, password_hash, role, role_version, is_active FROM credential "
    "WHERE tenant_id = CAST(:tenant AS uuid) AND username = :username"
)
_NAMES_OF_ID = text(
    "SELECT username FROM credential "
    "WHERE tenant_id = CAST(:tenant AS uuid) AND user_id = CAST(:user AS uuid) "
    'UNION SELECT username FROM "user" '
    "WHERE tenant_id = CAST(:tenant AS uuid) AND id = CAST(:user AS uuid)"
)
_ADD_CREDENTIAL = text(
    "INSERT INTO credential (tenant_id, username, user_id, password_hash, role, role_version, "
    "is_active) VALUES (CAST(:tenant AS uuid), :username, CAST(:user AS uuid), :hash, :role, 1, "
    "true)"
)
_DEVICE_TOKEN = text(
    "UPDATE device SET token_hash = :hash, name = :name "
    "WHERE tenant_id = CAST(:tenant AS uuid) AND device_id = CAST(:device AS uuid)"
)
_DEVICE = text(
    "SELECT is_active, enrolled_by FROM device WHERE tenant_id = CAST(:tenant AS uuid) "
    "AND device_id = CAST(:device AS uuid)"
)
_ADD_DEVICE = text(
    "INSERT INTO device (tenant_id, device_id, name, token_hash, is_active, enrolled_at, "
    "enrolled_by) VALUES (CAST(:tenant AS uuid), CAST(:device AS uuid), :name, :hash, true, :at, "
    "CAST(:user AS uuid))"
)


async def deposit_code(
    connection: AsyncConnection,
    request: InviteRequest,
    *,
    tenant_id: str | None,
    clinic_name: str,
    now: datetime,
) -> InviteReply:
    """Keep a code for a clinic (None: one that starts a clinic). Good for a day."""
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
        },
    )
    return InviteReply(expires_at=instant_to_wire(expires_at))


async def invite(
    desk: SignInDesk, who: Principal, request: InviteRequest, *, now: datetime
) -> InviteReply:
    """Keep a code made by a desk of the clinic. An administrator hands out any role; whoever else
    signs in a further desk does so for the front desk. Raises Refusal (400, 403, 409)."""
    _check_invitation(request)
    if who.role != Role.ADMIN and request.role != Role.FRONT_DESK:
        raise await denied(desk.engine, who, entity="user", now=now)
    try:
        return await _deposit_for(desk, who, request, now)
    except IntegrityError:
        raise Refusal(HTTPStatus.CONFLICT, "code_exists") from None


async def _deposit_for(
    desk: SignInDesk, who: Principal, request: InviteRequest, now: datetime
) -> InviteReply:
    async with tenant_transaction(desk.engine, who.tenant_id) as connection:
        await check_standing(connection, who)
        name = (await connection.execute(_TENANT_NAME, {"tenant": who.tenant_id})).scalar_one()
        counted = {"tenant": who.tenant_id, "now": now}
        if (await connection.execute(_OPEN_CODES, counted)).scalar_one() >= MOST_OPEN_CODES:
            raise Refusal(HTTPStatus.CONFLICT, "too_many_open_codes")
        note = Note(
            deed=Deed.INVITE, actor_id=who.user_id, device_id=who.device_id, code=request.role
        )
        await write_notes(connection, who.tenant_id, [note], now=now)
        return await deposit_code(
            connection, request, tenant_id=who.tenant_id, clinic_name=name, now=now
        )


async def offer(desk: SignInDesk, start: JoinStart, *, now: datetime) -> JoinOffer:
    """What a code opens. A used one opens no key: the workstation that used it has that already.

    Raises Refusal: 401 for a wrong, used or old code, 403 for a workstation shut out since.
    """
    async with desk.engine.begin() as connection:
        code = await _valid(connection, start.lookup, start.proof, start.device_id, now)
    if code is None:
        raise unauthorized("bad_code")
    tenant_id = code.tenant_id.hex if code.tenant_id else ""
    known, has_record = None, False
    if tenant_id:
        async with tenant_transaction(desk.engine, tenant_id) as connection:
            if code.used_at is not None:
                await _refuse_shut_out(connection, tenant_id, start.device_id)
            known = await _credential(connection, tenant_id, code.username)
            if known is not None:
                wanted = {"tenant": tenant_id, "user": known.user_id}
                has_record = (await connection.execute(_HAS_RECORD, wanted)).first() is not None
    return JoinOffer(
        clinic_id=tenant_id,
        clinic_name=code.clinic_name,
        sealed_clinic_key=code.sealed_clinic_key,
        username=code.username,
        role=known.role if known else code.role,
        user_exists=has_record,
        user_id=known.user_id.hex if known else "",
    )


async def _refuse_shut_out(connection: AsyncConnection, tenant_id: str, device_id: str) -> None:
    wanted = {"tenant": tenant_id, "device": device_id}
    device = (await connection.execute(_DEVICE, wanted)).one_or_none()
    if device is None or not device.is_active:
        raise forbidden("device_revoked")


async def join(desk: SignInDesk, request: JoinRequest, *, now: datetime) -> JoinReply:
    """Enrol a workstation, and its user where new; the code is used up with it.

    A workstation whose reply was lost asks again, with the same code or a fresh one: a user who
    shows their key gets a new device token for it. Raises Refusal: 401 for the code or an
    existing user's key, 403 for a workstation that was shut out, 409 where the clinic or the
    workstation is somebody else's.
    """
    ids = (request.clinic_id, request.user_id, request.device_id)
    if not all(map(is_record_id, ids)) or not is_name(
        request.clinic_name, longest=LONGEST_CLINIC_NAME
    ):
        raise bad_request("malformed")
    # A transaction of its own: a wrong guess is counted although nobody is enrolled.
    async with desk.engine.begin() as connection:
        code = await _valid(connection, request.lookup, request.proof, request.device_id, now)
    _check_code(code, request)
    kept = await _checked_key(desk, request)
    try:
        async with tenant_transaction(desk.engine, request.clinic_id) as connection:
            return await _enrol(desk, connection, request, kept, now)
    except IntegrityError:
        raise Refusal(HTTPStatus.CONFLICT, "already_enrolled") from None


async def _enrol(
    desk: SignInDesk, connection: AsyncConnection, request: JoinRequest, kept: str, now: datetime
) -> JoinReply:
    found = await _valid(connection, request.lookup, request.proof, request.device_id, now)
    code = _check_code(found, request)
    known = await _credential(connection, request.clinic_id, request.username)
    if code.tenant_id is None:
        await _start_clinic(connection, request, known, now, is_again=code.used_at is not None)
    user_id, role, role_version = await _user(connection, request, code.role, kept)
    device_token = await _device(connection, request, user_id, now)
    used = {"lookup": request.lookup, "at": now, "device": request.device_id}
    await connection.execute(_USE, used)
    note = Note(deed=Deed.JOIN, actor_id=user_id, device_id=request.device_id, code=role)
    await write_notes(connection, request.clinic_id, [note], now=now)
    who = Principal(
        user_id=user_id,
        username=folded_name(request.username),
        role=role,
        role_version=role_version,
        tenant_id=request.clinic_id,
        device_id=request.device_id,
        session_id=new_id(),
    )
    return JoinReply(
        clinic_id=request.clinic_id,
        user_id=user_id,
        device_token=device_token,
        tokens=await desk.issue(connection, who, now=now),
    )


async def _start_clinic(
    connection: AsyncConnection,
    request: JoinRequest,
    known: Any,
    now: datetime,
    *,
    is_again: bool,
) -> None:
    """Make the clinic, or find it made for somebody who did not hear of it.

    A fresh code finds it for an administrator, a used one for the workstation it enrolled there.
    """
    tenant = {"tenant": request.clinic_id}
    if (await connection.execute(_TENANT_NAME, tenant)).one_or_none() is not None:
        wanted = {**tenant, "device": request.device_id}
        is_enrolled = (await connection.execute(_DEVICE, wanted)).one_or_none() is not None
        may_enter = is_enrolled if is_again else known is not None and known.role == Role.ADMIN
        if known is None or not may_enter:
            raise Refusal(HTTPStatus.CONFLICT, "already_enrolled")
        return
    if is_again:
        raise unauthorized("bad_code")
    await connection.execute(_ADD_TENANT, {**tenant, "name": request.clinic_name, "at": now})
    await connection.execute(_ADD_SEQ, {**tenant, "epoch": new_id()})


async def _device(
    connection: AsyncConnection, request: JoinRequest, user_id: str, now: datetime
) -> str:
    """A device token; it replaces the one before where the same user enrolled the workstation."""
    token = secrets.token_urlsafe(32)
    wanted = {"tenant": request.clinic_id, "device": request.device_id}
    device = {**wanted, "name": request.device_name[:LONGEST_NAME], "hash": hashed(token)}
    known = (await connection.execute(_DEVICE, wanted)).one_or_none()
    if known is None:
        await connection.execute(_ADD_DEVICE, {**device, "at": now, "user": user_id})
    elif not known.is_active:
        raise forbidden("device_revoked")
    elif known.enrolled_by is None or known.enrolled_by.hex != user_id:
        raise Refusal(HTTPStatus.CONFLICT, "already_enrolled")
    else:
        await connection.execute(_DEVICE_TOKEN, device)
    return token


async def _checked_key(desk: SignInDesk, request: JoinRequest) -> str:
    """What is kept of the user's key; no connection is held during the slow hash.

    An existing user must show the right key: a wrong one counts against the code.
    """
    async with tenant_transaction(desk.engine, request.clinic_id) as connection:
        known = await _credential(connection, request.clinic_id, request.username)
    if known is None:
        return await asyncio.to_thread(hash_password, request.auth_key)
    fits = await asyncio.to_thread(verify_password, known.password_hash, request.auth_key)
    if fits and known.is_active:
        return str(known.password_hash)
    async with desk.engine.begin() as connection:
        await connection.execute(_FAIL, {"lookup": request.lookup})
    raise unauthorized("bad_credentials")


async def _user(
    connection: AsyncConnection, request: JoinRequest, role: str, kept: str
) -> tuple[str, str, int]:
    username = folded_name(request.username)
    known = await _credential(connection, request.clinic_id, username)
    if known is not None:
        if known.password_hash != kept or not known.is_active:
            raise unauthorized("bad_credentials")
        return known.user_id.hex, known.role, known.role_version
    await _refuse_taken_id(connection, request, username)
    await connection.execute(
        _ADD_CREDENTIAL,
        {
            "tenant": request.clinic_id,
            "username": username,
            "user": request.user_id,
            "hash": kept,
            "role": role,
        },
    )
    return request.user_id, role, 1


async def _refuse_taken_id(
    connection: AsyncConnection, request: JoinRequest, username: str
) -> None:
    """The desk chooses a new user's identifier, and must not choose somebody else's."""
    wanted = {"tenant": request.clinic_id, "user": request.user_id}
    names = (await connection.execute(_NAMES_OF_ID, wanted)).scalars().all()
    if any(folded_name(name) != username for name in names):
        raise Refusal(HTTPStatus.CONFLICT, "user_id_taken")


async def _credential(connection: AsyncConnection, tenant_id: str, username: str) -> Any:
    wanted = {"tenant": tenant_id, "username": folded_name(username)}
    return (await connection.execute(_CREDENTIAL, wanted)).one_or_none()


def _check_code(code: Any, request: JoinRequest) -> Any:
    """The code's row, for the person and the clinic it was made for. Raises Refusal (401)."""
    if code is None or folded_name(code.username) != folded_name(request.username):
        raise unauthorized("bad_code")
    if code.tenant_id is not None and code.tenant_id.hex != request.clinic_id:
        raise unauthorized("bad_code")
    return code


def _check_invitation(request: InviteRequest) -> None:
    is_sound = (
        _LOOKUP.fullmatch(request.lookup)
        and _PROOF_HASH.fullmatch(request.proof_hash)
        and request.role in list(Role)
        and is_name(request.username, longest=LONGEST_USERNAME)
        and len(request.display_name) <= LONGEST_NAME
        and len(request.sealed_clinic_key) <= _LONGEST_KEY
    )
    if not is_sound:
        raise bad_request("malformed")


async def _valid(
    connection: AsyncConnection, lookup: str, proof: str, device_id: str, now: datetime
) -> Any:
    """The code's row, or None; failures are counted and end a code that is being guessed at.

    A used code still counts for the workstation that used it.
    """
    code = (await connection.execute(_FIND, {"lookup": lookup})).one_or_none()
    if code is None or code.expires_at <= now or code.failures >= MOST_FAILURES:
        return None
    if not hmac.compare_digest(code.proof_hash, hash_proof(proof)):
        await connection.execute(_FAIL, {"lookup": lookup})
        return None
    is_used = code.used_at is not None
    if is_used and (code.used_by is None or code.used_by.hex != device_id):
        return None
    return code
