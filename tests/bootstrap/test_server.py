"""Starting the server: safe addresses only, secrets in no message, replies without delay."""

from __future__ import annotations

import asyncio
import ipaddress
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from app.bootstrap.listening import (
    ServerOptions,
    check_certificate,
    listen,
    refuse_unsafe_address,
)
from app.bootstrap.local_server import LocalServer
from app.bootstrap.postgres import make_engine, speaking_of_the_database
from app.bootstrap.server import make_invitation
from app.domain.errors import ConfigurationError
from tests.waiting import PATIENCE_S, soon

CERTIFICATE = {"tls_cert": Path("cert.pem"), "tls_key": Path("key.pem")}


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.7", "desk.example.org", ""])
def test_address_off_this_computer_needs_tls(host: str) -> None:
    with pytest.raises(ConfigurationError):
        refuse_unsafe_address(ServerOptions(dsn="", host=host))
    refuse_unsafe_address(ServerOptions(dsn="", host=host, **CERTIFICATE))
    refuse_unsafe_address(ServerOptions(dsn="", host=host, is_behind_tls_proxy=True))


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_this_computer_needs_none(host: str) -> None:
    refuse_unsafe_address(ServerOptions(dsn="", host=host))


@pytest.mark.parametrize("missing", CERTIFICATE)
def test_certificate_and_key_come_together(missing: str) -> None:
    half = {name: path for name, path in CERTIFICATE.items() if name != missing}
    with pytest.raises(ConfigurationError):
        refuse_unsafe_address(ServerOptions(dsn="", **half))


def test_message_about_an_address_does_not_hold_its_password() -> None:
    with pytest.raises(ConfigurationError) as error:
        make_engine("not an address:hunter2@")
    assert "hunter2" not in str(error.value)


async def test_small_replies_do_not_wait_for_each_other() -> None:
    """Nagle's algorithm is off on connections: a reply's body follows its head at once."""
    accepted: asyncio.Queue[int] = asyncio.Queue()

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = writer.get_extra_info("socket")
        accepted.put_nowait(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    listening = listen("127.0.0.1", 0)
    serving = await asyncio.start_server(answer, sock=listening)
    _, writer = await asyncio.open_connection(*listening.getsockname())
    assert await soon(accepted.get())
    writer.close()
    await writer.wait_closed()
    serving.close()
    await serving.wait_closed()


def test_port_in_use_is_said() -> None:
    first = listen("127.0.0.1", 0)
    try:
        with pytest.raises(ConfigurationError, match="port"):
            listen("127.0.0.1", first.getsockname()[1])
    finally:
        first.close()


async def test_invitation_for_an_unknown_role_is_refused() -> None:
    with pytest.raises(ConfigurationError):
        await make_invitation("postgresql://x@127.0.0.1:9/x", "Clinic", username="a", role="king")


def _certificate(folder: Path) -> tuple[Path, Path]:
    """A self-made certificate for this computer's own address, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(address, critical=False)
        .sign(key, hashes.SHA256())
    )
    cert_path, key_path = folder / "cert.pem", folder / "key.pem"
    cert_path.write_bytes(made.public_bytes(Encoding.PEM))
    key_path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return cert_path, key_path


@pytest.mark.parametrize("fault", ["missing", "no certificate", "another's key"])
def test_tls_files_that_cannot_be_used_are_refused_in_words(tmp_path: Path, fault: str) -> None:
    cert, key = _certificate(tmp_path)
    if fault == "missing":
        cert.unlink()
    elif fault == "no certificate":
        cert.write_text("hello")
    else:
        (tmp_path / "other").mkdir()
        key = _certificate(tmp_path / "other")[1]
    with pytest.raises(ConfigurationError, match="--tls-cert: "):
        check_certificate(ServerOptions(dsn="", tls_cert=cert, tls_key=key))


def test_a_real_server_speaks_tls_and_stops_normally(tmp_path: Path) -> None:
    """The program itself, on a database of its own: handshake, health, SIGTERM, exit code 0."""
    folder = Path(tempfile.mkdtemp(prefix="cd-tls-"))
    cert, key = _certificate(tmp_path)
    server = LocalServer(folder / "server")
    with server:
        server.stop()
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "app", "server", "--port", "0"),
                *("--tls-cert", str(cert), "--tls-key", str(key)),
            ],
            env=server.environment(with_owner=True),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        address = process.stdout.readline().split()[-1]
        trusting = ssl.create_default_context(cafile=str(cert))
        reply = httpx.get(
            f"{address}/v1/health", verify=trusting, trust_env=False, timeout=PATIENCE_S
        )
        process.terminate()
        _, said = process.communicate(timeout=PATIENCE_S)
        with pytest.raises(ConfigurationError, match="no tables yet"):
            _invite_on_empty(server)
    shutil.rmtree(folder)
    assert address.startswith("https://127.0.0.1:")
    assert reply.status_code == 200
    assert (process.returncode, said) == (0, "")


def _invite_on_empty(server: LocalServer) -> None:
    with speaking_of_the_database("--dsn"):
        empty = server.owner_dsn.replace("/postgres?", "/template1?")
        asyncio.run(make_invitation(empty, "Clinic", username="a"))
