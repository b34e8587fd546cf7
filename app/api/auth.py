"""Access tokens on every request, renewed once by however many requests need it."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus

import httpx

from app.domain.errors import DeviceRevoked, NeedsLogin
from app.domain.ports import Clock
from app.domain.remote_ports import Tokens, TokenStore
from app.protocol.messages import RefreshRequest, TokenReply

RENEW_BEFORE_S = 60.0
"""A token this close to its end (or in its last quarter) is renewed before it is used."""

Refresh = Callable[[RefreshRequest], Awaitable[TokenReply]]


class TokenSession:
    """The tokens of one desk and the one place that renews them.

    However many requests find their token expired at once, one refresh is sent (RFC 6749, 6; the
    server accepts each refresh token once). New tokens are kept before they are used.
    """

    def __init__(
        self, store: TokenStore, *, clock: Clock, device_id: str, refresh: Refresh
    ) -> None:
        self._store = store
        self._clock = clock
        self._device_id = device_id
        self._refresh = refresh
        self._tokens: Tokens | None = None
        self._is_loaded = False
        self._renew_before = timedelta(seconds=RENEW_BEFORE_S)
        self._renewing = asyncio.Lock()

    async def renew(self) -> None:
        """Renew now, whatever the present token says."""
        await self.renewed(after=(await self._present()).access)

    async def access_token(self) -> str:
        """A token that is not about to end. Raises NeedsLogin, or ApiError when refused."""
        tokens = await self._present()
        if tokens.access and self._clock.now() < tokens.access_expires_at - self._renew_before:
            return tokens.access
        return await self.renewed(after=tokens.access)

    async def renewed(self, *, after: str) -> str:
        """A newer access token than the one given; one refresh serves all who wait for it."""
        async with self._renewing:
            tokens = await self._present()
            if tokens.access != after:
                return tokens.access
            request = RefreshRequest(
                refresh_token=tokens.refresh,
                device_id=self._device_id,
                # The same attempt after a lost reply carries the same key and gets the same answer.
                idempotency_key=hashlib.sha256(tokens.refresh.encode()).hexdigest()[:32],
            )
            try:
                reply = await self._refresh(request)
            except NeedsLogin:
                await self.keep(replace(tokens, access="", refresh=""))
                raise
            except DeviceRevoked:
                await self.drop_lease()
                raise
            return (await self.accept(reply)).access

    async def accept(self, reply: TokenReply) -> Tokens:
        """Keep what the server gave, then use it."""
        self._renew_before = timedelta(seconds=min(RENEW_BEFORE_S, reply.expires_in_s / 4))
        tokens = Tokens(
            access=reply.access_token,
            refresh=reply.refresh_token,
            access_expires_at=self._clock.now() + timedelta(seconds=reply.expires_in_s),
            lease=reply.lease,
            server_key=reply.server_key,
        )
        await self.keep(tokens)
        return tokens

    async def drop_lease(self) -> None:
        """The server shut this desk out: it has no leave to work offline any more."""
        tokens = await self._loaded()
        if tokens is not None and tokens.lease:
            await self.keep(replace(tokens, lease=""))

    async def keep(self, tokens: Tokens | None) -> None:
        """Keep tokens, or forget them. The keyring may take its time: not on the network loop."""
        await asyncio.to_thread(self._store.store, tokens)
        self._tokens, self._is_loaded = tokens, True

    async def _present(self) -> Tokens:
        tokens = await self._loaded()
        if tokens is None or not tokens.refresh:
            raise NeedsLogin
        return tokens

    async def _loaded(self) -> Tokens | None:
        if not self._is_loaded:
            self._tokens = await asyncio.to_thread(self._store.load)
            self._is_loaded = True
        return self._tokens


class BearerAuth(httpx.Auth):
    """Puts the access token on a request; on a 401 renews it and sends the request once more."""

    def __init__(self, session: TokenSession) -> None:
        self._session = session

    async def async_auth_flow(
        self, request: httpx.Request
    ) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """See httpx, "Customizing authentication"."""
        token = await self._session.access_token()
        request.headers["Authorization"] = f"Bearer {token}"
        response = yield request
        if response.status_code == HTTPStatus.UNAUTHORIZED:
            token = await self._session.renewed(after=token)
            request.headers["Authorization"] = f"Bearer {token}"
            yield request
