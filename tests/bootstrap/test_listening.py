"""The server's ears: slow callers are hung up on, and every answer carries the same headers."""

from __future__ import annotations

import asyncio
import socket
import time
from contextlib import suppress

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

import app.bootstrap.listening as listening
import app.server.bodies as bodies
from app.server.app import security_headers
from tests.server_fixtures import RunningServer, databases, postgres, server
from tests.waiting import PATIENCE_S, until

__all__ = ["databases", "postgres", "server"]
pytestmark = pytest.mark.row("E9")
HEADERS = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'",
    "referrer-policy": "no-referrer",
}


def said(server: RunningServer, *parts: bytes, pause_s: float = 0.0) -> bytes:
    """What the server answers to raw bytes before it hangs up."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE_S) as line:
        heard = b""
        try:
            for part in parts:
                line.sendall(part)
                time.sleep(pause_s)
            while more := line.recv(65536):
                heard += more
        except (ConnectionError, BrokenPipeError):
            pass
    return heard


def a_client(server: RunningServer) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=server.url, trust_env=False, timeout=PATIENCE_S)


@pytest.mark.parametrize(
    "parts",
    [(), (b"GET /v1/he",), (b"GET /v1/health HTTP/1.1\r\n", *[b"X: y\r\n"] * 12)],
    ids=["nothing", "half a line", "a header now and then"],
)
def test_caller_who_does_not_finish_the_head_is_hung_up_on(
    server: RunningServer, monkeypatch: pytest.MonkeyPatch, parts: tuple[bytes, ...]
) -> None:
    monkeypatch.setattr(listening, "HEAD_S", 0.4)
    assert said(server, *parts, pause_s=0.1) == b""


def test_second_request_of_a_line_has_its_own_time(
    server: RunningServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    complete = listening.PatientProtocol.on_response_complete

    def first_is_answered(protocol: listening.PatientProtocol) -> None:
        monkeypatch.setattr(listening, "HEAD_S", 0.4)
        complete(protocol)

    monkeypatch.setattr(listening.PatientProtocol, "on_response_complete", first_is_answered)
    whole = b"GET /v1/health HTTP/1.1\r\nHost: x\r\n\r\n"
    heard = said(server, whole, b"GET /v1/he", pause_s=0.1)
    assert heard.count(b"HTTP/1.1 200") == 1


def test_body_that_drips_is_not_waited_for(
    server: RunningServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "BODY_S", 0.4)
    monkeypatch.setattr(listening, "LINGER_S", 0.2)
    head = b"POST /v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"
    heard = said(server, head, *[b"{"] * 5, pause_s=0.1)
    assert heard.startswith(b"HTTP/1.1 408")
    assert b'"too_slow"' in heard


async def test_slow_callers_hold_nobody_up(
    server: RunningServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "HEAD_S", 3600.0)  # nobody is hung up on meanwhile
    lines = [await asyncio.open_connection("127.0.0.1", server.port) for _ in range(200)]
    try:
        for _, writer in lines:
            writer.write(b"POST /v1/sync/push HTTP/1.1\r\nContent-Le")
        async with a_client(server) as http:
            assert (await http.get("/v1/health")).status_code == 200
    finally:
        for _, writer in lines:
            writer.close()


async def test_one_address_does_not_take_every_connection(
    server: RunningServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "MOST_PER_ADDRESS", 3)
    held = [await asyncio.open_connection("127.0.0.1", server.port) for _ in range(3)]
    for _, writer in held:
        writer.write(b"GET /v1/he")
    async with a_client(server) as http:
        with pytest.raises(httpx.TransportError):
            await http.get("/v1/health")
        held.pop()[1].close()

        async def is_answered() -> bool:
            with suppress(httpx.TransportError):
                return (await http.get("/v1/health")).status_code == 200
            return False

        await until(is_answered)
    for _, writer in held:
        writer.close()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/health", 200),
        ("GET", "/nowhere", 404),
        ("DELETE", "/v1/health", 405),
        ("GET", "/v1/sync/pull", 401),
        ("POST", "/v1/auth/login", 400),
        ("GET", "/openapi.json", 200),
    ],
)
async def test_every_answer_carries_the_security_headers_once(
    server: RunningServer, method: str, path: str, status: int
) -> None:
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as http:
        reply = await http.request(method, path)
    assert reply.status_code == status
    _check_headers(reply.headers)


def _check_headers(headers: httpx.Headers) -> None:
    assert {name: headers.get_list(name) for name in HEADERS} == {
        name: [value] for name, value in HEADERS.items()
    }
    assert "server" not in headers
    assert "strict-transport-security" not in headers  # it means nothing without TLS


def test_what_is_no_http_gets_the_headers_too(server: RunningServer) -> None:
    heard = said(server, b"\x16\x03\x01 hello\r\n\r\n")
    assert heard.startswith(b"HTTP/1.1 400")
    lines = [line.split(": ", 1) for line in heard.decode().split("\r\n") if ": " in line]
    _check_headers(httpx.Headers([(name, value) for name, value in lines]))


async def test_refused_socket_gets_the_headers_too(server: RunningServer) -> None:
    address = f"ws://127.0.0.1:{server.port}/v1/ws?ticket=x"
    with pytest.raises(InvalidStatus) as error:
        async with connect(address, proxy=None):
            pass
    assert error.value.response.status_code == 403
    _check_headers(httpx.Headers(list(error.value.response.headers.raw_items())))


def test_tls_asks_for_more_tls() -> None:
    assert "Strict-Transport-Security" in security_headers(is_tls=True)
