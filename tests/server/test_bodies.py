"""Requests that are not what was agreed are refused and never break the server."""

from __future__ import annotations

import gzip
import json
import logging
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from app.domain.operations import FieldChange
from app.protocol.messages import PushRequest
from app.server.openapi import BODIES, OPEN
from tests.factories import a_patient
from tests.server_fixtures import RunningServer, TestDesk, json_of

POSTS = (
    "/v1/auth/login",
    "/v1/auth/refresh",
    "/v1/join",
    "/v1/join/offer",
    "/v1/invites",
    "/v1/sync/push",
)
SIGNED_POSTS = ("/v1/sync/push", "/v1/invites", "/v1/ws/ticket", "/v1/auth/logout")
NAMES = {
    "/v1/auth/login": ("clinic_id", "username", "auth_key", "device_id", "device_token"),
    "/v1/auth/refresh": ("refresh_token", "device_id", "idempotency_key"),
    "/v1/join": (
        *("lookup", "proof", "clinic_id", "clinic_name", "user_id", "username", "auth_key"),
        *("device_id", "device_name"),
    ),
    "/v1/join/offer": ("lookup", "proof"),
    "/v1/invites": (
        *("lookup", "proof_hash", "sealed_clinic_key", "username", "display_name", "role"),
    ),
}


@pytest.fixture
async def http(server: RunningServer) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as client:
        yield client


def push_body(desk: TestDesk, **changes: Any) -> bytes:
    return json_of(
        {"device_id": desk.device_id, "batch_id": "b", "ops": [], "schema": 1, **changes}
    )


BOMB = gzip.compress(b" " * 200_000_000, compresslevel=9)
MALFORMED: dict[str, tuple[bytes, dict[str, str]]] = {
    "nothing": (b"", {}),
    "no JSON": (b"{", {}),
    "a list": (b"[]", {}),
    "null": (b"null", {}),
    "a number": (b"1e999", {}),
    "not UTF-8": (b'{"device_id": "\xff\xfe"}', {}),
    "half a surrogate": (b'{"device_id": "\\ud800"}', {}),
    "deep": (b"[" * 10_000, {}),
    "deep objects": (b'{"ops":' * 2_000, {}),
    "no gzip": (b"{}", {"Content-Encoding": "gzip"}),
    "gzip cut off": (gzip.compress(b"{}" * 100)[:-5], {"Content-Encoding": "gzip"}),
    "gzip of nothing": (gzip.compress(b""), {"Content-Encoding": "gzip"}),
}


@pytest.mark.parametrize("kind", MALFORMED)
@pytest.mark.parametrize("path", POSTS)
async def test_malformed_body_is_the_senders_mistake(
    http: httpx.AsyncClient, clinic_of_module: dict[str, str], path: str, kind: str
) -> None:
    content, headers = MALFORMED[kind]
    reply = await http.post(path, content=content, headers=clinic_of_module | headers)
    assert reply.status_code == 400, reply.text
    assert reply.json()["code"] == "malformed"


@pytest.fixture(scope="module")
def clinic_of_module(server: RunningServer) -> dict[str, str]:
    """One clinic serves all the tests that only need a token."""
    from tests.server_fixtures import in_own_thread, start_clinic

    async def make() -> dict[str, str]:
        desk = await start_clinic(server)
        await desk.api.aclose()
        return desk.headers

    return in_own_thread(make)


async def test_gzip_bomb_is_refused(http: httpx.AsyncClient, clinic: TestDesk) -> None:
    headers = clinic.headers | {"Content-Encoding": "gzip"}
    reply = await http.post("/v1/sync/push", content=BOMB, headers=headers)
    assert (reply.status_code, reply.json()["code"]) == (413, "too_large")


@pytest.mark.parametrize("path", [path for path in POSTS if path != "/v1/sync/push"])
@pytest.mark.parametrize("how", ["plain", "gzip"])
async def test_message_of_signing_in_is_small(
    http: httpx.AsyncClient, clinic_of_module: dict[str, str], path: str, how: str
) -> None:
    content, headers = b" " * 20_000, clinic_of_module
    if how == "gzip":
        content, headers = gzip.compress(content), headers | {"Content-Encoding": "gzip"}
    reply = await http.post(path, content=content, headers=headers)
    assert (reply.status_code, reply.json()["code"]) == (413, "too_large")


async def test_endless_body_is_refused(http: httpx.AsyncClient, clinic: TestDesk) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(12):
            yield b" " * 1_000_000

    try:
        reply = await http.post("/v1/sync/push", content=endless(), headers=clinic.headers)
        assert reply.status_code == 413
    except (httpx.WriteError, httpx.ReadError, httpx.RemoteProtocolError):
        pass  # hung up on while still sending
    assert (await http.get("/v1/health")).status_code == 200


async def test_batch_has_a_most_of_operations(http: httpx.AsyncClient, clinic: TestDesk) -> None:
    operations = [clinic.create(a_patient()) for _ in range(501)]
    body = json_of(PushRequest(device_id=clinic.device_id, batch_id="b", ops=operations))
    reply = await http.post("/v1/sync/push", content=body, headers=clinic.headers)
    assert (reply.status_code, reply.json()["code"]) == (413, "too_many_operations")


async def test_operation_has_a_largest_size(http: httpx.AsyncClient, clinic: TestDesk) -> None:
    operation = clinic.create(a_patient(), body={"alert": "x" * 263_000})
    body = json_of(PushRequest(device_id=clinic.device_id, batch_id="b", ops=[operation]))
    reply = await http.post("/v1/sync/push", content=body, headers=clinic.headers)
    assert (reply.status_code, reply.json()["code"]) == (413, "operation_too_large")


@pytest.mark.parametrize("where", ["full", "patch"])
async def test_values_nested_too_deep_are_refused(
    http: httpx.AsyncClient, clinic: TestDesk, where: str
) -> None:
    deep: Any = "x"
    for _ in range(40):
        deep = [deep]
    operation = clinic.create(a_patient(), body={"alert": deep})
    if where == "patch":
        operation = clinic.operation(
            entity="patient",
            id=operation.id,
            patch={"alert": FieldChange(deep, None)},
        )
    body = json_of(PushRequest(device_id=clinic.device_id, batch_id="b", ops=[operation]))
    reply = await http.post("/v1/sync/push", content=body, headers=clinic.headers)
    assert (reply.status_code, reply.json()["code"]) == (400, "too_deep")


@pytest.mark.parametrize("value", ["", "\x00", "x" * 10_000, "0" * 32, "' OR 1=1 --", "é\u202e"])
@pytest.mark.parametrize("path", NAMES)
async def test_any_text_in_any_field_is_refused_calmly(
    http: httpx.AsyncClient,
    clinic_of_module: dict[str, str],
    path: str,
    value: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    fields = {"lookup": "0000000000", "proof_hash": "0" * 64, "role": "front_desk"}
    body = dict.fromkeys(NAMES[path], value)
    for one in (body, body | {name: fields[name] for name in fields if name in body}):
        with caplog.at_level(logging.WARNING):
            reply = await http.post(path, content=json.dumps(one), headers=clinic_of_module)
        assert 200 <= reply.status_code < 500, reply.text
    assert not caplog.records


@pytest.mark.parametrize("path", ["/", "/v1", "/v1/sync/push/", "/v1/../etc/passwd", "/%00"])
async def test_unknown_address_is_answered_in_the_agreed_form(
    http: httpx.AsyncClient, path: str
) -> None:
    reply = await http.get(path)
    assert reply.status_code in (404, 405)
    assert set(reply.json()) == {"code"}


async def test_replies_are_not_stored_or_guessed_at(http: httpx.AsyncClient) -> None:
    headers = (await http.get("/v1/health")).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "server" not in headers


@pytest.mark.parametrize(
    "path", ["/v1/sync/push", "/v1/invites", "/v1/ws/ticket", "/v1/auth/logout"]
)
async def test_nobody_posts_without_a_token(http: httpx.AsyncClient, path: str) -> None:
    reply = await http.post(path, content=b"{}")
    assert (reply.status_code, reply.json()["code"]) == (401, "not_signed_in")


async def test_description_names_every_body_and_token(http: httpx.AsyncClient) -> None:
    description = (await http.get("/openapi.json")).json()
    assert description["openapi"].startswith("3.1")
    sent = {
        (method, path): operation
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    }
    assert sent.keys() >= BODIES.keys()
    for (method, path), operation in sent.items():
        assert ("requestBody" in operation) == ((method, path) in BODIES), path
        needed = operation.get("requestBody", {}).get("required")
        assert needed is ((method != "delete") if (method, path) in BODIES else None), path
        assert ("security" in operation) == (path not in OPEN), path
    _every_reference_leads_somewhere(description, description)


def _every_reference_leads_somewhere(part: Any, whole: dict[str, Any]) -> None:
    if isinstance(part, dict):
        target = part.get("$ref")
        if isinstance(target, str):
            kind, _, name = target.removeprefix("#/components/").partition("/")
            assert name in whole["components"][kind], target
        for member in part.values():
            _every_reference_leads_somewhere(member, whole)
    elif isinstance(part, list):
        for member in part:
            _every_reference_leads_somewhere(member, whole)
