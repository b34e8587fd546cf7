"""Row 11: whatever is sent, the server answers as described, never breaks, and asks for a token."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import argon2
import httpx
import pytest

from app.server.object_store import FilesAt
from tests.factories import a_patient, an_appointment
from tests.matrix.api_fuzz import Case, Fuzzer, broken_shape, known_values
from tests.matrix.frame import Extent
from tests.server_fixtures import (
    AUTH_KEY,
    Databases,
    RunningServer,
    TestDesk,
    clinic,
    databases,
    other_desk,
    postgres,
)

__all__ = ["clinic", "databases", "other_desk", "postgres"]
pytestmark = pytest.mark.row("E9")


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """What slow hashing costs is no part of this row."""
    cheap = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr("app.security.password_hash._hasher", cheap)
    monkeypatch.setattr("app.security.password_hash._NOBODY", cheap.hash("nobody has this key"))


@pytest.fixture(scope="module")
def server(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningServer]:
    """One that keeps files, too."""
    files_at = FilesAt(place=str(tmp_path_factory.mktemp("files")))
    with RunningServer(databases, files_at=files_at) as running:
        yield running


@pytest.fixture
async def http(server: RunningServer) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=server.url, trust_env=False, timeout=30) as made:
        yield made


@pytest.fixture
async def fuzzer(http: httpx.AsyncClient, clinic: TestDesk, other_desk: TestDesk) -> Fuzzer:
    patient = a_patient()
    rows = await clinic.saved(patient, an_appointment(patient))
    bodies = [row.body or {} for row in rows]
    description = (await http.get("/openapi.json")).json()
    known = known_values(clinic, other_desk, [row.id for row in rows], bodies)
    return Fuzzer(description, known)


async def sent(http: httpx.AsyncClient, case: Case, headers: dict[str, str]) -> httpx.Response:
    signed = headers if case.is_signed else {}
    return await http.request(
        case.method,
        case.path,
        params=case.params,
        headers={**{n: v.encode() for n, v in case.headers.items()}, **signed},  # type: ignore[dict-item]
        content=case.content,
    )


async def test_no_request_breaks_the_server(
    http: httpx.AsyncClient,
    clinic: TestDesk,
    fuzzer: Fuzzer,
    share: Extent,
    report: Callable[..., None],
) -> None:
    found: list[tuple[int, str, str]] = []
    counts: Counter[str] = Counter()
    for seed in share.seeds(ci=500, soak=50_000):
        case = fuzzer.case(seed)
        reply = await sent(http, case, clinic.headers)
        counts[f"{reply.status_code // 100}xx"] += 1
        if case.needs_token and not case.is_signed:
            counts["without_token"] += 1
        if problem := broken_shape(case, reply.status_code, reply.content):
            found.append((seed, case.template, problem))
        if case.is_signed and case.needs_token and _is_out(reply):
            await _sign_in_again(clinic)
    report(11, cases=sum(counts[f"{n}xx"] for n in range(1, 6)), broken=len(found), **counts)
    assert found == []
    assert counts["2xx"] > counts["4xx"] // 8
    assert counts["without_token"]


def _is_out(reply: httpx.Response) -> bool:
    return reply.status_code == 401 or b'"device_revoked"' in reply.content


async def _sign_in_again(clinic: TestDesk) -> None:
    """A case may have signed out or changed its own key: the next ones mean something again."""
    for key in (AUTH_KEY, "b2" * 32):
        try:
            await clinic.api.login(
                clinic_id=clinic.clinic_id,
                username=clinic.username,
                auth_key=key,
                device_token=clinic.device_token,
            )
        except Exception:
            continue
        return


def _case(**changes: Any) -> Case:
    fields: dict[str, Any] = {
        "method": "get",
        "template": "/v1/health",
        "path": "/v1/health",
        "is_signed": True,
        "needs_token": False,
        "params": {},
        "headers": {},
        "content": b"",
    }
    return Case(**(fields | changes))


@pytest.mark.parametrize(
    ("case", "status", "content"),
    [
        (_case(), 500, b'{"code": "internal"}'),
        (_case(), 200, b"<html>"),
        (_case(), 404, b'{"status": "x"}'),
        (_case(is_signed=False, needs_token=True), 200, b"{}"),
        (_case(method="post", template="/new"), 200, b"{}"),
    ],
    ids=["500", "no JSON", "error of another shape", "opened without a token", "not described"],
)
def test_control_a_broken_answer_is_seen(case: Case, status: int, content: bytes) -> None:
    assert broken_shape(case, status, content)


def test_same_seed_makes_the_same_kind_of_request() -> None:
    paths = {"/v1/x": {"get": {}, "post": {}}, "/v1/y": {"get": {}}}
    fuzzers = [Fuzzer({"paths": paths}, {}) for _ in range(2)]
    assert fuzzers[0].case(7) == fuzzers[1].case(7)
