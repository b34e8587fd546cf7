"""TLS for real: one authority, 1.3 only, no token to a stranger, nothing from the environment."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from app.api.client import ApiClient
from app.api.realtime import RealtimeClient
from app.domain.errors import ConfigurationError, Unreachable
from app.domain.ids import new_id
from app.domain.remote_ports import Tokens
from tests.certificates import Authority, new_authority
from tests.listening import Listener
from tests.server_fixtures import (
    Databases,
    MemoryTokens,
    RunningServer,
    SystemTime,
    TestDesk,
    start_clinic,
)
from tests.waiting import soon

pytestmark = pytest.mark.row("E9")
TOKENS = Tokens(
    access="the-access-token",
    refresh="the-refresh-token",
    access_expires_at=datetime.now(UTC) + timedelta(hours=1),
)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return new_authority(tmp_path_factory.mktemp("ca"), "Clinic CA")


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return new_authority(tmp_path_factory.mktemp("other"), "Clinic CA")


@pytest.fixture(scope="module")
def server(databases: Databases, authority: Authority) -> Iterator[RunningServer]:
    certificate, key = authority.issue()
    with RunningServer(databases, tls_cert=certificate, tls_key=key) as running:
        yield running


@pytest.fixture
async def clinic(server: RunningServer, authority: Authority) -> AsyncIterator[TestDesk]:
    desk = await start_clinic(server, ca_file=authority.file)
    yield desk
    await desk.api.aclose()


def client(url: str, ca_file: Path | None) -> ApiClient:
    return ApiClient(
        url,
        device_id=new_id(),
        token_store=MemoryTokens(TOKENS),
        clock=SystemTime(),
        ca_file=ca_file,
    )


@asynccontextmanager
async def eavesdropper(
    certificate: tuple[Path, Path], *, most: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3
) -> AsyncIterator[tuple[str, list[bytes]]]:
    """A TLS server that keeps every byte a client says to it."""
    heard: list[bytes] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.maximum_version = most
    context.load_cert_chain(*certificate)

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.read(65536))
        writer.write(b"HTTP/1.1 500 no\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    async with Listener(listen, tls=context) as listener:
        yield f"https://127.0.0.1:{listener.port}", heard
        await listener.served()


async def test_desk_works_over_tls_with_the_clinics_own_authority(clinic: TestDesk) -> None:
    await clinic.push()
    heard = asyncio.Event()
    listening = asyncio.ensure_future(RealtimeClient(clinic.api).listen(lambda _: heard.set()))
    await soon(heard.wait())
    listening.cancel()
    await asyncio.wait([listening])


async def test_stranger_with_another_authority_hears_no_token(
    stranger: Authority, authority: Authority
) -> None:
    async with eavesdropper(stranger.issue()) as (url, heard), client(url, authority.file) as api:
        with pytest.raises(Unreachable):
            await api.pull("", limit=1)
    assert heard == []


async def test_control_the_right_server_hears_the_token(authority: Authority) -> None:
    async with eavesdropper(authority.issue()) as (url, heard), client(url, authority.file) as api:
        with pytest.raises(Exception, match="500"):
            await api.pull("", limit=1)
    assert TOKENS.access.encode() in b"".join(heard)


@pytest.mark.parametrize("flaw", ["over", "another address", "public authorities", "TLS 1.2"])
async def test_flawed_connection_is_none(authority: Authority, flaw: str) -> None:
    certificate = {
        "over": authority.issue(days=-1),
        "another address": authority.issue("127.0.0.2"),
    }.get(flaw, authority.issue())
    most = ssl.TLSVersion.TLSv1_2 if flaw == "TLS 1.2" else ssl.TLSVersion.TLSv1_3
    ca_file = None if flaw == "public authorities" else authority.file
    async with eavesdropper(certificate, most=most) as (url, heard), client(url, ca_file) as api:
        with pytest.raises(Unreachable):
            await api.pull("", limit=1)
    assert heard == []


async def test_server_speaks_nothing_older_than_tls_1_3(
    server: RunningServer, authority: Authority
) -> None:
    def context(most: ssl.TLSVersion) -> ssl.SSLContext:
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        made.load_verify_locations(authority.file)
        made.maximum_version = most
        return made

    async with httpx.AsyncClient(verify=context(ssl.TLSVersion.TLSv1_3), trust_env=False) as http:
        reply = await http.get(f"{server.url}/v1/health")
    assert reply.status_code == 200
    assert reply.headers["Strict-Transport-Security"] == "max-age=31536000"
    async with httpx.AsyncClient(verify=context(ssl.TLSVersion.TLSv1_2), trust_env=False) as http:
        with pytest.raises(httpx.ConnectError):
            await http.get(f"{server.url}/v1/health")


async def test_environment_neither_redirects_nor_listens(
    clinic: TestDesk,
    server: RunningServer,
    authority: Authority,
    stranger: Authority,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Proxies, a file for the session keys and other authorities, as the variables name them."""
    keys = tmp_path / "keys.log"
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "WS_PROXY", "WSS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
        monkeypatch.setenv(name.lower(), "http://127.0.0.1:9")
    monkeypatch.setenv("SSLKEYLOGFILE", str(keys))
    monkeypatch.setenv("SSL_CERT_FILE", str(stranger.file))
    monkeypatch.setenv("SSL_CERT_DIR", str(stranger.file.parent))
    async with client(server.url, authority.file) as api:
        await api.health()
    heard = asyncio.Event()
    listening = asyncio.ensure_future(RealtimeClient(clinic.api).listen(lambda _: heard.set()))
    await soon(heard.wait())
    listening.cancel()
    await asyncio.wait([listening])
    assert not keys.exists()
    async with eavesdropper(stranger.issue()) as (url, heard_by), client(url, None) as api:
        with pytest.raises(Unreachable):
            await api.pull("", limit=1)
    assert heard_by == []


def test_control_a_default_context_would_write_the_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys.log"))
    assert ssl.create_default_context().keylog_filename == str(tmp_path / "keys.log")


def test_authority_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "ca.pem"
    broken.write_text("no certificate")
    for path in (broken, tmp_path / "missing.pem"):
        with pytest.raises(ConfigurationError, match="SERVER_CA_FILE"):
            client("https://127.0.0.1:1", path)
