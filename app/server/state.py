"""What every request handler needs, built once when the server starts."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from litestar.connection import ASGIConnection
from sqlalchemy.ext.asyncio import AsyncEngine

from app.security.server_tokens import Principal, TokenSigner
from app.server.feed import Cursors
from app.server.hints import Hints
from app.server.rate import RateLimit
from app.server.refusal import unauthorized
from app.server.sign_in import SignInDesk


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerState:
    """The server's long-lived objects."""

    engine: AsyncEngine
    signer: TokenSigner
    sign_in: SignInDesk
    cursors: Cursors
    hints: Hints
    logins: RateLimit = field(default_factory=lambda: RateLimit(5, window_s=60))
    logins_by_address: RateLimit = field(default_factory=lambda: RateLimit(20, window_s=60))
    joins_by_address: RateLimit = field(default_factory=lambda: RateLimit(30, window_s=60))
    refreshes: RateLimit = field(default_factory=lambda: RateLimit(30, window_s=60))
    used_tickets: dict[str, datetime] = field(default_factory=dict[str, datetime])

    def now(self) -> datetime:
        """The server's clock."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds for rate limits."""
        return asyncio.get_running_loop().time()

    def principal(self, connection: ASGIConnection[Any, Any, Any, Any]) -> Principal:
        """Who sends this request. Raises Refusal (401)."""
        scheme, _, token = connection.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise unauthorized("not_signed_in")
        return self.sign_in.read_token(token, now=self.now())[0]


def address_of(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """Where a request comes from, for rate limits."""
    return connection.client.host if connection.client else ""
