"""What every request handler needs, built once when the server starts."""

from __future__ import annotations

import asyncio
import ipaddress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from litestar.connection import ASGIConnection
from sqlalchemy.ext.asyncio import AsyncEngine

from app.security.server_tokens import Principal, TokenSigner
from app.server.blobs import ServerFiles
from app.server.cache import ValkeyCache
from app.server.feed import Cursors
from app.server.hints import Hints
from app.server.metrics import Metrics
from app.server.own_requests import OwnRequests
from app.server.precedence import Precedence
from app.server.rate import RateLimit, TokenBucket
from app.server.refusal import unauthorized
from app.server.replica import Replica
from app.server.shared_tries import SharedTries
from app.server.sign_in import SignInDesk
from app.server.snapshots import Snapshots
from app.server.turns import Turns
from app.server.valkey import Valkey

REFRESHES_PER_MINUTE = 10
CLINIC_REQUESTS = 3000
CLINIC_WINDOW_S = 60.0
DEVICE_REQUESTS_PER_S, DEVICE_BURST = 20.0, 600
"""A desk that was away has a lot to say at once."""
_SESSION = "session"


def _per_minute(count: int) -> RateLimit:
    return RateLimit(count, window_s=60)


def refreshes_for(access_lifetime: timedelta) -> RateLimit:
    """Renewals per desk: ten a minute, more only where tokens are set to live for seconds."""
    ordinary = 60 / access_lifetime.total_seconds()
    return _per_minute(max(REFRESHES_PER_MINUTE, round(3 * ordinary)))


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerState:
    """The server's long-lived objects.

    Limits by address count before anything is read or verified, the others only what was: nobody
    can use up another desk's or another person's tries by naming them.
    """

    engine: AsyncEngine
    signer: TokenSigner
    sign_in: SignInDesk
    cursors: Cursors
    hints: Hints
    valkey: Valkey | None = None
    """Where the server's processes meet; None where none is set."""
    tries: SharedTries | None = None
    """What they count together there: requests of a clinic, guesses, uses of a ticket."""
    cache: ValkeyCache | None = None
    """What was read by one and need not be by the others."""
    replica: Replica | None = None
    """Where reading may be done instead; None where none is set."""
    standbys: tuple[Replica, ...] = ()
    """Copies of the database that a write may wait for; the replica is the first of them."""
    seen: dict[tuple[str, str], datetime] = field(default_factory=dict[tuple[str, str], datetime])
    """When this process last heard of a workstation, by clinic and workstation."""
    metrics: Metrics = field(default_factory=Metrics)
    metrics_token: str = field(default="", repr=False)
    """Who knows it may read them; nobody where it is empty."""
    snapshots: Snapshots = field(default_factory=Snapshots)
    files: ServerFiles | None = None
    """None where no place for files is set."""
    visits_by_address: RateLimit = field(default_factory=lambda: _per_minute(600))
    logins_by_address: RateLimit = field(default_factory=lambda: _per_minute(20))
    logins: RateLimit = field(default_factory=lambda: _per_minute(5))
    """Wrong keys for one person from one address."""
    logins_by_account: RateLimit = field(default_factory=lambda: _per_minute(100))
    """Wrong keys for one person from everywhere: high, or strangers could shut them out."""
    joins_by_address: RateLimit = field(default_factory=lambda: _per_minute(30))
    refresh_failures_by_address: RateLimit = field(default_factory=lambda: _per_minute(30))
    refreshes: RateLimit = field(default_factory=lambda: _per_minute(REFRESHES_PER_MINUTE))
    """Renewals of one desk, counted once its token was found to be right."""
    requests_by_device: TokenBucket = field(
        default_factory=lambda: TokenBucket(DEVICE_REQUESTS_PER_S, burst=DEVICE_BURST)
    )
    """Requests of one desk: none takes the others' share of the clinic's."""
    requests_by_clinic: RateLimit = field(
        default_factory=lambda: RateLimit(CLINIC_REQUESTS, window_s=CLINIC_WINDOW_S)
    )
    """Requests of all desks of one clinic, to all processes that share a Valkey: none slows the
    others down."""
    own_requests: OwnRequests = field(default_factory=OwnRequests)
    """How many of these a clinic may make that has its own number."""
    invites: RateLimit = field(default_factory=lambda: _per_minute(10))
    key_changes: RateLimit = field(default_factory=lambda: _per_minute(10))
    """Keys given or changed by one person."""
    heads: RateLimit = field(default_factory=lambda: _per_minute(60))
    """Audit heads of one desk."""
    questions: RateLimit = field(default_factory=lambda: _per_minute(300))
    """Queries and figures of one desk."""
    turns: Turns = field(default_factory=Turns)
    precedence: Precedence = field(default_factory=Precedence)
    used_tickets: dict[str, datetime] = field(default_factory=dict[str, datetime])

    def now(self) -> datetime:
        """The server's clock."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds for rate limits."""
        return asyncio.get_running_loop().time()

    def principal(self, connection: ASGIConnection[Any, Any, Any, Any]) -> Principal:
        """Who sends this request. Raises Refusal (401)."""
        return self.session(connection)[0]

    def session(self, connection: ASGIConnection[Any, Any, Any, Any]) -> tuple[Principal, datetime]:
        """Who sends this request, and when their token ends; read once. Raises Refusal (401)."""
        known: tuple[Principal, datetime] | None = connection.state.get(_SESSION)
        if known is None:
            known = self._read_session(connection)
            connection.state[_SESSION] = known
        return known

    def _read_session(
        self, connection: ASGIConnection[Any, Any, Any, Any]
    ) -> tuple[Principal, datetime]:
        scheme, _, token = connection.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise unauthorized("not_signed_in")
        known = self.sign_in.read_token(token, now=self.now())
        self.seen[known[0].tenant_id, known[0].device_id] = self.now()
        return known


def address_of(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """Where a request comes from, for rate limits."""
    return line_of(connection.client.host if connection.client else "")


def line_of(host: str) -> str:
    """What an address counts as: an IPv6 address as its network, for one line has 2^64 of them."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, 64), strict=False))
