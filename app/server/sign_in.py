"""Signing in at the server: keys checked, tokens given, rotated and taken back."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.domain.ids import is_record_id, new_id
from app.protocol.messages import LoginRequest, RefreshRequest, TokenReply
from app.security.lease import LEASE_LASTS, Lease, issue_lease
from app.security.password_hash import verify_password
from app.security.server_tokens import Principal, TokenRefused, TokenSigner
from app.server.presence import note_presence
from app.server.refusal import Refusal, forbidden, unauthorized
from app.server.standing import check_standing, end_family
from app.server.tenancy import tenant_transaction
from app.server.trail import Deed, Note, write_notes
from app.server.trouble import whole

ACCESS_LIFETIME = timedelta(minutes=10)
REFRESH_IDLE = timedelta(days=14)
REFRESH_ABSOLUTE = timedelta(days=90)
LOST_REPLY_GRACE = timedelta(seconds=30)
LONGEST_NAME = 200
_LONGEST_SECRET = 500

_CREDENTIAL = text(
    "SELECT user_id, username, password_hash, role, role_version, is_active FROM credential "
    "WHERE tenant_id = CAST(:tenant AS uuid) AND username = :username"
)
_DEVICE = text(
    "SELECT token_hash, is_active FROM device "
    "WHERE tenant_id = CAST(:tenant AS uuid) AND device_id = CAST(:device AS uuid)"
)
_TOKEN = text(
    "SELECT family, username, device_id, begun_at, expires_at, used_at, used_key, is_revoked "
    "FROM refresh_token WHERE tenant_id = CAST(:tenant AS uuid) AND token_hash = :hash FOR UPDATE"
)
_ADD_TOKEN = text(
    "INSERT INTO refresh_token (tenant_id, token_hash, family, username, device_id, begun_at, "
    "expires_at, is_revoked) VALUES (CAST(:tenant AS uuid), :hash, CAST(:family AS uuid), "
    ":username, CAST(:device AS uuid), :begun_at, :expires_at, false) ON CONFLICT DO NOTHING"
)
_USE_TOKEN = text(
    "UPDATE refresh_token SET used_at = :at, used_key = :key "
    "WHERE tenant_id = CAST(:tenant AS uuid) AND token_hash = :hash"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInDesk:
    """Everything signing in needs. refresh_secret makes successors reproducible; server_key is
    the one whose public half desks pin: it signs their leases and the receipts of audit heads."""

    engine: AsyncEngine
    signer: TokenSigner
    refresh_secret: bytes = field(repr=False)
    server_key: Ed25519PrivateKey
    access_lifetime: timedelta = ACCESS_LIFETIME
    lease_lasts: timedelta = LEASE_LASTS

    @whole
    async def login(self, request: LoginRequest, *, now: datetime) -> TokenReply:
        """Tokens for the right key at an enrolled workstation. Raises Refusal (401, 403)."""
        check_shape(request)
        async with tenant_transaction(self.engine, request.clinic_id) as connection:
            wanted = {"tenant": request.clinic_id, "username": folded_name(request.username)}
            found = (await connection.execute(_CREDENTIAL, wanted)).one_or_none()
        # No connection is held meanwhile: the slow hash of a few sign-ins would stop the syncing.
        kept = found.password_hash if found else None
        fits = await asyncio.to_thread(verify_password, kept, request.auth_key)
        who = _principal(found, request.clinic_id, request.device_id) if found else None
        try:
            if not fits or found is None or who is None or not found.is_active:
                raise unauthorized("bad_credentials")
            async with tenant_transaction(self.engine, request.clinic_id) as connection:
                await self._check_device(connection, request)
                reply = await self.issue(connection, who, now=now)
                await check_standing(connection, who)  # it may have changed during the slow hash
                await self._tell(connection, request, who, Deed.LOGIN, now=now)
                return reply
        except Refusal as refusal:
            async with tenant_transaction(self.engine, request.clinic_id) as connection:
                await self._tell(
                    connection, request, who, Deed.LOGIN_FAILED, code=refusal.code, now=now
                )
            raise

    async def issue(
        self, connection: AsyncConnection, who: Principal, *, now: datetime
    ) -> TokenReply:
        """First tokens of a new session; its user is known at the workstation from then on."""
        refresh = f"{who.tenant_id}.{secrets.token_urlsafe(32)}"
        await self._keep(connection, refresh, who, begun_at=now, now=now)
        await note_presence(connection, who.tenant_id, who.device_id, [who.user_id])
        return self._reply(who, refresh, now)

    @whole
    async def refresh(
        self,
        request: RefreshRequest,
        *,
        now: datetime,
        admit: Callable[[str], None] = lambda _device_id: None,
    ) -> TokenReply:
        """The successor of a refresh token. A token used twice ends its whole family, except for
        the same attempt repeated within 30 seconds. `admit` is asked about the desk once its token
        was found to be right, and may refuse it. Raises Refusal (401, 403)."""
        tenant_id = request.refresh_token.partition(".")[0]
        is_sound = len(request.idempotency_key) <= _LONGEST_SECRET and all(
            map(is_record_id, (tenant_id, request.device_id))
        )
        if not is_sound:
            raise unauthorized("bad_refresh")
        async with tenant_transaction(self.engine, tenant_id) as connection:
            answer = await self._rotate(connection, tenant_id, request, now, admit)
        if isinstance(answer, str):
            raise unauthorized(answer)
        return answer

    @whole
    async def logout(self, who: Principal) -> None:
        """End the session: its refresh tokens, and its access token with them."""
        async with tenant_transaction(self.engine, who.tenant_id) as connection:
            await check_standing(connection, who)
            await end_family(connection, who.tenant_id, who.session_id)

    def read_token(self, token: str, *, now: datetime) -> tuple[Principal, datetime]:
        """Who an access token is for and when it ends. Raises Refusal (401)."""
        try:
            read = self.signer.read(token, now=now)
        except TokenRefused:
            raise unauthorized("bad_token") from None
        return read.who, read.ends_at

    async def check_stands(self, who: Principal) -> None:
        """Raise Refusal unless user, role, workstation and session are as they were."""
        async with tenant_transaction(self.engine, who.tenant_id) as connection:
            await check_standing(connection, who)

    async def _tell(
        self,
        connection: AsyncConnection,
        request: LoginRequest,
        who: Principal | None,
        deed: Deed,
        *,
        now: datetime,
        code: str = "",
    ) -> None:
        note = Note(
            deed=deed,
            actor_id=who.user_id if who else None,
            device_id=request.device_id,
            code=code,
        )
        await write_notes(connection, request.clinic_id, [note], now=now)

    async def _check_device(self, connection: AsyncConnection, request: LoginRequest) -> None:
        wanted = {"tenant": request.clinic_id, "device": request.device_id}
        device = (await connection.execute(_DEVICE, wanted)).one_or_none()
        if device is None or not device.is_active:
            raise forbidden("device_revoked")
        if not hmac.compare_digest(device.token_hash, hashed(request.device_token)):
            raise unauthorized("bad_credentials")

    async def _rotate(
        self,
        connection: AsyncConnection,
        tenant_id: str,
        request: RefreshRequest,
        now: datetime,
        admit: Callable[[str], None],
    ) -> TokenReply | str:
        """The reply, or the code of the refusal (so that a revocation is committed)."""
        wanted = {"tenant": tenant_id, "hash": hashed(request.refresh_token)}
        token = (await connection.execute(_TOKEN, wanted)).one_or_none()
        if token is None or token.expires_at <= now:
            return "bad_refresh"
        # Whoever was shut out hears so, and not just that a session is over: their lease ends.
        who = await self._holder(connection, tenant_id, token)
        if token.is_revoked:
            return "bad_refresh"
        repeats = token.used_key == request.idempotency_key and (
            token.used_at is not None and now - token.used_at <= LOST_REPLY_GRACE
        )
        if token.device_id.hex != request.device_id or (token.used_at is not None and not repeats):
            await end_family(connection, tenant_id, token.family)
            note = Note(deed=Deed.REFRESH_REUSE, device_id=token.device_id.hex)
            await write_notes(connection, tenant_id, [note], now=now)
            return "bad_refresh"
        admit(request.device_id)
        successor = self._successor(tenant_id, request)
        if token.used_at is None:
            await connection.execute(
                _USE_TOKEN, {**wanted, "at": now, "key": request.idempotency_key}
            )
            await self._keep(connection, successor, who, begun_at=token.begun_at, now=now)
        return self._reply(who, successor, now)

    async def _holder(self, connection: AsyncConnection, tenant_id: str, token: Any) -> Principal:
        """Whose a refresh token is. Raises Refusal: 403 where user or desk was shut out, 401 where
        the account goes by another name now (it signs in with that)."""
        wanted = {
            "tenant": tenant_id,
            "username": token.username,
            "device": token.device_id.hex,
        }
        found = (await connection.execute(_CREDENTIAL, wanted)).one_or_none()
        device = (await connection.execute(_DEVICE, wanted)).one_or_none()
        is_out = found is not None and not found.is_active
        if device is None or not device.is_active or is_out:
            raise forbidden("device_revoked")
        if found is None:
            raise unauthorized("bad_refresh")
        return _principal(found, tenant_id, token.device_id.hex, session_id=token.family.hex)

    def _successor(self, tenant_id: str, request: RefreshRequest) -> str:
        """Reproducible from the token and the attempt, so that nothing secret is stored."""
        material = f"{request.refresh_token}|{request.idempotency_key}".encode()
        return f"{tenant_id}.{hmac.new(self.refresh_secret, material, hashlib.sha256).hexdigest()}"

    async def _keep(
        self,
        connection: AsyncConnection,
        refresh: str,
        who: Principal,
        *,
        begun_at: datetime,
        now: datetime,
    ) -> None:
        await connection.execute(
            _ADD_TOKEN,
            {
                "tenant": who.tenant_id,
                "hash": hashed(refresh),
                "family": who.session_id,
                "username": who.username,
                "device": who.device_id,
                "begun_at": begun_at,
                "expires_at": min(now + REFRESH_IDLE, begun_at + REFRESH_ABSOLUTE),
            },
        )

    def _reply(self, who: Principal, refresh: str, now: datetime) -> TokenReply:
        return TokenReply(
            access_token=self.signer.sign(who, now=now, lifetime=self.access_lifetime),
            refresh_token=refresh,
            expires_in_s=int(self.access_lifetime.total_seconds()),
            user_id=who.user_id,
            role=who.role,
            lease=self._lease(who, now),
            server_key=self.server_key.public_key().public_bytes_raw().hex(),
        )

    def _lease(self, who: Principal, now: datetime) -> str:
        return issue_lease(
            self.server_key,
            Lease(
                tenant_id=who.tenant_id,
                device_id=who.device_id,
                user_id=who.user_id,
                issued_at=now,
                expires_at=now + self.lease_lasts,
            ),
        )


def check_shape(request: LoginRequest) -> None:
    """Raise Refusal (401) for what no desk sends."""
    is_sound = (
        is_record_id(request.clinic_id)
        and is_record_id(request.device_id)
        and len(request.username) <= LONGEST_NAME
        and max(len(request.auth_key), len(request.device_token)) <= _LONGEST_SECRET
    )
    if not is_sound:
        raise unauthorized("bad_credentials")


def hashed(secret: str) -> str:
    """SHA-256 of a random secret, as it is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()


def folded_name(username: str) -> str:
    """How user names are compared."""
    return username.strip().casefold()


def _principal(
    found: Any, tenant_id: str, device_id: str, *, session_id: str | None = None
) -> Principal:
    return Principal(
        user_id=found.user_id.hex,
        username=found.username,
        role=found.role,
        role_version=found.role_version,
        tenant_id=tenant_id,
        device_id=device_id,
        session_id=session_id or new_id(),
    )
