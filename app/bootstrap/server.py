"""Builds the reference server and runs it; makes the codes that start clinics."""

from __future__ import annotations

import argparse
import asyncio
import gc
import secrets
import sys
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.bootstrap.endings import is_asked_to_stop, stop_at_end_of_input, stopping_quietly
from app.bootstrap.listening import (
    ServerOptions,
    check_certificate,
    http_server,
    listen,
    refuse_unsafe_address,
)
from app.bootstrap.names import check_names
from app.bootstrap.postgres import make_engine, plain_dsn, role_of, speaking_of_the_database
from app.domain.errors import ConfigurationError
from app.domain.staff import Role
from app.protocol.messages import InviteRequest
from app.schema.upgrade import upgrade_server
from app.security.join_code import new_join_code
from app.security.server_tokens import TokenSigner, new_signing_key
from app.server.blobs import FileLimits, make_files
from app.server.cache import ValkeyCache
from app.server.feed import Cursors
from app.server.hints import Hints
from app.server.invitations import deposit_code
from app.server.metrics import Metrics
from app.server.object_store import FilesAt
from app.server.rate import RateLimit
from app.server.replica import Replica
from app.server.shared_tries import SharedTries
from app.server.sign_in import SignInDesk
from app.server.slow import watch_statements
from app.server.snapshots import CONNECTIONS, Snapshots
from app.server.state import CLINIC_WINDOW_S, ServerState, refreshes_for
from app.server.tenancy import grant_to
from app.server.valkey import Valkey
from app.server.walls import refuse_unsafe_role
from app.settings import MIB, Settings

_GC_THRESHOLDS = (50_000, 20, 100)
_SECRET = text("SELECT value FROM server_secret WHERE name = :name")
_KEEP_SECRET = text(
    "INSERT INTO server_secret (name, value) VALUES (:name, :value) ON CONFLICT DO NOTHING"
)


def run_server(arguments: argparse.Namespace, settings: Settings) -> int:
    """Run until stopped (Ctrl+C or SIGTERM). Raises ConfigurationError for unsafe options."""
    options = ServerOptions(
        dsn=arguments.dsn,
        owner_dsn=arguments.owner_dsn or settings.owner_dsn,
        replica_dsn=arguments.replica_dsn or settings.replica_dsn,
        host=arguments.host,
        port=arguments.port,
        tls_cert=arguments.tls_cert,
        tls_key=arguments.tls_key,
        is_behind_tls_proxy=arguments.behind_tls_proxy,
        access_lifetime=timedelta(seconds=settings.access_token_s),
        lease_lasts=timedelta(hours=settings.server_lease_h),
        clinic_requests=settings.server_clinic_requests,
        cache_url=settings.server_cache_url,
        cache_ttl_s=settings.server_cache_ttl_s,
        metrics_token=settings.server_metrics_token,
        slow_ms=settings.db_slow_ms,
        files_at=FilesAt(
            place=arguments.files or settings.files,
            endpoint=settings.s3_endpoint,
            region=settings.s3_region,
            access_key=settings.s3_access_key,
            secret_key=settings.s3_secret_key,
        ),
        file_limits=FileLimits(
            most_bytes=settings.file_size_mib * MIB, quota_bytes=settings.file_quota_mib * MIB
        ),
    )
    with stopping_quietly(), speaking_of_the_database("--dsn"):
        if arguments.stop_at_eof:
            stop_at_end_of_input()
        _collect_rarely()
        asyncio.run(serve(options))
    return 0


def _collect_rarely() -> None:
    """A batch makes thousands of objects that are no cycles: looking for some after every few
    hundred took a tenth of the server's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_GC_THRESHOLDS)


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
    http = http_server(state, options)
    if not is_asked_to_stop():
        await http.serve(sockets=[listening])


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


async def migrate(owner_dsn: str, *, app_dsn: str) -> None:
    """Bring the database to the newest schema, and grant the application its rights."""
    role = role_of(app_dsn)
    if not role:
        raise ConfigurationError("dsn", "names no role")

    def upgrade(connection: Connection) -> None:
        upgrade_server(connection)
        grant_to(connection, role)

    engine = make_engine(owner_dsn, is_limited=False)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(upgrade)
    finally:
        await engine.dispose()


async def _make_state(engine: AsyncEngine, options: ServerOptions) -> ServerState:
    async with engine.begin() as connection:
        signing_key = await _kept_secret(connection, "signing_key", new_signing_key())
        mac_key = await _kept_secret(connection, "mac_key", secrets.token_hex(32))
        server_key = await _kept_secret(connection, "server_key", secrets.token_hex(32))
        cache_key = await _kept_secret(connection, "cache_key", secrets.token_hex(32))
    metrics = Metrics()
    makers = make_engine(options.dsn, pool_size=CONNECTIONS)
    for one in (engine, makers):
        watch_statements(one, metrics, slow_ms=options.slow_ms)
    standbys = await _open_standbys(options, mac_key, metrics)
    signer = TokenSigner(signing_key, key_id="1")
    valkey = Valkey(options.cache_url) if options.cache_url else None
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
        hints=Hints(plain_dsn(options.dsn)),
        valkey=valkey,
        tries=None if valkey is None else SharedTries(valkey, bytes.fromhex(cache_key)),
        cache=None if valkey is None else _make_cache(valkey, options, cache_key),
        replica=standbys[0] if standbys else None,
        standbys=standbys,
        metrics=metrics,
        metrics_token=options.metrics_token,
        snapshots=Snapshots(makers),
        files=make_files(engine, options.files_at, options.file_limits),
        refreshes=refreshes_for(options.access_lifetime),
        requests_by_clinic=RateLimit(options.clinic_requests, window_s=CLINIC_WINDOW_S),
    )


async def _open_standbys(
    options: ServerOptions, identity: str, metrics: Metrics
) -> tuple[Replica, ...]:
    """The replicas that are set, with the same walls as the primary. One that does not answer
    keeps nobody waiting. Raises ConfigurationError."""
    made: list[Replica] = []
    try:
        for dsn in options.replica_dsn.split():
            engine = make_engine(dsn)
            watch_statements(engine, metrics, slow_ms=options.slow_ms)
            made.append(Replica(engine, identity=identity, metrics=metrics))
            await made[-1].prove_if_there()
    except BaseException:
        for one in made:
            await one.engine.dispose()
        raise
    return tuple(made)


def _make_cache(valkey: Valkey, options: ServerOptions, key: str) -> ValkeyCache:
    """The key is the same in every process, and nowhere else."""
    return ValkeyCache(valkey, bytes.fromhex(key), most_s=options.cache_ttl_s)


async def _kept_secret(connection: AsyncConnection, name: str, fresh: str) -> str:
    """The server's secret of this name; a fresh one is kept the first time."""
    await connection.execute(_KEEP_SECRET, {"name": name, "value": fresh})
    return str((await connection.execute(_SECRET, {"name": name})).scalar_one())
