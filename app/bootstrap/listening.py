"""The server's ears: address, TLS, and how long a caller may take to say what it wants."""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

if TYPE_CHECKING:
    from uvicorn._types import ASGISendEvent

from app.bootstrap.postgres import is_loopback
from app.domain.errors import ConfigurationError
from app.security.lease import LEASE_LASTS
from app.server.app import make_app, security_headers
from app.server.blobs import FileLimits
from app.server.metrics import Measured
from app.server.object_store import FilesAt
from app.server.sign_in import ACCESS_LIFETIME
from app.server.slow import SLOW_MS
from app.server.state import CLINIC_REQUESTS, ServerState, line_of

LAST_PORT = 65535
HEAD_S = 10.0
"""A caller that has not said by then what it wants is hung up on."""
LINGER_S = 2.0
"""How long the rest of a body is still read that was refused before it was whole."""
MOST_CONNECTIONS = 1000
MOST_PER_ADDRESS = 256
"""Open connections of one address: a clinic behind one line has enough, and nobody takes all."""
_BAD_REQUEST = b"the request is not HTTP"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerOptions:
    """How to run: databases, address, TLS. access_lifetime shortens tokens in tests."""

    dsn: str = field(repr=False)
    owner_dsn: str = field(default="", repr=False)
    replica_dsn: str = field(default="", repr=False)
    host: str = "127.0.0.1"
    port: int = 8470
    tls_cert: Path | None = None
    tls_key: Path | None = None
    is_behind_tls_proxy: bool = False
    access_lifetime: timedelta = ACCESS_LIFETIME
    lease_lasts: timedelta = LEASE_LASTS
    clinic_requests: int = CLINIC_REQUESTS
    """Of one clinic's desks together, per minute."""
    cache_url: str = field(default="", repr=False)
    cache_ttl_s: float = 60.0
    metrics_token: str = field(default="", repr=False)
    slow_ms: float = SLOW_MS
    files_at: FilesAt | None = None
    file_limits: FileLimits = field(default_factory=FileLimits)


class PatientProtocol(H11Protocol):
    """HTTP that does not wait for ever: the head of a request comes within seconds, or never."""

    _head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A caller: the clock runs."""
        super().connection_made(transport)
        if self._are_too_many():
            transport.close()
        else:
            self._watch()

    def data_received(self, data: bytes) -> None:
        """Something was said: the clock runs on until a whole head was."""
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is there any more."""
        self._stop_watching()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """From here on another protocol talks."""
        self._stop_watching()
        super().handle_websocket_upgrade(event)

    def on_response_complete(self) -> None:
        """The next request has its own time; the rest of one that was refused has little."""
        answered = self.cycle
        super().on_response_complete()
        if self.transport.is_closing():
            return
        self._watch()
        if self.conn.their_state is h11.SEND_BODY:
            self.loop.call_later(LINGER_S, self._hang_up_on, answered)

    def _are_too_many(self) -> bool:
        """Whether this address holds too many lines; a proxy's address is everybody's."""
        if self.config.proxy_headers or self.client is None:
            return False
        mine = line_of(self.client[0])
        clients = (getattr(one, "client", None) for one in self.connections)
        return sum(line_of(one[0]) == mine for one in clients if one) > MOST_PER_ADDRESS

    def _hang_up_on(self, answered: object) -> None:
        if self.cycle is answered and self.conn.their_state is h11.SEND_BODY:
            self.transport.close()

    def send_400_response(self, msg: str) -> None:
        """Like every answer it carries the security headers, and it tells nothing else."""
        del msg
        headers = [*self.server_state.default_headers, (b"content-length", b"0")]
        for event in (
            h11.Response(status_code=400, headers=headers, reason=_BAD_REQUEST),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def _watch(self) -> None:
        if self.conn.their_state is not h11.IDLE:
            self._stop_watching()
        elif self._head_timer is None:
            self._head_timer = self.loop.call_later(HEAD_S, self.transport.close)

    def _stop_watching(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None


class HeadedSockets(WebSocketsSansIOProtocol):
    """WebSockets whose refusal is an answer like any other."""

    async def send(self, message: ASGISendEvent) -> None:
        """What the application says; a refusal before the handshake gets the usual headers."""
        is_refusal = message["type"] == "websocket.close" and not self.handshake_complete
        if is_refusal and self.initial_response is None:
            await super().send(
                {
                    "type": "websocket.http.response.start",
                    "status": HTTPStatus.FORBIDDEN,
                    "headers": self.default_headers,
                }
            )
            message = {"type": "websocket.http.response.body", "body": b"", "more_body": False}
        await super().send(message)


def http_server(state: ServerState, options: ServerOptions) -> uvicorn.Server:
    """The HTTP server around the application; TLS 1.3 where it speaks TLS itself."""
    is_tls = options.tls_cert is not None or options.is_behind_tls_proxy
    config = uvicorn.Config(
        Measured(make_app(state), state.metrics),
        http=PatientProtocol,
        ws=HeadedSockets,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        headers=list(security_headers(is_tls=is_tls).items()),
        # Whoever calls directly must not say where they call from.
        proxy_headers=options.is_behind_tls_proxy,
        limit_concurrency=MOST_CONNECTIONS,
        ssl_certfile=options.tls_cert,
        ssl_keyfile=options.tls_key,
        timeout_graceful_shutdown=3,
        ws_max_size=4096,
        lifespan="on",
    )
    config.load()
    if config.ssl is not None:
        config.ssl.minimum_version = ssl.TLSVersion.TLSv1_3
    return uvicorn.Server(config)


def refuse_unsafe_address(options: ServerOptions) -> None:
    """Raise ConfigurationError for an address off this computer without TLS."""
    if (options.tls_cert is None) != (options.tls_key is None):
        raise ConfigurationError("tls", "needs a certificate and its key")
    is_safe = options.tls_cert is not None or options.is_behind_tls_proxy
    if not is_safe and not is_loopback(options.host):
        raise ConfigurationError("host", "needs --tls-cert and --tls-key, or a TLS proxy in front")


def check_certificate(options: ServerOptions) -> None:
    """Raise ConfigurationError for TLS files that cannot be used, before anything is opened."""
    if options.tls_cert is None or options.tls_key is None:
        return
    for name, path in (("--tls-cert", options.tls_cert), ("--tls-key", options.tls_key)):
        try:
            path.open("rb").close()
        except OSError as error:
            raise ConfigurationError(name, f"cannot be read ({error.strerror})") from None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        # Without the empty password OpenSSL would ask for one at the terminal.
        context.load_cert_chain(options.tls_cert, options.tls_key, password=lambda: "")
    except (ssl.SSLError, ValueError):
        raise ConfigurationError(
            "--tls-cert", "with --tls-key is no certificate and its unlocked key in PEM form"
        ) from None


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one. Raises ConfigurationError."""
    if not 0 <= port <= LAST_PORT:
        raise ConfigurationError("port", f"is 0 to {LAST_PORT}")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol named, asyncio turns Nagle's algorithm off: small replies wait 40 ms else.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if os.name == "posix":
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise ConfigurationError("port", f"cannot be used ({error.strerror})") from None
    listening.listen(128)
    return listening
