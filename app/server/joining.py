"""Join codes at the server: offered once, used once, known only by a hash of their proof."""

from __future__ import annotations

import asyncio
import hmac
import secrets
from datetime import datetime
from http import HTTPStatus
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.ids import is_record_id, new_id
from app.domain.staff import LONGEST_CLINIC_NAME, Role, is_name
from app.protocol.messages import JoinOffer, JoinReply, JoinRequest, JoinStart
from app.security.join_code import hash_proof
from app.security.password_hash import hash_password, verify_password
from app.security.server_tokens import Principal
from app.server.device_keys import add_key
from app.server.invitations import check_maker
from app.server.names import refuse_look_alike
from app.server.refusal import Refusal, bad_request, forbidden, unauthorized
from app.server.sign_in import LONGEST_NAME, SignInDesk, folded_name, hashed
from app.server.tenancy import tenant_transaction
from app.server.trail import Deed, Note, write_notes
from app.server.trouble import whole

MOST_FAILURES = 10
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
_HAS_TENANT = text("SELECT 1 FROM tenant WHERE id = CAST(:tenant AS uuid) FOR UPDATE")
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


async def offer(desk: SignInDesk, start: JoinStart, *, now: datetime) -> JoinOffer:
    """What a code opens. A used one opens no key: the workstation that used it has that already.

    Raises Refusal: 401 for a wrong, used or old code, or one whose maker had to go, 403 for a
    workstation shut out since.
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
            await check_maker(connection, code)
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


@whole
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
    await check_maker(connection, code)
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
    if request.public_key:  # a desk of before signs nothing yet
        await add_key(connection, who, request.public_key, request.key_proof, now=now)
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
    if (await connection.execute(_HAS_TENANT, tenant)).one_or_none() is not None:
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
    await refuse_look_alike(connection, request.clinic_id, request.username)
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
