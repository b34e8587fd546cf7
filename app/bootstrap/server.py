"""Builds the reference server and runs it; makes the codes that start clinics."""

from __future__ import annotations

import argparse
import asyncio
import ipaddress
import logging
import os
import secrets
import socket
import ssl
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import uvicorn
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, make_url, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from app.bootstrap.endings import stop_at_end_of_input, stopping_quietly
from app.bootstrap.names import check_names
from app.domain.errors import ConfigurationError
from app.domain.staff import Role
from app.protocol.messages import InviteRequest
from app.schema.upgrade import upgrade_server
from app.security.join_code import new_join_code
from app.security.lease import LEASE_LASTS
from app.security.server_tokens import TokenSigner, new_signing_key
from app.server.app import make_app
from app.server.feed import Cursors
from app.server.hints import Hints
from app.server.joining import deposit_code
from app.server.sign_in import ACCESS_LIFETIME, SignInDesk
from app.server.state import ServerState, refreshes_for
from app.server.tenancy import grant_to, refuse_unsafe_role
from app.settings import Settings

_log = logging.getLogger(__name__)
POOL_SIZE = 8
LAST_PORT = 65535
_SECRET = text("SELECT value FROM server_secret WHERE name = :name")
_KEEP_SECRET = text(
    "INSERT INTO server_secret (name, value) VALUES (:name, :value) ON CONFLICT DO NOTHING"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerOptions:
    """How to run: databases, address, TLS. access_lifetime shortens tokens in tests."""

    dsn: str = field(repr=False)
    owner_dsn: str = field(default="", repr=False)
    host: str = "127.0.0.1"
    port: int = 8470
    tls_cert: Path | None = None
    tls_key: Path | None = None
    is_behind_tls_proxy: bool = False
    access_lifetime: timedelta = ACCESS_LIFETIME
    lease_lasts: timedelta = LEASE_LASTS


def run_server(arguments: argparse.Namespace, settings: Settings) -> int:
    """Run until stopped (Ctrl+C or SIGTERM). Raises ConfigurationError for unsafe options."""
    options = ServerOptions(
        dsn=arguments.dsn,
        owner_dsn=arguments.owner_dsn or settings.owner_dsn,
        host=arguments.host,
        port=arguments.port,
        tls_cert=arguments.tls_cert,
        tls_key=arguments.tls_key,
        is_behind_tls_proxy=arguments.behind_tls_proxy,
        access_lifetime=timedelta(seconds=settings.access_token_s),
        lease_lasts=timedelta(hours=settings.server_lease_h),
    )
    with stopping_quietly(), speaking_of_the_database("--dsn"):
        if arguments.stop_at_eof:
            stop_at_end_of_input()
        asyncio.run(serve(options))
    return 0


def print_invitation(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print a code that starts a clinic on the server."""
    del settings
    with speaking_of_the_database("--dsn"):
        code = asyncio.run(
            make_invitation(
                arguments.dsn, arguments.clinic, username=arguments.user, role=arguments.role
            )
        )
    sys.stdout.write(f"{code}\n")
    return 0


async def make_invitation(
    dsn: str, clinic_name: str, *, username: str, role: str = Role.ADMIN
) -> str:
    """A one-time code, good for a day, with which the first desk starts a clinic."""
    check_names(clinic_name, username)
    if role not in list(Role):
        raise ConfigurationError("role", "is not one of " + ", ".join(Role))
    code = new_join_code()
    request = InviteRequest(
        lookup=code.lookup,
        proof_hash=code.proof_hash,
        sealed_clinic_key="",
        username=username,
        display_name=username,
        role=role,
    )
    engine = make_engine(dsn)
    try:
        async with engine.begin() as connection:
            await deposit_code(
                connection,
                request,
                tenant_id=None,
                clinic_name=clinic_name,
                now=datetime.now(UTC),
            )
    finally:
        await engine.dispose()
    return str(code)


async def serve(options: ServerOptions) -> None:
    """Check the address, open the database, listen, and say where."""
    refuse_unsafe_address(options)
    check_certificate(options)
    state = await open_state(options)
    listening = listen(options.host, options.port)
    scheme = "https" if options.tls_cert else "http"
    host, port = listening.getsockname()[:2]
    sys.stdout.write(f"listening on {scheme}://{host}:{port}\n")
    sys.stdout.flush()
    await http_server(state, options).serve(sockets=[listening])


async def open_state(options: ServerOptions) -> ServerState:
    """The server's objects: migrated where an owner is given, the role checked, secrets kept."""
    if options.owner_dsn:
        await migrate(options.owner_dsn, app_dsn=options.dsn)
    engine = make_engine(options.dsn)
    try:
        await refuse_unsafe_role(engine)
        return await _make_state(engine, options)
    except BaseException:
        await engine.dispose()
        raise


def http_server(state: ServerState, options: ServerOptions) -> uvicorn.Server:
    """The HTTP server around the application."""
    config = uvicorn.Config(
        make_app(state),
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        ssl_certfile=options.tls_cert,
        ssl_keyfile=options.tls_key,
        timeout_graceful_shutdown=3,
        ws_max_size=4096,
        lifespan="on",
    )
    return uvicorn.Server(config)


async def migrate(owner_dsn: str, *, app_dsn: str) -> None:
    """Bring the database to the newest schema, and grant the application its rights."""
    role = make_url(app_dsn).username
    if not role:
        raise ConfigurationError("dsn", "names no role")

    def upgrade(connection: Connection) -> None:
        upgrade_server(connection)
        grant_to(connection, role)

    engine = make_engine(owner_dsn)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(upgrade)
    finally:
        await engine.dispose()


def make_engine(dsn: str) -> AsyncEngine:
    """Connections to PostgreSQL through asyncpg. Parameters never appear in errors or logs."""
    try:
        backend = make_url(dsn).get_backend_name()
    except Exception:  # whatever the parser raises, its text may hold the password
        backend = ""
    if backend not in ("postgresql", "postgres"):
        raise ConfigurationError("dsn", "is not the address of a PostgreSQL database")
    url = make_url(dsn).set(drivername="postgresql+asyncpg")
    return create_async_engine(
        url,
        pool_size=POOL_SIZE,
        max_overflow=0,
        pool_pre_ping=True,
        hide_parameters=True,
        json_deserializer=str,  # jsonb stays text: msgspec decodes it, many times faster
    )


def refuse_unsafe_address(options: ServerOptions) -> None:
    """Raise ConfigurationError for an address off this computer without TLS."""
    if (options.tls_cert is None) != (options.tls_key is None):
        raise ConfigurationError("tls", "needs a certificate and its key")
    is_safe = options.tls_cert is not None or options.is_behind_tls_proxy
    if not is_safe and not _is_loopback(options.host):
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


@contextmanager
def speaking_of_the_database(name: str) -> Generator[None]:
    """Turn what PostgreSQL's driver raises into words; its own could hold the password."""
    try:
        yield
    except SQLAlchemyError as error:
        cause = error.orig if isinstance(error, DBAPIError) else None
        raise ConfigurationError(name, _database_words(cause or error)) from None
    except Exception as error:
        is_driver = type(error).__module__.startswith("asyncpg")
        if not is_driver and not isinstance(
            error, ConnectionError | TimeoutError | socket.gaierror
        ):
            raise
        raise ConfigurationError(name, _database_words(error)) from None


def _database_words(error: BaseException) -> str:
    """What is the matter by PostgreSQL's five-letter state (appendix A of its manual)."""
    state = str(getattr(error, "sqlstate", None) or getattr(error, "pgcode", None) or "")
    for start, words in (
        ("42P01", "the database has no tables yet: start the server once with --owner-dsn"),
        ("42703", "the database is of another version: start the server with --owner-dsn"),
        ("42501", "this role lacks the rights: start the server once with --owner-dsn"),
        ("3D000", "there is no such database: create it, then start the server with --owner-dsn"),
        ("28", "PostgreSQL does not let this role in: check name and password"),
        ("08", "the database does not answer: check host and port"),
        ("53", "PostgreSQL has no room for more connections or data: try again later"),
        ("57", "PostgreSQL is starting or stopping: try again"),
    ):
        if state.startswith(start):
            return words
    if not state:
        return "the database does not answer: check host and port"
    return f"PostgreSQL refuses this (state {state}): check the database and its version"


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


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


async def _make_state(engine: AsyncEngine, options: ServerOptions) -> ServerState:
    async with engine.begin() as connection:
        signing_key = await _kept_secret(connection, "signing_key", new_signing_key())
        mac_key = await _kept_secret(connection, "mac_key", secrets.token_hex(32))
        server_key = await _kept_secret(connection, "server_key", secrets.token_hex(32))
    signer = TokenSigner(signing_key, key_id="1")
    secret = bytes.fromhex(mac_key)
    return ServerState(
        engine=engine,
        signer=signer,
        sign_in=SignInDesk(
            engine=engine,
            signer=signer,
            refresh_secret=secret,
            server_key=Ed25519PrivateKey.from_private_bytes(bytes.fromhex(server_key)),
            access_lifetime=options.access_lifetime,
            lease_lasts=options.lease_lasts,
        ),
        cursors=Cursors(secret),
        hints=Hints(_plain_dsn(options.dsn)),
        refreshes=refreshes_for(options.access_lifetime),
    )


async def _kept_secret(connection: AsyncConnection, name: str, fresh: str) -> str:
    """The server's secret of this name; a fresh one is kept the first time."""
    await connection.execute(_KEEP_SECRET, {"name": name, "value": fresh})
    return str((await connection.execute(_SECRET, {"name": name})).scalar_one())


def _plain_dsn(dsn: str) -> str:
    return make_url(dsn).set(drivername="postgresql").render_as_string(hide_password=False)
