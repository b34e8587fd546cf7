"""Starting the server: safe addresses only, secrets in no message, replies without delay."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest

from app.bootstrap.server import (
    ServerOptions,
    listen,
    make_engine,
    make_invitation,
    refuse_unsafe_address,
)
from app.domain.errors import ConfigurationError

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
    assert await asyncio.wait_for(accepted.get(), 5)
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
